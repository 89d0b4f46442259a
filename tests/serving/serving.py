"""Which function is at work, for whom, and what it asks of AWS meanwhile: listened to in every test there is.

A request is one company's, and so is each order and each change that a stream tells of: every partition key and every
object's key that is named meanwhile has to begin with it (A1). And what a function's role does not allow would be
refused on AWS, whatever moto says.
"""

import json
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar, copy_context
from dataclasses import dataclass, field
from functools import wraps
from importlib import import_module
from typing import Any

import botocore.signers
from botocore.client import BaseClient
from botocore.exceptions import ClientError

from tests.serving import granted
from tests.serving.asked import BUCKET, Call, actions, homes, named_in

NOBODY = "_"
OF_NOBODY = frozenset({
    "TenantSetup", "TierSchedule", "PurgeSchedule", "ScoringNightly", "Watch", "Reminders", "MailWebhooks",
    "IntakeWorker",
})  # fmt: skip
"""Who may ask for what is no company's: the list of companies, and reports of mail that name none."""
OF_ALL = frozenset({"TierSchedule", "PurgeSchedule", "ScoringNightly", "Watch", "Reminders"})
"""Who goes from company to company, by the clock: each call of theirs is of one company."""
OF_STREAM = frozenset({"ScoringStream", "Reactions"})
_ABSENT = frozenset({"404", "NoSuchKey"})


@dataclass
class Served:
    """A function at work; whose it is to touch, None while that is not known, and then whom it touched."""

    function: str
    home: frozenset[str] | None
    touched: set[str] = field(default_factory=set)


USED: set[granted.Grant] = set()
"""Every action that a function did, at its place."""
wrong: list[str] = []
"""What must not have been, since somebody looked."""
_serving: ContextVar[Served | None] = ContextVar("_serving", default=None)


def home_of(function: str, event: dict[str, Any]) -> frozenset[str] | None:
    """Whose partitions an event lets a function touch; None: of one company, which it only then finds out."""
    if function in OF_ALL:
        return None
    if "requestContext" in event:
        return _home_of_request(event["requestContext"])
    if "Records" not in event:
        return _named([json.dumps(event)])
    if function in OF_STREAM:
        return frozenset(map(_home_of_change, event["Records"]))
    return _named(str(record.get("body")) for record in event["Records"])


def _home_of_change(record: Any) -> str:
    """What no key can be read of is set aside where what is nobody's lies."""
    try:
        return str(record["dynamodb"]["Keys"]["pk"]["S"].partition("#")[0])
    except (KeyError, TypeError):
        return NOBODY


def _home_of_request(context: dict[str, Any]) -> frozenset[str] | None:
    claims = context.get("authorizer", {}).get("jwt", {}).get("claims", {})
    return frozenset({str(claims["custom:tenant"])}) if "custom:tenant" in claims else None


def _named(texts: Iterable[str]) -> frozenset[str] | None:
    found = named_in(texts)
    return frozenset(found) if found and NOBODY not in found else None


def _note(served: Served, call: Call) -> None:
    for action, place in actions(call):
        _note_action(served.function, action, place)
    touched = homes(call)
    if NOBODY in touched and served.function in OF_NOBODY:
        touched.discard(NOBODY)
    served.touched |= touched
    if _is_wrong(served, touched):
        wrong.append(f"{served.function} for {served.home or served.touched} touches {touched}: {call[:2]}")


def _is_wrong(served: Served, touched: set[str]) -> bool:
    if served.function in OF_ALL:
        return len(touched) > 1
    if served.home is not None:
        return not touched <= served.home
    return len(served.touched) > 1 or NOBODY in touched


def _note_action(function: str, action: str, place: str) -> None:
    USED.add(granted.Grant(function, action, place))
    if not granted.of(function, action, place):
        wrong.append(f"{function} may not {action} {place}")


_call = BaseClient._make_api_call  # type: ignore[attr-defined]


def _heard(client: Any, operation: str, arguments: dict[str, Any]) -> Any:
    served = _serving.get()
    if served is None:
        return _call(client, operation, arguments)
    service = client.meta.service_model.service_name
    _note(served, (service, operation, arguments))
    try:
        return _call(client, operation, arguments)
    except ClientError as error:
        if service == "s3" and error.response["Error"]["Code"] in _ABSENT:  # else S3 says that it is forbidden
            _note_action(served.function, "s3:ListBucket", BUCKET)
        raise


def _signed(sign: Callable[..., Any], asked: Callable[..., tuple[str, str]]) -> Callable[..., Any]:
    """A link lets somebody do what its signer may, and no more."""

    @wraps(sign)
    def signed(client: Any, *arguments: Any, **more: Any) -> Any:
        operation, key = asked(*arguments, **more)
        served = _serving.get()
        if served is not None:
            _note(served, ("s3", operation, {"Key": key}))
        return sign(client, *arguments, **more)

    return signed


def _of_link(method: str, Params: dict[str, Any], **_: Any) -> tuple[str, str]:  # noqa: N803 - AWS's own name
    return method.title().replace("_", ""), Params["Key"]


def _of_form(_bucket: str, key: str, **_: Any) -> tuple[str, str]:
    return "PutObject", key


def _served(function: str, handler: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(handler)
    def served(event: Any, context: Any) -> Any:
        token = _serving.set(Served(function, home_of(function, event)))
        try:
            return handler(event, context)
        finally:
            _serving.reset(token)

    return served


def announce() -> None:
    """Have every handler of the template say that it is at work; before anybody takes one of them along."""
    for name, properties in granted.functions().items():
        module, _, handler = properties["Handler"].rpartition(".")
        found = import_module(module)
        setattr(found, handler, _served(name, getattr(found, handler)))


def listen() -> None:
    """From now on, in this process."""
    submit = ThreadPoolExecutor.submit

    def along(pool: Any, function: Any, /, *arguments: Any, **more: Any) -> Any:
        return submit(pool, copy_context().run, function, *arguments, **more)

    for where, name, replacement in (
        (BaseClient, "_make_api_call", _heard),
        (ThreadPoolExecutor, "submit", along),
        (botocore.signers, "generate_presigned_url", _signed(botocore.signers.generate_presigned_url, _of_link)),
        (botocore.signers, "generate_presigned_post", _signed(botocore.signers.generate_presigned_post, _of_form)),
    ):
        setattr(where, name, replacement)


def taken() -> list[str]:
    """What was wrong since the last time."""
    found = list(dict.fromkeys(wrong))
    wrong.clear()
    return found


def idle() -> list[granted.Grant]:
    """The grants that nothing has used yet."""
    needed = {one for used in USED for one in granted.of(used.function, used.action, used.place)}
    return sorted(granted.grants() - granted.triggers() - needed)
