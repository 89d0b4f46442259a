"""What a lead, customer or partner is counted as: in the books of all who list it, and as a user of what it names."""

from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo
from typing import Any

from counts import days as counting
from counts.days import Happened
from counts.tally import Tally, column, use
from customers import places
from customers.named import named


def tally(value: Mapping[str, Any]) -> Tally:
    """In each book one column, with what is expected of it; and each catalogue entry and tier that the profile names.

    A deleted record counts on the list `trash` only, and still uses what it names: it may be recovered. One that was
    merged is on no list, and uses what it names as well: it may be there again.
    """
    shelf = places.shelf(value)
    uses = {use(kind, code): 0 for kind, code in named(value)}
    if value.get("pinned_tier"):
        uses[use("tiers", value["pinned_tier"])] = 0
    if shelf is None:
        return uses
    expected = value.get("expected_revenue") or 0
    books = {column(shelf, book, places.column(value)): expected for book in places.rows(value)}
    return books | uses


LEADS = "leads"
"""What the days of leads, and of customers who were leads, are counted as."""


def has_days(value: Mapping[str, Any]) -> bool:
    """Whether a record is counted on days: partners never were leads, and what is gone is not counted."""
    return places.shelf(value) in {"lead", "customer"}


def days(value: Mapping[str, Any], zone: tzinfo) -> Tally:
    """On the day of its making: that it was made, and what became of it since. On that of its loss: why."""
    if not has_days(value):
        return {}
    shares = value.get("shares", ())
    works = {one["employee"]: one["department"] for one in shares if one.get("employee")}
    books = counting.books(places.rows(value), works | {value["owner"]: value["department"]})
    return counting.tally(LEADS, books, _happened(value, zone))


def _happened(value: Mapping[str, Any], zone: tzinfo) -> Iterator[Happened]:
    expected = value.get("expected_revenue") or 0
    made = _day(value["created_at"], zone)
    yield Happened(made, "made", expected)
    if value["relationship"] == "customer":
        yield Happened(made, "customer", expected)
    if value.get("opportunity"):
        yield Happened(made, "opportunity", expected)
    if value.get("lost_at") and value["relationship"] == "lead":
        yield Happened(_day(value["lost_at"], zone), f"lost#{value.get('lost_reason') or places.UNSTAGED}", expected)


def _day(at: str, zone: tzinfo) -> str:
    return datetime.fromisoformat(at).astimezone(zone).date().isoformat()
