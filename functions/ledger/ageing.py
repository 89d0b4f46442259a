"""What is owed by how late it is (G3). Pure, and without validators: exports ask it too."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date as day
from datetime import datetime, timedelta, tzinfo
from decimal import localcontext
from typing import Any, Literal

from kernel.facts import Number

type Bucket = Literal["not_due", "days_1_30", "days_31_60", "days_61_90", "days_over_90"]

_DIGITS = 60
"""More than a table's number has: sums are exact, or refused by the table."""
BUCKETS: Sequence[tuple[Bucket, int]] = (("not_due", 0), ("days_1_30", 30), ("days_31_60", 60), ("days_61_90", 90))
"""Up to so many days late; what is later is over 90."""


def plus(*amounts: Number) -> Number:
    """Their sum, exactly."""
    with localcontext(prec=_DIGITS):
        return sum(amounts)


def bucket(due: day, today: day) -> Bucket:
    """How late something is on a day."""
    late = (today - due) / timedelta(days=1)
    return next((name for name, most in BUCKETS if late <= most), "days_over_90")


def aged(balance: Number, today: day, open_claims: Iterable[tuple[day, Number]]) -> dict[Bucket, Number] | None:
    """What is owed by how late it is, payments having settled what was due first.

    `open_claims` come latest first, and no more are taken than the balance needs. None: they do not come to it.
    """
    found: dict[Bucket, Number] = dict.fromkeys((*(name for name, _ in BUCKETS), "days_over_90"), 0)
    left = balance
    if left > 0:
        for due, amount in open_claims:
            part = min(left, amount)
            name = bucket(due, today)
            found[name] = plus(found[name], part)
            left = plus(left, -part)
            if left <= 0:
                break
    return None if left > 0 else found


def stood(entries: Iterable[Mapping[str, Any]], zone: tzinfo) -> tuple[Number, list[tuple[day, Number]]]:
    """(balance, claims that were open, the latest due first) after these entries of a ledger, from its first one on.

    What a document claimed then is what its entries come to. What a merge brought has no document here: it is as old as
    the merge, which was on a day of the company's clocks (`zone`).
    """
    balance: Number = 0
    claims: dict[str, tuple[day, Number]] = {}
    for entry in entries:
        balance = entry["balance"]
        name = entry.get("document") or f"entry {entry['seq']}"
        told = entry.get("due") or entry.get("date")
        due = day.fromisoformat(told) if told else datetime.fromisoformat(entry["at"]).astimezone(zone).date()
        claims[name] = due, plus(claims[name][1] if name in claims else 0, entry["amount"])
    return balance, sorted((claim for claim in claims.values() if claim[1] > 0), reverse=True)
