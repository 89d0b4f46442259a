"""A file that takes several workers, ended by their time or killed anywhere, is the file that one would have made."""

import io
import json
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from random import Random
from typing import Any

import boto3
import pytest
from botocore.client import BaseClient
from openpyxl import load_workbook

import export.job
from export import contents, making, rules, upload, workbook
from export.cells import Cell, Column, Kind
from export.sheets import Chart, Rows, Sheet
from kernel import clock, config, keys, table
from tests.export.reading import by_calamine
from tests.export.test_jobs import ask, capture, download, orders, read
from tests.world import Person, World, backend, client, deliver

LEADS = [Column(header="Tên"), Column(header="Số", kind=Kind.INTEGER)]
OTHERS = [Column(header="Lý do"), Column(header="Tỷ lệ", kind=Kind.PERCENT), Column(header="Ghi chú")]
PAGES, EACH, LIMIT = 6, 25, 120


class Killed(BaseException):
    """The process ends."""


@dataclass
class Source:
    """Sheets whose pages can be asked for from any place; what is asked for is noted."""

    fault: Exception | None = None
    at: int = 5
    asked: list[str | None] = field(default_factory=list)
    header: str = "Lý do"

    def sheets(self, *_: object) -> list[Sheet]:
        others = [Column(header=self.header), *OTHERS[1:]]
        chart = Chart(kind="pie", title="Lý do")
        return [
            Sheet(title="Leads", columns=LEADS, pages=self.pages),
            Sheet(title="Thua", columns=others, pages=lambda _: iter([([["=A", 1, None]], None)]), charts=[chart]),
        ]

    def pages(self, after: str | None) -> Iterator[tuple[Rows, str | None]]:
        self.asked.append(after)
        for page in range(int(after or 0), PAGES):
            if self.fault and page == self.at:
                raise self.fault
            yield (row(page, number) for number in range(EACH)), str(page + 1) if page + 1 < PAGES else None


def row(page: int, number: int) -> list[Cell]:
    return [Random(page * EACH + number).randbytes(200).hex(), page * EACH + number]  # noqa: S311


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> Source:
    """The worker's sheets are this source's; parts are small, and so is what is written at once."""
    one = Source()
    monkeypatch.setattr(contents, "contents", one.sheets)
    for name, value in {"PART": 3000, "LEAST": 2000, "REPORT_EVERY": 60}.items():
        monkeypatch.setattr(making, name, value)
    monkeypatch.setattr(workbook, "_BLOCK", 2000)
    defaults = workbook.Writing.__init__.__kwdefaults__
    assert defaults is not None
    monkeypatch.setitem(defaults, "rows_per_sheet", LIMIT)
    monkeypatch.setattr("moto.s3.models.S3_UPLOAD_PART_MIN_SIZE", 0)
    return one


@dataclass
class Worker:
    """A worker with so many looks at its clock before its time is over."""

    looks: int

    def get_remaining_time_in_millis(self) -> int:
        self.looks -= 1
        return 900_000 if self.looks >= 0 else 59_000


def order(world: World, staff: Person) -> tuple[str, dict[str, Any]]:
    """A job asked for, and the order for it."""
    job = str(ask(world, staff)["id"])
    deliver(world.records())
    (one,) = (one for one in orders(world) if job in one["body"])
    return job, {"Records": [one]}


def file_of(world: World, by: Person, job: str) -> bytes:
    done = read(world, by, job)
    assert (done["state"], done["rows"]) == ("done", PAGES * EACH + 1), done.raw
    file = download(done["url"])
    assert len(file) == done["size"]
    return file


def parts(file: bytes) -> dict[str, bytes]:
    archive = zipfile.ZipFile(io.BytesIO(file))
    assert archive.testzip() is None
    return {name: archive.read(name) for name in archive.namelist()}


def whole(source: Source) -> dict[str, bytes]:
    """What one that was never interrupted makes."""
    return parts(b"".join(workbook.workbook(Source(header=source.header).sheets(), rows_per_sheet=LIMIT)))


def same(file: bytes, source: Source) -> bool:
    """Every part is the same, but for when the file was made."""
    found, wanted = parts(file), whole(source)
    return {**found, "docProps/core.xml": b""} == {**wanted, "docProps/core.xml": b""}


def left() -> list[str]:
    """What lies in storage, whole or not."""
    s3, bucket = boto3.client("s3"), config.bucket_name()
    objects = [one["Key"] for one in s3.list_objects_v2(Bucket=bucket).get("Contents", [])]
    return objects + [one["UploadId"] for one in s3.list_multipart_uploads(Bucket=bucket).get("Uploads", [])]


