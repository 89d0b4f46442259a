"""How a file comes in: by a form, into a place where anybody who has the form may replace it; then out of there."""

from botocore.exceptions import ClientError

from imports.rules import Format, Import
from kernel import aws, config, files, keys
from kernel.files import Form
from kernel.problems import Problem, in_flight, invalid

TYPES: dict[Format, str] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv",
}  # fmt: skip
_ABSENT, _REPLACED = frozenset({"404", "NoSuchKey"}), frozenset({"412", "PreconditionFailed"})


def format_of(filename: str) -> Format:
    """What a file is by its name's ending; 422 for any but these."""
    ending = filename.lower().rpartition(".")[2]
    for form in TYPES:
        if ending == form and len(filename) > len(form) + 1:
            return form
    raise invalid("/filename", "import_ending")


def form(tenant: str, value: Import) -> Form:
    """A form for exactly this file: storage itself refuses any other size, and every file once it has expired."""
    return files.form(keys.waiting_file(tenant, value.id), TYPES[value.format], value.size)


def take(tenant: str, value: Import) -> str:
    """Copy what was uploaded to where nobody can change it; returns the copy's name. 409 when there is nothing."""
    bucket, there = config.bucket_name(), keys.waiting_file(tenant, value.id)
    try:
        tag = aws.s3().head_object(Bucket=bucket, Key=there)["ETag"]
        source = tag.strip('"')
        aws.s3().copy_object(
            Bucket=bucket,
            Key=keys.import_source(tenant, value.id, source),
            CopySource={"Bucket": bucket, "Key": there},
            CopySourceIfMatch=tag,
        )
    except ClientError as error:
        if error.response["Error"]["Code"] in _ABSENT:
            raise Problem("import_not_uploaded", minutes=files.FORM_LASTS // 60) from None
        if error.response["Error"]["Code"] in _REPLACED:
            raise in_flight() from None
        raise
    return source
