"""What reports must count, told by the records themselves: who sees each is asked of kernel.access, day by day."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from counts import teams
from counts.model import of_book
from customers.rules import Customer
from customers.standing import STANDING
from identity.viewers import viewer_of
from kernel import clock, ids, keys
from kernel.access import Viewer, sight
from kernel.values import decode_item
from reports.asked import Asked, books_of, setting
from scoring.folding import FOLD as SCORE
from tests.world import Person, World
from tiers.folding import FOLD as TIER

ZONE = ZoneInfo(clock.HOME)
EVER = {"from_": "2024-01-01", "to": "2028-12-31"}
type Records = list[tuple[Customer, list[dict[str, Any]]]]
type Counted = dict[tuple[str, str], tuple[int, Decimal]]


def told(person: Person, what: str, **query: Any) -> Counted:
    """What the counters say, in a scope of somebody's."""
    viewer = viewer_of(person.tenant, person.id)
    found = setting(Asked(viewer, "en", {**EVER, **query}), "this_year")
    counts = found.happened(what, held=what != "leads")
    return {
        (day.isoformat(), cell): (one.number, Decimal(one.value)) for (day, cell), one in counts.items() if any(one)
    }  # fmt: skip


def counted(records: Records, person: Person, what: str, scope: str | None = None) -> Counted:
    """What is to be counted, from the records alone."""
    viewer, found = (
        viewer_of(person.tenant, person.id),
        defaultdict[tuple[str, str], list[Any]](lambda: [0, Decimal(0)]),
    )
    for record, things in records:
        for day, cell, value in _of_leads(viewer, record, scope) if what == "leads" else (
            one for thing in things for one in _of_deals(viewer, record, thing, scope)
        ):  # fmt: skip
            found[day, cell][0] += 1
            found[day, cell][1] += Decimal(value)
    return {where: (number, value) for where, (number, value) in found.items()}


def recorded(world: World, tenant: str) -> Iterator[tuple[Customer, list[dict[str, Any]]]]:
    """Every record that there is, with its opportunities."""
    items = [decode_item(raw) for raw in world.items() if raw["pk"]["S"].startswith(f"{tenant}#C#")]
    for item in items:
        if item["sk"] == keys.PROFILE and not {"deleted_at", "merged_into"} & item["value"].keys():
            deals = [one for one in items if one["pk"] == item["pk"] and one["sk"].startswith(keys.OPPORTUNITY)]
            yield Customer.model_validate(item["value"]), [one["value"] for one in deals]


def _of_leads(viewer: Viewer, record: Customer, scope: str | None) -> Iterator[tuple[str, str, Any]]:
    everything = scope is None and viewer.role == "admin"
    if record.relationship == "partner" or not (everything or _sees(viewer, record, "profile", "", scope)):
        return
    made, value = _day(record.created_at), record.expected_revenue or 0
    yield made, "made", value
    if record.relationship == "customer":
        yield made, "customer", value
    if record.opportunity:
        yield made, "opportunity", value
    if record.lost_at and record.relationship == "lead":
        yield _day(record.lost_at), f"lost#{record.lost_reason}", value


def _of_deals(
    viewer: Viewer, record: Customer, deal: dict[str, Any], scope: str | None
) -> Iterator[tuple[str, str, Any]]:
    holds = viewer.employee == deal["owner"]
    manages = deal["department"] in viewer.manages
    seen = _sees(viewer, record, "opportunities", deal["id"], scope)
    if not {None: seen or holds or manages, "mine": holds, "team": seen or manages}.get(scope, seen):
        return
    value = deal.get("expected_value") or 0
    yield deal["opened"], "opened", value
    if deal["outcome"] == "won":
        yield _day(datetime.fromisoformat(deal["won_at"])), "won", value
    if deal["outcome"] == "lost":
        yield _day(datetime.fromisoformat(deal["lost_at"])), f"lost#{deal['lost_reason']}", value


def _sees(viewer: Viewer, record: Customer, category: Any, thing: str, scope: str | None) -> bool:
    """In a scope: of one's own and what was given to oneself; what the department was given; what the team sees."""
    if scope == "mine":
        viewer = Viewer(viewer.tenant, viewer.employee, "staff", "-")
    elif scope == "department":
        viewer = Viewer(viewer.tenant, "-", "staff", viewer.department)
    elif scope == "team":
        viewer = Viewer(viewer.tenant, "-", "manager", "-", viewer.manages)
    seen = sight(viewer, record)
    since = seen.since(category)
    return seen.sees(category) and (since is None or not thing or thing >= ids.first(since))


def _day(at: datetime) -> str:
    return at.astimezone(ZONE).date().isoformat()


def standing_told(person: Person, **query: Any) -> Counter[str]:
    """How many stand how, by the counters."""
    viewer = viewer_of(person.tenant, person.id)
    found = setting(Asked(viewer, "en", query), "today")
    if found.scope == "team":
        known = teams.stand(person.tenant, STANDING, found.departments)
        return Counter({cell: one.number for cell, one in known.items()})
    books = books_of(viewer, found.scope, found.departments, held=False)
    return sum((_cells(person.tenant, book) for book in books), Counter[str]())


def _cells(tenant: str, book: str) -> Counter[str]:
    return Counter({cell: one.number for cell, one in of_book(tenant, STANDING, book).items()})


def standing_counted(records: Records, person: Person, scope: str | None = None) -> Counter[str]:
    """The same, by what was decided last of each record."""
    viewer, found = viewer_of(person.tenant, person.id), Counter[str]()
    for record, _ in records:
        everything = scope is None and viewer.role == "admin"
        if record.relationship == "partner" or not (everything or _sees(viewer, record, "profile", "", scope)):
            continue
        pk = keys.customer(person.tenant, record.id)
        score, tier = SCORE.latest(pk), TIER.latest(pk)
        assert score is not None
        points = score.result["score"]
        step = -10 if points < 0 else min(points - points % 10, 100)
        tells = (
            f"stars:{score.result['stars']}",
            f"score:{step}",
            f"tier:{(tier.result.get('tier') if tier else 0) or '~'}",
        )
        found.update(f"{record.relationship}:{one}" for one in tells)
    return found
