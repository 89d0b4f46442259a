"""What came by forms of somebody, and visits of those whom nobody knows."""

from customers.model import load
from kernel import keys, table
from kernel.access import Viewer, require_admin
from kernel.paging import PageQuery, listed
from kernel.table import Range
from kernel.values import decode_item
from sites.model import SubmissionItem
from sites.schemas import StrangerPage, StrangerView, SubmissionPage, SubmissionQuery
from visits import model as visits


def submissions(viewer: Viewer, query: SubmissionQuery) -> SubmissionPage:
    """What a record's person sent by forms, and what they agreed to; for who sees its profile."""
    item = load(viewer, query.customer)
    rows, after = listed(viewer, "submissions", Range(item.pk, prefix=keys.SUBMISSION, newest_first=True), query)
    return SubmissionPage(items=tuple(SubmissionItem.of(row).value for row in rows), next_cursor=after)


def strangers(viewer: Viewer, query: PageQuery) -> StrangerPage:
    """Visits of nobody known, of the last 90 days."""
    require_admin(viewer)
    where = Range(keys.strangers(viewer.tenant), newest_first=True)
    rows, after = listed(viewer, "strangers", where, query)
    found = table.get_many([visits.listed_at(viewer.tenant, row) for row in rows]) if rows else {}
    items = [decode_item(found[key]) for row in rows if (key := visits.listed_at(viewer.tenant, row)) in found]
    names = StrangerView.model_fields
    return StrangerPage(
        items=tuple(StrangerView.model_validate({name: one[name] for name in names if name in one}) for one in items),
        next_cursor=after,
    )
