"""The worker: what the asker sees now, streamed into one file."""

from collections.abc import Iterator
from dataclasses import replace

from export import contents, model, rules, upload
from export.cells import Tally
from export.model import JobItem
from export.rules import Job
from export.workbook import CHUNK, Writing
from identity.viewers import viewer_of
from kernel import aws, clock, config, keys, table, telemetry
from kernel.access import Viewer
from kernel.problems import Problem
from kernel.table import Key

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
REPORT_EVERY = 5000
"""Rows between two notes of progress."""


def work(key: Key) -> None:
    """Do a job that is queued, or whose worker has ended; one that is done is left alone.

    Raises Transient while another worker is at it: should that one die, the order comes back.
    """
    item = table.get(JobItem, key, consistent=True)
    if item is None or rules.has_ended(item.value):
        return
    job, now = item.value, clock.now()
    if job.state == "running" and not rules.is_abandoned(job, now):
        raise table.Transient("another worker is at it")
    if job.attempt >= rules.ATTEMPTS:
        _change(item, replace(job, state="failed", reason="gave_up", finished_at=now))
        telemetry.count("ExportFailed")
        return
    taken = _change(item, replace(job, state="running", attempt=job.attempt + 1, rows=0, heard_at=now))
    if taken is not None:
        _Work(taken).run()


def _change(item: JobItem, job: Job) -> JobItem | None:
    """The job changed; None if somebody else changed it meanwhile."""
    try:
        table.write(*model.changing(item, job))
    except table.Refused:
        return None
    return JobItem(item.pk, item.sk, value=job, version=item.version + 1, expires_at=item.expires_at)


class _Work:
    """One attempt at a job."""

    def __init__(self, item: JobItem) -> None:
        self.item: JobItem = item
        self.tenant = str(keys.tenant_of(item.pk))
        self.tally = Tally()

    def run(self) -> None:
        """Write the file and say how it went; after a passing fault the job is queued again at once."""
        job = self.item.value
        try:
            viewer = viewer_of(self.tenant, job.requested_by)  # as they are now: who has left meanwhile gets nothing
            size = upload.upload(
                aws.s3(), config.bucket_name(), keys.export_file(self.tenant, job.id), self._chunks(viewer), EXCEL
            )
        except Exception as error:  # noqa: BLE001 - every fault is either tried again or told
            telemetry.failed("export failed", error, tenant=self.tenant, export=job.id)
            if table.is_transient(error):
                _change(self.item, replace(self.item.value, state="queued", rows=0))
                return
            telemetry.count("ExportFailed")
            reason = error.code if isinstance(error, Problem) else "internal"
            self._finish(replace(self.item.value, state="failed", reason=reason))
            return
        self._finish(replace(self.item.value, state="done", size=size))

    def _finish(self, job: Job) -> None:
        _change(self.item, replace(job, rows=self.tally.rows, finished_at=clock.now()))
        telemetry.info("export finished", tenant=self.tenant, export=self.item.value.id, rows=self.tally.rows)

    def _chunks(self, viewer: Viewer) -> Iterator[bytes]:
        """The file, with notes of progress between its pages."""
        sheets = contents.contents(viewer, self.item.value)
        writing = Writing(sheets, tally=self.tally, made=self.item.value.created_at)
        for page_ended in writing.run():
            if page_ended:
                self._report(self.tally.rows)
            if chunk := writing.archive.take(CHUNK):
                yield chunk
        yield writing.archive.take()

    def _report(self, rows: int) -> None:
        if rows - self.item.value.rows < REPORT_EVERY:
            return
        changed = _change(self.item, replace(self.item.value, rows=rows, heard_at=clock.now()))
        if changed is None:
            raise Problem("in_flight")  # another worker has taken the job over
        self.item = changed
