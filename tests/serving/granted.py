"""What the template lets each function do at AWS, and what Lambda itself does with a function's role."""

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

from tests.serving.template import template

_OF_TRIGGER = {
    "AWS::SQS::Queue": ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"),
    "AWS::DynamoDB::Table": (
        "dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams",
    ),
}  # fmt: skip
"""What Lambda asks of what triggers a function."""


@dataclass(frozen=True, order=True)
class Grant:
    """One action that a function may do at one place: `${Table.Arn}/index/*`, as the template has it."""

    function: str
    action: str
    place: str

    def covers(self, action: str, place: str) -> bool:
        """Whether a call is one of these; of what has no name in the template, the place is not told."""
        return self.action == action and (not place or fnmatchcase(place, self.place))


def functions() -> dict[str, dict[str, Any]]:
    """Every function's properties."""
    return {name: one["Properties"] for name, one in _of_type("AWS::Serverless::Function").items()}


@cache
def grants() -> frozenset[Grant]:
    """All there are."""
    return frozenset(
        Grant(name, action, place)
        for name, properties in functions().items()
        for policy in properties["Policies"]
        for statement in policy["Statement"]
        for action in _as_list(statement["Action"])
        for place in _places(statement.get("Resource", "*"))
    )


@cache
def of(function: str, action: str, place: str) -> frozenset[Grant]:
    """The grants that let a function do this."""
    return frozenset(one for one in grants() if one.function == function and one.covers(action, place))


@cache
def triggers() -> frozenset[Grant]:
    """What Lambda does with a function's role: it reads the queue or stream, and lays what failed into the bucket."""
    return frozenset(Grant(*one) for mapping in _of_type("AWS::Lambda::EventSourceMapping").values()
                     for one in _of_mapping(mapping["Properties"]))  # fmt: skip


def _of_mapping(mapping: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    function, _, _alias = mapping["FunctionName"]["Ref"].partition(".")
    source, arn = mapping["EventSourceArn"]["Fn::GetAtt"]
    for action in _OF_TRIGGER[template()["Resources"][source]["Type"]]:
        yield function, action, f"${{{source}.{arn}}}"
    if "DestinationConfig" in mapping:
        yield function, "s3:PutObject", "${Bucket.Arn}/aws/lambda/*"
        yield function, "s3:ListBucket", "${Bucket.Arn}"


def _of_type(kind: str) -> dict[str, dict[str, Any]]:
    return {name: one for name, one in template()["Resources"].items() if one["Type"] == kind}


def _places(resource: Any) -> Iterator[str]:
    """As the template names them; of a choice that of AWS, for the local stack has names of its own."""
    for one in _as_list(resource):
        if isinstance(one, str):
            yield one
            continue
        ((kind, said),) = one.items()
        match kind:
            case "Fn::If":
                yield from _places(said[2])
            case "Fn::GetAtt":
                yield f"${{{'.'.join(said)}}}"
            case "Fn::Sub":
                yield said
            case _:
                yield f"${{{said}}}"


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
