"""Sharing one record, and handing one over. Many at once are a bulk action that decides with the same rules."""

from customers import model, recipients, rewriting
from customers.changing import rewrite
from customers.rewriting import Decided
from customers.rules import Customer
from customers.schemas import CustomerView, SharesView
from customers.sharing import Share, Transfer, handed_over, shared, turn
from kernel import clock
from kernel.access import Viewer, sight
from kernel.commit import commit
from kernel.problems import Problem
from kernel.table import Write


def shares(viewer: Viewer, customer_id: str) -> SharesView:
    """With whom a record is shared; for those who may change that."""
    item = model.load(viewer, customer_id, to_change=True)
    return SharesView(items=item.value.shares, version=item.version)


def share(viewer: Viewer, customer_id: str, body: Share, if_match: int | None) -> SharesView:
    """Share a record with colleagues and departments, or take it from them."""

    def decide(before: Customer) -> Customer:
        return shared(before, body.mode, recipients.shares(viewer, body), sight(viewer, before))

    def settle(decided: Decided, writes: list[Write]) -> SharesView:
        view = SharesView(items=decided.after.shares, version=decided.version)
        commit(view, *writes)
        return view

    return rewriting.rewrite(viewer, customer_id, decide, settle, if_match=if_match)


def transfer(viewer: Viewer, customer_id: str, body: Transfer, if_match: int | None) -> CustomerView:
    """Hand a record over to a new owner."""

    def decide(before: Customer) -> Customer:
        people = recipients.recipients(viewer, body)
        after = handed_over(before, turn(0, people), body.carry_over, sight(viewer, before), clock.now())
        if after == before:
            raise Problem("already_owner")
        return after

    return rewrite(viewer, customer_id, decide, if_match=if_match).view