def checkpoints(world: World) -> list[str]:
    return [one["sk"]["S"] for one in world.items() if one["sk"]["S"].startswith("CHECKPOINT#")]


@pytest.mark.parametrize("looks", [0, 7])
def test_a_worker_whose_time_is_over_hands_on_and_the_file_is_the_same(
    looks: int, world: World, staff: Person, source: Source
):
    job, event = order(world, staff)
    for _ in range(60):
        export.job.handler(event, Worker(looks))  # type: ignore[arg-type]
        if read(world, staff, job)["state"] == "done":
            break
        assert read(world, staff, job)["state"] == "queued"
        deliver(world.records())
        (one,) = orders(world)  # the next one is ordered
        assert json.loads(one["body"]) == json.loads(event["Records"][0]["body"])
        assert f"exports/acme/{job}.xlsx" not in left()
    assert 1 < len(source.asked) < 20
    assert same(file_of(world, staff, job), source)
    assert (checkpoints(world), left()) == ([], [f"exports/acme/{job}.xlsx"])
    places = [int(place or 0) for place in source.asked]
    assert places == sorted(set(places))  # no page was read twice


def test_one_worker_makes_the_same_file(world: World, staff: Person, source: Source):
    job, event = order(world, staff)
    export.job.handler(event, None)
    file = file_of(world, staff, job)
    assert same(file, source)
    assert source.asked == [None]
    assert [len(by_calamine(file, sheet)) for sheet in range(3)] == [LIMIT, PAGES * EACH - LIMIT + 2, 2]
    assert load_workbook(io.BytesIO(file)).sheetnames == ["Leads", "Leads 2", "Thua"]


def killing(monkeypatch: pytest.MonkeyPatch, at: Iterator[int]) -> list[str]:
    """Kill whoever makes one of these calls of AWS, counted from the last: before it (odd), or after it is done."""
    client_of: Any = BaseClient
    real, calls, number = client_of._make_api_call, list[str](), next(at, None)

    def call(self: Any, name: str, arguments: Any) -> Any:
        nonlocal number
        calls.append(name)
        if number is None or len(calls) <= number // 2:
            return real(self, name, arguments)
        before, number = number % 2, next(at, None)
        calls.clear()
        if not before:
            real(self, name, arguments)
        raise Killed

    monkeypatch.setattr(BaseClient, "_make_api_call", call)
    return calls


def state_of(world: World, job: str) -> str:
    """Without a call, which would be counted."""
    (item,) = (one for one in world.items() if one["sk"]["S"] == keys.export(job))
    return str(item["value"]["M"]["state"]["S"])


def until_done(world: World, job: str, event: dict[str, Any], monkeypatch: pytest.MonkeyPatch, looks: int) -> int:
    """Order it again and again, each worker with time for some pages, until one ends it; returns how many died."""
    died, now = 0, clock.now()
    for _ in range(80):
        monkeypatch.setattr(clock, "now", lambda now=now: now)
        try:
            export.job.handler(event, Worker(looks))  # type: ignore[arg-type]
        except Killed:
            died += 1
            now += rules.STALE + timedelta(seconds=1)
            continue
        if state_of(world, job) == "done":
            return died
    raise AssertionError("it never ends")


def test_a_worker_killed_at_any_call_is_followed_by_one_that_goes_on(
    world: World, staff: Person, source: Source, monkeypatch: pytest.MonkeyPatch
):
    for at in count():
        job, event = order(world, staff)
        with monkeypatch.context() as patched:
            killing(patched, iter([2 * at + at % 2]))
            died = until_done(world, job, event, patched, 1000)
        assert same(file_of(world, staff, job), source)
        assert checkpoints(world) == []
        if not died:  # there was no such call any more
            break
    assert at > 12


@pytest.mark.parametrize("seed", range(3))
def test_workers_that_are_killed_again_and_again_at_random_calls_end_in_the_same_file(
    seed: int, world: World, staff: Person, source: Source, monkeypatch: pytest.MonkeyPatch
):
    random = Random(seed)  # noqa: S311
    job, event = order(world, staff)
    monkeypatch.setattr(rules, "ATTEMPTS", 100)
    monkeypatch.setattr(making, "KEEP_EVERY", random.choice([0, 60]))
    with monkeypatch.context() as patched:
        killing(patched, iter([random.randrange(24) for _ in range(12)]))
        died = until_done(world, job, event, patched, 25)
    assert died >= 3
    assert same(file_of(world, staff, job), source)


