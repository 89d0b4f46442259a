"""What the entries of catalogues are called. Apart from their model: who only reads names needs no validators."""

from collections.abc import Iterator
from typing import Any

from kernel import keys, table
from kernel.table import Range
from kernel.values import decode


def names_of_entries(tenant: str, kind: str, language: str) -> dict[str, str]:
    """The name of each code of a catalogue (a catalogs.rules.Kind)."""
    return {value["code"]: value["name"][language] for value in _entries(tenant, kind)}


def entries_of(tenant: str, kind: str) -> list[dict[str, Any]]:
    """The entries of a catalogue in their order, as they are stored."""
    return sorted(_entries(tenant, kind), key=lambda value: (value["order"], value["code"]))


def flagged(tenant: str) -> list[str]:
    """The stages of opportunities that are flagged for following up."""
    return [value["code"] for value in _entries(tenant, "opportunity-stages") if value.get("follow_up")]


def lost_stages(tenant: str) -> list[str]:
    """The stages in which opportunities are lost. What one stage means stays while there are opportunities in it."""
    return [value["code"] for value in _entries(tenant, "opportunity-stages") if value.get("outcome") == "lost"]


def _entries(tenant: str, kind: str) -> Iterator[dict[str, Any]]:
    rows = table.every(Range(keys.catalog(tenant), prefix=keys.entry(kind, "")))
    return (decode(row["value"]) for row in rows)
