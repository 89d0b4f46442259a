"""Everything that people and machines do, done once in fair weather while somebody listens to what is read."""

from datetime import UTC, datetime
from typing import Any

import pytest

import attached.proving
import attached.recounting
import counts.model
import customers.model
import customers.service
import documents.leaving
import documents.model
import export.again
import imports.again
import jobs.model
import mailing.model
import merging.again
import merging.starting
import overview.names
import printing.record
import products.model
import scoring.folding
import scoring.model
import scoring.schedule
import scoring.trials
import search.proving
import tiers.again
import tiers.proving
import tiers.recalculation
import tiers.runs
from campaigns import following
from campaigns import recipients as reached
from campaigns.recipients import Found
from campaigns.statuses import message_id
from customers import origins, recipients, shown
from customers.feeds import SHELVES
from identity.viewers import viewer_of
from intake import model as unmatched
from intake.model import Origin
from intake.reports import Unreadable
from kernel import clock, keys
from kernel.facts import NOTHING
from merging.sights import Shift
from messages import composing
from reports.catalogue import REPORTS
from scoring.points import StoredRules, compiled
from tests.conftest import opened
from tests.faults.operations import OPERATIONS
from tests.faults.scene import Scene, Theatre
from tests.faults.wire import Wire
from tests.imports import files
from tests.imports.carried import item, laid, run, undone
from tests.imports.everything import PLANS
from tests.imports.trial import planned
from tests.isolation.routes import MAIL, ROUTES, Records, deal, furnish, request
from tests.patterns.recorder import Recorder
from tests.scoring.test_nightly import Clock
from tests.world import Person, World
from tiers.queue import Order

RACES = {
    (
        "messages/composing.py",
        "table.read((keys.customer(tenant, into), keys.PROFILE), consistent=True)",
    ): "a record that was merged before what is written to it was sent",
    ("bulk/work.py", "table.get(JobItem, (item.pk, item.sk), consistent=True)"): "a job that was changed meanwhile",
    ("imports/work.py", "table.get(ImportItem, (item.pk, item.sk), consistent=True)"): "an import changed meanwhile",
    ("customers/active.py", "table.read(profile, consistent=True)"): "a record that was changed meanwhile",
}
"""Reads that only a race makes; each is like another one that the walk does make."""
SORTS = ("newest", "score", "name", "code", "updated", "last_activity", "expected_close", "expected_value")

DEAL_SORTS = ("newest", "name", "number", "expected_close", "expected_value", "opened", "updated")


def walked() -> Recorder:
    """What all of it reads."""
    recorder = Recorder()
    with pytest.MonkeyPatch.context() as patch, opened(patch) as world:
        theatre = Theatre(world, Wire(patch), world.company())
        for operation in OPERATIONS.values():
            _operate(theatre, operation, recorder)
    with pytest.MonkeyPatch.context() as patch, opened(patch) as world, recorder.listening():
        records = furnish(world, "acme")
        _import(world, records)
        _ask(world, records)
    return recorder


def _operate(theatre: Theatre, operation: Any, recorder: Recorder) -> None:
    """One operation, and all that follows from it."""
    scene: Scene = theatre.scene()
    with recorder.listening():
        operation(scene)()
        scene.world.pump()


def _ask(world: World, records: Records) -> None:
    """Every question there is, by everybody who may ask it."""
    admin = records.admin
    other = world.department(admin.tenant, "D9")
    manager = world.employee(other, "M9", "manager", manages=(admin.department, other))
    tier = {"tier": records.ids["tier"], "reason": "r"}
    world.call("PUT", f"/v1/tiers/customers/{records.ids['lead_id']}", tier, by=admin)
    world.pump()
    for by in (admin, manager, world.employee(admin.department, "S9")):
        for method, path in ROUTES:
            if method == "GET":
                request(world, method, path, records.ids, by)
        _list(world, by, admin)
        world.call("GET", "/v1/quotes", by=by, opportunity=records.ids["opportunity_id"])
        world.call("GET", "/v1/employees", by=by, q="e")
        _look_for_products(world, by)
    world.call("PATCH", f"/v1/departments/{world.department(admin.tenant, 'D8')}", {"active": False}, by=admin)
    _write(world, records)
    _try_rules(world, records)
    _try_ladder(world, records)
    _write_to_many(world, records)
    _export(world, records)
    _try_files(world, records)
    _mend(records)