def test_one_that_dies_without_coming_further_is_given_up_and_leaves_nothing(
    world: World, staff: Person, source: Source, monkeypatch: pytest.MonkeyPatch
):
    job, event = order(world, staff)
    export.job.handler(event, Worker(9))  # type: ignore[arg-type]
    now = clock.now()
    for _ in range(rules.ATTEMPTS):
        with monkeypatch.context() as patched:
            patched.setattr(clock, "now", lambda now=now: now)
            killing(patched, iter([9]))
            with pytest.raises(Killed):
                export.job.handler(event, None)
        now += rules.STALE + timedelta(seconds=1)
    assert len(checkpoints(world)) == 1
    monkeypatch.setattr(clock, "now", lambda: now)
    export.job.handler(event, None)
    failed = read(world, staff, job)
    assert (failed["state"], failed["reason"]) == ("failed", "gave_up")
    assert (left(), checkpoints(world)) == ([], [])
    world.call("POST", f"/v1/exports/{job}/retry", by=staff)
    world.pump()
    assert same(file_of(world, staff, job), source)


@pytest.mark.parametrize("fault", [ValueError("a bad record"), table.Transient("throttled")])
def test_a_source_that_fails_in_the_middle_leaves_no_file_and_no_upload(
    fault: Exception, world: World, staff: Person, source: Source
):
    source.fault = fault
    job, _ = order(world, staff)
    boto3.client("sqs").send_message(
        QueueUrl=world.queues["EXPORT"],
        MessageBody=json.dumps({"pk": keys.exports("acme", staff.id), "sk": keys.export(job)}),
    )
    world.pump()
    failed = read(world, staff, job)
    reason = "internal" if isinstance(fault, ValueError) else "gave_up"
    assert (failed["state"], failed["reason"], failed["url"]) == ("failed", reason, None)
    assert (left(), checkpoints(world)) == ([], [])
    source.fault = None
    assert world.call("POST", f"/v1/exports/{job}/retry", by=staff).status == 200
    world.pump()
    assert same(file_of(world, staff, job), source)


