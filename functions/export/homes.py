"""A record that somebody names, as it is stored: the id of one that was merged finds the one that is left."""

from collections.abc import Mapping
from typing import Any

from kernel import keys, table
from kernel.values import decode

_HOPS = 25
"""So many merges one after the other are followed."""


def home(tenant: str, customer: str) -> Mapping[str, Any] | None:
    """The record, whoever asks; None if there is none."""
    for _ in range(_HOPS):
        profile = table.read((keys.customer(tenant, customer), keys.PROFILE), consistent=True)
        value: Mapping[str, Any] = decode(profile["value"]) if profile else {}
        if "merged_into" not in value:
            return value or None
        customer = value["merged_into"]
    return None
