"""From an announced file to rows that can be tested (K2)."""

from tests.imports.files import HEADERS, PEOPLE, book, read, text
from tests.world import Person, World


def test_a_file_goes_from_a_form_to_columns_that_are_recognised(world: World, staff: Person):
    done = read(world, staff, book([HEADERS, *PEOPLE]))
    assert (done["state"], done["total"], done["sheets"], done["missing"]) == ("read", 2, 1, [])
    assert [one["field"] for one in done["options"]["columns"]] == ["name", "phones", "emails", "note"]
    assert done["options"]["header"] == 1
    assert done["upload"] is None


def test_a_text_file_does_too(world: World, staff: Person):
    done = read(world, staff, text([HEADERS, *PEOPLE], ";"), "leads.CSV")
    assert (done["state"], done["total"]) == ("read", 2)
