"""Who got a campaign's mail, and what became of it: page by page, as far as the viewer sees the records now."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from campaigns.recipients import RecipientItem
from campaigns.schemas import RecipientPage, RecipientQuery, RecipientView
from customers import places
from kernel import cursor, keys, table
from kernel.access import Viewer
from kernel.paging import listed
from kernel.table import Range
from kernel.values import Raw, decode


def page(viewer: Viewer, campaign_id: str, query: RecipientQuery) -> RecipientPage:
    """A page of a campaign's recipients, of one status or of all. The caller sees to whose campaign it is."""
    found, after = _rows(viewer, campaign_id, query)
    return RecipientPage(items=tuple(_shown(viewer, found)), next_cursor=after)


def _rows(viewer: Viewer, campaign_id: str, query: RecipientQuery) -> tuple[list[RecipientItem], str | None]:
    parts = keys.campaign_parts(viewer.tenant, campaign_id)
    if query.status is None:
        rows, after = listed(viewer, "recipients", Range(parts, prefix=keys.RECIPIENT), query)
        return [RecipientItem.of(row) for row in rows], after
    place = f"recipients {parts} {query.status}"
    last = cursor.open_(viewer, place, query.cursor) if query.cursor else f"{query.status}#"
    found = table.page(Range(parts, "by_stage", above=last, below=f"{query.status}$"), limit=query.limit)
    wanted = [(row["pk"]["S"], row["sk"]["S"]) for row in found.items]
    there = table.get_many(wanted)
    after = cursor.seal(viewer, place, found.items[-1]["by_stage"]["S"]) if found.last and found.items else None
    items = [RecipientItem.of(there[key]) for key in wanted if key in there]
    return [one for one in items if one.status == query.status], after


def _shown(viewer: Viewer, items: Sequence[RecipientItem]) -> Iterator[RecipientView]:
    known = profiles(viewer, [item.customer for item in items])
    for item in items:
        record = known.get(item.customer)
        if record is None and viewer.role != "admin":
            continue
        said = record or {}
        yield RecipientView.model_validate({
            "customer": item.customer, "code": said.get("code"), "name": said.get("name"), "address": item.address,
            "status": item.status, "reason": item.reason,
        })  # fmt: skip


def profiles(viewer: Viewer, customers: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    """The records of these that the viewer sees now; an administrator also sees what was deleted or merged."""
    where = {(keys.customer(viewer.tenant, one), keys.PROFILE): one for one in customers}
    found: Mapping[Any, Raw] = table.get_many(where)
    records = {where[key]: decode(raw["value"]) for key, raw in found.items()}
    if viewer.role == "admin":
        return records
    return {one: record for one, record in records.items() if places.sees_all(viewer, record, "profile")}
