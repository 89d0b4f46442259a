"""Setting fields of an opportunity, whoever does that: a person, or an import."""

from collections.abc import Mapping
from typing import Any

from attached.kinds import OPPORTUNITIES
from catalogs.model import entries, require
from catalogs.rules import Entry
from customers import model as customers
from customers.attached import receiving
from kernel import clock
from kernel.access import Viewer
from kernel.problems import Problem, invalid
from opportunities import pricing, rules
from opportunities.changing import Decide
from opportunities.making import holder, require_contacts
from opportunities.rules import Opportunity

_REQUIRED = frozenset({
    "name", "customer", "owner", "stage", "expected_close", "opened", "priority", "contacts", "processing", "lines",
})  # fmt: skip


def setting(viewer: Viewer, changes: Mapping[str, Any]) -> Decide:
    """The decision that sets these fields, each by its own rule; 422 for one that is emptied and may not be."""
    emptied = [name for name, value in changes.items() if value is None and name in _REQUIRED]
    if emptied:
        raise invalid(f"/{emptied[0]}", "missing")

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
        stage = known(stages_of(viewer), changes["stage"])
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


def stages_of(viewer: Viewer) -> list[Entry]:
    """The catalogue of stages, in its order."""
    return [item.value for item in entries(viewer.tenant, "opportunity-stages")]


def _entry(viewer: Viewer, code: str) -> Entry | None:
    return next((stage for stage in stages_of(viewer) if stage.code == code), None)


def known(stages: list[Entry], code: str) -> Entry:
    """A stage that is in use; 422 for any other."""
    for stage in stages:
        if stage.code == code and stage.active:
            return stage
    raise invalid("/stage", "not_in_catalog", kind="opportunity-stages", value=code)