@pytest.mark.usefixtures("source")
def test_a_file_larger_than_a_zip_can_be_says_so_and_leaves_nothing(
    world: World, staff: Person, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("export.archive.LIMIT", 20_000)
    job, event = order(world, staff)
    export.job.handler(event, None)
    assert read(world, staff, job)["reason"] == "file_too_large"
    assert (left(), checkpoints(world)) == ([], [])


def test_a_passing_fault_in_the_middle_loses_nothing_that_was_sent(world: World, staff: Person, source: Source):
    source.fault = table.Transient("throttled")
    job, event = order(world, staff)
    export.job.handler(event, None)
    assert read(world, staff, job)["state"] == "queued"
    assert 0 < read(world, staff, job)["rows"] <= 5 * EACH
    source.fault = None
    world.pump()
    assert same(file_of(world, staff, job), source)
    assert int(source.asked[-1] or 0) > 0


@pytest.mark.usefixtures("source")
def test_a_fault_that_lasts_is_given_time_to_pass(world: World, staff: Person, monkeypatch: pytest.MonkeyPatch):
    """Tries followed each other at once: what was throttled for some seconds had made an export give up."""

    def throttled(*_: object) -> None:
        raise table.Transient("throttled")

    monkeypatch.setattr(contents, "contents", throttled)
    _, event = order(world, staff)
    rests = []
    for _ in range(rules.ATTEMPTS):
        export.job.handler(event, None)
        deliver(world.records())
        (*_, told) = backend("sqs").queues["EXPORT"]._messages
        rests.append(round(told.delayed_until / 1000 - time.time()) if told.delayed else 0)
    assert rests == [5, 20, 80, 320, 0]


def test_what_storage_has_lost_is_begun_again_so_often_and_no_more(
    world: World, staff: Person, source: Source, monkeypatch: pytest.MonkeyPatch
):
    job, event = order(world, staff)
    export.job.handler(event, Worker(9))  # type: ignore[arg-type]
    for one in boto3.client("s3").list_multipart_uploads(Bucket=config.bucket_name())["Uploads"]:
        boto3.client("s3").abort_multipart_upload(Bucket=config.bucket_name(), Key=one["Key"], UploadId=one["UploadId"])
    with monkeypatch.context() as patched:  # moto knows no NoSuchUpload here
        patched.setattr(upload.Upload, "add", lost)
        world.pump()
    assert read(world, staff, job)["reason"] == "gave_up"
    world.call("POST", f"/v1/exports/{job}/retry", by=staff)
    world.pump()
    assert same(file_of(world, staff, job), source)
    assert source.asked.count(None) >= rules.ATTEMPTS


def lost(*_: object) -> bytes:
    raise upload.LostError


def test_a_file_whose_columns_change_between_two_workers_is_begun_again(world: World, staff: Person, source: Source):
    job, event = order(world, staff)
    export.job.handler(event, Worker(9))  # type: ignore[arg-type]
    source.header = "Reason"
    world.pump()
    assert same(file_of(world, staff, job), source)
    assert source.asked == [None, None]
    assert left() == [f"exports/acme/{job}.xlsx"]


def test_a_worker_that_was_thought_dead_steps_back_from_the_one_that_followed(
    world: World, staff: Person, source: Source, monkeypatch: pytest.MonkeyPatch
):
    job, event = order(world, staff)
    real, now = source.pages, clock.now()

    def slow(after: str | None) -> Iterator[tuple[Rows, str | None]]:
        for place, page in enumerate(real(after)):
            if place == 4 and after is None:  # meanwhile another worker does all of it
                source.pages = real  # type: ignore[method-assign]
                monkeypatch.setattr(clock, "now", lambda: now + rules.STALE + timedelta(seconds=1))
                export.job.handler(event, None)
            yield page

    source.pages = slow  # type: ignore[method-assign]
    export.job.handler(event, None)
    source.pages = real  # type: ignore[method-assign]
    assert same(file_of(world, staff, job), source)
    assert (left(), checkpoints(world)) == ([f"exports/acme/{job}.xlsx"], [])


@pytest.mark.usefixtures("source")
def test_one_that_is_cancelled_between_two_workers_leaves_nothing(world: World, staff: Person):
    job, event = order(world, staff)
    export.job.handler(event, Worker(9))  # type: ignore[arg-type]
    assert left()
    assert world.call("POST", f"/v1/exports/{job}/cancel", by=staff).status == 200
    world.pump()
    assert (read(world, staff, job)["state"], left(), checkpoints(world)) == ("cancelled", [], [])


@pytest.mark.parametrize("page", [3, PAGES - 1])
def test_one_that_is_cancelled_while_it_is_written_leaves_nothing(
    page: int, world: World, staff: Person, source: Source, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(making, "PART", 1 << 20 if page > 3 else 3000)  # all of it at once, or in parts
    job, event = order(world, staff)
    real = source.pages

    def cancelled(after: str | None) -> Iterator[tuple[Rows, str | None]]:
        for place, one in enumerate(real(after)):
            if place == page:
                assert world.call("POST", f"/v1/exports/{job}/cancel", by=staff).status == 200
            yield one

    source.pages = cancelled  # type: ignore[method-assign]
    export.job.handler(event, None)
    assert (read(world, staff, job)["state"], left(), checkpoints(world)) == ("cancelled", [], [])


def test_who_leaves_between_two_workers_gets_no_file_and_nothing_stays(
    world: World, admin: Person, staff: Person, source: Source
):
    job, event = order(world, staff)
    export.job.handler(event, Worker(9))  # type: ignore[arg-type]
    world.call("PATCH", f"/v1/employees/{staff.id}", {"active": False}, by=admin)
    world.pump()
    world.call("PATCH", f"/v1/employees/{staff.id}", {"active": True}, by=admin)
    assert read(world, staff, job)["reason"] == "employee_inactive"
    assert (left(), checkpoints(world)) == ([], [])
    assert source.asked == [None]


def test_records_that_change_hands_between_two_workers_are_in_the_file_once(
    world: World, admin: Person, staff: Person, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("export.kinds.records.PAGE", 2)
    other = world.employee(staff.department, "S2")
    leads = [capture(world, staff, name=f"Lead {n}") for n in range(5)]
    job = ask(world, admin, columns=["name", "owner"])["id"]
    deliver(world.records())
    (one,) = orders(world)
    export.job.handler({"Records": [one]}, Worker(0))  # type: ignore[arg-type]
    assert read(world, admin, job)["rows"] == 2
    for lead in (leads[4], leads[0]):  # one that is in the file, and one that is still to come
        assert world.call("POST", f"/v1/customers/{lead}/transfer", {"employees": [other.id]}, by=admin).status == 200
    world.pump()
    rows = by_calamine(download(read(world, admin, job)["url"]))[1:]
    assert [name for name, _ in rows] == [f"Lead {n}" for n in range(4, -1, -1)]
    assert (rows[0][1], rows[-1][1]) == ("S1", "S2")  # as of when each was read
    assert client("s3").list_multipart_uploads(Bucket=config.bucket_name()).get("Uploads", []) == []
