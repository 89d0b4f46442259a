"""What a fresh company chooses from (B7)."""

from typing import get_args

import pytest

from catalogs.defaults import defaults
from catalogs.rules import KINDS, Kind, misfit

DEFAULTS = defaults()


def test_every_kind_has_rules_and_something_to_choose():
    assert list(KINDS) == list(get_args(Kind.__value__))
    assert DEFAULTS.keys() == KINDS.keys()
    assert all(DEFAULTS.values())


@pytest.mark.parametrize("kind", KINDS)
def test_every_entry_is_one_that_its_catalogue_would_take(kind: Kind):
    entries = DEFAULTS[kind]
    assert not [(entry.code, found) for entry in entries if (found := misfit(kind, entry))]
    assert len({entry.code for entry in entries}) == len(entries)
    assert [entry.order for entry in entries] == list(range(1, len(entries) + 1))


@pytest.mark.parametrize("kind", KINDS)
def test_every_name_is_there_in_both_languages_and_only_once(kind: Kind):
    for language in ("vi", "en"):
        names = [entry.name.of(language) for entry in DEFAULTS[kind]]
        assert len(set(names)) == len(names)


def test_groups_lie_in_dimensions_that_there_are():
    dimensions = {entry.code for entry in DEFAULTS["dimensions"]}
    assert {entry.dimension for entry in DEFAULTS["groups"]} == dimensions


def test_the_virtual_stage_follow_up_stands_for_the_three_of_the_specification():
    stages = DEFAULTS["opportunity-stages"]
    assert [s.name.en for s in stages if s.follow_up] == ["Interested", "Negotiating", "Pending approval"]
    assert [(s.code, s.probability) for s in stages if s.outcome != "open"] == [("won", 100), ("lost", 0)]


def test_the_request_types_are_those_of_the_specification():
    assert [entry.name.en for entry in DEFAULTS["request-types"]] == [
        "Emission monitoring station",
        "Emission monitoring station, supplementary",
        "Water monitoring station",
        "Water monitoring station, supplementary",
        "Warranty and maintenance",
    ]
