"""The worker: what the asker sees now, streamed into one file, by as many workers one after the other as it takes."""

from collections.abc import Callable
from dataclasses import replace

from export import model, rules
from export.archive import TooLargeError
from export.making import Making, OvertakenError, clear
from export.rules import Job
from export.upload import LostError
from kernel import clock, keys, table, telemetry
from kernel.problems import Problem
from kernel.table import Key

FOREVER = float("inf")


def work(key: Key, seconds_left: Callable[[], float] = lambda: FOREVER) -> None:
    """Do a job that is queued, or whose worker has ended; of one that is over, what it left behind is thrown away.

    Raises Transient while another worker is at it: should that one die, the order comes back.
    """
    item = model.at(key)
    if item is None:
        return
    job, now = item.value, clock.now()
    if rules.has_ended(job):
        clear(item)
        return
    if job.state == "running" and not rules.is_abandoned(job, now):
        raise table.Transient("another worker is at it")
    making = Making(item, seconds_left)
    try:
        if rules.is_hopeless(job):
            _fail(making, "gave_up")
            return
        making.change(replace(job, state="running", attempt=job.attempt + 1, heard_at=now))
        _run(making)
    except OvertakenError:
        making.step_back()


def _run(making: Making) -> None:
    """Go on with the file and say how it went; after a passing fault the job is queued again at once."""
    try:
        size = making.run()
    except OvertakenError:
        raise
    except Exception as error:  # noqa: BLE001 - every fault is either tried again or told
        telemetry.failed("export failed", error, tenant=_tenant(making), export=making.item.value.id)
        if isinstance(error, LostError):
            making.end(rules.begun_again(making.item.value))
        elif table.is_transient(error):
            making.pause()
        else:
            _fail(making, _reason(error))
        return
    if size is None:
        making.pause()
        telemetry.info("export goes on", tenant=_tenant(making), export=making.item.value.id, rows=making.tally.rows)
        return
    _finish(making, replace(making.item.value, state="done", size=size, rows=making.tally.rows))


def _reason(error: Exception) -> str:
    if isinstance(error, TooLargeError):
        return "file_too_large"
    return error.code if isinstance(error, Problem) else "internal"


def _fail(making: Making, reason: str) -> None:
    telemetry.count("ExportFailed")
    _finish(making, replace(making.item.value, state="failed", reason=reason))


def _finish(making: Making, job: Job) -> None:
    making.end(replace(job, finished_at=clock.now()))
    tally = making.tally
    telemetry.info(
        "export finished", tenant=_tenant(making), export=job.id, rows=job.rows, cut=tally.cut, odd=tally.odd
    )


def _tenant(making: Making) -> str:
    return str(keys.tenant_of(making.item.pk))
