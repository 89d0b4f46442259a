"""Reading a record's page: a bounded number of calls, however much is attached (C13)."""

from collections.abc import Callable, Mapping
from typing import Any

from activities.model import ActivityItem
from activities.rules import Activity
from attached.across import sees
from attached.items import AttachedItem
from attached.kinds import KINDS, Kind, Name
from attached.schemas import ContactView, LinkView, MembershipView, WarrantyView
from customers import history, model
from customers.cards import StageLook
from customers.changing import shown
from customers.model import CardItem, CustomerItem
from debts.model import AdjustmentItem
from debts.schemas import AdjustmentView
from documents.model import DocumentItem as FileItem
from documents.model import present
from documents.schemas import DocumentView as FileView
from dossiers.model import DossierItem
from dossiers.rules import next_signer
from dossiers.schemas import DossierView
from kernel import keys, table
from kernel.access import Viewer
from kernel.fields import Frozen
from kernel.problems import in_flight
from kernel.table import Range
from kernel.values import Raw
from merging.model import MergeItem
from merging.schemas import MergeView
from merging.views import view
from opportunities.listing import row as opportunity
from overview.names import names
from overview.schemas import LATEST, MOST, RecordPage, Section
from sales.model import row as document

_TRIES = 5


def page(viewer: Viewer, customer_id: str) -> RecordPage:
    """A record that the viewer sees, and what is attached to it as far as they see that."""
    item, card = _record(viewer, customer_id)
    sections = {kind.name: _section(viewer, item, kind) for kind in KINDS}
    told = history.latest(viewer, item, LATEST)
    record = shown(item.value, item.version, card, None)
    known = names(viewer.tenant, record, told)
    look = known.entries.get("stages", {}).get(record.stage or "")
    record = record.model_copy(update={"stage_look": look and StageLook(**dict(look))})
    fields = {"record": record, "names": known, "merged": _merged(viewer, item), "history": told}
    return RecordPage.model_validate({**sections, **fields})


def _record(viewer: Viewer, customer_id: str) -> tuple[CustomerItem, CardItem]:
    for _ in range(_TRIES):
        item = model.load(viewer, customer_id)
        card = model.card_of(viewer.tenant, item.value)
        if card is not None:
            return item, card
    raise in_flight()  # it keeps moving between the two reads


def _merged(viewer: Viewer, item: CustomerItem) -> Section[MergeView]:
    """The merges that hold."""
    found = table.first(Range(item.pk, prefix=keys.MERGE), limit=MOST + 1)
    merges = [merge for row in found if (merge := MergeItem.of(row).value).state in {"running", "done"}]
    merges.sort(key=lambda merge: merge.at, reverse=True)
    own = model.sight_of(viewer, item.value).may_change
    views = tuple(view(item.value.id, merge, own=own) for merge in merges[:LATEST])
    return Section(count=min(len(merges), MOST), more=len(merges) > MOST, latest=views)


def _section(viewer: Viewer, item: CustomerItem, kind: Kind) -> Section[Any] | None:
    """None for what the viewer does not see; of what is older than they may see nothing counts."""
    if not model.sight_of(viewer, item.value).sees(kind.category):
        return None
    firsts = [model.since(viewer, item.value, category) for category in kind.categories]
    where = table.from_on(item.pk, kind.prefix, None if None in firsts else min(filter(None, firsts)))
    found = table.first(where, limit=MOST + 1)
    seen = [row for row in found if len(firsts) == 1 or sees(viewer, kind, item.value, row)]
    rows = [row for row in seen if kind.name != "documents" or present([row])]
    views = tuple(_VIEWS[kind.name](row) for row in rows[:LATEST])
    return Section[Any](count=min(len(rows), MOST), more=len(found) > MOST, latest=views)


def _attached(view: type[Frozen]) -> Callable[[Raw], Frozen]:
    def of(row: Raw) -> Frozen:
        item = AttachedItem.of(row)
        return view.model_validate({**item.value, "version": item.version})

    return of


def _adjustment(row: Raw) -> AdjustmentView:
    item = AdjustmentItem.of(row)
    return AdjustmentView(**dict(item.value), version=item.version)


def _activity(row: Raw) -> Activity:
    return ActivityItem.of(row).value


def _file(row: Raw) -> FileView:
    item = FileItem.of(row)
    return FileView(**item.value.model_dump(), version=item.version)


def _dossier(row: Raw) -> DossierView:
    item = DossierItem.of(row)
    return DossierView(**item.value.model_dump(), next_signer=next_signer(item.value), version=item.version)


_VIEWS: Mapping[Name, Callable[[Raw], Frozen]] = {
    "contacts": _attached(ContactView), "cards": _attached(MembershipView), "warranties": _attached(WarrantyView),
    "links": _attached(LinkView), "activities": _activity, "opportunities": opportunity,
    "adjustments": _adjustment, "documents": _file,
    "dossiers": _dossier,
    **dict.fromkeys(("quotes", "orders", "contracts", "receipts", "payments"), document),
}  # fmt: skip