def _try_files(world: World, records: Records) -> None:
    """A file of each kind whose rows name what is there, tested."""
    ids, admin = records.ids, records.admin
    code, product = ids["record_code"], ids["record_code"].replace("L-", "P-")
    number = world.call("GET", f"/v1/opportunities/{ids['opportunity_id']}", by=admin)["number"]
    rows: dict[str, list[list[str]]] = {
        "leads": [["Code", "Name", "Phone"], [code, "N", "0912345678"]],
        "contacts": [["Customer code", "Name", "Phone"], [code, "K", "0912345678"], ["0912345678", "K", ""]],
        "opportunities": [["Customer code", "Number", "Name", "Expected close"], [code, number, "O", "1/2/2099"]],
        "products": [["Code", "Name"], [product, "P"]],
    }
    for kind, lines in rows.items():
        one = files.read(world, admin, files.text(lines), "a.csv", kind)["id"]
        assert files.again(world, admin, one, "mapping", sheet=1, duplicates="update").status == 200
        assert files.again(world, admin, one, "test").status == 200
        world.pump()
        assert files.again(world, admin, one)["state"] == "tested"


def _write(world: World, records: Records) -> None:
    """To a customer, in words and by a template; and what they were sent."""
    admin = records.admin
    lead = world.call("POST", "/v1/leads", {"name": "W", "emails": ["w@x.vn"]}, by=admin)["id"]
    for wording in (MAIL, {"channel": "email", "template": "none"}):
        world.call("POST", "/v1/messages/sendings", {"wording": wording, "records": [lead]}, by=admin)
    world.pump()
    assert {one["kind"] for one in world.call("GET", f"/v1/messages/records/{lead}", by=admin)["items"]} == {
        "introduction", "written",
    }  # fmt: skip
    assert not composing._hears(admin.tenant)  # asked for a notice of Zalo alone, which nobody here has


def _try_rules(world: World, records: Records) -> None:
    """Rules that would change somebody's points, and ask for more than was observed."""
    admin, name = records.admin, {"vi": "Q", "en": "R"}
    rules = [{"id": "vip", "kind": "group", "group": "vip", "points": 1, "name": name},
        {"id": "path", "kind": "visited_path", "path": "/*", "points": 1, "name": name}]  # fmt: skip
    draft = world.call("POST", "/v1/scoring/drafts", {"title": "T", "rules": rules}, by=admin)
    preview = world.call("POST", f"/v1/scoring/drafts/{draft['id']}/preview", by=admin)
    world.pump()
    assert world.call("GET", f"/v1/scoring/previews/{preview['job']}/moves", by=admin)["items"]
    world.call("POST", "/v1/exports", {"kind": "score_preview", "preview": preview["job"]}, by=admin)
    world.pump()
    pk, rulebook = keys.customer(admin.tenant, records.ids["lead_id"]), compiled(StoredRules((), (0, 1, 2, 3, 4)))
    trial = {"begins": "2020", "ends": "2090"}
    latest = scoring.folding.FOLD.latest(pk)
    assert latest is not None
    scoring.trials._outcome(pk, latest, {}, trial)
    scoring.trials._happened(pk, rulebook, "2090")


def _try_ladder(world: World, records: Records) -> None:
    """A ladder by which somebody who was pinned would move."""
    body = {"tiers": [], "replace_with": {records.ids["tier"]: None}}
    preview = world.call("POST", "/v1/tiers/preview", body, by=records.admin)
    world.pump()
    assert world.call("GET", f"/v1/tiers/previews/{preview['job']}/moves", by=records.admin)["items"]
    world.call("POST", "/v1/exports", {"kind": "tier_preview", "preview": preview["job"]}, by=records.admin)
    world.pump()
    for path in ("opportunities", "quotes"):
        assert world.call("GET", f"/v1/{path}", by=records.admin, tier=records.ids["tier"]).status == 200
    asked = {"kind": "opportunities", "opportunities": {"tier": [records.ids["tier"]]}}
    world.call("POST", "/v1/exports", asked, by=records.admin)
    world.pump()


def _write_to_many(world: World, records: Records) -> None:
    """A campaign of which somebody has clicked a link, and a page of its audience that is settled again."""
    admin, campaign, lead = records.admin, records.ids["campaign_id"], records.ids["lead_id"]
    for _ in range(2):
        reached.enter(admin.tenant, campaign, [Found(lead, "a@x.vn")])
    following.follow([(admin.tenant, campaign, lead)], clicked=frozenset({message_id(campaign, lead)}))
    world.call("GET", f"/v1/mailing/campaigns/{campaign}/recipients", by=admin, status="queued")
    world.call("POST", "/v1/exports", {"kind": "email_campaign", "campaign": campaign}, by=admin)
    world.pump()


