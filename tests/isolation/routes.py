"""Every route that the OpenAPI document has, and one request for each that touches a tenant's records by their ids."""

import json
import re
from dataclasses import dataclass
from typing import Any

import suppression.model
from kernel import clock
from local.openapi import DOCUMENT
from tests.campaigns.letters import TEMPLATE, keep
from tests.documents.storage import upload
from tests.imports.files import HEADERS, PEOPLE, text, uploaded
from tests.printing.papers import made_template
from tests.world import Answer, Person, World
from tiers import runs
from visits import service as visits

type Route = tuple[str, str]
"""Method and path, as in ("GET", "/v1/leads/<lead_id>")."""

_SAID: dict[Route, str] = {
    (method.upper(), path.replace("{", "<").replace("}", ">")): operation["summary"]
    for path, methods in json.loads(DOCUMENT.read_text(encoding="utf-8"))["paths"].items()
    for method, operation in methods.items()
    if operation.get("security") != []
}
"""What the document says of each; one that needs no login answers to a signature."""
ROUTES = sorted(_SAID)
ADMINS = {route for route, said in _SAID.items() if "(admin)" in said}
CODES = frozenset({"kind", "code", "book", "mail_template", "number", "rule", "source", "report"})
"""What a path names by a code that every company has."""


TODAY = f"{clock.now():%Y-%m-%d}"
FILE = {"name": "a.pdf", "type": "application/pdf", "size": 9}


@dataclass(frozen=True)
class Records:
    """A company with one of everything, by the names that paths and bodies use."""

    admin: Person
    ids: dict[str, str]


SALES = ("quote", "order", "contract", "receipt", "payment_slip")
MAIL = {"channel": "email", "subject": "N", "text": "N"}
WORDS = {"subject": "N", "text": "N"}
PERSON: dict[str, Any] = {"name": "A", "groups": ["vip"], "emails": ["a@x.vn"]}


def furnish(world: World, tenant: str) -> Records:
    """Make one of everything, and let the streams run."""
    admin = world.company(tenant)
    lead = made(world.call("POST", "/v1/leads", {**PERSON, "code": f"L-{tenant}"}, by=admin))
    money = {"customer": lead, "date": "2026-03-01", "amount": 5}
    found = {"lead_id": lead, "customer_id": lead, "department_id": admin.department}
    for name in SALES:
        found[f"{name}_id"] = made(world.call("POST", f"/v1/{name.replace('_', '-')}s", money, by=admin))
    found["adjustment_id"] = made(world.call("POST", "/v1/adjustments", {**money, "reason": "r"}, by=admin))
    for path, body in attachments(tenant).items():
        one = {"/v1/warranties": "warranty"}.get(path, path.removeprefix("/v1/").removesuffix("s"))
        found[f"{one}_id"] = made(world.call("POST", path, {**body, "customer": lead}, by=admin))
    found["opportunity_id"] = made(world.call("POST", "/v1/opportunities", deal(found), by=admin))
    found["activity_id"] = made(world.call("POST", "/v1/activities", task(found), by=admin))
    found["absorbed_id"] = made(world.call("POST", "/v1/leads", {"name": "B"}, by=admin))
    made_one = world.call("POST", f"/v1/leads/{lead}/merge", {"absorbed": found["absorbed_id"]}, by=admin)
    assert made_one.status == 202, made_one.raw
    found["document_id"] = str(upload(world, admin, lead)["id"])
    found["dossier_id"] = made(world.call("POST", "/v1/dossiers", dossier(found), by=admin))
    found["template_id"] = made_template(world, admin)
    person = {
        "code": "E1",
        "name": "E",
        "role": "manager",
        "email": f"e1@{tenant}.example",
        "department": admin.department,
    }
    found["employee_id"] = made(world.call("POST", "/v1/employees", person, by=admin))
    found["export_id"] = made(world.call("POST", "/v1/exports", {"kind": "leads"}, by=admin))
    found["import_id"] = uploaded(world, admin, text([HEADERS, *PEOPLE]), "leads.csv")
    asked = {"action": {"kind": "next_stage"}, "records": [lead]}
    found["job_id"] = made(world.call("POST", "/v1/bulk", asked, by=admin))
    tier = {"id": admin.id, "name": {"vi": "B", "en": "S"}, "colour": "#aabbcc", "discount": 5, "min_amount": 1}
    spare = tier | {"id": "spare", "discount": 0, "min_amount": 10**9}
    assert world.call("PUT", "/v1/tiers", {"tiers": [tier, spare]}, by=admin).status == 200
    tried = world.call("POST", "/v1/tiers/preview", {"tiers": [tier]}, by=admin)
    assert tried.status == 202, tried.raw
    product = {"code": f"P-{tenant}", "name": "P", "price": 5, "discounts": {admin.id: 1}}
    found["product_id"] = made(world.call("POST", "/v1/products", product, by=admin))
    by_hand = world.call("POST", f"/v1/scores/{lead}/adjustments", {"points": 1, "reason": "r"}, by=admin)
    found["score_adjustment_id"] = made(by_hand)
    keep(tenant, TEMPLATE)
    suppression.model.note(tenant, PERSON["emails"][0], "bounce", clock.now(), None)
    found["campaign_id"] = made(world.call("POST", "/v1/mailing/campaigns", campaign(tenant), by=admin))
    found["draft_id"] = made(world.call("POST", "/v1/scoring/drafts", {"title": "D"}, by=admin))
    for path, body in sites(found).items():
        answer = world.call("POST", path, {**body, "code": "website"}, by=admin)
        assert answer.status == 201, answer.raw
        found[f"{path.rpartition('/')[2].removesuffix('s')}_key_id"] = answer["secret"]["id"]
    runs.begin(tenant, f"night-of-{tenant}", clock.HOME, clock.now())
    key = world.call("POST", "/v1/webhooks/sources/mailgun/keys", {"key": f"key-of-{tenant}"}, by=admin)
    found["key_id"] = made(key)
    visit = b'{"client_id": "c1", "events": [{"name": "page_view", "params": {"page_location": "/a"}}]}'
    assert visits.take(tenant, visit, clock.now()) == "stranger"
    world.pump()
    return Records(admin, found | {
        "tier": admin.id, "kind": "sources", "code": "website", "book": "HD", "number": "0", "rule": "vip",
        "record_code": f"L-{tenant}", "run": f"night-of-{tenant}", "source": "mailgun", "report": "won-lost",
        "mail_template": "introduction", "message": f"introduction-{lead}",
    })  # fmt: skip


