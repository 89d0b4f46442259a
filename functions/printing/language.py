"""The language of print templates: that of all our templates, with the fields of a record."""

from kernel.templating import Environment
from printing.fields import LISTS, shown

LARGEST_PART = 20 << 20
"""Characters that a part may have once it is rendered."""


def environment() -> Environment:
    """Jinja with our fields and a few words of its language."""
    return Environment(dict.fromkeys(LISTS, frozenset()), shown, longest=LARGEST_PART)
