"""A role has what its function's code can come to, and nothing else: whether or not a test comes by."""

from functools import cache

from tests.serving import granted, within_reach

NEVER = {
    ("BulkApi", "dynamodb:UpdateItem"): "who asks for a job begins its action and does no record: the worker does",
    ("ExportApi", "dynamodb:BatchGetItem"): "it asks a kind of export for its columns and not for its pages",
    ("OverviewApi", "dynamodb:PutItem"): "nothing here is committed, so no Idempotency-Key is stored",
    ("Purge", "dynamodb:BatchGetItem"): "one record is recounted by itself; only streams count several at once",
    ("ReportsApi", "dynamodb:PutItem"): "nothing here is committed, so no Idempotency-Key is stored",
    ("SearchApi", "dynamodb:PutItem"): "nothing here is committed, so no Idempotency-Key is stored",
    ("SitesEntrance", "dynamodb:DeleteItem"): "a form adds to what a record is found by, and takes nothing of it away",
    ("TiersApi", "dynamodb:DeleteItem"): "a pin changes neither the addresses nor the books of a record",
}
"""What the code names and the function never does: why it is not granted."""


@cache
def ways() -> dict[tuple[str, str], list[str]]:
    """(function, action) and the way there."""
    return {
        (name, action): way
        for name, properties in granted.functions().items()
        for action, way in within_reach.ways(properties["Handler"]).items()
    }


def test_what_a_function_can_come_to_its_role_allows() -> None:
    allowed = {(one.function, one.action) for one in granted.grants()}
    lacking = {one: " > ".join(way) for one, way in ways().items() if one not in allowed | NEVER.keys()}
    assert not lacking


def test_what_a_role_allows_its_function_can_come_to() -> None:
    own = {(one.function, one.action) for one in granted.grants() - granted.triggers()}
    assert {one for one in own - ways().keys() if one[1] in within_reach.KNOWN} == set()


def test_every_kind_of_action_that_is_granted_is_looked_for() -> None:
    own = {one.action for one in granted.grants() - granted.triggers()}
    assert own - within_reach.KNOWN == {"s3:ListBucket"}  # nobody lists: it tells what is absent from what is forbidden


def test_every_reason_is_still_needed() -> None:
    allowed = {(one.function, one.action) for one in granted.grants()}
    assert ways().keys() - allowed == NEVER.keys()
