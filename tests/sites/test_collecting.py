"""What a site's analytics posts: believed by its key, kept before the answer, read by the worker (J5)."""

import json
from datetime import timedelta
from typing import Any

import pytest
from botocore.client import BaseClient

from kernel import clock
from tests.documents.storage import objects
from tests.visits.site import Site
from tests.world import Answer, Person, World

GONE = timedelta(hours=72)
WRONG = ("", "x", "acme.", "acme.x", "nobody.x", "a" * 500)


class Analytics(Site):
    """A site with a stream."""

    def __init__(self, world: World, who: Person, tenant: str = "acme") -> None:
        super().__init__(world, who, tenant)
        made = world.call("POST", "/v1/sites/streams", {"code": "G-ABC123", "name": "Web"}, by=who)
        assert made.status == 201, made.raw
        self.secret = str(made["secret"]["key"])

    def post(self, *events: Any, raw: bytes | None = None, key: str | None = None, **more: Any) -> Answer:
        body = self.body(*events) if raw is None else raw
        query = {"measurement_id": "G-ABC123", "api_secret": self.secret if key is None else key, **more}
        return self.world.call("POST", "/v1/web/mp/collect", raw=body.decode("latin-1"), **query)


@pytest.fixture
def site(world: World, admin: Person) -> Analytics:
    return Analytics(world, admin)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    made: list[str] = []
    real = BaseClient._make_api_call  # type: ignore[attr-defined]

    def heard(client: Any, operation: str, arguments: Any) -> Any:
        made.append(operation)
        return real(client, operation, arguments)

    monkeypatch.setattr(BaseClient, "_make_api_call", heard)
    return made


def refused(answer: Answer) -> tuple[int, str]:
    assert answer.headers["Content-Type"] == "application/problem+json"
    return answer.status, answer["code"]


def test_a_body_is_kept_with_two_calls_and_read_by_the_worker_once(site: Analytics, world: World, calls: list[str]):
    lead = site.lead(web_clients=["c1"])
    calls.clear()
    answer = site.post(site.event(601_000, "/bang-gia"))
    assert (answer.status, answer.raw, calls) == (204, "", ["GetItem", "PutObject"])
    (key,) = [one for one in objects() if one.startswith("raw/")]
    assert key.startswith("raw/acme/ga4/")
    world.pump()
    for _ in range(3):
        assert site.post(site.event(601_000, "/bang-gia")).status == 204
    assert site.visits(lead) == [(601, ["/bang-gia"])]


def test_visits_of_strangers_by_the_hundred_are_handed_over_page_by_page(site: Analytics, world: World):
    for number in range(60):
        assert site.post(site.event(1000, session=f"s{number}")).status == 204
    world.pump()
    lead = site.lead(web_clients=["c1"])
    assert len(site.visits(lead)) == 60
    assert site.strangers() == []


def test_what_was_let_in_at_the_last_moment_is_not_refused_a_moment_later(site: Analytics):
    lead = site.lead(web_clients=["c1"])
    site.now = clock.now() + timedelta(seconds=2)
    assert site.post(site.event(1000, back=GONE.total_seconds())).status == 204
    assert site.tell(site.event(1000, back=GONE.total_seconds() - 1), at=clock.now() + timedelta(seconds=30)) == "new"
    assert site.visits(lead) == [(2, ["/"])]


@pytest.mark.parametrize(
    ("raw", "status", "code"),
    [
        (b"", 400, "invalid_json"),
        (
            b'{"client_id": "c", "events": [{"name": "a", "params": {"engagement_time_msec": NaN}}]}',
            400,
            "invalid_json",
        ),
        (b'{"client_id": "c", "events": []}', 422, "invalid_request"),
        (b'{"events": [{"name": "a"}]}', 422, "invalid_request"),
        (json.dumps({"client_id": "c", "events": [{"name": "a"}] * 26}).encode(), 422, "invalid_request"),
        (json.dumps({"client_id": "c", "events": [{"name": "a", "x": "x" * 130_000}]}).encode(), 413, "body_too_large"),
        (b"x" * 200_000, 413, "body_too_large"),
    ],
)
def test_what_can_never_be_kept_is_answered_so_and_nothing_is(site: Analytics, raw: bytes, status: int, code: str):
    assert refused(site.post(raw=raw)) == (status, code)
    assert not [one for one in objects() if one.startswith("raw/")]


def test_a_wrong_key_opens_nothing_and_tells_nothing(site: Analytics, world: World):
    rival = Analytics(world, world.company("rival"), "rival")
    mixed = f"acme.{rival.secret.partition('.')[2]}"
    wrong: list[dict[str, Any]] = [
        {"key": key} for key in ("", "x", "acme.", "acme.x", "nobody.x", mixed, site.secret + "x", "a" * 500)
    ]
    wrong += [{"measurement_id": code} for code in ("", "G-OTHER", "#", "x" * 3000)]
    answers = [site.post(site.event(1000), **one) for one in wrong]
    assert {refused(one) for one in answers} == {(403, "site_key_refused")}
    assert len({one.raw for one in answers}) == 1
    assert not [one for one in objects() if one.startswith("raw/")]
    where = "/v1/sites/streams/G-ABC123"
    second = world.call("POST", f"{where}/keys", {}, by=site.who)["secret"]["key"]
    assert [site.post(site.event(1000), key=key).status for key in (site.secret, second)] == [204, 204]
    first = world.call("GET", where, by=site.who)["keys"][0]["id"]
    assert world.call("DELETE", f"{where}/keys/{first}", by=site.who).status == 204
    assert [site.post(site.event(1000), key=key).status for key in (site.secret, second)] == [403, 204]
    assert world.call("PATCH", where, {"active": False}, by=site.who).status == 200
    assert site.post(site.event(1000), key=second).status == 403


def test_what_is_no_way_in_is_told_so(site: Analytics, world: World):
    for method, path in (("GET", "/v1/web/mp/collect"), ("POST", "/v1/web/mp"), ("POST", "/v1/web/other")):
        assert refused(world.call(method, path))[1] == "no_such_route"
    assert site.secret


def test_an_event_that_is_unknown_is_counted_and_not_failed(site: Analytics, world: World):
    told = site.body({"name": "generate_lead", "params": {"value": 5}}, {"name": "xyz_1"})
    assert site.post(raw=told).status == 204
    world.pump()
    assert site.strangers() == []
