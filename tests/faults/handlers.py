"""Which operations drive what no caller asks for: the streams, workers and schedules of the template."""

import json
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest

import bulk.work
from tests.faults import works
from tests.faults.attempts import Operation
from tests.faults.wire import Wire
from tests.serving.template import template

DRIVEN: dict[str, tuple[str, ...]] = {
    "scoring.stream.handler": ("signals_are_folded", "the_stream_was_replaced"),
    "reactions.stream.handler": (
        "what_is_held_is_listed_and_counted", "what_is_held_goes_to_a_new_owner", "files_of_deleted_documents_go",
        "what_is_attached_moves_with_its_record", "reactions_follow", "the_index_follows_a_renamed_lead",
        "what_became_of_a_campaigns_mail_is_noted", "a_scan_is_judged",
    ),
    "bulk.job.handler": tuple(works.KINDS),
    "export.job.handler": ("an_export_is_made", "a_debt_is_made_a_workbook", "activities_are_made_a_workbook"),
    "identity.job.handler": ("a_company_is_opened",),
    "imports.job.handler": ("an_upload_is_read", "an_import_is_tested", "a_plan_is_carried_out", "an_import_is_undone"),
    "intake.job.handler": (
        "mail_is_opened_by_who_was_merged", "what_a_mail_provider_told_is_read",
        "what_is_told_of_nobody_we_know_is_read", "whom_events_wait_for_appears",
    ),
    "mailing.job.handler": (
        "a_reminder_is_sent", "a_mail_that_somebody_wrote_is_sent", "an_introduction_is_sent",
        "a_confirmation_is_sent", "a_notice_is_sent",
    ),
    "merging.job.handler": ("a_merge_goes_on",),
    "tiers.job.handler": ("tiers_are_recalculated",),
    "trash.job.handler": ("the_trash_is_purged",),
    "scoring.schedule.handler": ("scores_of_a_night_are_proven",),
    'scoring.schedule.handler {"day": true}': ("a_day_changes_scores",),
    "tiers.schedule.handler": ("the_night_falls",),
    "trash.schedule.handler": ("the_purge_of_a_night_begins",),
    "watch.schedule.every_minute": ("a_campaign_is_due", "reminders_are_handed_over"),
    "watch.schedule.handler": ("what_nobody_works_at_is_ordered_again", "the_night_falls"),
}  # fmt: skip
"""Each of them, with what its schedule hands it; test_faults looks whether it is so."""
STREAMED = {one for name in DRIVEN if name.endswith(".stream.handler") for one in DRIVEN[name]}
BY_ITSELF = {one for operations in DRIVEN.values() for one in operations} - {"a_company_is_opened"}
"""What a stream, a queue or the clock sets off, all of which may do so twice; an operator does not."""
_asked = (".api.handler", ".webhooks.handler")
"""Who answers callers is tried by its routes."""
_played: set[str] = set()
worked: set[str] = set()
"""The kinds of jobs whose steps were done while the wire was watched."""


def in_the_template() -> set[str]:
    """All that there are, as DRIVEN names them."""
    resources: Any = template()["Resources"]
    handlers = {
        name: str(one["Properties"]["Handler"])
        for name, one in resources.items()
        if one["Type"] == "AWS::Serverless::Function" and not one["Properties"]["Handler"].endswith(_asked)
    }
    targets = [one["Properties"]["Target"] for one in resources.values() if one["Type"] == "AWS::Scheduler::Schedule"]
    by_clock = [(_function(one["Arn"]), json.loads(one.get("Input", "{}"))) for one in targets]
    assert {name for name, _ in by_clock} <= handlers.keys()
    named = {_name(handlers[name], event) for name, event in by_clock}
    return named | {handler for name, handler in handlers.items() if name not in {one for one, _ in by_clock}}


def _function(arn: Any) -> str:
    """Whose ARN a target is."""
    (said,) = arn.values()
    return str(said if isinstance(said, str) else said[0]).removesuffix(".Arn")


def _name(handler: str, event: dict[str, Any]) -> str:
    return f"{handler} {json.dumps(event)}" if event else handler


def note(patch: pytest.MonkeyPatch, wire: Wire) -> None:
    """Have it noted from now on who runs while the wire is watched."""
    known = in_the_template()
    run = bulk.work._Step.run

    def noted(step: Any) -> None:
        if wire.watching:
            worked.add(step.item.value.kind)
        run(step)

    patch.setattr(bulk.work._Step, "run", noted)
    for handler in {name.partition(" ")[0] for name in known}:
        module, _, name = handler.rpartition(".")
        patch.setattr(f"{module}.{name}", _noting(handler, known, getattr(import_module(module), name), wire))


def _noting(handler: str, known: set[str], function: Callable[..., Any], wire: Wire) -> Callable[..., Any]:
    def noted(event: dict[str, Any], context: Any) -> Any:
        if wire.watching:
            said = _name(handler, event)
            _played.add(said if said in known else handler)
        return function(event, context)

    return noted


def forget() -> None:
    """Nobody has run yet."""
    _played.clear()
    worked.clear()


def is_told(operation: Operation) -> bool:
    """Whether what has run is what the operation is said to drive."""
    return _played == {name for name, operations in DRIVEN.items() if operation.__name__ in operations}
