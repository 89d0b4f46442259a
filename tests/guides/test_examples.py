"""Requests and bodies that guides show are taken, and answered as the guides say."""

import json
import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

import pytest

from kernel import clock
from tests.debts.story import confirmed
from tests.documents.storage import send
from tests.export.reading import by_calamine
from tests.export.test_jobs import download
from tests.guides.pages import ROOT, blocks, require_like
from tests.opportunities.deals import dealing
from tests.world import Answer, Person, World


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    """It is as late as the guide says."""
    monkeypatch.setattr(clock, "now", lambda: moment)


def test_a_report_is_as_the_guide_shows_it(world: World, monkeypatch: pytest.MonkeyPatch):
    at(monkeypatch, datetime(2026, 11, 22, 3, tzinfo=UTC))
    firm = dealing(world)
    firm.lead = str(firm.call("POST", "/v1/leads", {"name": "A"})["id"])
    for reason, value in (("price", "100000000"), ("price", "150000000"), ("competitor", "50000000")):
        firm.deal(stage="lost", lost_reason=reason, expected_value=value)
    world.pump()
    requests, told = blocks("docs/reports.md")
    for line in requests.content.splitlines():
        method, path = line.partition("#")[0].split()
        assert firm.call(method, path).status == 200, line
    asked = re.search(r"`GET (/v1/reports/lost\S+)`", (ROOT / "docs" / "reports.md").read_text(encoding="utf-8"))
    assert asked
    require_like(json.loads(told.content), firm.call("GET", asked[1]).body, whole=False)


def test_an_export_goes_as_the_guide_shows_it(world: World, admin: Person, monkeypatch: pytest.MonkeyPatch):
    def ask(method: str, path: str, body: Any = None) -> Answer:
        return world.call(method, f"/v1/{path}", body, by=admin)

    at(monkeypatch, datetime(2026, 10, 1, 3, tzinfo=UTC))
    customer = str(ask("POST", "leads", {"name": "Hoà Phát", "code": "HP"})["id"])
    confirmed(ask, "contracts", customer, "620000000", date="2026-10-01", due="2026-10-20")
    at(monkeypatch, datetime(2026, 11, 22, 2, tzinfo=UTC))
    request, asked, done = blocks("docs/exports.md")
    head, _, body = request.content.partition("\n\n")
    method, path = head.splitlines()[0].split()
    headers = {one.partition(": ")[0].lower(): one.partition(": ")[2] for one in head.splitlines()[1:]}
    answer = world.call(method, path, json.loads(body), by=admin, headers=headers)
    require_like(json.loads(asked.content), answer.body, whole=False)
    world.pump()
    shown, told = ask("GET", f"exports/{answer['id']}"), json.loads(done.content)
    require_like({**told, "size": shown["size"]}, shown.body, whole=False)
    page = (ROOT / "docs" / "exports.md").read_text(encoding="utf-8").rpartition("The sheet ")[2]
    table = [row.strip("| ").split(" | ") for row in page.splitlines() if row.startswith("| ")]
    file = [[f"{cell:,.0f} VND" if isinstance(cell, float | int) else str(cell) for cell in row]
            for row in by_calamine(download(shown["url"]))]  # fmt: skip
    assert file == table


def test_an_import_goes_as_the_guide_shows_it(world: World, admin: Person):
    def call(method: str, path: str, body: Any = None) -> Any:
        answer = world.call(method, path, body, by=admin)
        assert answer.status < 300, answer.raw
        world.pump()
        return answer.body

    _, sheet, told = blocks("docs/imports.md")
    page = (ROOT / "docs" / "imports.md").read_text(encoding="utf-8")
    order = re.search(r"`POST /v1/imports (\{\".*?\})`", page)
    assert order
    made = call("POST", "/v1/imports", json.loads(order[1]))
    one = f"/v1/imports/{made['id']}"
    assert made["state"] == "awaiting_file"
    send(made["upload"], sheet.content.encode())
    call("POST", f"{one}/uploaded")
    (read,) = call("GET", f"{one}/sheets")["items"]
    assert [column["field"] for column in read["columns"]] == ["name", "phones", "emails", "note"]
    call("POST", f"{one}/test")
    tested = call("GET", one)
    assert (tested["state"], _some(tested["counts"])) == ("tested", {"create": 1, "error": 1})
    (row,) = call("GET", f"{one}/rows?outcome=error")["items"]
    require_like(json.loads(told.content), row, whole=False)
    call("POST", f"{one}/import", {"plan": tested["plan"]})
    done = call("GET", one)
    assert (done["state"], _some(done["results"])) == ("done", {"created": 1, "error": 1})
    call("POST", f"{one}/undo")
    undone = call("GET", one)
    assert (undone["state"], _some(undone["undone"])) == ("undone", {"removed": 1})
    assert call("GET", "/v1/leads")["items"] == []


def _some(counts: dict[str, int]) -> dict[str, int]:
    return {name: number for name, number in counts.items() if number}


class Fields(HTMLParser):
    """The names of a form's fields."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names += [value for name, value in attrs if name == "name" and tag in {"input", "textarea"} and value]


def test_what_a_site_sends_is_taken_as_the_guide_shows_it(world: World, admin: Person, monkeypatch: pytest.MonkeyPatch):
    visit, form, page = blocks("docs/web.md")
    seconds = json.loads(visit.content)["timestamp_micros"][:-6]
    at(monkeypatch, datetime.fromtimestamp(int(seconds) + 60, UTC))
    stream = world.call("POST", "/v1/sites/streams", {"code": "G-1", "name": "Web"}, by=admin)
    query = {"measurement_id": "G-1", "api_secret": stream["secret"]["key"]}
    assert world.call("POST", "/v1/web/mp/collect", raw=visit.content, **query).status == 204
    wanted = json.loads(form.content)
    wanted["defaults"]["owner"] = admin.id  # stands as 01J…
    made = world.call("POST", "/v1/sites/forms", wanted, by=admin)
    assert made.status == 201, made.raw
    names = Fields(page.content).names
    assert set(names) == {
        *(one["site"] for one in wanted["fields"]), wanted["consent"]["field"], wanted["honeypot"], "_redirect",
    }  # fmt: skip
    filled = {
        **dict.fromkeys(names, "Lan"), wanted["honeypot"]: "", "dien_thoai": "0912345678", "ga": "GA1.1.1.2",
        "dong_y": "on", "_redirect": "https://www.congty.vn/cam-on",
    }  # fmt: skip
    head = {"content-type": "application/x-www-form-urlencoded", "origin": wanted["origins"][0]}
    sent = world.call("POST", f"/v1/web/forms/{made['secret']['key']}", binary=urlencode(filled).encode(), headers=head)
    assert (sent.status, sent.headers["Location"]) == (303, filled["_redirect"])
    world.pump()
    assert [one["name"] for one in world.call("GET", "/v1/leads", by=admin)["items"]] == ["Lan"]
