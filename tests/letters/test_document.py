import re
from pathlib import Path

from kernel.templating import FILTERS
from letters.purposes import PURPOSES

DOCUMENT = (Path(__file__).parents[2] / "docs" / "mail-templates.md").read_text(encoding="utf-8")


def test_the_document_names_every_purpose_filter_and_variable():
    named = set(re.findall(r"`(\w+)`", DOCUMENT))
    told = {name for purpose, one in PURPOSES.items() if purpose != "tier_notice" for name in one.variables}
    assert named >= PURPOSES.keys() | FILTERS | told
