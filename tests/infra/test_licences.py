"""What ships may be shipped."""

import re

from local.licences import LICENCES, table, text

ALLOWED = {
    "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MIT-0", "PSF-2.0", "Unlicense",
    "LGPL-2.1-only",  # docxtpl: used as it is, in a layer of its own, where anybody may put another version of it
}  # fmt: skip


def test_the_page_of_licences_is_what_is_installed():
    assert LICENCES.read_text(encoding="utf-8") == text(), "run `make openapi`"


def test_only_allowed_licences_are_in_what_ships():
    found = {name: said for name, _, said, _ in table()}
    assert len(found) > 20
    strange = {name: said for name, said in found.items() if not ALLOWED.issuperset(re.split(r" (?:OR|AND) ", said))}
    assert not strange


def test_what_must_be_replaceable_is_no_part_of_the_layer_that_all_functions_have():
    weak = {name: layers for name, _, said, layers in table() if said.startswith("LGPL")}
    assert set(weak.values()) <= {"printing"}
