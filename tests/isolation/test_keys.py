"""Every key in every request to the table begins with the tenant that the request is served for (A1)."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest

import tiers.job
import tiers.schedule
from kernel import clock
from local.sns import Sender, click_event, new, open_event
from mailing import sns
from tests.faults.quick import Quick
from tests.intake.taken import read
from tests.isolation.routes import ROUTES, Records, Route, furnish, request, sites
from tests.isolation.watch import Watch, watching
from tests.sampling import sampled
from tests.tiers.nights import hour
from tests.world import ENVIRONMENT, World, backend, deliver

_UNDO = ("POST", "/v1/leads/<lead_id>/merges/<absorbed_id>/undo")
_SEND, _TEST = ("POST", "/v1/dossiers/<dossier_id>/send"), ("POST", "/v1/imports/<import_id>/test")
_PREVIEW, _TIERS = ("POST", "/v1/scoring/drafts/<draft_id>/preview"), ("POST", "/v1/tiers/preview")
FIRST: dict[Route, Route] = {
    ("POST", "/v1/leads/<lead_id>/merge"): _UNDO, ("POST", "/v1/customers/<customer_id>/merge"): _UNDO,
    ("POST", "/v1/leads/<lead_id>/reopen"): ("POST", "/v1/leads/<lead_id>/lost"),
    ("POST", "/v1/leads/<lead_id>/recover"): ("DELETE", "/v1/leads/<lead_id>"),
    ("POST", "/v1/customers/<customer_id>/recover"): ("DELETE", "/v1/customers/<customer_id>"),
    ("POST", "/v1/opportunities/<opportunity_id>/reopen"): ("POST", "/v1/opportunities/<opportunity_id>/stage"),
    ("GET", "/v1/dossiers/<dossier_id>/verify"): _SEND, ("POST", "/v1/dossiers/<dossier_id>/reject"): _SEND,
    ("POST", "/v1/dossiers/<dossier_id>/sign"): _SEND,
    ("GET", "/v1/imports/<import_id>/rows"): _TEST, ("GET", "/v1/imports/<import_id>/file"): _TEST,
    ("GET", "/v1/scoring/previews/<job_id>"): _PREVIEW, ("GET", "/v1/scoring/previews/<job_id>/moves"): _PREVIEW,
    ("GET", "/v1/scoring/back-tests/<job_id>"): ("POST", "/v1/scoring/drafts/<draft_id>/back-test"),
    ("GET", "/v1/tiers/previews/<job_id>"): _TIERS, ("GET", "/v1/tiers/previews/<job_id>/moves"): _TIERS,
    ("POST", "/v1/jobs/<job_id>/cancel"): ("POST", "/v1/bulk"),
    ("POST", "/v1/exports/<export_id>/cancel"): ("POST", "/v1/exports"),
}  # fmt: skip
"""What has to be done before there is something that the route can do."""
REFUSED: dict[Route, str] = {
    **{("DELETE", f"/v1/{name}s/<{name.replace('-', '_')}_id>"): "number_from_book"
       for name in ("quote", "order", "contract", "receipt", "payment-slip")},  # numbered by their books, as all are
    ("POST", "/v1/email/messages/<message>/resend"): "wrong_state",  # no mail has failed
    ("POST", "/v1/exports/<export_id>/retry"): "wrong_state",  # nor an export
    ("POST", "/v1/imports/<import_id>/retry"): "wrong_state",  # nor an import
    ("POST", "/v1/imports/<import_id>/import"): "wrong_state",  # nobody knows the hash of a plan beforehand
    ("POST", "/v1/imports/<import_id>/undo"): "wrong_state",  # so there is none to undo
    ("POST", "/v1/mailing/campaigns/<campaign_id>/schedule"): "invalid_request",  # a moment that is over
    **{("POST", f"/v1/mailing/campaigns/<campaign_id>/{verb}"): "wrong_state"
       for verb in ("pause", "resume", "unschedule")},  # so it is a draft still
}  # fmt: skip
"""What a record just furnished is refused, after it was read."""


@pytest.fixture(scope="module")
def acme(shared: World) -> Records:
    return furnish(shared, "acme")


@pytest.fixture(scope="module", autouse=True)
def rival(shared: World) -> Records:
    return furnish(shared, "rival")


@pytest.fixture(scope="module")
def furnished(shared: World, acme: Records, rival: Records) -> Quick:
    """The companies as they are before anybody has deleted anything."""
    assert acme.ids.keys() == rival.ids.keys()
    kept = Quick(shared)
    kept.keep()
    return kept


@pytest.fixture
def watch(acme: Records) -> Iterator[Watch]:
    assert acme.ids
    with watching() as made:
        yield made


def version(world: World, route: Route, acme: Records) -> str:
    """The version of a record that is deleted only as who deletes it has seen it."""
    if route not in {("DELETE", "/v1/leads/<lead_id>"), ("DELETE", "/v1/customers/<customer_id>")}:
        return ""
    seen = world.call("GET", f"/v1/leads/{acme.ids['lead_id']}", by=acme.admin)
    return str(seen.headers["ETag"])


def prepared(world: World, first: Route, acme: Records) -> dict[str, str]:
    """Do that; the ids, and those of the job or export that it made."""
    answer = request(world, *first, acme.ids, acme.admin, fresh="f", match=version(world, first, acme))
    assert answer.status < 300, answer.raw
    if first not in {("POST", "/v1/bulk"), ("POST", "/v1/exports")}:
        world.pump()
    made = answer.body and (answer.body.get("job") or answer.body.get("id"))
    return acme.ids | ({"job_id": str(made), "export_id": str(made)} if answer.status == 202 else {})


def of_acme(keys: set[str]) -> bool:
    return all(key.startswith("acme#") for key in keys)


@pytest.mark.parametrize(("method", "path"), sampled(ROUTES, 4))
def test_a_request_touches_its_own_companys_partitions_only(
    method: str, path: str, shared: World, acme: Records, watch: Watch, furnished: Quick
):
    route = method, path
    known = prepared(shared, FIRST[route], acme) if route in FIRST else acme.ids
    watch.taken()
    answer = request(shared, *route, known, acme.admin, fresh="k", match=version(shared, route, acme))
    keys = watch.taken()
    if method != "GET" or route in FIRST:
        furnished.restore()
    assert answer.status < 400 or answer["code"] == REFUSED[route], answer.raw
    assert (answer.status >= 400) == (route in REFUSED)
    assert keys
    assert of_acme(keys), keys


def test_lists_of_every_kind_of_viewer_stay_at_home(shared: World, acme: Records, watch: Watch):
    staff = shared.employee(acme.admin.department, "S1")
    manager = shared.employee(acme.admin.department, "M1", "manager")
    shared.call("PATCH", f"/v1/departments/{acme.admin.department}", {"manager": manager.id}, by=acme.admin)
    for who in (acme.admin, staff, manager):
        for sort in ("newest", "score"):
            for stars in (None, 1):
                page = shared.call("GET", "/v1/leads", by=who, sort=sort, stars=stars, limit=1)
                shared.call("GET", "/v1/leads", by=who, sort=sort, stars=stars, cursor=page["next_cursor"])
    assert of_acme(watch.taken())


def test_streams_and_queues_stay_with_the_company_that_set_them_off(shared: World, acme: Records, watch: Watch):
    admin, lead = acme.admin, acme.ids["lead_id"]
    shared.pump()
    watch.taken()
    shared.call("PATCH", f"/v1/leads/{lead}", {"groups": ["north"], "source": "referral"}, by=admin)
    made = shared.call("POST", "/v1/contracts", {"customer": lead, "date": "2026-03-01", "amount": 7}, by=admin)["id"]
    shared.call("POST", f"/v1/contracts/{made}/confirm", by=admin)
    shared.call("POST", f"/v1/scores/{lead}/rebuild", by=admin)
    shared.call("POST", "/v1/exports", {"kind": "leads", "sort": "score"}, by=admin)
    asked = {"action": {"kind": "stage", "stage": "won"}, "records": [lead]}
    shared.call("POST", "/v1/bulk", asked, by=admin)
    shared.pump()
    keys = watch.taken()
    assert f"acme#C#{lead}" in keys
    assert of_acme(keys), keys


def test_a_record_that_cannot_be_read_is_set_aside_at_home(shared: World, acme: Records, watch: Watch):
    shared.pump()
    broken = dict(shared.item(f"acme#C#{acme.ids['lead_id']}", "PROFILE"))
    shared.put({name: value for name, value in broken.items() if name != "value"})
    deliver(shared.records())
    keys = watch.taken()
    assert "acme#SETASIDE" in keys
    assert of_acme(keys), keys
    shared.put(broken)
    shared.pump()


@pytest.fixture
def sender(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sender]:
    made = new(ENVIRONMENT["SES_TOPIC_ARNS"])
    monkeypatch.setattr(sns, "download", lambda *_, **__: made.pem)
    yield made
    sns._certificates.clear()


def test_a_mail_event_stays_with_the_company_that_its_sender_named(
    shared: World, acme: Records, watch: Watch, sender: Sender
):
    for tenant, customer, home in (("acme", acme.ids["lead_id"], "acme#"), ("acme", None, "acme#"), (None, None, "_#")):
        about: dict[str, Any] = {"tenant": tenant, "customer": customer, "message": "m", "at": clock.now()}
        for event in (open_event(**about, to="who@x.vn"), click_event(**about, to="who@x.vn", link="https://x.vn")):
            answer = shared.call("POST", "/v1/webhooks/ses", sender.notification(event))
            assert answer.status == 202, answer.raw
        read(shared)
        keys = watch.taken()
        assert keys
        assert all(key.startswith(home) for key in keys), keys


def test_what_a_site_sends_stays_with_the_company_of_its_key(
    shared: World, acme: Records, rival: Records, watch: Watch
):
    made = [shared.call("POST", path, {**one, "code": "own"}, by=acme.admin) for path, one in sites(acme.ids).items()]
    secret, key = (one["secret"]["key"] for one in made)
    event = {"name": "page_view", "params": {"page_location": "/a"}}
    body = {"client_id": "c1", "user_id": rival.ids["lead_id"], "events": [event]}
    query = {"measurement_id": "own", "api_secret": secret}
    assert shared.call("POST", "/v1/web/mp/collect", body, **query).status == 204
    assert shared.call("POST", f"/v1/web/forms/{key}", {"n": rival.ids["lead_id"]}).status == 200
    shared.pump()
    assert of_acme(watch.taken())


def test_the_nightly_recalculation_reads_the_list_of_companies_and_then_each_apart(shared: World, watch: Watch):
    shared.pump()
    watch.taken()
    with pytest.MonkeyPatch.context() as patch:
        hour(patch)
    for order in backend("sqs").queues["TIER"]._messages:
        order.delay(0)
    homes = {key.split("#")[0] for key in watch.taken()}
    assert homes == {"_", "acme", "rival"}, homes
    sqs = boto3.client("sqs")
    steps = 0
    while True:
        found = sqs.receive_message(QueueUrl=shared.queues["TIER"], MaxNumberOfMessages=1).get("Messages", [])
        if not found:
            break
        (message,) = found
        tiers.job.handler({"Records": [{"body": message["Body"]}]}, None)
        sqs.delete_message(QueueUrl=shared.queues["TIER"], ReceiptHandle=message["ReceiptHandle"])
        keys, steps = watch.taken(), steps + 1
        assert len({key.split("#")[0] for key in keys}) == 1, keys
        assert steps < 50
    assert steps >= 4


def test_nothing_reads_more_than_it_was_asked_for(watch: Watch, shared: World, acme: Records):
    for method, path in ROUTES:
        if method == "GET":
            request(shared, method, path, acme.ids, acme.admin)
    assert "Scan" not in watch.calls
