"""Who moved between tiers, when, and why: of one customer, and in a night's recalculation (I5)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from customers import grounds
from customers import model as customers
from kernel import clock, keys, table
from kernel.access import Category, Viewer, require_admin, sight
from kernel.paging import PageQuery, filtered, listed
from kernel.problems import Language, Problem
from kernel.table import Range
from kernel.values import Raw, decode
from tiers import model, runs
from tiers.model import LadderItem
from tiers.reports import Grounds, RunMove, RunMovePage, RunPage, RunView, TierMove, TierMovePage, TierName
from tiers.runs import MoveItem, RunItem

_MONEY: tuple[Category, ...] = ("contracts", "receipts")


def history(viewer: Viewer, customer_id: str, query: PageQuery, language: Language) -> TierMovePage:
    """The moves of a customer, for who sees the profile; sums for who sees all that they are made of."""
    item = customers.load(viewer, customer_id)
    seen = sight(viewer, item.value)
    whole = [category for category in _MONEY if seen.sees(category) and seen.since(category) is None]
    first = clock.stamp(since) if (since := seen.since("profile")) else ""
    where = Range(item.pk, prefix=keys.snapshots("TIER"), newest_first=True)
    found, after = filtered(viewer, "tier history", where, query, lambda row: row["at"]["S"] >= first and _moves(row))
    ladder = model.ladder(viewer.tenant)
    moves = tuple(TierMove.model_validate(_move(_told(row), whole, ladder, language)) for row in found)
    return TierMovePage(items=moves, next_cursor=after)


def recalculations(viewer: Viewer, query: PageQuery) -> RunPage:
    """The recalculations of the last 90 days (admin)."""
    require_admin(viewer)
    where = Range(keys.recalculations(viewer.tenant), prefix=keys.RECALCULATION, newest_first=True)
    found, after = listed(viewer, "recalculations", where, query)
    return RunPage(items=tuple(map(_run, map(RunItem.of, found))), next_cursor=after)


def moved(viewer: Viewer, run: str, query: PageQuery, language: Language) -> RunMovePage:
    """Who moved in a recalculation, and why (admin)."""
    require_admin(viewer)
    if runs.find(viewer.tenant, run) is None:
        raise Problem("not_found")
    where = Range(keys.recalculated(viewer.tenant, run))
    found, after = listed(viewer, f"recalculated {run}", where, query)
    rows = [MoveItem.of(raw) for raw in found]
    ladder, names = model.ladder(viewer.tenant), _names(viewer.tenant, [row.customer for row in rows])
    items = tuple(
        RunMove.model_validate({
            **_move((int(row.sk.rpartition("#")[2]), row.at, row.result), _MONEY, ladder, language),
            "customer": row.customer, "name": names.get(row.customer),
        })
        for row in rows
    )  # fmt: skip
    return RunMovePage(items=items, next_cursor=after)


def grounded(why: Mapping[str, Any], whole: Sequence[str], language: Language) -> Grounds:
    """What a tier rests on, for who sees these categories as a whole."""
    seen = grounds.visible(why, whole)
    return Grounds.model_validate({**seen, "text": grounds.text(seen, language)})


type _Told = tuple[int, str, Mapping[str, Any]]
"""(number of the decision, its moment, the decision)."""


def _moves(row: Raw) -> bool:
    """Whether a snapshot decides otherwise than the one before; the first one does, but mostly puts nobody anywhere."""
    if "news" not in row or int(row["news"]["N"]) != _number(row):
        return False
    result = row["result"]["M"]
    return "tier" in result or "from" in result


def _number(row: Raw) -> int:
    return int(row["sk"]["S"].rpartition("#")[2])


def _told(row: Raw) -> _Told:
    return _number(row), row["at"]["S"], decode(row["result"])


def _move(told: _Told, whole: Sequence[str], ladder: LadderItem, language: Language) -> dict[str, Any]:
    number, at, result = told
    cause = result.get("cause")
    return {
        "number": number, "at": datetime.fromisoformat(at), "cause": cause,
        "before": _named(result.get("from"), ladder, language), "after": _named(result.get("tier"), ladder, language),
        "title": grounds.caused(cause, language) if cause else "",
        "grounds": grounded(result["why"], whole, language),
    }  # fmt: skip


def _named(tier_id: str | None, ladder: LadderItem, language: Language) -> TierName | None:
    if tier_id is None:
        return None
    tier = ladder.value.tier(tier_id)
    return TierName(id=tier_id, name=tier.name.of(language) if tier else None)


def _names(tenant: str, ids: Sequence[str]) -> dict[str, str]:
    found = table.get_many((keys.customer(tenant, one), keys.PROFILE) for one in ids)
    return {raw["value"]["M"]["id"]["S"]: raw["value"]["M"]["name"]["S"] for raw in found.values()}


def _run(item: RunItem) -> RunView:
    return RunView(
        run=item.sk.removeprefix(keys.RECALCULATION), time_zone=item.zone, state="ended" if item.ended else "running",
        began_at=datetime.fromisoformat(item.began), checked=item.checked, moved=item.moved, failed=item.failed,
        ended_at=datetime.fromisoformat(item.ended) if item.ended else None, repaired=item.repaired,
    )  # fmt: skip
