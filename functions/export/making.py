"""One worker's share of a file: it goes on from the last checkpoint, and lays the file down before its time is over.

A checkpoint lies between two pages. What was sent to storage by then, where the archive stands and the place in the
list are kept in one item, written in one transaction with the job: so whatever becomes of a worker, the next one goes
on from where all three agree. What was sent after that is sent again, over it.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from export import checkpoints, contents, model, rules
from export.cells import Tally
from export.checkpoints import Checkpoint
from export.model import JobItem
from export.rules import Job
from export.sheets import Sheet
from export.upload import LEAST, PART, LostError, Sent, Upload
from export.workbook import Mark, Writing
from identity.viewers import viewer_of
from kernel import aws, clock, config, ids, keys, table
from kernel.table import Write

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
REPORT_EVERY = 5000
"""Rows between two notes of progress."""
KEEP_EVERY = 60.0
"""Seconds of work that may be lost with a worker."""
LAY_DOWN_AT = 60.0
"""Seconds before its end at which a worker lays a file down: for its last page, and to send what it has."""


class OvertakenError(Exception):
    """The job was changed by somebody else."""


class Making:
    """A file being made by this worker."""

    def __init__(self, item: JobItem, seconds_left: Callable[[], float]) -> None:
        self.item, self.tally = item, Tally()
        self._tenant, self._seconds_left = str(keys.tenant_of(item.pk)), seconds_left
        self._before = checkpoints.find(item)
        self._storage = _storage(item, self._before.sent if self._before else None)
        self._kept_at = time.monotonic()

    def run(self) -> int | None:
        """The size of the file, or None when another worker is to go on with it."""
        viewer = viewer_of(self._tenant, self.item.value.requested_by)  # as they are now: who has left gets nothing
        sheets = contents.contents(viewer, self.item.value)
        if self._before and self._before.shape != checkpoints.shape(sheets):
            raise LostError("the columns are others than those that the file was begun with")
        if self._before and self._before.mark is None:
            self.tally.rows = self.item.value.rows
            return self._storage.complete()
        return self._write(sheets, self._before.mark if self._before else None)

    def _write(self, sheets: Sequence[Sheet], mark: Mark | None) -> int | None:
        shape = checkpoints.shape(sheets)
        writing = Writing(sheets, made=self.item.value.created_at, mark=mark, held=self._storage.rest())
        self.tally, held = writing.tally, writing.archive.held
        for page_ended in writing.run():
            ending = self._seconds_left() < LAY_DOWN_AT
            if page_ended and (ending or len(held) >= PART or self._is_due()):
                self._keep(writing, shape)
                if ending:
                    return None
            elif page_ended:
                self._report()
            elif len(held) >= PART:
                self._storage.add(writing.archive.take())
        return self._finish(writing.archive.take(), shape)

    def _is_due(self) -> bool:
        """Whether much would be lost with this worker: a part that no checkpoint tells of, or its work of a minute."""
        kept = self._before.sent.parts if self._before else ()
        return self._storage.sent.parts != kept or time.monotonic() - self._kept_at > KEEP_EVERY

    def _keep(self, writing: Writing, shape: str) -> None:
        """A checkpoint. What is too little for a part is laid aside, and stays here as well."""
        mark = writing.mark()
        if len(writing.archive.held) >= LEAST:
            self._storage.add(writing.archive.take())
        else:
            name = keys.export_rest(self._tenant, self.item.value.id, ids.new(clock.now()))
            self._storage.lay_aside(bytes(writing.archive.held), name)
        self._told(replace(self.item.value, attempt=0), Checkpoint(self._storage.sent, mark, shape))

    def _finish(self, last: bytes, shape: str) -> int:
        """Send the end of the file. That all is sent is kept first: who comes after a worker that died need not ask."""
        if not self._storage.sent.parts:
            return self._storage.put(last)
        self._storage.add(last)
        self._told(self.item.value, Checkpoint(self._storage.sent, None, shape))
        return self._storage.complete()

    def _report(self) -> None:
        if self.tally.rows - self.item.value.rows >= REPORT_EVERY:
            self.change(replace(self.item.value, rows=self.tally.rows, heard_at=clock.now()))

    def _told(self, job: Job, checkpoint: Checkpoint) -> None:
        told = replace(job, rows=self.tally.rows, heard_at=clock.now())
        self.change(told, checkpoints.keeping(self.item, checkpoint))
        before, self._before, self._kept_at = self._before, checkpoint, time.monotonic()
        if before and before.sent.rest != checkpoint.sent.rest:
            self._storage.forget(before.sent.rest)

    def change(self, job: Job, *more: Write) -> None:
        """Change the job, if nobody else has; OvertakenError otherwise."""
        try:
            table.write(*model.changing(self.item, job), *more)
        except table.Refused as refused:
            raise OvertakenError from refused
        item = self.item
        self.item = JobItem(item.pk, item.sk, value=job, version=item.version + 1, expires_at=item.expires_at)

    def pause(self) -> None:
        """Leave the rest to another worker, which this orders."""
        self.change(replace(self.item.value, state="queued"))
        self._drop_unless_in(self._before)

    def end(self, job: Job) -> None:
        """Say how the job ended; what was needed to go on with it goes."""
        dropped = [checkpoints.dropping(self.item)] if self._before else []
        self.change(job, *dropped)
        if job.state != "done":
            self._storage.abort()
        self._storage.forget(self._before.sent.rest if self._before else "")

    def step_back(self) -> None:
        """Somebody else changed the job. If it is over, all goes; if another worker has it, what is not theirs."""
        item = model.at((self.item.pk, self.item.sk))
        if item is None or rules.has_ended(item.value):
            self._storage.abort()
            clear(item or self.item)
        else:
            self._drop_unless_in(checkpoints.find(item))

    def _drop_unless_in(self, checkpoint: Checkpoint | None) -> None:
        """Throw away an upload of this worker's that nobody would go on with."""
        if checkpoint is None or checkpoint.sent.upload != self._storage.sent.upload:
            self._storage.abort(rest=False)


def clear(item: JobItem) -> None:
    """Throw away what a job that is over has left behind, such as one that was cancelled between two workers."""
    left = checkpoints.find(item)
    storage = _storage(item, left.sent if left else None)
    storage.abort()
    if item.value.state != "done":  # it was cancelled when all of it was there
        storage.forget(keys.export_file(str(keys.tenant_of(item.pk)), item.value.id))
    if left is not None:
        table.write(checkpoints.dropping(item))


def _storage(item: JobItem, sent: Sent | None) -> Upload:
    key = keys.export_file(str(keys.tenant_of(item.pk)), item.value.id)
    return Upload(aws.s3(), config.bucket_name(), key, EXCEL, sent)
