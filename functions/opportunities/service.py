"""An opportunity's own life: shown, changed, moved from stage to stage, taken up again, taken away."""

from collections.abc import Mapping
from typing import Any

from attached import belonging, telling
from attached.kinds import OPPORTUNITIES
from catalogs.model import entries, require
from catalogs.rules import Entry
from customers import model as customers
from customers.attached import receiving
from kernel import clock, table
from kernel.access import Viewer, require_version
from kernel.chronicle import HistoryPage
from kernel.commit import commit
from kernel.paging import PageQuery
from kernel.problems import Problem, in_flight, invalid
from kernel.table import Write
from opportunities import model, pricing, rules
from opportunities.changing import Decide, rewrite
from opportunities.making import holder, require_contacts
from opportunities.model import OpportunityItem
from opportunities.opening import create, quickly
from opportunities.rules import Opportunity
from opportunities.schemas import OpportunityPatch, OpportunityView, Reopen, ToStage
from opportunities.showing import shown

__all__ = ["change", "create", "quickly", "read", "remove", "reopen", "to_stage", "told"]

_REQUIRED = frozenset({
    "name", "customer", "owner", "stage", "expected_close", "opened", "priority", "contacts", "processing", "lines",
})  # fmt: skip
_TRIES = 8


def read(viewer: Viewer, opportunity_id: str) -> OpportunityView:
    """One opportunity that the viewer sees."""
    item = model.reach(viewer, opportunity_id)
    return shown(item.value, item.version)


def change(viewer: Viewer, opportunity_id: str, body: OpportunityPatch, if_match: int | None) -> OpportunityView:
    """Change fields. Without If-Match the fields named are set on whatever is there now."""
    changes = {name: getattr(body, name) for name in body.model_fields_set}
    emptied = [name for name, value in changes.items() if value is None and name in _REQUIRED]
    if emptied:
        raise invalid(f"/{emptied[0]}", "missing")
    return _changed(viewer, opportunity_id, _setting(viewer, changes), if_match)


def to_stage(viewer: Viewer, opportunity_id: str, body: ToStage, if_match: int | None) -> OpportunityView:
    """Put an opportunity in a chosen stage, or in the open one after its own (F6)."""

    def decide(before: Opportunity) -> Opportunity:
        stages = _stages(viewer)
        stage = rules.next_stage(before, stages) if body.stage is None else _known(stages, body.stage)
        _require_reason(viewer, "/reason", body.reason)
        if stage.code == before.stage and body.probability is None:
            rules.require_open(before)
            return before
        return rules.staged(
            before, stage, clock.now(), probability=body.probability, reason=body.reason, note=body.note
        )  # fmt: skip

    return _changed(viewer, opportunity_id, decide, if_match)


def reopen(viewer: Viewer, opportunity_id: str, body: Reopen, if_match: int | None) -> OpportunityView:
    """Take up an opportunity again that was won or lost."""

    def decide(before: Opportunity) -> Opportunity:
        return rules.reopened(before, _stages(viewer), body.stage)

    return _changed(viewer, opportunity_id, decide, if_match)


def remove(viewer: Viewer, opportunity_id: str, if_match: int | None) -> None:
    """Take an opportunity away to which nothing belongs; that it was there is told in its history."""
    for _ in range(_TRIES):
        item = model.reach(viewer, opportunity_id)
        require_version(if_match, item.version)
        has = belonging.of(viewer.tenant, opportunity_id, 1)
        if has.sks:
            raise Problem("opportunity_has")
        try:
            table.write(*model.removing(viewer.tenant, item, has, viewer.employee))
        except table.Refused:
            continue
        return
    raise in_flight()


def told(viewer: Viewer, opportunity_id: str, query: PageQuery) -> HistoryPage:
    """What became of it, newest first, whoever's it was."""
    value = model.reach(viewer, opportunity_id).value
    return telling.page(viewer, value.id, model.subject(value.id), query)


def _changed(viewer: Viewer, opportunity_id: str, decide: Decide, if_match: int | None) -> OpportunityView:
    def settle(item: OpportunityItem, writes: list[Write]) -> OpportunityView:
        view = shown(item.value, item.version)
        commit(view, *writes)
        return view

    return rewrite(viewer, lambda: model.reach(viewer, opportunity_id), decide, settle, if_match=if_match)