def sites(ids: dict[str, str]) -> dict[str, Any]:
    """A stream of analytics, and a form."""
    form = {"name": "F", "fields": [{"site": "n", "lead": "name"}], "defaults": {"owner": ids["employee_id"]}}
    return {"/v1/sites/streams": {"name": "S"}, "/v1/sites/forms": form}


def campaign(fresh: str) -> dict[str, Any]:
    """An email campaign to all leads."""
    return {"code": f"C{fresh}", "name": "C", "template": TEMPLATE.code, "shelf": "lead"}


def attachments(fresh: str) -> dict[str, Any]:
    """One of each kind that is attached by its fields alone."""
    return {
        "/v1/contacts": {"name": "K"}, "/v1/cards": {"number": f"C{fresh}", "kind": "member"},
        "/v1/warranties": {"product": "P"}, "/v1/links": {"kind": "task", "title": "T", "outside_id": f"T{fresh}"},
    }  # fmt: skip


def dossier(ids: dict[str, str]) -> dict[str, Any]:
    """A dossier of the customer's document."""
    signers = [{"name": "K", "email": "k@x.vn"}]
    return {"customer": ids["customer_id"], "title": "D", "documents": [ids["document_id"]], "signers": signers}


def deal(ids: dict[str, str]) -> dict[str, Any]:
    """An opportunity of the customer."""
    line = {"name": "P", "price": 5}
    return {"customer": ids["customer_id"], "name": "O", "expected_close": "2099-01-01", "lines": [line]}


def task(ids: dict[str, str]) -> dict[str, Any]:
    """Something to do for the customer."""
    return {"customer": ids["customer_id"], "type": "call", "subject": "T"}


def made(answer: Answer) -> str:
    """The id of what was made."""
    assert answer.status in {201, 202}, answer.raw
    return str(answer["id"])


def request(
    world: World, method: str, path: str, ids: dict[str, str], by: Person | None, fresh: str = "", key: str = "",
    match: str = "", **more: Any,
) -> Answer:  # fmt: skip
    """The route called well, about what `ids` names; `fresh` keeps codes apart, `key` repetitions, `match` versions."""
    filled = path
    if (method, path) == ("DELETE", "/v1/catalogs/<kind>/<code>"):
        ids = ids | {"code": "phone"}  # the others find theirs
    if (method, path) == ("DELETE", "/v1/tiers/<code>"):
        ids = ids | {"code": "spare"}
    for name, value in ids.items():
        filled = filled.replace(f"<{name}>", value)
    headers = {name: value for name, value in (("idempotency-key", key), ("if-match", match)) if value}
    query = {**query_of(method, path, ids), **more}
    return world.call(method, filled, body_of(method, path, ids, fresh), by=by, headers=headers, **query)


class Names(dict[str, str]):
    """Ids that say what they are the id of."""

    def __missing__(self, name: str) -> str:
        return f"<{name}>"


def named(route: Route) -> frozenset[str]:
    """What a route's path, query and body name by an id."""
    names = Names()
    said = [route[1], json.dumps(query_of(*route, names)), json.dumps(body_of(*route, names, ""))]
    return frozenset(re.findall(r"<(\w+)>", "".join(said))) - CODES


