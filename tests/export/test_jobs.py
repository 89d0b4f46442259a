"""An export as a job: asked for once, made from what the asker sees then, fetched by nobody else (L1, L2, L4)."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import boto3
import pytest
import requests
from openpyxl import load_workbook

import export.job
from export import making, rules, upload
from export.kinds import records
from kernel import clock, config, table
from tests.export.reading import by_calamine
from tests.world import Answer, Person, World, deliver


def ask(world: World, by: Person, **fields: Any) -> Answer:
    return world.call("POST", "/v1/exports", {"kind": "leads"} | fields, by=by)


def read(world: World, by: Person, job: str) -> Answer:
    return world.call("GET", f"/v1/exports/{job}", by=by)


def capture(world: World, by: Person, **fields: Any) -> str:
    return str(world.call("POST", "/v1/leads", {"name": "A"} | fields, by=by)["id"])


def download(url: str) -> bytes:
    answer = requests.get(url, timeout=10)
    assert answer.status_code == 200
    return answer.content


def rows(world: World, by: Person, **fields: Any) -> list[list[Any]]:
    """The rows that an export asked for and made now holds, its header first."""
    job = ask(world, by, **fields)["id"]
    world.pump()
    done = read(world, by, job)
    assert done["state"] == "done", done.raw
    return by_calamine(download(done["url"]))


def orders(world: World) -> list[dict[str, str]]:
    """What waits in the queue, taken out of it."""
    sqs = boto3.client("sqs")
    found = sqs.receive_message(QueueUrl=world.queues["EXPORT"], MaxNumberOfMessages=10).get("Messages", [])
    for message in found:
        sqs.delete_message(QueueUrl=world.queues["EXPORT"], ReceiptHandle=message["ReceiptHandle"])
    return [{"messageId": message["MessageId"], "body": message["Body"]} for message in found]


def test_a_job_goes_from_the_queue_to_a_link(world: World, staff: Person):
    capture(world, staff, name="Nguyễn Hoà", expected_revenue="1234.5", emails=["hoa@x.vn"], stage="new", priority=2)
    asked = ask(world, staff)
    assert (asked.status, asked["state"], asked["rows"], asked["url"]) == (202, "queued", 0, None)
    assert read(world, staff, asked["id"])["state"] == "queued"
    world.pump()
    done = read(world, staff, asked["id"])
    assert (done["state"], done["rows"], done["reason"]) == ("done", 1, None)
    assert done["finished_at"] > done["created_at"]
    assert "X-Amz-Expires=300" in done["url"]
    file = download(done["url"])
    assert len(file) == done["size"]
    header, row = by_calamine(file)
    found = dict(zip(header, row, strict=True))
    assert (found["Name"], found["Email"], found["Stage"]) == ("Nguyễn Hoà", "hoa@x.vn", "New")
    assert (found["Expected revenue"], found["Priority"], found["Stars"]) == (1234.5, 2, 1)
    assert isinstance(found["Created"], datetime)
    sheet = load_workbook(io.BytesIO(file)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]] == header
    assert sheet.title == "Leads"


def test_codes_and_ids_are_shown_by_their_names_in_the_askers_language(world: World, staff: Person):
    capture(world, staff, stage="won", source="referral")
    columns = ["stage", "source", "owner"]
    job = world.call("POST", "/v1/exports", {"kind": "leads", "columns": columns}, by=staff,
        headers={"accept-language": "vi"})["id"]  # fmt: skip
    world.pump()
    assert by_calamine(download(read(world, staff, job)["url"])) == [
        ["Giai đoạn", "Nguồn", "Người phụ trách"], ["Thành công", "Giới thiệu", "S1"],
    ]  # fmt: skip


def test_the_columns_asked_for_come_in_their_order(world: World, staff: Person):
    capture(world, staff, name="A", code="C1")
    assert rows(world, staff, columns=["name", "code"]) == [["Name", "Code"], ["A", "C1"]]


def test_the_hours_in_the_file_are_those_of_the_companys_clocks(
    world: World, admin: Person, monkeypatch: pytest.MonkeyPatch
):
    settings = {"locale": "vi", "time_zone": "Europe/Berlin", "currency": "VND"}
    assert world.call("PUT", "/v1/settings", settings, by=admin).status == 200
    for month in (1, 7):  # in winter and in summer
        with monkeypatch.context() as then:
            then.setattr(clock, "now", lambda month=month: datetime(2026, month, 1, 18, 30, tzinfo=UTC))
            capture(world, admin)
    job = ask(world, admin, columns=["created_at"])
    world.pump()
    done = read(world, admin, job["id"])
    header, *found = by_calamine(download(done["url"]))
    assert found == [[datetime(2026, 7, 1, 20, 30)], [datetime(2026, 1, 1, 19, 30)]]  # noqa: DTZ001 - local time
    berlin = datetime.fromisoformat(done["created_at"]).astimezone(ZoneInfo("Europe/Berlin"))
    assert f"leads-{berlin:%Y%m%d-%H%M}.xlsx" in done["url"]
    assert header == ["Created"]


def test_a_filter_and_an_order_hold_in_the_file_too(world: World, staff: Person):
    for name, groups in (("low", []), ("high", ["vip"])):
        capture(world, staff, name=name, groups=groups, source="referral")
    world.pump()
    assert rows(world, staff, columns=["name"], sort="score") == [["Name"], ["high"], ["low"]]
    assert rows(world, staff, columns=["name"], sort="newest") == [["Name"], ["high"], ["low"]]
    assert rows(world, staff, columns=["name"], leads={"stars": [2]}) == [["Name"], ["high"]]
    assert rows(world, staff, columns=["name"], kind="customers") == [["Name"]]


def test_everybody_gets_what_they_see_and_no_more(world: World, admin: Person, staff: Person):
    other = world.employee(world.department(), "S2")
    manager = world.employee(other.department, "M1", "manager")
    world.call("PATCH", f"/v1/departments/{admin.department}", {"manager": manager.id}, by=admin)
    rival = world.company("rival")
    for who, name in ((staff, "staff"), (other, "other"), (admin, "admin"), (rival, "rival")):
        capture(world, who, name=name)
    seen = {
        who.id: {row[0] for row in rows(world, who, columns=["name"])[1:]} for who in (staff, other, admin, manager)
    }
    assert seen == {
        staff.id: {"staff"},
        other.id: {"other"},
        admin.id: {"staff", "other", "admin"},
        manager.id: {"staff", "admin"},
    }


def test_who_leaves_before_the_worker_comes_gets_nothing_but_a_reason(world: World, admin: Person, staff: Person):
    capture(world, staff)
    job = ask(world, staff)["id"]
    world.call("PATCH", f"/v1/employees/{staff.id}", {"active": False}, by=admin)
    world.pump()
    world.call("PATCH", f"/v1/employees/{staff.id}", {"active": True}, by=admin)
    failed = read(world, staff, job)
    assert (failed["state"], failed["reason"], failed["url"]) == ("failed", "employee_inactive", None)
    assert "Contents" not in boto3.client("s3").list_objects_v2(Bucket=config.bucket_name())
    assert boto3.client("s3").list_multipart_uploads(Bucket=config.bucket_name()).get("Uploads", []) == []


def test_sight_lost_before_the_worker_comes_is_lost_in_the_file(world: World, admin: Person, staff: Person):
    world.call("PATCH", f"/v1/employees/{staff.id}", {"role": "admin"}, by=admin)
    capture(world, admin, name="secret")
    capture(world, staff, name="own")
    job = ask(world, staff, columns=["name"])["id"]
    world.call("PATCH", f"/v1/employees/{staff.id}", {"role": "staff"}, by=admin)
    world.pump()
    assert by_calamine(download(read(world, staff, job)["url"])) == [["Name"], ["own"]]


def test_the_same_request_is_one_job_while_it_is_open_and_a_new_one_after(world: World, staff: Person):
    first = ask(world, staff)
    assert [ask(world, staff)["id"] for _ in range(2)] == [first["id"]] * 2
    assert ask(world, staff, sort="score")["id"] != first["id"]
    assert len(world.call("GET", "/v1/exports", by=staff)["items"]) == 2
    world.pump()
    assert ask(world, staff)["id"] != first["id"]


def test_the_same_request_of_two_people_is_two_jobs(world: World, admin: Person, staff: Person):
    assert ask(world, admin)["id"] != ask(world, staff)["id"]


def test_a_job_and_its_link_are_its_askers_alone(world: World, admin: Person, staff: Person):
    job = ask(world, staff)["id"]
    world.pump()
    for who in (admin, world.employee(staff.department, "S2"), world.company("rival")):
        assert read(world, who, job).status == 404
        assert world.call("POST", f"/v1/exports/{job}/retry", by=who).status == 404
        assert world.call("GET", "/v1/exports", by=who)["items"] == []


def test_a_link_is_worth_nothing_when_altered(world: World, staff: Person):
    job = ask(world, staff)["id"]
    world.pump()
    url = read(world, staff, job)["url"]
    assert f"exports/acme/{job}.xlsx" in url
    assert "Signature" in url
    assert config.cursor_key().decode() not in url


def test_jobs_are_listed_newest_first_without_links(world: World, staff: Person):
    made = [ask(world, staff, columns=[column])["id"] for column in ("name", "code", "stars")]
    world.pump()
    page = world.call("GET", "/v1/exports", by=staff, limit=2)
    rest = world.call("GET", "/v1/exports", by=staff, limit=2, cursor=page["next_cursor"])
    jobs = page["items"] + rest["items"]
    assert [job["id"] for job in jobs] == made[::-1]
    assert {(job["state"], job["url"]) for job in jobs} == {("done", None)}


def test_a_failed_job_says_why_and_can_be_queued_again(world: World, staff: Person, monkeypatch: pytest.MonkeyPatch):
    capture(world, staff)
    job = ask(world, staff)["id"]

    def broken(*_: object) -> int:
        raise RuntimeError("no disk")

    with monkeypatch.context() as patched:
        patched.setattr(upload.Upload, "put", broken)
        world.pump()
    failed = read(world, staff, job)
    assert (failed["state"], failed["reason"]) == ("failed", "internal")
    assert "no disk" not in failed.raw
    again = world.call("POST", f"/v1/exports/{job}/retry", by=staff)
    assert (again.status, again["state"], again["reason"], again["finished_at"]) == (200, "queued", None, None)
    world.pump()
    done = read(world, staff, job)
    assert (done["state"], done["rows"]) == ("done", 1)
    refused = world.call("POST", f"/v1/exports/{job}/retry", by=staff)
    assert (refused.status, refused["code"]) == (409, "wrong_state")


def test_after_a_passing_fault_the_job_is_ordered_again_and_the_next_attempt_ends_it(
    world: World, staff: Person, monkeypatch: pytest.MonkeyPatch
):
    capture(world, staff)
    job = ask(world, staff)["id"]
    deliver(world.records())
    (order,) = orders(world)

    def down(*_: object) -> int:
        raise ConnectionError

    with monkeypatch.context() as patched:
        patched.setattr(upload.Upload, "put", down)
        export.job.handler({"Records": [order]}, None)
    assert read(world, staff, job)["state"] == "queued"
    world.pump()
    assert (read(world, staff, job)["state"], read(world, staff, job)["rows"]) == ("done", 1)


def test_a_job_that_never_succeeds_fails_at_last_and_says_so(
    world: World, staff: Person, monkeypatch: pytest.MonkeyPatch
):
    capture(world, staff)
    job = ask(world, staff)["id"]

    def down(*_: object) -> int:
        raise ConnectionError

    with monkeypatch.context() as patched:
        patched.setattr(upload.Upload, "put", down)
        world.pump()
    failed = read(world, staff, job)
    assert (failed["state"], failed["reason"]) == ("failed", "gave_up")
    assert world.call("POST", f"/v1/exports/{job}/retry", by=staff).status == 200
    world.pump()
    assert read(world, staff, job)["state"] == "done"


def test_a_job_whose_worker_died_can_be_retried_and_asked_for_anew(
    world: World, staff: Person, monkeypatch: pytest.MonkeyPatch
):
    capture(world, staff)
    job = ask(world, staff)["id"]
    deliver(world.records())
    (order,) = orders(world)

    class Killed(BaseException):
        """The process ends."""

    def killed(*_: object) -> int:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(upload.Upload, "put", killed)
        with pytest.raises(Killed):
            export.job.handler({"Records": [order]}, None)
    assert read(world, staff, job)["state"] == "running"
    with pytest.raises(table.Transient):
        export.job.handler({"Records": [order]}, None)
    assert world.call("POST", f"/v1/exports/{job}/retry", by=staff).status == 409
    assert ask(world, staff)["id"] == job
    later = clock.now() + rules.STALE + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert ask(world, staff)["id"] != job
    export.job.handler({"Records": [order]}, None)
    assert read(world, staff, job)["state"] == "done"


def test_the_same_order_again_is_harmless(world: World, staff: Person):
    capture(world, staff)
    job = ask(world, staff)["id"]
    deliver(world.records())
    (order,) = orders(world)
    for _ in range(3):
        export.job.handler({"Records": [order]}, None)
    done = read(world, staff, job)
    assert (done["state"], done["rows"], done["version"]) == ("done", 1, 3)


def test_a_second_worker_waits_while_the_first_is_at_it(world: World, staff: Person, monkeypatch: pytest.MonkeyPatch):
    capture(world, staff)
    job = ask(world, staff)["id"]
    deliver(world.records())
    (order,) = orders(world)
    real, nested = upload.Upload.put, list[str]()

    def overtaken(*arguments: Any) -> int:
        nested.append(job)
        with pytest.raises(table.Transient):
            export.job.handler({"Records": [order]}, None)
        return real(*arguments)

    monkeypatch.setattr(upload.Upload, "put", overtaken)
    export.job.handler({"Records": [order]}, None)
    done = read(world, staff, job)
    assert (done["state"], done["rows"], nested) == ("done", 1, [job])
    assert len(by_calamine(download(done["url"]))) == 2


def test_an_order_for_a_job_that_is_gone_is_harmless(staff: Person):
    export.job.handler({"Records": [{"body": f'{{"pk": "acme#EXPORTS#{staff.id}", "sk": "EXPORT#{staff.id}"}}'}]}, None)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|'/c calc'!A0", "\u200d=1"])
def test_a_cell_never_becomes_a_formula(text: str, world: World, staff: Person):
    capture(world, staff, name=text)
    job = ask(world, staff, columns=["name"])["id"]
    world.pump()
    file = download(read(world, staff, job)["url"])
    sheet = load_workbook(io.BytesIO(file)).active
    assert sheet is not None
    assert (sheet["A2"].data_type, sheet["A2"].value) == ("s", text)
    assert by_calamine(file)[1] == [text]


def test_a_file_longer_than_a_page_of_the_table_is_whole(world: World, staff: Person, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(records, "PAGE", 3)
    monkeypatch.setattr(making, "REPORT_EVERY", 2)
    names = {f"Lead {n}" for n in range(10)}
    for name in names:
        capture(world, staff, name=name)
    for sort in ("newest", "score"):
        found = [row[0] for row in rows(world, staff, columns=["name"], sort=sort)[1:]]
        assert (len(found), set(found)) == (10, names)


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({}, "/kind"),
        ({"kind": "tenants"}, "/kind"),
        ({"kind": "leads", "columns": []}, "/columns"),
        ({"kind": "leads", "columns": ["name", "name"]}, "/columns"),
        ({"kind": "leads", "columns": ["tenant"]}, "/columns/0"),
        ({"kind": "leads", "leads": {"stars": [9]}}, "/leads/stars/0"),
        ({"kind": "leads", "requested_by": "x"}, "/requested_by"),
    ],
)
def test_a_request_that_makes_no_file_is_told_why(body: dict[str, Any], path: str, world: World, staff: Person):
    answer = world.call("POST", "/v1/exports", body, by=staff)
    assert answer.status == 422
    assert answer["errors"][0]["path"] == path