def _export(world: World, records: Records) -> None:
    """Files of every kind: all, the chosen ones, and those of one customer."""
    admin, of = records.admin, {"customer": records.ids["customer_id"]}
    money = {**of, "date": "2026-03-01", "amount": 5}
    quote = world.call("POST", "/v1/quotes", {**money, "opportunity": records.ids["opportunity_id"]}, by=admin)
    order = world.call("POST", "/v1/orders", {**money, "parent": {"kind": "quote", "id": quote["id"]}}, by=admin)
    world.call("POST", f"/v1/orders/{order['id']}/confirm", by=admin)
    lost = world.call("POST", "/v1/leads", {"name": "L"}, by=admin)
    assert world.call("POST", f"/v1/leads/{lost['id']}/lost", {"reason": "price"}, by=admin).status == 200
    gone = {**deal(records.ids), "stage": "lost", "lost_reason": "price"}
    assert world.call("POST", "/v1/opportunities", gone, by=admin).status == 201
    world.pump()
    asked: list[dict[str, Any]] = [
        {"kind": "leads", "columns": ["name", "phones", "department"]}, {"kind": "leads", "records": [lost["id"]]},
        {"kind": "quotes", "columns": ["opportunity"]}, {"kind": "orders", "columns": ["parent"]},
        {"kind": "receipts", "columns": ["customer_tier"]},
        {"kind": "receipts", "records": [records.ids["receipt_id"]]},
        {"kind": "contacts"}, {"kind": "contacts", "contacts": of}, {"kind": "products"},
        {"kind": "products", "records": [records.ids["product_id"]]}, {"kind": "debts"},
        {"kind": "debts", "debts": {"on": "2020-01-01"}}, {"kind": "lost"}, {"kind": "customer", **of},
        {"kind": "orders", "orders": {"state": ["confirmed"]}}, {"kind": "orders", "orders": {"number": "D"}},
        {"kind": "orders", "orders": {"date_from": "2020-01-01"}},
    ]  # fmt: skip
    made = [world.call("POST", "/v1/exports", one, by=admin) for one in asked]
    given = world.employee(admin.department, "S8")
    body = {"employees": [given.id], "categories": ["orders", "contracts", "receipts"]}
    assert world.call("POST", f"/v1/customers/{of['customer']}/share", body, by=admin).status == 200
    world.pump()
    made.append(world.call("POST", "/v1/exports", {"kind": "debts"}, by=given))
    assert {answer.status for answer in made} == {202}, [answer.raw for answer in made if answer.status != 202]
    world.pump()


def _import(world: World, records: Records) -> None:
    """Every kind, and what takes it back, by what is told of it and by what is found; then a second one of a kind."""

    def made(path: str, **body: Any) -> str:
        answer = world.call("POST", f"/v1/{path}", body, by=records.admin)
        assert answer.status == 201, answer.raw
        return str(answer["id"])

    code = world.call("GET", f"/v1/leads/{made('leads', name='T')}", by=records.admin)["code"]
    deal = {"customer": made("leads", name="U"), "name": "V", "expected_close": "2030-01-01", "number": "TEST-1"}
    made("opportunities", **deal)
    made("products", code="TEST-1", name="W")
    world.pump()
    planned(records.admin, "leads", "code name phones", [[code, "T", "0912345678"]])
    planned(records.admin, "contacts", "customer name", [[code, "T"]])
    planned(records.admin, "opportunities", "number customer name expected_close", [
        ["TEST-1", code, "V", "2030-01-01"], ["", code, "X", "2030-01-01"]])  # fmt: skip
    planned(records.admin, "products", "code name", [["TEST-1", "W"]])
    world.call("GET", "/v1/imports/template", by=records.admin, kind="leads", language="vi")
    for kind, plan in PLANS.items():
        for mark in "12":
            home = made("leads", name="A")
            made("opportunities", customer=home, name="B", expected_close="2030-01-01")
            made("quotes", customer=home, date="2026-01-01", lines=[{"name": "C", "price": "1"}])
            world.pump()
            key = laid(records.admin, kind, plan(made, mark), size=50)
            value = item(key).value
            world.call("POST", f"/v1/imports/{value.id}/import", {"plan": value.plan}, by=records.admin)
            assert run(key).state == "done"
            with pytest.MonkeyPatch.context() as patch:
                if mark == "2":
                    patch.setattr("imports.store.results", lambda *_: [])
                assert undone(key).state == "undone"


