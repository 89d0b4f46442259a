"""The actions that a person can ask for on a list of records: a kind is an entry here."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from bulk import rules
from bulk.kinds import Apply, Kind, rewriting
from bulk.rules import (
    Delete,
    Groups,
    Labels,
    Lose,
    Mode,
    NextStage,
    Recover,
    Reopen,
    ShareMany,
    Stage,
    TransferMany,
)
from catalogs.model import entries, require
from catalogs.rules import Entry
from customers import recipients
from customers.rules import Customer, advanced, staged
from customers.sharing import handed_over, shared, turn
from kernel import clock
from kernel.access import Viewer, sight
from kernel.problems import FieldError, Problem
from leads import rules as leads
from messages.rules import WriteMany
from messages.writing import Writing
from trash import rules as trash

type Action = (
    Stage | NextStage | Groups | Labels | ShareMany | TransferMany | Lose | Reopen | Delete | Recover
)  # fmt: skip


def _stage(viewer: Viewer, action: Stage) -> Apply:
    require(viewer.tenant, [("/action/stage", "stages", action.stage)])
    return rewriting(viewer, lambda _place, customer: staged(customer, action.stage))


def _next_stage(viewer: Viewer, _action: NextStage) -> Apply:
    stages = [item.value for item in entries(viewer.tenant, "stages")]
    return rewriting(viewer, lambda _place, customer: advanced(customer, stages))


def _groups(viewer: Viewer, action: Groups) -> Apply:
    groups = _ticked(viewer.tenant, "groups", action.groups, action.mode)
    dimensions = {code: entry.dimension for code, entry in groups.items()}
    return rewriting(viewer, lambda _place, customer: rules.grouped(customer, action, dimensions))


def _labels(viewer: Viewer, action: Labels) -> Apply:
    _ticked(viewer.tenant, "labels", action.labels, action.mode)
    return rewriting(viewer, lambda _place, customer: rules.labelled(customer, action))


def _share(viewer: Viewer, action: ShareMany) -> Apply:
    given = recipients.shares(viewer, action, "/action")
    return rewriting(viewer, lambda _place, one: shared(one, action.mode, given, sight(viewer, one)))


def _transfer(viewer: Viewer, action: TransferMany) -> Apply:
    people = recipients.recipients(viewer, action, "/action")

    def decide(place: int, customer: Customer) -> Customer:
        return handed_over(customer, turn(place, people), action.carry_over, sight(viewer, customer), clock.now())

    return rewriting(viewer, decide)


def _lose(viewer: Viewer, action: Lose) -> Apply:
    require(viewer.tenant, [("/action/reason", "lost-reasons", action.reason)])
    return rewriting(viewer, lambda _place, lead: leads.lost(lead, action.reason, action.note, clock.now()))


def _reopen(viewer: Viewer, _action: Reopen) -> Apply:
    return rewriting(viewer, lambda _place, lead: leads.reopened(lead))


def _delete(viewer: Viewer, _action: Delete) -> Apply:
    return rewriting(viewer, lambda _place, customer: trash.deleted(customer, viewer.employee, clock.now()))


def _recover(viewer: Viewer, _action: Recover) -> Apply:
    return rewriting(viewer, lambda _place, customer: trash.recovered(customer, clock.now()), deleted=True)


def _ticked(tenant: str, kind: Literal["groups", "labels"], ticked: Sequence[str], mode: Mode) -> dict[str, Entry]:
    """The catalogue; 422 for what is not in it. What is no longer active can still be taken away."""
    known = {item.value.code: item.value for item in entries(tenant, kind)}
    wrong = [
        FieldError(f"/action/{kind}/{place}", "not_in_catalog", (("kind", kind), ("value", code)))
        for place, code in enumerate(ticked)
        if code not in known or not (known[code].active or mode == "remove")
    ]
    if wrong:
        raise Problem("invalid_request", errors=wrong)
    return known


ACTIONS: Mapping[str, Kind[Any]] = {
    "stage": Kind(Stage, _stage),
    "next_stage": Kind(NextStage, _next_stage),
    "groups": Kind(Groups, _groups),
    "labels": Kind(Labels, _labels),
    "share": Kind(ShareMany, _share),
    "transfer": Kind(TransferMany, _transfer),
    "lost": Kind(Lose, _lose),
    "reopen": Kind(Reopen, _reopen),
    "delete": Kind(Delete, _delete),
    "recover": Kind(Recover, _recover),
    "write": Kind(WriteMany, Writing),
}
