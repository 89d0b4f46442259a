"""Asking for exports and fetching them."""

from dataclasses import replace

from export import choosing, model, rules, totals
from export.contents import shapes_of
from export.model import JobItem
from export.rules import Job, Kind
from export.schemas import ColumnsView, ColumnView, JobPage, JobView, Request
from identity.viewers import zone_of
from kernel import aws, clock, config, ids, keys, table
from kernel.access import Viewer
from kernel.commit import commit
from kernel.paging import PageQuery, listed
from kernel.problems import Language, Problem, in_flight
from kernel.table import Range

LINK_LASTS = 300
"""Seconds for which a download link is good: it would outlive its owner's employment (see kernel.files)."""
_TRIES = 3


def ask(viewer: Viewer, request: Request, language: Language) -> JobView:
    """A new job, or the one that the same request has under way. The stream hands it to a worker."""
    now = clock.now()
    wanted = choosing.selection(viewer, request, now)
    job = Job(
        id=ids.new(now), request=wanted, language=language, requested_by=viewer.employee, created_at=now,
        total=totals.expected(viewer, wanted),
    )  # fmt: skip
    remembered = [model.choosing(viewer, request.kind, request.columns)] if request.columns else []
    for _ in range(_TRIES):
        earlier, other = model.asked_before(viewer.tenant, job)
        if other is not None and rules.is_open(other.value, now):
            view = _shown(viewer, other)
            commit(view)
            return view
        view = _view(job, 1)
        try:
            commit(view, *model.creating(viewer.tenant, job, earlier), *remembered)
        except table.Refused:
            continue
        return view
    raise in_flight()


def read(viewer: Viewer, job_id: str) -> JobView:
    """One of the caller's own exports, with a fresh link when it is done."""
    return _shown(viewer, _load(viewer, job_id))


def jobs(viewer: Viewer, query: PageQuery) -> JobPage:
    """The caller's exports, newest first."""
    where = Range(keys.exports(viewer.tenant, viewer.employee), prefix=keys.EXPORT, newest_first=True)
    items, after = listed(viewer, "exports", where, query)
    views = tuple(_view(item.value, item.version) for item in map(JobItem.of, items))
    return JobPage(items=views, next_cursor=after)


def retry(viewer: Viewer, job_id: str) -> JobView:
    """Queue a failed export again, or one whose worker has ended without a word."""
    item = _load(viewer, job_id)
    if item.value.state != "failed" and not rules.is_abandoned(item.value, clock.now()):
        raise Problem("wrong_state", state=item.value.state, needed="failed")
    again = replace(item.value, state="queued", attempt=0, begun=0, rows=0, reason=None, finished_at=None)
    view = _view(again, item.version + 1)
    try:
        commit(view, *model.changing(item, again))
    except table.Refused:
        raise in_flight() from None
    return view


def cancel(viewer: Viewer, job_id: str) -> JobView:
    """End an export that is not over: its worker stops at its next note of progress, and no file is to be had."""
    for _ in range(_TRIES):
        item = _load(viewer, job_id)
        if rules.has_ended(item.value):
            raise Problem("wrong_state", state=item.value.state, needed="queued / running")
        after = replace(item.value, state="cancelled", finished_at=clock.now())
        view = _view(after, item.version + 1)
        try:
            commit(view, *model.changing(item, after))
        except table.Refused:
            continue  # its worker has just told of progress
        return view
    raise in_flight()


def columns(viewer: Viewer, kind: Kind, language: Language) -> ColumnsView:
    """What a file of a kind may have, and what the viewer chose the last time."""
    shapes = shapes_of(kind)
    items = [
        ColumnView(name=name, header=(one.vi, one.en)[language == "en"], look=one.look.value, usual=one.usual)
        for name, one in shapes.items()
    ]
    last = choosing.chosen(viewer, kind) if shapes else ()
    return ColumnsView(kind=kind, items=tuple(items), chosen=last or None)


def _load(viewer: Viewer, job_id: str) -> JobItem:
    item = model.find(viewer.tenant, viewer.employee, job_id)
    if item is None:
        raise Problem("not_found")
    return item


def _shown(viewer: Viewer, item: JobItem) -> JobView:
    url = _link(viewer.tenant, item.value) if item.value.state == "done" else None
    return _view(item.value, item.version).model_copy(update={"url": url})


def _view(job: Job, version: int) -> JobView:
    shown = {name: value for name, value in job.model_dump().items() if name in JobView.model_fields}
    return JobView.model_validate({**shown, "request": job.request.told(), "version": version})


def _link(tenant: str, job: Job) -> str:
    name = f"{job.request.kind}-{job.created_at.astimezone(zone_of(tenant)):%Y%m%d-%H%M}.xlsx"
    return aws.s3().generate_presigned_url(
        "get_object",
        Params={
            "Bucket": config.bucket_name(),
            "Key": keys.export_file(tenant, job.id),
            "ResponseContentDisposition": f'attachment; filename="{name}"',
        },
        ExpiresIn=LINK_LASTS,
    )
