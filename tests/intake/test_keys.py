"""Two keys of a source hold at a time: the one in use, and the next."""

from intake import rules
from intake.rules import Key, Keys


def key(name: str) -> Key:
    return Key(id=name, sealed=f"sealed-{name}", hint="cdef", created_at="2026", created_by="A")


ONE = Keys(source="mailgun", keys=(key("a"),))
TWO = Keys(source="mailgun", keys=(key("a"), key("b")))


def test_a_third_key_does_not_hold_beside_two():
    assert rules.with_one(Keys(source="mailgun"), key("a")) == ONE
    assert rules.with_one(ONE, key("b")) == TWO
    assert rules.with_one(TWO, key("c")) is None


def test_only_a_key_that_there_is_can_go():
    assert rules.without(TWO, "b") == ONE
    assert rules.without(ONE, "b") is None


def test_keys_come_back_out_of_the_table_as_they_went_in():
    assert Keys.model_validate(TWO.model_dump()) == TWO
    assert TWO.model_dump()["source"] == "mailgun"
    assert TWO.model_dump(exclude_none=True)["keys"][1] == {
        "id": "b", "sealed": "sealed-b", "hint": "cdef", "created_at": "2026", "created_by": "A"}  # fmt: skip


def test_a_history_tells_a_key_by_its_end_alone():
    assert TWO.told() == {"keys": ["a …cdef", "b …cdef"]}
    assert rules.hint("0123456789") == "6789"
