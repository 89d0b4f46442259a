"""Where an entry stands among the others."""

from catalogs.rules import LAST, Entry, at_the_end, place
from tests.deciding import NAMES


def entry(order: int, code: str = "a") -> Entry:
    return Entry.model_validate({"code": code, "name": NAMES, "order": order})


def test_a_new_entry_comes_after_all_others_as_long_as_there_is_a_place():
    assert [at_the_end([]), at_the_end([entry(3), entry(7), entry(5)]), at_the_end([entry(LAST)])] == [1, 8, LAST]


def test_entries_are_in_their_order_and_then_by_code():
    assert sorted([entry(10), entry(2, "b"), entry(2)], key=place) == [entry(2), entry(2, "b"), entry(10)]
    assert place(entry(7, "x")) == "0007#x"