def query_of(method: str, path: str, ids: dict[str, str]) -> dict[str, Any]:
    """A query that a route takes."""
    of_one = {f"/v1/{name.replace('_', '-')}s" for name in (*SALES, "adjustment", "document", "dossier")}
    if path == "/v1/sites/submissions":
        return {"customer": ids["customer_id"]}
    if path == "/v1/mailing/campaigns/<campaign_id>/preview":
        return {"customer": ids["customer_id"]}
    if path == "/v1/mailing/suppressions/history":
        return {"address": PERSON["emails"][0]}
    if path == "/v1/search":
        return {"q": PERSON["emails"][0]}
    if path == "/v1/opportunities/products":
        return {"name": "P"}
    if path in {"/v1/exports/columns", "/v1/imports/template"}:
        return {"kind": "leads"}
    return {"customer": ids["customer_id"]} if method == "GET" and path in of_one else {}


def body_of(method: str, path: str, ids: dict[str, str], fresh: str) -> Any:
    """A body that a route takes."""
    money = {"customer": ids["customer_id"], "date": "2026-03-01", "amount": 5}
    person = {"code": f"N{fresh}", "name": "N", "email": f"n{fresh}@x.example", "department": ids["department_id"]}
    bodies: dict[tuple[str, str], Any] = {
        ("POST", "/v1/leads/duplicates"): PERSON,
        **{("POST", p): {**body, "customer": ids["customer_id"]} for p, body in attachments(f"N{fresh}").items()},
        ("PATCH", "/v1/contacts/<contact_id>"): {"note": "N"},
        ("PATCH", "/v1/cards/<card_id>"): {"points": 1},
        ("PATCH", "/v1/warranties/<warranty_id>"): {"serial": "N"},
        ("PATCH", "/v1/links/<link_id>"): {"title": "N"},
        ("POST", "/v1/duplicates"): PERSON,
        ("POST", "/v1/leads"): {"name": "N", "owner": ids["employee_id"], "company_of": ids["customer_id"]},
        ("PATCH", "/v1/leads/<lead_id>"): {"name": "N"},
        ("PATCH", "/v1/customers/<customer_id>"): {"name": "N"},
        ("POST", "/v1/leads/<lead_id>/stage"): {},
        ("POST", "/v1/leads/<lead_id>/lost"): {"reason": "price"},
        ("POST", "/v1/customers/<customer_id>/share"): {"departments": [ids["department_id"]]},
        ("POST", "/v1/customers/<customer_id>/transfer"): {"employees": [ids["employee_id"]]},
        ("POST", "/v1/customers/<customer_id>/copy"): {},
        ("POST", "/v1/customers/<customer_id>/code"): {"code": f"N{fresh}"},
        ("POST", "/v1/partners"): {"name": "N", "owner": ids["employee_id"]},
        ("POST", "/v1/leads/<lead_id>/merge"): {"absorbed": ids["absorbed_id"]},
        ("POST", "/v1/customers/<customer_id>/merge"): {"absorbed": ids["absorbed_id"]},
        **{("POST", f"/v1/{name.replace('_', '-')}s"): money for name in SALES},
        **{("PATCH", f"/v1/{name.replace('_', '-')}s/<{name}_id>"): {"note": "N"} for name in SALES},
        ("POST", "/v1/adjustments"): {**money, "reason": "r"},
        ("POST", "/v1/activities"): task(ids),
        ("PATCH", "/v1/activities/<activity_id>"): {"subject": "N"},
        ("POST", "/v1/opportunities"): deal(ids),
        ("POST", "/v1/opportunities/quick"): {"customer": ids["customer_id"], "name": "N"},
        ("PATCH", "/v1/opportunities/<opportunity_id>"): {"name": "N"},
        ("POST", "/v1/opportunities/<opportunity_id>/stage"): {"stage": "won"},
        ("POST", "/v1/orders"): {"parent": {"kind": "quote", "id": ids["quote_id"]}, "date": "2026-03-01"},
        ("POST", "/v1/products"): {"code": f"N{fresh}", "name": "N", "discounts": {ids["tier"]: 1}},
        ("PATCH", "/v1/products/<product_id>"): {"name": "N", "discounts": {ids["tier"]: 2}},
        ("POST", "/v1/documents"): {**FILE, "customer": ids["customer_id"]},
        ("PATCH", "/v1/documents/<document_id>"): {"note": "N"},
        ("POST", "/v1/print-templates"): {"name": "N", "kind": "docx", "size": 9},
        ("PATCH", "/v1/print-templates/<template_id>"): {"name": "N"},
        ("POST", "/v1/print-templates/<template_id>/render"): {"customer": ids["customer_id"]},
        ("POST", "/v1/dossiers"): dossier(ids),
        ("PATCH", "/v1/dossiers/<dossier_id>"): {"title": "N", "documents": [ids["document_id"]]},
        ("POST", "/v1/dossiers/<dossier_id>/sign"): {},
        ("POST", "/v1/dossiers/<dossier_id>/reject"): {"note": "N"},
        ("POST", "/v1/employees"): person,
        ("PATCH", "/v1/employees/<employee_id>"): {"name": "N", "department": ids["department_id"]},
        ("POST", "/v1/departments"): {"code": f"N{fresh}", "name": "N", "manager": ids["employee_id"]},
        ("PATCH", "/v1/departments/<department_id>"): {"name": "N", "manager": ids["employee_id"]},
        ("POST", "/v1/catalogs/<kind>"): {"code": f"n{fresh}", "name": {"vi": "N", "en": "N"}},
        ("PATCH", "/v1/catalogs/<kind>/<code>"): {"order": 3},
        ("PUT", "/v1/settings"): {},
        ("POST", "/v1/webhooks/sources/<source>/keys"): {"key": f"key-{fresh}-of-mailgun"},
        ("POST", "/v1/webhooks/replays"): {"source": "mailgun", **dict.fromkeys(("since", "until"), TODAY)},
        ("POST", "/v1/voucher-books"): {"code": f"N{fresh}", "name": {"vi": "N", "en": "N"}, "kind": "order"},
        ("PATCH", "/v1/voucher-books/<book>"): {"padding": 5},
        ("PUT", "/v1/forms/request"): {"groups": []},
        ("PUT", "/v1/email/settings"): {},
        ("POST", "/v1/email/templates"): {
            "code": f"n{fresh}",
            "purpose": "message",
            "vi": {"subject": "N", "text": "N"},
        },
        ("PUT", "/v1/email/templates/<mail_template>"): {"vi": {"subject": "N", "text": "N"}},
        ("POST", "/v1/email/templates/<mail_template>/preview"): {"customer": ids["customer_id"]},
        ("POST", "/v1/email/templates/<mail_template>/test"): {"customer": ids["customer_id"]},
        ("PUT", "/v1/tiers"): {"tiers": [], "replace_with": {ids["tier"]: None}},
        ("POST", "/v1/tiers/preview"): {"tiers": [], "replace_with": {ids["tier"]: None}},
        ("PUT", "/v1/tiers/customers/<customer_id>"): {"tier": ids["tier"], "reason": "r"},
        ("PUT", "/v1/scoring/rulebook"): {},
        ("POST", "/v1/scores/<customer_id>/adjustments"): {"points": 1, "reason": "r"},
        ("POST", "/v1/scoring/drafts"): {"title": "N"},
        ("POST", "/v1/mailing/campaigns"): campaign(f"N{fresh}"),
        ("PATCH", "/v1/mailing/campaigns/<campaign_id>"): {"name": "N"},
        ("POST", "/v1/mailing/campaigns/<campaign_id>/schedule"): {"at": "2026-03-01T09:00"},
        ("POST", "/v1/mailing/suppressions"): {"address": PERSON["emails"][0], "reason": "r"},
        ("POST", "/v1/mailing/suppressions/lift"): {"address": PERSON["emails"][0], "reason": "r"},
        ("PATCH", "/v1/scoring/drafts/<draft_id>"): {"title": "N"},
        ("POST", "/v1/scoring/drafts/<draft_id>/back-test"): {"begins": "2026-03-01", "ends": "2026-03-31"},
        **{("POST", p): {**body, "code": f"N{fresh}"} for p, body in sites(ids).items()},
        ("PATCH", "/v1/sites/streams/<code>"): {"name": "N"},
        ("PATCH", "/v1/sites/forms/<code>"): {"name": "N", "defaults": {"owner": ids["employee_id"]}},
        ("POST", "/v1/exports"): {"kind": "customers"},
        ("POST", "/v1/imports"): {"kind": "leads", "filename": "a.csv", "size": 9},
        ("PUT", "/v1/imports/<import_id>/mapping"): {"sheet": 1},
        ("POST", "/v1/imports/<import_id>/import"): {"plan": "a" * 64},
        ("POST", "/v1/messages/sendings"): {"wording": MAIL, "records": [ids["lead_id"]]},
        ("POST", "/v1/messages/measurements"): {"wording": {"channel": "sms", "text": "N"}},
        ("PUT", "/v1/messages/channels"): {},
        ("PUT", "/v1/messages/channels/zalo/credentials"): {
            "app_id": "12345",
            "app_secret": "a-secret",
            "refresh_token": "a-token-1",
        },
        ("POST", "/v1/bulk"): {"action": {"kind": "next_stage"}, "records": [ids["lead_id"]]},
    }
    return bodies.get((method, path))
