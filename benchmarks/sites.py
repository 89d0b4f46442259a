"""What visits of a site and submissions of its forms ask of DynamoDB: of people who are known, and of strangers."""

import json
from collections.abc import Callable, Iterable
from urllib.parse import urlencode

from benchmarks.company import Company
from benchmarks.figures import Figure
from benchmarks.operations import figures
from kernel import clock
from tests.world import Answer
from visits import service

NEW_READS, NEW_WRITES = 2, 1
"""Whose browser it is, their record, and that the visit is not there; and the visit."""
STRANGER_WRITES = 2
SUBMISSION_CALLS = 20
VISITS = 25
FIELDS = [
    {"site": "ho_ten", "lead": "name", "required": True}, {"site": "dien_thoai", "lead": "phone"},
    {"site": "email", "lead": "email"}, {"site": "loi_nhan", "lead": "description"},
    {"site": "cid", "lead": "client_id"},
]  # fmt: skip


def measure(say: Callable[[str], None], firm: Company) -> Iterable[Figure]:
    """Visits, then a form."""
    say("visits of a site")
    yield from _visits(firm)
    say("a form of a site is filled in")
    yield from _form(firm)


def _visits(firm: Company) -> Iterable[Figure]:
    lead = firm.call("POST", "/v1/leads", {"name": "Khách", "web_clients": ["c1"]})["id"]
    firm.world.pump()
    tenant, at = firm.admin.tenant, clock.now()

    def tell(client: str, session: int, *paths: str) -> Callable[[], object]:
        body = _body(client, session, *paths)
        return lambda: service.take(tenant, body, at)

    new = firm.bill(tell("c1", 1, "/bang-gia"))
    yield from figures("visit.known", new, writes=NEW_WRITES, reads=NEW_READS)
    yield from figures("visit.known.until_scored", new + firm.bill(firm.world.pump))
    yield from figures("visit.known.more", firm.bill(tell("c1", 1, *(f"/p{n}" for n in range(24)))))
    yield from figures("visit.known.repeated", firm.bill(tell("c1", 1, "/bang-gia")), writes=0)
    firm.world.pump()
    yield from figures("visit.stranger", firm.bill(tell("c2", 1, "/bang-gia")), writes=STRANGER_WRITES)
    yield from figures("visit.stranger.repeated", firm.bill(tell("c2", 1, "/bang-gia")), writes=0)
    for number in range(1, VISITS):
        tell("c2", number + 1, "/")()
    known = firm.bill(lambda: firm.call("PATCH", f"/v1/leads/{lead}", {"web_clients": ["c1", "c2"]}), firm.world.pump)
    name = "ops.visit.stranger_becomes_known"
    yield Figure(f"{name}.calls_per_visit", round(len(known.calls) / VISITS, 2), "calls")
    yield Figure(f"{name}.write_units_per_visit", round(known.writes / VISITS, 2), "write units")


def _body(client: str, session: int, *paths: str) -> bytes:
    events = [
        {"name": "page_view", "params": {"page_location": f"https://x.vn{path}", "session_id": session,
                                         "engagement_time_msec": 30_000}}
        for path in paths
    ]  # fmt: skip
    return json.dumps({"client_id": client, "events": events}).encode()


def _form(firm: Company) -> Iterable[Figure]:
    body = {"code": "lien-he", "name": "F", "fields": FIELDS, "defaults": {"owner": firm.admin.id, "source": "website"}}
    key = firm.call("POST", "/v1/sites/forms", body)["secret"]["key"]
    headers = {"content-type": "application/x-www-form-urlencoded"}

    def send(**fields: str) -> Answer:
        answer = firm.world.call("POST", f"/v1/web/forms/{key}", raw=urlencode(fields), headers=headers)
        assert answer.status == 200, answer.raw
        return answer

    person = {"ho_ten": "Nguyễn Hoà", "dien_thoai": "0912345678", "email": "hoa@x.vn", "loi_nhan": "Xin báo giá"}
    new = firm.bill(lambda: send(**person))
    yield from figures("submit_form", new, calls=SUBMISSION_CALLS)
    yield from figures("submit_form.until_scored", new + firm.bill(firm.world.pump))
    yield from figures("submit_form.repeated", firm.bill(lambda: send(**person)))
    yield from figures("submit_form.known", firm.bill(lambda: send(**{**person, "loi_nhan": "Lần hai", "cid": "c9"})))
