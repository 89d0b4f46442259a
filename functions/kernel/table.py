"""The one table: items, reads that cost no more than their page, writes that happen whole or not at all."""

import random
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import batched
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NoReturn, Self, cast

from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError
from pynamodb.attributes import UnicodeAttribute
from pynamodb.connection.base import MetaTable
from pynamodb.connection.table import TableConnection
from pynamodb.models import Model

from kernel import answers, config
from kernel.keys import DERIVED
from kernel.problems import Problem
from kernel.values import IntegerAttribute, Raw

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from pynamodb.expressions.condition import Condition
    from pynamodb.expressions.update import Action

type Key = tuple[str, str]
type Index = Literal[
    "newest", "ranked", "mine", "by_name", "by_code", "by_updated", "by_active", "by_close", "by_value", "by_stage"
]  # fmt: skip

INDEX_KEYS: dict[str | None, tuple[str, str]] = {
    None: ("pk", "sk"),
    "newest": ("feed", "sk"),
    "ranked": ("feed", "rank"),
    "mine": ("pk", "rank"),
    **{name: ("pk", name) for name in (
        "by_name", "by_code", "by_updated", "by_active", "by_close", "by_value", "by_stage"
    )},
}  # fmt: skip
_TRANSIENT = frozenset({
    "BandwidthLimitExceeded", "EC2ThrottledException", "InternalServerError", "KMSThrottling",
    "KMSThrottlingException", "KmsThrottled", "LimitExceededException", "OverLimit", "PriorRequestNotComplete",
    "ProvisionedThroughputExceededException", "RequestLimitExceeded", "RequestThrottled",
    "RequestThrottledException", "RequestTimeout", "RequestTimeoutException", "ServiceUnavailable", "SlowDown",
    "Throttled", "ThrottledException", "Throttling", "ThrottlingException", "TooManyRequestsException",
    "TransactionConflictException", "TransactionInProgressException",
})  # fmt: skip
"""Each service has its own word for asking too often, and some say it with a 4xx."""
_CONFLICT_TRIES = 4
_GOT_AT_ONCE, _WRITTEN_AT_ONCE = 100, 25

_connection: TableConnection | None = None


def connection() -> TableConnection:
    """One connection, and so one client, for all kinds of items."""
    global _connection  # noqa: PLW0603 - made once per process
    if _connection is None or _connection.table_name != config.table_name():
        keys = [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}]
        types = [{"AttributeName": key["AttributeName"], "AttributeType": "S"} for key in keys]
        meta = MetaTable({"TableName": config.table_name(), "KeySchema": keys, "AttributeDefinitions": types})
        _connection = TableConnection(
            config.table_name(),
            connect_timeout_seconds=2,
            read_timeout_seconds=5,
            max_retry_attempts=3,
            meta_table=meta,
        )
        for operation in answers.OPERATIONS:
            _connection.connection.session.register(f"before-parse.dynamodb.{operation}", answers.read)
    return _connection


def _client() -> "DynamoDBClient":
    """The connection's own botocore client: its errors keep the item that stood in the way, pynamodb's do not."""
    return cast("DynamoDBClient", connection().connection.client)


class Item(Model):
    """An item of the table. Kinds are told apart by their keys."""

    class Meta:
        """Filled when first used: importing a model needs no environment."""

        table_name: ClassVar[str] = "-"

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    expires_at = IntegerAttribute(null=True)

    @classmethod
    def _get_connection(cls) -> TableConnection:
        return connection()

    @classmethod
    def of(cls, raw: Raw) -> Self:
        """An item from its attribute values."""
        return cls.from_raw_data(dict(raw))


class Transient(Exception):  # noqa: N818 - it names the kind of fault
    """The same call may succeed later: throttled, interrupted, or in conflict with another writer."""


@dataclass(frozen=True)
class Write:
    """One write of a transaction, and what to answer when its condition does not hold."""

    kind: Literal["Put", "Update", "Delete", "ConditionCheck"]
    arguments: dict[str, Any]
    otherwise: Problem | None = None


def put(item: Item, *, when: "Condition | None" = None, otherwise: Problem | None = None) -> Write:
    """Write the whole item."""
    arguments = item.get_save_kwargs_from_instance(condition=when)
    return Write("Put", arguments, otherwise)


def place(raw: Raw, *, when: "Condition | None" = None) -> Write:
    """Write an item as it was read, of whatever kind it is."""
    arguments = connection().get_operation_kwargs(raw["pk"]["S"], raw["sk"]["S"], key="Item", condition=when)
    return Write("Put", arguments | {"Item": dict(raw)})


def create(item: Item, otherwise: Problem | None = None) -> Write:
    """Write an item that must not be there yet."""
    return put(item, when=type(item).pk.does_not_exist(), otherwise=otherwise)


def update(
    key: Key,
    actions: Sequence["Action"],
    *,
    when: "Condition | None" = None,
    otherwise: Problem | None = None,
) -> Write:
    """Change attributes of an item."""
    arguments = connection().get_operation_kwargs(*key, actions=actions, condition=when)
    return Write("Update", arguments, otherwise)


