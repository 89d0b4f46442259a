"""Sharing one record, and handing one over. Many at once are a bulk action that decides with the same rules."""

from customers import model, recipients
from customers.changing import rewrite
from customers.rules import Customer
from customers.schemas import CustomerView, SharesView
from customers.sharing import Share, Transfer, handed_over, shared, turn
from kernel import clock
from kernel.access import Viewer, sight
from kernel.problems import Problem


def shares(viewer: Viewer, customer_id: str) -> SharesView:
    """With whom a record is shared; for those who may change that."""
    item = model.load(viewer, customer_id, to_change=True)
    return SharesView(items=item.value.shares, version=item.version)


def share(viewer: Viewer, customer_id: str, body: Share, if_match: int | None) -> SharesView:
    """Share a record with colleagues and departments, or take it from them."""
    seen: list[Customer] = []

    def decide(before: Customer) -> Customer:
        seen[:] = [shared(before, body.mode, recipients.shares(viewer, body), sight(viewer, before))]
        return seen[0]

    done = rewrite(viewer, customer_id, decide, if_match=if_match)
    return SharesView(items=seen[0].shares, version=done.view.version)


def transfer(viewer: Viewer, customer_id: str, body: Transfer, if_match: int | None) -> CustomerView:
    """Hand a record over to a new owner."""

    def decide(before: Customer) -> Customer:
        people = recipients.recipients(viewer, body)
        after = handed_over(before, turn(0, people), body.carry_over, sight(viewer, before), clock.now())
        if after == before:
            raise Problem("already_owner")
        return after

    return rewrite(viewer, customer_id, decide, if_match=if_match).view
