"""Where an entry stands among the others, and which attributes it has."""

import pytest

from catalogs.rules import LAST, AttributeName, Entry, Kind, at_the_end, misfit, place
from tests.deciding import NAMES


def entry(order: int, code: str = "a") -> Entry:
    return Entry.model_validate({"code": code, "name": NAMES, "order": order})


def test_a_new_entry_comes_after_all_others_as_long_as_there_is_a_place():
    assert [at_the_end([]), at_the_end([entry(3), entry(7), entry(5)]), at_the_end([entry(LAST)])] == [1, 8, LAST]


def test_entries_are_in_their_order_and_then_by_code():
    assert sorted([entry(10), entry(2, "b"), entry(2)], key=place) == [entry(2), entry(2, "b"), entry(10)]
    assert place(entry(7, "x")) == "0007#x"


@pytest.mark.parametrize(
    ("kind", "given", "wrong"),
    [
        ("stages", {"colour": "#FFD700"}, []),
        ("stages", {"dimension": "region", "follow_up": False},
         [("colour", "missing"), ("dimension", "unknown_field"), ("follow_up", "unknown_field")]),
        ("opportunity-stages", {"follow_up": True},
         [("colour", "missing"), ("probability", "missing"), ("outcome", "missing")]),
        ("contact-statuses", {}, []),
        ("sources", {"outcome": "won", "probability": 0},
         [("probability", "unknown_field"), ("outcome", "unknown_field")]),
    ],
)  # fmt: skip
def test_an_entry_has_what_its_kind_asks_for_and_nothing_of_another_kind(
    kind: Kind, given: dict[str, object], wrong: list[tuple[AttributeName, str]]
):
    assert misfit(kind, entry(1).model_copy(update=given)) == wrong