def delete(key: Key, *, when: "Condition | None" = None, otherwise: Problem | None = None) -> Write:
    """Remove an item."""
    return Write("Delete", connection().get_operation_kwargs(*key, condition=when), otherwise)


def check(key: Key, when: "Condition", otherwise: Problem | None = None) -> Write:
    """Write nothing, but let the transaction happen only while this holds; never alone."""
    return Write("ConditionCheck", connection().get_operation_kwargs(*key, condition=when), otherwise)


@dataclass
class Refused(Exception):  # noqa: N818 - an expected outcome that callers decide on
    """A write's condition did not hold; `found` is the item that stood in the way, if any."""

    write: Write
    found: Raw | None = field(default=None, repr=False)


def write(*writes: Write) -> None:
    """All of these, or none. One alone is a plain write, at half the price of a transaction.

    Raises the failing write's `otherwise`, or Refused where it has none; Transient when it may be tried again.
    """
    for attempt in range(_CONFLICT_TRIES):
        try:
            _write_once(writes)
        except _Conflict as conflict:
            if attempt == _CONFLICT_TRIES - 1:
                raise Transient("TransactionConflict") from conflict
            _wait(attempt + 1)
        else:
            return


def _wait(attempt: int) -> None:
    """Before the first attempt not at all; then longer each time, and nobody as long as the others."""
    if attempt:
        time.sleep(random.uniform(0.01, 0.05) * 2 ** (attempt - 1))  # noqa: S311 - jitter, not a secret


class _Conflict(Exception):  # noqa: N818 - internal signal of one attempt
    """Another transaction held one of the items."""