def _setting(viewer: Viewer, changes: Mapping[str, Any]) -> Decide:
    """The decision that sets these fields, each by the rule that is its own."""

    def decide(before: Opportunity) -> Opportunity:
        after = _in_stage(viewer, _at_home(viewer, before, changes), changes)
        plain = {name: value for name, value in changes.items() if name not in _BY_RULE}
        if "owner" in changes and changes["owner"] != before.owner:
            _require_own(viewer, before)
            plain["owner"], plain["department"] = holder(viewer, changes["owner"])
        if "lines" in changes:
            plain |= _lines(viewer, before, changes)
        after = Opportunity.model_validate(after.model_dump() | plain)
        known = set(rules.choices(before))
        require(viewer.tenant, [choice for choice in rules.choices(after) if choice not in known])
        if (after.customer, after.contacts) != (before.customer, before.contacts):
            require_contacts(viewer.tenant, after.customer, after.contacts)
        return after

    return decide


_BY_RULE = frozenset({"stage", "probability", "lost_reason", "lost_note", "owner", "lines", "customer"})


def _at_home(viewer: Viewer, before: Opportunity, changes: Mapping[str, Any]) -> Opportunity:
    """With the customer to whom it is to belong; contacts are one customer's."""
    if changes.get("customer", before.customer) == before.customer:
        return before
    home = receiving(viewer, changes["customer"], OPPORTUNITIES.category).value
    return rules.housed(before, home.id) if home.id != before.customer else before


def _require_own(viewer: Viewer, opportunity: Opportunity) -> None:
    """403 for who was only given a share: what is handed on, the giver could not take back.

    It is handed on by who holds it, by who may change its customer, by their managers, and by administrators.
    """
    if OPPORTUNITIES.holds(viewer, opportunity.model_dump()):
        return
    home = customers.find(viewer.tenant, opportunity.customer)
    if home is None or not customers.sight_of(viewer, home.value).may_change:
        raise Problem("not_yours_to_change")


def _in_stage(viewer: Viewer, before: Opportunity, changes: Mapping[str, Any]) -> Opportunity:
    """As far as a change of its stage, of its probability, or of why it was lost goes."""
    reason, note = (changes.get(name, getattr(before, name)) for name in ("lost_reason", "lost_note"))
    wanted: int | None = changes.get("probability")
    if changes.get("stage", before.stage) != before.stage:
        stage = _known(_stages(viewer), changes["stage"])
        return rules.staged(
            before, stage, clock.now(), probability=wanted, reason=reason, note=note, path="/lost_reason"
        )  # fmt: skip
    if before.outcome == "lost" and reason is None:
        raise invalid("/lost_reason", "missing")
    after = before.model_copy(update={"lost_reason": reason, "lost_note": note})
    if "probability" not in changes:
        return after
    own = None if wanted is not None else _entry(viewer, before.stage)
    chance = wanted if own is None else rules.chance(own, None)
    return after.model_copy(update={"probability": before.probability if chance is None else chance})


def _lines(viewer: Viewer, before: Opportunity, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The lines with their prices; the value follows them as long as it is what they come to."""
    home = customers.find(viewer.tenant, changes.get("customer", before.customer))
    if home is None:
        raise Problem("not_found")
    lines = pricing.priced(viewer.tenant, home.value, changes["lines"], before)
    follows = "expected_value" not in changes and before.expected_value == pricing.total(before.lines)
    return {"lines": lines} | ({"expected_value": pricing.total(lines)} if follows else {})


def _stages(viewer: Viewer) -> list[Entry]:
    return [item.value for item in entries(viewer.tenant, "opportunity-stages")]


def _entry(viewer: Viewer, code: str) -> Entry | None:
    return next((stage for stage in _stages(viewer) if stage.code == code), None)


def _known(stages: list[Entry], code: str) -> Entry:
    for stage in stages:
        if stage.code == code and stage.active:
            return stage
    raise invalid("/stage", "not_in_catalog", kind="opportunity-stages", value=code)


def _require_reason(viewer: Viewer, path: str, reason: str | None) -> None:
    if reason is not None:
        require(viewer.tenant, [(path, "lost-reasons", reason)])
