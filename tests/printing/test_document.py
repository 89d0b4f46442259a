import re
from pathlib import Path

from printing.fields import FIELDS
from printing.language import FILTERS

DOCUMENT = (Path(__file__).parents[2] / "docs" / "print-templates.md").read_text(encoding="utf-8")


def test_the_document_names_every_field_and_filter():
    assert (FIELDS.keys() | FILTERS.keys()) <= set(re.findall(r"`(\w+)`", DOCUMENT))