def _write_once(writes: Sequence[Write]) -> None:
    with_old = {"ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
    client = _client()
    alone = {"Put": client.put_item, "Update": client.update_item, "Delete": client.delete_item}
    try:
        if len(writes) == 1:
            cast("Any", alone[writes[0].kind])(**writes[0].arguments, **with_old)
        else:
            items: list[Any] = [{w.kind: w.arguments | with_old} for w in writes]
            client.transact_write_items(TransactItems=items)
    except ClientError as error:
        _refuse(writes, error)


def _refuse(writes: Sequence[Write], error: ClientError) -> None:
    """Say why nothing was written: the first condition that failed, in the order given.

    Nothing to say if a lone write stands in its own way: the client had repeated it, its first answer lost.
    (A repeated transaction answers as the first time: both carry one token.)
    """
    code = error.response["Error"]["Code"]
    answer = cast("dict[str, Any]", error.response)
    if code == "ConditionalCheckFailedException":
        found, repeated = answer.get("Item"), error.response["ResponseMetadata"].get("RetryAttempts", 0) > 0
        if repeated and writes[0].kind == "Put" and found == writes[0].arguments["Item"]:
            return
        _raise(writes[0], found, error)
    if code == "TransactionCanceledException":
        reasons: list[Mapping[str, Any]] = answer.get("CancellationReasons", [])
        for one, reason in zip(writes, reasons, strict=False):
            if reason.get("Code") == "ConditionalCheckFailed":
                _raise(one, reason.get("Item"), error)
        codes = {reason.get("Code") for reason in reasons}
        if "TransactionConflict" in codes:
            raise _Conflict from error
        if codes & {"ThrottlingError", "ProvisionedThroughputExceeded"}:
            raise Transient("throttled") from error
    if code == "TransactionConflictException":
        raise _Conflict from error
    raise error


def _raise(one: Write, found: Raw | None, error: ClientError) -> NoReturn:
    raise (one.otherwise or Refused(one, found)) from error


def is_transient(error: BaseException) -> bool:
    """Whether the same call may succeed later (network, throttling, a server's fault)."""
    if isinstance(error, ClientError):
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        return error.response["Error"]["Code"] in _TRANSIENT or status >= 500  # noqa: PLR2004 - server's fault
    return not isinstance(error, ParamValidationError) and isinstance(
        error, (Transient, BotoCoreError, ConnectionError, TimeoutError)
    )


def read(key: Key, *, consistent: bool = False) -> Raw | None:
    """One item, or None."""
    return _client().get_item(TableName=config.table_name(), Key=_place(key), ConsistentRead=consistent).get("Item")


def get[I: Item](item: type[I], key: Key, *, consistent: bool = False) -> I | None:
    """One item of a kind, or None."""
    raw = read(key, consistent=consistent)
    return item.of(raw) if raw else None


def get_many(keys: Iterable[Key], *, consistent: bool = False) -> dict[Key, Raw]:
    """Items, 100 in a call; those not there are absent from the answer."""
    found: dict[Key, Raw] = {}
    for some in batched(dict.fromkeys(keys), _GOT_AT_ONCE, strict=False):
        found |= _get_some(some, consistent=consistent)
    return found


def _get_some(keys: Sequence[Key], *, consistent: bool) -> dict[Key, Raw]:
    found: dict[Key, Raw] = {}
    wanted: Any = [_place(key) for key in keys]
    for attempt in range(_CONFLICT_TRIES):
        _wait(attempt)
        asked: Any = {config.table_name(): {"Keys": wanted, "ConsistentRead": consistent}}
        answer = _client().batch_get_item(RequestItems=asked)
        for raw in answer.get("Responses", {}).get(config.table_name(), []):
            found[raw["pk"]["S"], raw["sk"]["S"]] = raw
        wanted = cast("Any", answer.get("UnprocessedKeys", {})).get(config.table_name(), {}).get("Keys", [])
        if not wanted:
            return found
    raise Transient("UnprocessedKeys")


def batch(puts: Iterable[Raw] = (), deletes: Iterable[Key] = ()) -> None:
    """Write and remove any number of items, 25 in a call, whatever is there: for what is derived, as again is harmless.

    Each key comes once at most. Raises Transient when some are left; what was written stays.
    """
    asked: list[Any] = [{"PutRequest": {"Item": item}} for item in puts]
    asked += [{"DeleteRequest": {"Key": _place(key)}} for key in deletes]
    for some in batched(asked, _WRITTEN_AT_ONCE, strict=False):
        _write_some(list(some))


def _write_some(wanted: list[Any]) -> None:
    for attempt in range(_CONFLICT_TRIES):
        _wait(attempt)
        answer = _client().batch_write_item(RequestItems={config.table_name(): wanted})
        wanted = cast("Any", answer.get("UnprocessedItems", {})).get(config.table_name(), [])
        if not wanted:
            return
    raise Transient("UnprocessedItems")


def _place(key: Key) -> dict[str, Any]:
    return {"pk": {"S": key[0]}, "sk": {"S": key[1]}}


@dataclass(frozen=True)
class Page:
    """Items as stored, and where the next page begins (None: this was the last)."""

    items: list[Raw]
    last: Mapping[str, Any] | None


@dataclass(frozen=True)
class Range:
    """Which part of a partition: a prefix, or what lies between two sort keys, themselves left out.

    `first` is a lower bound that is not left out; `below` comes with it.
    """

    partition: str
    index: Index | None = None
    prefix: str | None = None
    above: str | None = None
    first: str | None = None
    below: str | None = None
    newest_first: bool = False
    consistent: bool = False


def from_on(partition: str, prefix: str, first: str | None) -> Range:
    """What has this prefix and an id after it, from the id `first` on; newest first."""
    if first is None:
        return Range(partition, prefix=prefix, newest_first=True)
    return Range(partition, above=prefix + first, below=prefix + DERIVED, newest_first=True)


_BOUNDS = {
    ":p": "begins_with(#r, :p)", ":a": "#r > :a", ":b": "#r < :b", ":a:b": "#r BETWEEN :a AND :b",
}  # fmt: skip


def page(where: Range, *, limit: int, start: Mapping[str, Any] | None = None) -> Page:
    """One Query, or none where the bounds leave nothing between them: DynamoDB takes that for a fault.

    `start` is the `last` of the page before.
    """
    if where.above is not None and where.below is not None and where.above > where.below:
        return Page([], None)
    hash_key, range_key = INDEX_KEYS[where.index]
    condition, values = "#h = :h", {":h": {"S": where.partition}}
    names = {"#h": hash_key}
    bounds = {":p": where.prefix, ":a": where.above or where.first, ":b": where.below}
    given = {name: {"S": bound} for name, bound in bounds.items() if bound is not None}
    if given:
        condition += f" AND {_BOUNDS[''.join(given)]}"
        values, names = values | given, names | {"#r": range_key}
    arguments: dict[str, Any] = {
        "TableName": config.table_name(),
        "KeyConditionExpression": condition,
        "ExpressionAttributeNames": names,
        "ExpressionAttributeValues": values,
        "ScanIndexForward": not where.newest_first,
        "Limit": limit,
    }
    optional = {
        "IndexName": where.index,
        "ExclusiveStartKey": start,
        "ConsistentRead": where.consistent or None,
    }
    arguments |= {name: value for name, value in optional.items() if value}
    answer = _client().query(**arguments)
    items = cast("list[Raw]", answer["Items"])
    if (where.above or where.first) and where.below:  # BETWEEN has its bounds in it
        items = [item for item in items if item[range_key]["S"] not in {where.above, where.below}]
    return Page(items, answer.get("LastEvaluatedKey"))


def first(where: Range, *, limit: int) -> list[Raw]:
    """The first of a range, as many as are asked for or as there are: a Query's page ends at 1 MB, too."""
    found: list[Raw] = []
    start: Mapping[str, Any] | None = None
    while len(found) < limit:
        got = page(where, limit=limit - len(found), start=start)
        found += got.items
        if got.last is None:
            break
        start = got.last
    return found


def every(where: Range) -> Iterator[Raw]:
    """All items of a range, page after page; only for partitions that stay small or walks that mean to see all."""
    start: Mapping[str, Any] | None = None
    while True:
        found = page(where, limit=1000, start=start)
        yield from found.items
        if found.last is None:
            return
        start = found.last
