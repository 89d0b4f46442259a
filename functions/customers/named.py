"""The catalogue entries that a profile names. Without validators: streams ask it too."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from catalogs.rules import Kind

SINGLE: "dict[str, Kind]" = {
    "source": "sources", "sector": "sectors", "stage": "stages", "size": "sizes", "campaign": "campaigns",
    "contact_status": "contact-statuses", "lost_reason": "lost-reasons",
}  # fmt: skip
SEVERAL: "dict[str, Kind]" = {"groups": "groups", "types": "types", "labels": "labels"}
"""The catalogue that each field names an entry of, or several."""
OF_PARTNERS: "dict[str, Kind]" = {"source": "partner-sources", "groups": "partner-groups"}
"""Partners have catalogues of their own for these."""


def named(value: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(catalogue, code) of every entry that a profile, as stored, names."""
    partner = OF_PARTNERS if value["relationship"] == "partner" else {}
    for field, kind in SINGLE.items():
        if value.get(field):
            yield partner.get(field, kind), value[field]
    for field, kind in SEVERAL.items():
        for code in value.get(field, ()):
            yield partner.get(field, kind), code
    request = value.get("requirement", {}).get("type")
    if request:
        yield "request-types", request
