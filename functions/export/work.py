"""The worker: one pass over the cards that the asker sees now, streamed into one file."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from catalogs.names import names_of_entries
from customers import listing
from customers.filters import Where
from customers.planning import Ask
from export import held, mailed, model, previews, rules, statements, upload
from export.cells import Cell, Column, Kind, Tally
from export.held import names_of_tiers
from export.model import JobItem
from export.rules import TITLES, Job, columns_of
from export.workbook import workbook
from identity.viewers import names_of_employees, viewer_of, zone_of
from kernel import aws, clock, config, keys, table, telemetry
from kernel.access import Viewer
from kernel.problems import Problem
from kernel.table import Key
from kernel.values import decode_item

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PAGE = 1000
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
        job = self.item.value
        if job.request.kind == "debt":
            entries = statements.rows(viewer, str(job.request.customer), job.language)
            return workbook(TITLES["debt"][job.language == "en"], statements.columns(job.language), entries,
                            tally=self.tally)  # fmt: skip
        english = job.language == "en"
        title = TITLES[job.request.kind][english]
        if job.request.kind == "email_campaign":
            told = self._told(mailed.rows(viewer, str(job.request.campaign), job.language))
            return workbook(title, mailed.columns(job.language), told, tally=self.tally)
        if job.request.kind in previews.OF:
            moves = self._told(previews.rows(viewer, job.request.kind, str(job.request.preview), job.language))
            return workbook(title, previews.columns(job.request.kind, job.language), moves, tally=self.tally)
        columns = [
            Column(header=en if english else vi, kind=Kind(look), width=width)
            for look, width, vi, en in map(columns_of(job.request.kind).__getitem__, job.request.columns)
        ]
        if job.request.kind in held.HELD:
            found = self._told(held.rows(viewer, job.request, job.created_at, job.language))
            return workbook(title, columns, found, tally=self.tally)
        return workbook(title, columns, self._rows(viewer), tally=self.tally)

    def _told(self, rows: Iterator[list[Cell]]) -> Iterator[list[Cell]]:
        """The same rows, with notes of progress."""
        for number, row in enumerate(rows, 1):
            yield row
            self._report(number)

    def _rows(self, viewer: Viewer) -> Iterator[list[Cell]]:
        request = self.item.value.request
        names = _Names(self.tenant, self.item.value.language)
        shelf: Any = request.kind.removesuffix("s")
        stars = (request.stars,) if request.stars else ()
        ask = Ask(shelf, request.sort, where=Where(stars=stars, tier=request.tier or ()))
        after: str | None = None
        seen = 0
        while True:
            found, after = listing.read(viewer, ask, PAGE, after)
            for raw in found:
                plain = decode_item(raw)
                row = {**plain["value"], **{name: plain.get(name) for name in ("score", "stars", "tier")}}
                yield [names.cell(column, row.get(column)) for column in request.columns]
            seen += len(found)
            self._report(seen)
            if after is None:
                return

    def _report(self, rows: int) -> None:
        if rows - self.item.value.rows < REPORT_EVERY:
            return
        changed = _change(self.item, replace(self.item.value, rows=rows, heard_at=clock.now()))
        if changed is None:
            raise Problem("in_flight")  # another worker has taken the job over
        self.item = changed


class _Names:
    """What codes and ids are called, and whose days and hours it shows, read once for a file."""

    def __init__(self, tenant: str, language: str) -> None:
        self._zone = zone_of(tenant)
        self._of: dict[str, dict[str, str]] = {
            "owner": names_of_employees(tenant),
            "tier": names_of_tiers(tenant, language),
            "stage": names_of_entries(tenant, "stages", language),
            "source": names_of_entries(tenant, "sources", language),
        }

    def cell(self, column: str, value: Any) -> Cell:  # noqa: ANN401 - a stored value
        """The value as a cell: names for codes, local time for instants."""
        if value is None:
            return None
        if columns_of("leads")[column][0] == "datetime":
            return datetime.fromisoformat(value).astimezone(self._zone).replace(tzinfo=None)
        cell: Cell = self._of.get(column, {}).get(value, value) if isinstance(value, str) else value
        return cell
