"""Many items in few calls, and what the table left undone asked for again."""

from collections.abc import Iterator
from typing import Any

import pytest

from kernel import table
from tests.world import World

CALLS = {"BatchGetItem": "RequestItems", "BatchWriteItem": "RequestItems"}


def item(number: int, text: str = "x") -> dict[str, Any]:
    return {"pk": {"S": "acme#B"}, "sk": {"S": f"{number:03d}"}, "text": {"S": text}}


def key(number: int) -> table.Key:
    return "acme#B", f"{number:03d}"


@pytest.fixture
def sizes(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:  # noqa: ARG001 - the table is the world's
    """How much was asked for in each call."""
    found: list[int] = []
    client = table._client()

    def note(params: dict[str, Any], model: Any, **_: Any) -> None:
        if model.name in CALLS:
            (asked,) = params["RequestItems"].values()
            found.append(len(asked["Keys"] if model.name == "BatchGetItem" else asked))

    monkeypatch.setattr("time.sleep", lambda _: None)
    client.meta.events.register("provide-client-params.dynamodb", note)
    yield found
    client.meta.events.unregister("provide-client-params.dynamodb", note)


def test_items_are_written_removed_and_read_as_many_in_a_call_as_may_be(sizes: list[int]):
    table.batch(item(n) for n in range(60))
    assert sizes == [25, 25, 10]
    sizes.clear()
    table.batch([item(0, "other")], [key(n) for n in range(1, 11)])
    assert sizes == [11]
    sizes.clear()
    found = table.get_many([key(n) for n in range(130)], consistent=True)
    assert sizes == [100, 30]
    assert {sk for _, sk in found} == {"000", *(f"{n:03d}" for n in range(11, 60))}
    assert found[key(0)]["text"] == {"S": "other"}


def test_nothing_to_do_is_no_call(sizes: list[int]):
    table.batch()
    assert table.get_many([]) == {}
    assert sizes == []


def test_what_was_left_undone_is_asked_for_again_and_no_more(sizes: list[int], monkeypatch: pytest.MonkeyPatch):
    client = table._client()
    whole, left = client.batch_write_item, [3, 1]

    def partly(**request: dict[str, list[Any]]) -> Any:
        ((name, asked),) = request["RequestItems"].items()
        keep = left.pop(0) if left else 0
        whole(RequestItems={name: asked[: len(asked) - keep]})
        return {"UnprocessedItems": {name: asked[len(asked) - keep :]} if keep else {}}

    monkeypatch.setattr(client, "batch_write_item", partly)
    table.batch(item(n) for n in range(5))
    assert sizes == [2, 2, 1]
    monkeypatch.undo()
    assert len(table.get_many(key(n) for n in range(5))) == 5


def test_a_table_that_leaves_all_undone_is_asked_again_later(sizes: list[int], monkeypatch: pytest.MonkeyPatch):
    client = table._client()
    monkeypatch.setattr(client, "batch_write_item", lambda **asked: {"UnprocessedItems": asked["RequestItems"]})
    with pytest.raises(table.Transient):
        table.batch([item(1)])
    assert sizes == []
