"""A contact that comes to a record with another one is not its primary one; it is again when it goes back (C10)."""

from kernel import keys
from kernel.values import Raw

_NOTE = "primary_before"
"""Beside the value: gone as soon as somebody changes the contact, who then knows better."""


def given_up(row: Raw) -> Raw:
    """An item as it arrives in another record's collection; all but primary contacts as they are."""
    if not row["sk"]["S"].startswith(keys.CONTACT) or not row["value"]["M"].get("primary", {}).get("BOOL"):
        return row
    return {**_with(row, primary=False), _NOTE: {"BOOL": True}}


def taken_back(row: Raw) -> Raw:
    """An item as it goes back to the record that it came from."""
    if _NOTE not in row:
        return row
    return {name: one for name, one in _with(row, primary=True).items() if name != _NOTE}


def _with(row: Raw, *, primary: bool) -> Raw:
    return {**row, "value": {"M": {**row["value"]["M"], "primary": {"BOOL": primary}}}}
