"""What the entries of catalogues are called. Apart from their model: who only reads names needs no validators."""

from typing import Literal

from kernel import keys, table
from kernel.table import Range
from kernel.values import decode


def names_of_entries(
    tenant: str, kind: Literal["stages", "sources", "activity-types"], language: str
) -> dict[str, str]:
    """The name of each code of a catalogue."""
    rows = table.every(Range(keys.catalog(tenant), prefix=keys.entry(kind, "")))
    values = [decode(row["value"]) for row in rows]
    return {value["code"]: value["name"][language] for value in values}
