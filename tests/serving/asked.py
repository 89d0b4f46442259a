"""What a call to AWS asks for: the actions that IAM is asked about, and whose keys it names."""

import re
from collections.abc import Iterable, Iterator
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
_NAMED = re.compile(r'\\*"tenant\\*": *\\*"([^"\\]+)|raw/([^/"]+)/')

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
    """The companies that a call names, be it in a key, an order, a secret's name or a new user; `_` is nobody.

    Of a user of Cognito who is there already a call says the address alone: whose they are only Cognito knows.
    """
    service, operation, arguments = call
    match service, operation:
        case "dynamodb", _:
            return {key.partition("#")[0] for key in partitions(operation, arguments)}
        case "s3", _:
            named = [arguments["Prefix"] if operation == "ListObjectsV2" else arguments["Key"]]
            named += [arguments["CopySource"]["Key"]] if operation == "CopyObject" else []
            return {place.split("/")[1] for place in named}
        case "sqs", "SendMessage":
            group = arguments.get("MessageGroupId")
            return named_in([arguments["MessageBody"]]) | ({group} if group else set())
        case "secretsmanager", _:
            return {(arguments.get("SecretId") or arguments["Name"]).split("/")[-2]}
        case "cognito-idp", "AdminCreateUser":
            return {one["Value"] for one in arguments["UserAttributes"] if one["Name"] == "custom:tenant"}
    return set()


def named_in(texts: Iterable[str]) -> set[str]:
    """The companies that orders and events name."""
    return {one or other for text in texts for one, other in _NAMED.findall(text)}


def _folder(key: str) -> str:
    return f"{BUCKET}/{key.partition('/')[0]}/"
