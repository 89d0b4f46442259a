"""An opportunity's own life: shown, changed, moved from stage to stage, taken up again, taken away."""

from attached import belonging, telling
from catalogs.model import require
from kernel import clock, table
from kernel.access import Viewer, require_version
from kernel.chronicle import HistoryPage
from kernel.commit import commit
from kernel.paging import PageQuery
from kernel.problems import Problem, in_flight
from kernel.table import Write
from opportunities import model, rules
from opportunities.changing import Decide, rewrite
from opportunities.model import OpportunityItem
from opportunities.opening import create, quickly
from opportunities.rules import Opportunity
from opportunities.schemas import OpportunityPatch, OpportunityView, Reopen, ToStage
from opportunities.setting import known, setting, stages_of
from opportunities.showing import shown

__all__ = ["change", "create", "quickly", "read", "remove", "reopen", "to_stage", "told"]

_TRIES = 8


def read(viewer: Viewer, opportunity_id: str) -> OpportunityView:
    """One opportunity that the viewer sees."""
    item = model.reach(viewer, opportunity_id)
    return shown(item.value, item.version)


def change(viewer: Viewer, opportunity_id: str, body: OpportunityPatch, if_match: int | None) -> OpportunityView:
    """Change fields. Without If-Match the fields named are set on whatever is there now."""
    changes = {name: getattr(body, name) for name in body.model_fields_set}
    return _changed(viewer, opportunity_id, setting(viewer, changes), if_match)


def to_stage(viewer: Viewer, opportunity_id: str, body: ToStage, if_match: int | None) -> OpportunityView:
    """Put an opportunity in a chosen stage, or in the open one after its own (F6)."""

    def decide(before: Opportunity) -> Opportunity:
        stages = stages_of(viewer)
        stage = rules.next_stage(before, stages) if body.stage is None else known(stages, body.stage)
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
        return rules.reopened(before, stages_of(viewer), body.stage)

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


def _require_reason(viewer: Viewer, path: str, reason: str | None) -> None:
    if reason is not None:
        require(viewer.tenant, [(path, "lost-reasons", reason)])
