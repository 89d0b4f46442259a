"""What a call to AWS asks for: the actions that IAM is asked about, and whose keys it names."""

from collections.abc import Iterator
from typing import Any

from tests.isolation.watch import partitions

TABLE, BUCKET = "${Table.Arn}", "${Bucket.Arn}"
_OF_TRANSACTIONS = {
    "Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem", "ConditionCheck": "ConditionCheckItem",
}  # fmt: skip
_OF_OBJECTS = {
    "GetObject": "GetObject", "HeadObject": "GetObject", "PutObject": "PutObject", "DeleteObject": "DeleteObject",
    "CreateMultipartUpload": "PutObject", "UploadPart": "PutObject", "CompleteMultipartUpload": "PutObject",
    "CopyObject": "PutObject", "AbortMultipartUpload": "AbortMultipartUpload", "ListParts": "ListMultipartUploadParts",
}  # fmt: skip
"""A call, and the action that stands for it."""

type Call = tuple[str, str, dict[str, Any]]
"""Service, operation, arguments."""


def actions(call: Call) -> Iterator[tuple[str, str]]:
    """(action, place) of each thing that IAM has to allow; the place is "" where the template has no name for it."""
    service, operation, arguments = call
    match service:
        case "dynamodb" if operation == "TransactWriteItems":
            yield from (
                (f"dynamodb:{_OF_TRANSACTIONS[kind]}", TABLE) for one in arguments["TransactItems"] for kind in one
            )
        case "dynamodb":
            index = arguments.get("IndexName")
            yield f"dynamodb:{operation}", f"{TABLE}/index/{index}" if index else TABLE
        case "s3" if operation == "ListObjectsV2":
            yield "s3:ListBucket", BUCKET
        case "s3":
            if operation == "CopyObject":
                yield "s3:GetObject", _folder(arguments["CopySource"]["Key"])
            yield f"s3:{_OF_OBJECTS[operation]}", _folder(arguments["Key"])
        case "sqs" if operation in {"ReceiveMessage", "DeleteMessage"}:
            return  # Lambda does, and in its place a test: no function asks for its own orders
        case "sqs":
            queue = arguments["QueueUrl"].rpartition("/")[2].title()
            yield f"sqs:{operation}", f"${{{queue}Queue.Arn}}"
        case "sesv2":
            yield f"ses:{operation}", ""
        case _:
            yield f"{service}:{operation}", ""


def homes(call: Call) -> set[str]:
    """The companies whose partitions of the table, or objects of the bucket, a call names; `_` is nobody's."""
    service, operation, arguments = call
    if service == "dynamodb":
        return {key.partition("#")[0] for key in partitions(operation, arguments)}
    if service == "s3":
        named = [arguments["Prefix"] if operation == "ListObjectsV2" else arguments["Key"]]
        named += [arguments["CopySource"]["Key"]] if operation == "CopyObject" else []
        return {place.split("/")[1] for place in named}
    return set()


def _folder(key: str) -> str:
    return f"{BUCKET}/{key.partition('/')[0]}/"
