"""What becomes of one record: pure decisions."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bulk import rules
from bulk.rules import Groups, Labels, Mode
from catalogs.rules import Entry
from customers.rules import Customer, advanced
from kernel.problems import Problem
from tests.deciding import refusal

ID = "01JZX5T0Q8V3M4N5P6R7S8T9W0"
AT = datetime(2026, 3, 2, tzinfo=UTC)
DIMENSIONS = {"north": "region", "south": "region", "vip": "value", "young": "age"}


def customer(**fields: Any) -> Customer:
    known = {"id": ID, "code": "L1", "name": "A", "relationship": "lead", "owner": ID, "department": ID,
        "created_at": AT, "created_by": ID, "updated_at": AT, "updated_by": ID}  # fmt: skip
    return Customer.model_validate(known | fields)


def stages(*codes: str, inactive: str = "") -> list[Entry]:
    names = {"vi": "Tên", "en": "Name"}
    return [Entry.model_validate({"code": code, "name": names, "active": code != inactive}) for code in codes]


def grouped(now: tuple[str, ...], mode: Mode, *ticked: str) -> tuple[str, ...]:
    action = Groups(kind="groups", mode=mode, groups=ticked)
    return rules.grouped(customer(groups=now), action, DIMENSIONS).groups


def labelled(now: tuple[str, ...], mode: Mode, *ticked: str) -> tuple[str, ...]:
    return rules.labelled(customer(labels=now), Labels(kind="labels", mode=mode, labels=ticked)).labels


@pytest.mark.parametrize(
    ("now", "then"), [(None, "new"), ("gone", "new"), ("new", "contacted"), ("contacted", "won"), ("old", "won")]
)
def test_the_next_stage_is_the_next_active_one_of_the_catalogue(now: str | None, then: str):
    order = stages("new", "contacted", "old", "won", inactive="old")
    assert advanced(customer(stage=now), order).stage == then


def test_after_the_last_stage_there_is_none():
    with pytest.raises(Problem, match="no_next_stage"):
        advanced(customer(stage="won"), stages("new", "won"))


def test_moving_groups_replaces_those_of_the_same_dimension_only():
    assert grouped(("vip", "north"), "move", "south") == ("vip", "south")
    assert grouped(("vip", "north", "south"), "move", "south") == ("vip", "south")
    assert grouped(("north", "vip"), "move", "south", "young") == ("vip", "south", "young")


def test_a_group_that_is_in_no_catalogue_stays_until_it_is_taken_away():
    assert grouped(("unknown", "north"), "move", "south") == ("unknown", "south")
    assert grouped(("unknown", "north"), "remove", "unknown") == ("north",)


def test_adding_groups_keeps_what_is_there_in_its_order():
    assert grouped(("vip", "north"), "add", "south", "vip") == ("vip", "north", "south")


def test_removing_groups_takes_the_ticked_ones_only():
    assert grouped(("vip", "north"), "remove", "north", "young") == ("vip",)


def test_doing_it_again_changes_nothing():
    for mode in ("move", "add", "remove"):
        once = grouped(("vip", "north"), mode, "south")
        assert grouped(once, mode, "south") == once


def test_labels_have_no_dimension_so_moving_replaces_all():
    assert labelled(("hot", "late"), "move", "late", "vip") == ("late", "vip")
    assert labelled(("hot",), "add", "late") == ("hot", "late")
    assert labelled(("hot", "late"), "remove", "late") == ("hot",)


def test_a_record_has_no_more_groups_and_labels_than_it_may():
    many = tuple(f"g{n}" for n in range(30))
    assert grouped(many[:29], "add", "vip") == (*many[:29], "vip")
    assert labelled(many[:19], "add", "hot") == (*many[:19], "hot")
    for told, path, most in (
        (refusal(lambda: grouped(many, "add", "vip")), "/groups", 30),
        (refusal(lambda: labelled(many[:20], "add", "hot")), "/labels", 20),
    ):
        assert told == ("invalid_request", {}, (path, "too_many", {"max_length": most}))
