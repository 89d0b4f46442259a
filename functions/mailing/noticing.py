"""What tells an owner of a customer who came to another tier, as that is at this moment. No validators."""

from collections.abc import Mapping
from typing import Any

from channels.contents import Mail, Void
from customers import grounds, places
from identity.viewers import viewing
from kernel import keys, table
from kernel.access import Category, Viewer
from kernel.problems import Problem
from kernel.table import Range
from kernel.values import decode
from letters import knowing
from letters.knowing import Around
from letters.rules import Value
from letters.writing import written
from outbox.rules import Message

type Stored = Mapping[str, Any]

_MONEY: tuple[Category, ...] = ("contracts", "receipts")


def compose(tenant: str, message: Message) -> Mail | Void:
    """The mail to the owner; void when the customer has moved on or is gone, or nobody wants to hear of it."""
    where = (keys.customer(tenant, message.about), keys.PROFILE), (keys.settings(tenant), keys.LADDER)
    found = table.get_many(where, consistent=True)
    record, ladder = (decode(found[key]["value"]) if key in found else {} for key in where)
    if not record or places.shelf(record) in {None, "trash"}:
        return Void("customer_gone")
    decision = _decision(where[0][0])
    if decision.get("since") != message.variables["since"]:
        return Void("moved")
    known = knowing.around(tenant, message.kind, record["owner"])
    if not known.email.wants(message.kind):
        return Void("switched_off")
    owner = known.people.get(record["owner"], {"active": False})
    try:
        viewer = viewing(tenant, owner)
    except Problem:
        return Void("owner_inactive")
    names = {one["id"]: str(one["name"][known.language]) for one in ladder.get("tiers", ())}
    told = {"assignee": owner["name"], "tenant": known.tenant, "name": record["name"]}
    return written(known, owner["email"], told | _told(viewer, record, decision, names, known))


def _decision(home: str) -> Stored:
    where = Range(home, prefix=keys.snapshots("TIER"), newest_first=True, consistent=True)
    last = table.first(where, limit=1)
    return decode(last[0]["result"]) if last else {}


def _told(
    viewer: Viewer, record: Stored, decision: Stored, names: Mapping[str, str], known: Around
) -> dict[str, Value]:  # fmt: skip
    """From where to where, and why, as far as the owner sees what that rests on."""
    why = grounds.visible(decision["why"], [one for one in _MONEY if places.sees_all(viewer, record, one)])
    tiers = {side: names.get(decision.get(side, ""), "") for side in ("from", "tier")}
    return {
        "tier_before": tiers["from"], "tier": tiers["tier"], "grounds": grounds.text(why, known.language),
        "cause": grounds.caused(decision["cause"], known.language) if "cause" in decision else "",
    }  # fmt: skip
