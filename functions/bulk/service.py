"""Asking for jobs on many records, watching and stopping them."""

from bulk.actions import ACTIONS
from bulk.schemas import BulkCreate, BulkJobPage, BulkJobView, ResultPage, ResultView
from jobs import model, rules
from jobs.model import JobItem, ResultItem
from jobs.rules import Job, Result
from kernel import clock, keys, table
from kernel.access import Viewer
from kernel.commit import commit
from kernel.paging import PageQuery, listed
from kernel.problems import Language, Problem, in_flight
from kernel.table import Range

_TRIES = 8


def ask(viewer: Viewer, body: BulkCreate) -> BulkJobView:
    """A new job. The stream hands it to a worker; what each record allows is decided then."""
    kind = body.action.kind
    ACTIONS[kind].begin(viewer, body.action)
    job, writes = model.starting(viewer, kind, body.action, body.records)
    view = _view(job, 1)
    commit(view, *writes)
    return view


def read(viewer: Viewer, job_id: str) -> BulkJobView:
    """One of the caller's own jobs."""
    item = _load(viewer, job_id)
    return _view(item.value, item.version)


def jobs(viewer: Viewer, query: PageQuery) -> BulkJobPage:
    """The caller's jobs, newest first."""
    where = Range(keys.jobs(viewer.tenant, viewer.employee), prefix=keys.JOB, newest_first=True)
    items, after = listed(viewer, "jobs", where, query)
    return BulkJobPage(items=tuple(_view(one.value, one.version) for one in map(JobItem.of, items)), next_cursor=after)


def results(viewer: Viewer, job_id: str, query: PageQuery, language: Language) -> ResultPage:
    """What became of each record so far, step by step."""
    _load(viewer, job_id)
    where = Range(keys.job_parts(viewer.tenant, job_id), prefix=keys.RESULT)
    items, after = listed(viewer, "results", where, query)
    return ResultPage(items=tuple(_told(ResultItem.of(raw).value, language) for raw in items), next_cursor=after)


def cancel(viewer: Viewer, job_id: str) -> BulkJobView:
    """Stop a job that somebody asked for; what is done stays done, and a step under way comes to its end.

    409 `follows_a_change` for a walk: half of the records would stay with what is no more.
    """
    for _ in range(_TRIES):
        item = _load(viewer, job_id)
        if item.value.kind not in ACTIONS and item.value.kind not in rules.TRIALS:
            raise Problem("follows_a_change")
        if not rules.is_open(item.value):
            raise Problem("wrong_state", state=item.value.state, needed="queued / running")
        after = rules.cancelled(item.value, clock.now())
        view = _view(after, item.version + 1)
        try:
            commit(view, *model.changing(item, after))
        except table.Refused:
            continue
        return view
    raise in_flight()


def retry(viewer: Viewer, job_id: str) -> BulkJobView:
    """Go on with a job that failed; one that goes on, or is done, is left as it is, so asking again is harmless.

    What was done before it failed is not done again. 409 `wrong_state` for a job that was cancelled.
    """
    for _ in range(_TRIES):
        item = _load(viewer, job_id)
        if item.value.state == "cancelled":
            raise Problem("wrong_state", state="cancelled", needed="failed")
        failed = item.value.state == "failed"
        after = rules.retried(item.value) if failed else item.value
        view = _view(after, item.version + failed)
        try:
            commit(view, *(model.changing(item, after) if failed else ()))
        except table.Refused:
            continue
        return view
    raise in_flight()


def _load(viewer: Viewer, job_id: str) -> JobItem:
    item = model.find(viewer.tenant, viewer.employee, job_id)
    if item is None:
        raise Problem("not_found")
    return item


def _view(job: Job, version: int) -> BulkJobView:
    shown = {name: value for name, value in job.model_dump().items() if name in BulkJobView.model_fields}
    return BulkJobView.model_validate({**shown, "version": version})


def _told(result: Result, language: Language) -> ResultView:
    why = rules.message(result, language)
    return ResultView(record=result.record, outcome=result.outcome, code=result.code, message=why)
