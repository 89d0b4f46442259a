import re
from pathlib import Path

from kernel.templating import FILTERS
from printing.fields import FIELDS

DOCUMENT = (Path(__file__).parents[2] / "docs" / "print-templates.md").read_text(encoding="utf-8")


def test_the_document_names_every_field_and_filter():
    assert (FIELDS.keys() | FILTERS) <= set(re.findall(r"`(\w+)`", DOCUMENT))