def _mend(records: Records) -> None:
    """What a night, an operator, or two people at the same moment bring about."""
    tenant, lead = records.admin.tenant, records.ids["lead_id"]
    scoring.schedule.handler({}, None)
    scoring.schedule.handler({"tenant": tenant}, Clock(60_000))
    search.proving.prove(tenant, lead)
    attached.recounting.recount(tenant, "boards")
    attached.recounting.recount(tenant, "days")
    tiers.proving.go({"tenant": tenant}, lambda: True)
    attached.proving.prove(keys.customer(tenant, lead), "9999")
    shown.show(tenant, lead, NOTHING, "score_number", 0, {})
    counts.model.uses(tenant, "groups", "vip")
    counts.model.users_of(tenant, "groups", "vip", None, 10)
    documents.model.find(tenant, records.ids["document_id"])
    documents.leaving._is_there(tenant, records.ids["document_id"])
    mailing.model.with_address(tenant, "a@x.vn")
    scoring.model.version(tenant, 1)
    scoring.model.signals(keys.customer(tenant, lead), keys.signal("open#"), 1)
    scoring.schedule.handler({"day": True}, Clock(60_000))
    tiers.runs.begin(tenant, "walk", clock.HOME, clock.now())
    tiers.again.again(tiers.runs.key(tenant, "walk"))
    for step in range(len(SHELVES) + 1):
        tiers.recalculation.recalculate(Order(tenant, "walk", step), lambda _: None)
    scoring.folding.FOLD.numbered(keys.customer(tenant, lead), 1)
    printing.record._names(tenant, [("sources", "website")], "en")
    job = jobs.model.find(tenant, records.admin.id, records.ids["job_id"])
    assert job is not None
    jobs.model.result(tenant, job.value, lead)
    recipients._staff(tenant)
    read = customers.service.read(viewer_of(tenant, records.admin.id), lead)
    overview.names.names(tenant, read.model_copy(update={"tier": "gold"}), [])
    products.model.several(tenant, [records.ids["product_id"]])
    origins.source_of(tenant, lead, "CONTACT#x")
    unmatched.keep_unreadable(Unreadable("{", "body is not JSON", tenant), Origin("generic", "-", clock.now()))
    assert unmatched.latest(tenant, 1, None)[0]
    customers.model.absorbed(tenant, lead)
    export.again.again((keys.exports(tenant, records.admin.id), keys.export(records.ids["export_id"])))
    imports.again.again((keys.imports(tenant, records.admin.id), keys.import_job(records.ids["import_id"])))
    merging.again.again((keys.customer(tenant, lead), keys.merge(lead)))
    for category in ("contracts", "activities"):
        merging.starting.has(tenant, lead, Shift(category, None, datetime(2020, 1, 1, tzinfo=UTC), shows=False))


def _list(world: World, by: Person, admin: Person) -> None:
    """Lists and boards in every order, and by what filters have queries of their own."""
    mine, team = {"scope": "mine"}, {"scope": "team", "department": admin.department}
    filters: list[dict[str, Any]] = [
        {}, mine, team, {"scope": "department"}, {"scope": "all"}, {"stage": "new", "lost": "false"},
        {"owner": admin.id}, {"department": admin.department}, {"stars": 3},
        {"has_open_activity": "true"},
    ]  # fmt: skip
    for query in filters:
        for sort in SORTS:
            world.call("GET", "/v1/leads", by=by, sort=sort, **query)
        world.call("GET", "/v1/leads/board", by=by, **{"scope": "mine", **_scope(query)})
    for activities in ("newest", "deadline", "start", "subject", "priority", "updated"):
        world.call("GET", "/v1/activities", by=by, sort=activities, scope="mine")
    for scope in (None, "mine", "team", "all"):
        for order in (None, *DEAL_SORTS):
            world.call("GET", "/v1/opportunities", by=by, sort=order, scope=scope, department=admin.department)
        world.call("GET", "/v1/opportunities/board", by=by, scope=scope, department=admin.department)
        for report in REPORTS:
            world.call("GET", f"/v1/reports/{report}", by=by, scope=scope, department=admin.department)


def _look_for_products(world: World, by: Person) -> None:
    """Lists of products in every order, and by what they begin with."""
    for sort in ("newest", "name", "code"):
        for text in (None, "P"):
            world.call("GET", "/v1/products", by=by, sort=sort, q=text)


def _scope(query: dict[str, Any]) -> dict[str, Any]:
    return {name: query[name] for name in ("scope", "department") if name in query and "scope" in query}
