"""What people and machines do. A function prepares what its operation needs, and gives one attempt of its caller."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

import bulk.job
import export.job
import identity.job
import intake.job
import jobs.rules
import merging.job
import merging.starting
import merging.work
import reactions.stream
import scoring.stream
import tiers.job
import tiers.runs
import tiers.schedule
import trash.job
import trash.schedule
import watch.looking
import watch.schedule
from intake import keyring
from kernel import clock
from local.sns import Sender, encode, new
from mailing import sns
from printing import confined, words
from printing.fields import Plain, values_of
from tests.documents.storage import PDF, send
from tests.faults import attachments, campaigns, imports, letters, mails, papers, records, sites, texts, wordings
from tests.faults.attempts import KEY, Attempt, Operation, attached, gone, operations_in
from tests.faults.scene import Scene
from tests.intake import providers
from tests.intake.taken import at_once
from tests.mailing.examples import EVENTS
from tests.mailing.postbox import TOPIC
from tests.printing.papers import letter
from tests.tiers.nights import NIGHT
from tests.world import REACTIONS, SCORING, Answer, client

SENDER: Sender = new(TOPIC)
NAMES = {"vi": "Tên", "en": "Name"}
TIER = "01JZX5T0Q8V3M4N5P6R7S8T9A1"
LADDER = {"tiers": [{"id": TIER, "name": NAMES, "colour": "#FFD700", "discount": "5", "min_amount": "100"}]}
RULES = {"rules": [{"id": "vip", "kind": "group", "group": "vip", "points": 9, "name": NAMES}]}


def a_lead_is_captured(scene: Scene) -> Attempt:
    body = {"name": "Nguyễn Hoà", "emails": ["hoa@example.com"], "groups": ["vip"], "source": "referral"}
    return lambda: scene.ask("POST", "/v1/leads", body, **KEY)


def a_lead_is_captured_with_a_contact(scene: Scene) -> Attempt:
    contact = {"name": "Hoà", "phones": ["0912345678"], "primary": True}
    body = {"name": "Dự án", "contact": contact, "company_of": scene.lead(tax_code="0100100100")}
    return lambda: scene.ask("POST", "/v1/leads", body, **KEY)


def a_lead_is_changed(scene: Scene) -> Attempt:
    lead = scene.lead(emails=["hoa@example.com"])
    body = {"name": "Nguyễn Hòa", "emails": ["other@example.com"], "groups": ["vip"]}
    return lambda: scene.ask("PATCH", f"/v1/leads/{lead}", body)


def a_lead_is_converted(scene: Scene) -> Attempt:
    lead = scene.lead(groups=["vip"])
    scene.world.pump()
    return lambda: scene.ask("POST", f"/v1/leads/{lead}/convert", **KEY)


def a_lead_is_deleted(scene: Scene) -> Attempt:
    lead = scene.lead(groups=["vip"], emails=["hoa@example.com"])
    scene.world.pump()
    return lambda: scene.ask("DELETE", f"/v1/leads/{lead}", **{"if-match": '"1"'})


def _deleted(scene: Scene) -> str:
    lead = scene.lead(groups=["vip"], emails=["hoa@example.com"])
    scene.done("POST", "/v1/contracts", {"customer": lead, "date": "2026-03-02", "amount": "100"})
    scene.world.pump()
    assert scene.ask("DELETE", f"/v1/leads/{lead}", **{"if-match": '"1"'}).status == 200
    scene.world.pump()
    return lead


def a_lead_is_recovered(scene: Scene) -> Attempt:
    lead = _deleted(scene)
    return lambda: scene.ask("POST", f"/v1/leads/{lead}/recover", **KEY)


def the_trash_is_purged(scene: Scene) -> Attempt:
    _deleted(scene)
    _deleted(scene)
    steps = [json.dumps({"tenant": scene.admin.tenant, "stage": stage}) for stage in ("records", "collections")]

    def attempt() -> None:
        with patch.object(clock, "now", lambda: datetime.now(UTC) + timedelta(days=31)):
            for body in steps:
                trash.job.handler({"Records": [{"messageId": "1", "body": body}]}, None)

    return attempt


def the_purge_of_a_night_begins(_scene: Scene) -> Attempt:
    return lambda: trash.schedule.handler({}, None)


def _colleague(scene: Scene) -> str:
    body = {"code": "S7", "name": "Lan", "email": "lan@acme.example", "department": scene.admin.department}
    return str(scene.done("POST", "/v1/employees", body)["id"])


def a_lead_is_shared(scene: Scene) -> Attempt:
    lead, body = scene.lead(groups=["vip"]), {"employees": [_colleague(scene)], "departments": [scene.admin.department]}
    scene.world.pump()
    return lambda: scene.ask("POST", f"/v1/customers/{lead}/share", body, **KEY)


def a_share_is_taken_back(scene: Scene) -> Attempt:
    lead, body = scene.lead(groups=["vip"]), {"employees": [_colleague(scene)]}
    scene.done("POST", f"/v1/customers/{lead}/share", body)
    scene.world.pump()
    return lambda: scene.ask("POST", f"/v1/customers/{lead}/share", body | {"mode": "remove"}, **KEY)


def a_lead_is_handed_over(scene: Scene) -> Attempt:
    lead, body = scene.lead(groups=["vip"]), {"employees": [_colleague(scene)], "carry_over": ["contracts"]}
    scene.world.pump()
    return lambda: scene.ask("POST", f"/v1/customers/{lead}/transfer", body, **KEY)


def a_lead_is_lost(scene: Scene) -> Attempt:
    lead = scene.lead()
    return lambda: scene.ask("POST", f"/v1/leads/{lead}/lost", {"reason": "price"}, **KEY)


def a_lead_is_copied(scene: Scene) -> Attempt:
    lead = scene.lead(emails=["hoa@example.com"])
    return lambda: scene.ask("POST", f"/v1/customers/{lead}/copy", {"code": "COPY"}, **KEY)


def a_lead_gets_another_code(scene: Scene) -> Attempt:
    lead = scene.lead(code="OLD")
    return lambda: scene.ask("POST", f"/v1/customers/{lead}/code", {"code": "NEW"}, **KEY)


BY_HAND = {"points": 5, "reason": "Đã gặp"}


def _pair(scene: Scene, signals: int = 1) -> tuple[str, str]:
    """Two leads that have something of everything, also the same."""
    mine = scene.lead(groups=["vip"], emails=["hoa@example.com"], phones=["0912345678"])
    theirs = scene.lead(groups=["north"], emails=["a@example.com"], phones=["0987654321"], source="referral")
    for lead in (mine, theirs):
        body = {"customer": lead, "date": "2026-03-02", "amount": "100"}
        contract = scene.done("POST", "/v1/contracts", body)["id"]
        scene.done("POST", f"/v1/contracts/{contract}/confirm")
        scene.done("POST", f"/v1/scores/{lead}/adjustments", BY_HAND)
        assert _post(scene, _mail(scene, lead)).status == 202
    for number in range(2, 1 + signals):
        assert _post(scene, _mail(scene, theirs, f"m{number}")).status == 202
    scene.world.pump()
    return mine, theirs


def two_leads_are_merged(scene: Scene) -> Attempt:
    mine, theirs = _pair(scene)
    return lambda: scene.ask("POST", f"/v1/leads/{mine}/merge", {"absorbed": theirs}, **KEY)


def a_merge_is_undone(scene: Scene) -> Attempt:
    mine, theirs = _pair(scene)
    scene.done("POST", f"/v1/leads/{mine}/merge", {"absorbed": theirs})
    assert _post(scene, _mail(scene, theirs, "m9")).status == 202
    scene.world.pump()
    return lambda: scene.ask("POST", f"/v1/leads/{mine}/merges/{theirs}/undo", **KEY)


def a_merge_goes_on(scene: Scene) -> Attempt:
    mine, theirs = _pair(scene, signals=6)
    order = json.dumps({"tenant": scene.admin.tenant, "survivor": mine, "absorbed": theirs})
    with patch.object(merging.starting, "_AT_HAND", 1):
        scene.done("POST", f"/v1/leads/{mine}/merge", {"absorbed": theirs})

    def attempt() -> None:
        for most in (2, 2, 40, 40):
            with patch.object(merging.work, "STEP", most), patch.object(merging.work, "PAGE", 3):
                merging.job.handler({"Records": [{"messageId": "1", "body": order}]}, None)

    return attempt


def mail_is_opened_by_who_was_merged(scene: Scene) -> Attempt:
    mine, theirs = _pair(scene)
    scene.done("POST", f"/v1/leads/{mine}/merge", {"absorbed": theirs})
    scene.world.pump()
    return _read(scene, _mail(scene, theirs, "m9"))


def a_contract_is_drafted(scene: Scene) -> Attempt:
    body = {"customer": scene.lead(), "date": "2026-03-02", "amount": "100"}
    return lambda: scene.ask("POST", "/v1/contracts", body, **KEY)


def _contract(scene: Scene) -> str:
    scene.done("PUT", "/v1/tiers", LADDER)
    body = {"customer": scene.lead(), "date": "2026-03-02", "amount": "100"}
    return f"/v1/contracts/{scene.done('POST', '/v1/contracts', body)['id']}"


def a_contract_is_confirmed(scene: Scene) -> Attempt:
    contract = _contract(scene)
    return lambda: scene.ask("POST", f"{contract}/confirm", **KEY)


def a_contract_is_cancelled(scene: Scene) -> Attempt:
    contract = _contract(scene)
    scene.done("POST", f"{contract}/confirm")
    scene.world.pump()
    return lambda: scene.ask("POST", f"{contract}/cancel", **KEY)


def _product(scene: Scene) -> str:
    scene.done("PUT", "/v1/tiers", LADDER)
    body = {"code": "SP1", "name": "Máy đo", "price": "1000", "tax": 8, "discounts": {TIER: 5}}
    return str(scene.done("POST", "/v1/products", body)["id"])


def _drafted(scene: Scene, path: str, **fields: Any) -> Any:
    own = {} if "parent" in fields else {"customer": scene.lead(), "amount": "100"}
    return scene.done("POST", path, {"date": "2026-03-02", **own, **fields})


def _ref(document: Any) -> Any:
    return {"kind": document["kind"], "id": document["id"]}


def a_quote_of_lines_is_drafted(scene: Scene) -> Attempt:
    lines = [{"product": _product(scene), "quantity": 2}, {"name": "Lắp đặt", "price": "10.5"}]
    body = {"customer": scene.lead(), "date": "2026-03-02", "lines": lines}
    scene.world.pump()
    return lambda: scene.ask("POST", "/v1/quotes", body, **KEY)


def an_order_is_made_of_a_quote(scene: Scene) -> Attempt:
    body = {"parent": _ref(_drafted(scene, "/v1/quotes")), "date": "2026-03-02"}
    return lambda: scene.ask("POST", "/v1/orders", body, **KEY)


def a_contract_takes_over_from_its_order(scene: Scene) -> Attempt:
    order = _drafted(scene, "/v1/orders")
    scene.done("POST", f"/v1/orders/{order['id']}/confirm")
    contract = _drafted(scene, "/v1/contracts", parent=_ref(order), amount="70")
    return lambda: scene.ask("POST", f"/v1/contracts/{contract['id']}/confirm", **KEY)


def a_receipt_is_cancelled(scene: Scene) -> Attempt:
    contract = _drafted(scene, "/v1/contracts")
    receipt = _drafted(scene, "/v1/receipts", parent=_ref(contract))
    for path in (f"/v1/contracts/{contract['id']}", f"/v1/receipts/{receipt['id']}"):
        scene.done("POST", f"{path}/confirm")
    scene.world.pump()
    return lambda: scene.ask("POST", f"/v1/receipts/{receipt['id']}/cancel", **KEY)


def a_quote_is_confirmed(scene: Scene) -> Attempt:
    quote = _drafted(scene, "/v1/quotes")
    return lambda: scene.ask("POST", f"/v1/quotes/{quote['id']}/confirm", **KEY)


def a_payment_slip_is_changed(scene: Scene) -> Attempt:
    slip = _drafted(scene, "/v1/payment-slips")
    return lambda: scene.ask("PATCH", f"/v1/payment-slips/{slip['id']}", {"amount": "7"})


def a_draft_is_deleted(scene: Scene) -> Attempt:
    quote = _drafted(scene, "/v1/quotes", number="Q-1")
    return lambda: gone(scene.ask("DELETE", f"/v1/quotes/{quote['id']}"))


def _adjustment(scene: Scene) -> Any:
    return {"customer": scene.lead(), "date": "2026-03-02", "amount": "-5", "reason": "đầu kỳ"}


def a_manual_entry_is_posted(scene: Scene) -> Attempt:
    body = _adjustment(scene)
    return lambda: scene.ask("POST", "/v1/adjustments", body, **KEY)


def a_manual_entry_is_taken_back(scene: Scene) -> Attempt:
    made = scene.done("POST", "/v1/adjustments", _adjustment(scene))["id"]
    return lambda: scene.ask("POST", f"/v1/adjustments/{made}/cancel", **KEY)


DEAL = {"name": "Trạm", "expected_close": "2099-01-01", "stage": "quoted", "expected_value": "7"}


def an_opportunity_is_opened_with_its_customer(scene: Scene) -> Attempt:
    lines = [{"name": "Bơm", "price": "5", "quantity": 2}]
    new = {"name": "Hoà Phát", "emails": ["a@x.vn"], "source": "phone"}
    body = {**DEAL, "lines": lines, "source": "email", "new_customer": new}
    return lambda: scene.ask("POST", "/v1/opportunities", body, **KEY)


def _deal(scene: Scene, **fields: Any) -> str:
    made = scene.done("POST", "/v1/opportunities", {"customer": scene.lead(), **DEAL, **fields})
    return f"/v1/opportunities/{made['id']}"


def a_lead_becomes_an_opportunity(scene: Scene) -> Attempt:
    lead = scene.lead(source="phone", expected_revenue="5")
    scene.world.pump()
    return lambda: scene.ask("POST", f"/v1/leads/{lead}/convert-to-opportunity", {}, **KEY)


def a_lead_becomes_an_opportunity_of_another_customer(scene: Scene) -> Attempt:
    lead, body = scene.lead(source="phone"), {"customer": "link", "link_to": scene.lead()}
    scene.world.pump()
    return lambda: scene.ask("POST", f"/v1/leads/{lead}/convert-to-opportunity", body, **KEY)


def an_opportunity_is_lost(scene: Scene) -> Attempt:
    deal, body = _deal(scene), {"stage": "lost", "reason": "price"}
    return lambda: scene.ask("POST", f"{deal}/stage", body, **KEY)


def an_opportunity_is_taken_up_again(scene: Scene) -> Attempt:
    deal = _deal(scene, stage="won")
    return lambda: scene.ask("POST", f"{deal}/reopen", {}, **KEY)


def an_opportunity_goes_to_another_customer(scene: Scene) -> Attempt:
    lead = scene.lead()
    contact = scene.done("POST", "/v1/contacts", {"customer": lead, "name": "Hoà"})["id"]
    deal, body = _deal(scene, customer=lead, contacts=[contact]), {"customer": scene.lead(), "name": "Khác"}
    return lambda: scene.ask("PATCH", deal, body)


def an_opportunity_is_taken_away(scene: Scene) -> Attempt:
    deal = _deal(scene)
    scene.world.pump()
    return lambda: gone(scene.ask("DELETE", deal))


def _task(scene: Scene, **fields: Any) -> str:
    made = scene.done("POST", "/v1/activities", {"customer": scene.lead(), "type": "call", "subject": "Gọi", **fields})
    return f"/v1/activities/{made['id']}"


def something_is_to_be_done_for_an_opportunity(scene: Scene) -> Attempt:
    lead = scene.lead(phones=["0912345678"])
    deal = _deal(scene, customer=lead).rpartition("/")[2]
    body = {"customer": lead, "type": "call", "subject": "Gọi", "opportunity": deal, "deadline": "2099-01-01T00:00:00Z"}
    return lambda: scene.ask("POST", "/v1/activities", body, **KEY)


def something_is_done(scene: Scene) -> Attempt:
    task = _task(scene)
    scene.world.pump()
    return lambda: scene.ask("POST", f"{task}/complete", {"result": "Đã gọi"}, **KEY)


def something_is_given_up(scene: Scene) -> Attempt:
    task = _task(scene, status="in_progress")
    return lambda: scene.ask("POST", f"{task}/cancel", {"result": "Khách huỷ"}, **KEY)


def something_is_put_off(scene: Scene) -> Attempt:
    task = _task(scene, deadline="2026-01-01T00:00:00Z")
    return lambda: scene.ask("PATCH", task, {"deadline": "2099-01-01T00:00:00Z"})


def something_is_no_more_to_be_done(scene: Scene) -> Attempt:
    task = _task(scene)
    return lambda: gone(scene.ask("DELETE", task))


def what_is_held_is_listed_and_counted(scene: Scene) -> Attempt:
    lead = scene.lead()
    kept = _deal(scene, customer=lead, source="phone", lines=[{"name": "Bơm", "price": "5"}])
    gone = _deal(scene, customer=lead)
    scene.world.pump()
    scene.done("PATCH", kept, {"source": "email", "lines": [{"name": "Ống", "price": "5"}], "probability": 5})
    scene.ask("DELETE", gone)
    return _batch(scene, reactions.stream.handler, REACTIONS)


def what_is_held_goes_to_a_new_owner(scene: Scene) -> Attempt:
    lead, body = scene.lead(), {"employees": [_colleague(scene)], "carry_over": ["opportunities"]}
    _deal(scene, customer=lead)
    scene.world.pump()
    scene.done("POST", f"/v1/customers/{lead}/transfer", body)
    return _batch(scene, reactions.stream.handler, REACTIONS)


def a_document_is_announced(scene: Scene) -> Attempt:
    body = {"customer": scene.lead(), "name": "a.pdf", "type": "application/pdf", "size": len(PDF)}
    return lambda: scene.ask("POST", "/v1/documents", body, **KEY)


def _uploaded(scene: Scene) -> str:
    body = {"customer": scene.lead(), "name": "a.pdf", "type": "application/pdf", "size": len(PDF)}
    made = scene.done("POST", "/v1/documents", body)
    send(made["upload"], PDF)
    return f"/v1/documents/{made['id']}"


def a_document_is_completed(scene: Scene) -> Attempt:
    document = _uploaded(scene)
    return lambda: scene.ask("POST", f"{document}/complete", **KEY)


def a_document_is_renamed(scene: Scene) -> Attempt:
    document = _uploaded(scene)
    return lambda: scene.ask("PATCH", document, {"name": "b.pdf"})


def a_document_is_deleted(scene: Scene) -> Attempt:
    document = _uploaded(scene)
    scene.done("POST", f"{document}/complete")
    scene.world.pump()
    return lambda: gone(scene.ask("DELETE", document))


def files_of_deleted_documents_go(scene: Scene) -> Attempt:
    document = _uploaded(scene)
    scene.done("POST", f"{document}/complete")
    scene.done("DELETE", document)
    return _batch(scene, reactions.stream.handler, REACTIONS)


def _dossier(scene: Scene) -> str:
    document = scene.done("POST", f"{_uploaded(scene)}/complete")
    signers = [{"name": "K", "email": "k@x.vn"}]
    body = {"customer": document["customer"], "title": "D", "documents": [document["id"]], "signers": signers}
    return f"/v1/dossiers/{scene.done('POST', '/v1/dossiers', body)['id']}"


def a_dossier_is_sent(scene: Scene) -> Attempt:
    dossier = _dossier(scene)
    return lambda: scene.ask("POST", f"{dossier}/send", **KEY)


def a_dossier_is_signed(scene: Scene) -> Attempt:
    dossier = _dossier(scene)
    scene.done("POST", f"{dossier}/send")
    return lambda: scene.ask("POST", f"{dossier}/sign", {}, **KEY)


def a_dossier_is_rejected(scene: Scene) -> Attempt:
    dossier = _dossier(scene)
    scene.done("POST", f"{dossier}/send")
    return lambda: scene.ask("POST", f"{dossier}/reject", {"note": "no"}, **KEY)


def a_dossier_is_deleted(scene: Scene) -> Attempt:
    dossier = _dossier(scene)
    return lambda: gone(scene.ask("DELETE", dossier))


LETTER = letter("{{ name }}")


def _in_this_process(_kind: str, content: bytes, values: Mapping[str, Plain]) -> Any:
    return words.render(content, values_of(values))


def _quickly(attempt: Attempt) -> Attempt:
    """Without a child process for each."""

    def quick() -> Answer | None:
        with patch.object(confined, "render", _in_this_process):
            return attempt()

    return quick


def _template(scene: Scene) -> str:
    body = {"name": "T", "kind": "docx", "size": len(LETTER)}
    made = scene.done("POST", "/v1/print-templates", body)
    send(made["upload"], LETTER)
    return f"/v1/print-templates/{made['id']}"


def a_print_template_is_announced(scene: Scene) -> Attempt:
    return lambda: scene.ask("POST", "/v1/print-templates", {"name": "T", "kind": "docx", "size": 9}, **KEY)


def a_print_template_is_completed(scene: Scene) -> Attempt:
    template = _template(scene)
    return _quickly(lambda: scene.ask("POST", f"{template}/complete", **KEY))


def a_record_is_printed(scene: Scene) -> Attempt:
    template, order = _template(scene), {"customer": scene.lead()}
    _quickly(lambda: scene.done("POST", f"{template}/complete"))()
    return _quickly(lambda: scene.ask("POST", f"{template}/render", order, **KEY))


def a_print_template_is_deleted(scene: Scene) -> Attempt:
    template = _template(scene)
    return lambda: gone(scene.ask("DELETE", template))


def a_primary_contact_is_added(scene: Scene) -> Attempt:
    body = {"customer": scene.lead(), "name": "Hoà", "primary": True, "phones": ["0912345678"]}
    scene.done("POST", "/v1/contacts", body)
    return lambda: scene.ask("POST", "/v1/contacts", body, **KEY)


def another_contact_becomes_primary(scene: Scene) -> Attempt:
    lead = scene.lead()
    attached(scene, "/v1/contacts", customer=lead, name="Hoà", primary=True)
    other = attached(scene, "/v1/contacts", customer=lead, name="Hùng")
    return lambda: scene.ask("PATCH", other, {"primary": True})


def a_card_gets_another_number(scene: Scene) -> Attempt:
    card = attached(scene, "/v1/cards", customer=scene.lead(), number="1", kind="member")
    return lambda: scene.ask("PATCH", card, {"number": "2"})


def a_card_is_taken_away(scene: Scene) -> Attempt:
    card = attached(scene, "/v1/cards", customer=scene.lead(), number="1", kind="member")
    scene.world.pump()
    return lambda: gone(scene.ask("DELETE", card))


def what_is_attached_moves_with_its_record(scene: Scene) -> Attempt:
    lead = scene.lead()
    kept = attached(scene, "/v1/contacts", customer=lead, name="Hoà")
    gone = attached(scene, "/v1/links", customer=lead, kind="task", title="T", url="https://a.vn/1")
    scene.world.pump()
    scene.done("PATCH", kept, {"name": "Hùng"})
    scene.ask("DELETE", gone)
    scene.done("POST", f"/v1/customers/{lead}/share", {"departments": [scene.admin.department]})
    return _batch(scene, reactions.stream.handler, REACTIONS)


def a_tier_is_pinned(scene: Scene) -> Attempt:
    scene.done("PUT", "/v1/tiers", LADDER)
    lead = scene.lead()
    scene.world.pump()
    return lambda: scene.ask("PUT", f"/v1/tiers/customers/{lead}", {"tier": TIER, "reason": "a friend"})


def a_tier_is_unpinned(scene: Scene) -> Attempt:
    a_tier_is_pinned(scene)()
    (lead,) = (row["id"] for row in scene.done("GET", "/v1/leads")["items"])
    return lambda: scene.ask("DELETE", f"/v1/tiers/customers/{lead}")


def a_ladder_is_saved(scene: Scene) -> Attempt:
    return lambda: scene.ask("PUT", "/v1/tiers", LADDER, **{"if-match": '"0"'})


def a_ladder_reaches_all_products(scene: Scene) -> Attempt:
    scene.done("POST", "/v1/products", {"code": "SP1", "name": "Máy đo"})
    body = LADDER | {"apply_to_products": True}
    return lambda: scene.ask("PUT", "/v1/tiers", body, **{"if-match": '"0"'})


def a_tier_is_deleted(scene: Scene) -> Attempt:
    scene.done("PUT", "/v1/tiers", LADDER)
    scene.world.pump()
    return lambda: scene.ask("DELETE", f"/v1/tiers/{TIER}", **{"if-match": '"1"'})


def a_tier_is_replaced(scene: Scene) -> Attempt:
    a_tier_is_pinned(scene)()
    scene.world.pump()
    body = {"tiers": [LADDER["tiers"][0] | {"id": "other"}], "replace_with": {TIER: "other"}}
    return lambda: scene.ask("PUT", "/v1/tiers", body, **{"if-match": '"1"'})


def a_ladder_is_tried(scene: Scene) -> Attempt:
    a_tier_is_pinned(scene)()
    scene.world.pump()
    body = {"tiers": [], "replace_with": {TIER: None}}
    return lambda: scene.ask("POST", "/v1/tiers/preview", body, **KEY)


def rules_are_published(scene: Scene) -> Attempt:
    return lambda: scene.ask("PUT", "/v1/scoring/rulebook", RULES, **{"if-match": '"0"'})


def a_draft_of_rules_is_begun(scene: Scene) -> Attempt:
    return lambda: scene.ask("POST", "/v1/scoring/drafts", {"title": "Xuân"}, **KEY)


def a_draft_of_rules_is_written_on(scene: Scene) -> Attempt:
    one = _draft_of_rules(scene)
    return lambda: scene.ask("PATCH", f"/v1/scoring/drafts/{one}", RULES, **{"if-match": '"1"'})


def a_draft_of_rules_is_discarded(scene: Scene) -> Attempt:
    one = _draft_of_rules(scene)
    return lambda: gone(scene.ask("DELETE", f"/v1/scoring/drafts/{one}"))


def a_draft_of_rules_is_published(scene: Scene) -> Attempt:
    scene.lead(groups=["vip"])
    scene.world.pump()
    one = _draft_of_rules(scene)
    return lambda: scene.ask("POST", f"/v1/scoring/drafts/{one}/publish", **KEY)


def a_draft_of_rules_is_previewed(scene: Scene) -> Attempt:
    scene.lead(groups=["vip"])
    scene.world.pump()
    one = _draft_of_rules(scene)
    return lambda: scene.ask("POST", f"/v1/scoring/drafts/{one}/preview", **KEY)


def a_draft_of_rules_is_tested_on_what_was(scene: Scene) -> Attempt:
    lead = scene.lead(groups=["vip"])
    scene.world.pump()
    scene.done("POST", f"/v1/leads/{lead}/lost", {"reason": "price"})
    scene.world.pump()
    one = _draft_of_rules(scene)
    period = {"begins": "2020-01-01", "ends": "2090-01-01"}
    return lambda: scene.ask("POST", f"/v1/scoring/drafts/{one}/back-test", period, **KEY)


def _draft_of_rules(scene: Scene) -> str:
    return str(scene.done("POST", "/v1/scoring/drafts", {"title": "Xuân", **RULES})["id"])


def a_score_is_rebuilt(scene: Scene) -> Attempt:
    lead = scene.lead(groups=["vip"])
    scene.world.pump()
    return lambda: scene.ask("POST", f"/v1/scores/{lead}/rebuild")


def points_are_given_by_hand(scene: Scene) -> Attempt:
    lead = scene.lead(groups=["vip"])
    scene.world.pump()
    return lambda: scene.ask("POST", f"/v1/scores/{lead}/adjustments", BY_HAND, **KEY)


def points_given_by_hand_are_withdrawn(scene: Scene) -> Attempt:
    path = f"/v1/scores/{scene.lead(groups=['vip'])}/adjustments"
    made = scene.done("POST", path, BY_HAND)["id"]
    scene.world.pump()
    return lambda: scene.ask("POST", f"{path}/{made}/withdraw", **KEY)


def an_employee_is_declared(scene: Scene) -> Attempt:
    body = {"code": "S9", "name": "Bình", "email": "binh@acme.example", "department": scene.admin.department}
    return lambda: scene.ask("POST", "/v1/employees", body | {"role": "admin"}, **KEY)


def a_department_is_founded(scene: Scene) -> Attempt:
    return lambda: scene.ask("POST", "/v1/departments", {"code": "D9", "name": "Bán hàng"}, **KEY)


def a_catalogue_entry_is_added(scene: Scene) -> Attempt:
    return lambda: scene.ask("POST", "/v1/catalogs/sources", {"code": "fair", "name": NAMES}, **KEY)


def a_catalogue_entry_is_changed(scene: Scene) -> Attempt:
    return lambda: scene.ask("PATCH", "/v1/catalogs/sources/phone", {"order": 9}, **{"if-match": '"1"'})


def a_catalogue_entry_is_deleted(scene: Scene) -> Attempt:
    return lambda: scene.ask("DELETE", "/v1/catalogs/sources/phone", **{"if-match": '"1"'})


def a_form_is_saved(scene: Scene) -> Attempt:
    return lambda: scene.ask("PUT", "/v1/forms/request", {"groups": []}, **{"if-match": '"0"'})


def settings_are_saved(scene: Scene) -> Attempt:
    return lambda: scene.ask("PUT", "/v1/settings", {"locale": "en"}, **{"if-match": '"0"'})


def a_voucher_book_is_opened(scene: Scene) -> Attempt:
    body = {"code": "HD2", "name": NAMES, "kind": "contract", "default": True}
    return lambda: scene.ask("POST", "/v1/voucher-books", body, **KEY)


def a_voucher_book_is_changed(scene: Scene) -> Attempt:
    return lambda: scene.ask("PATCH", "/v1/voucher-books/HD", {"next": 7}, **{"if-match": '"1"'})


def a_product_is_added(scene: Scene) -> Attempt:
    body = {"code": "SP1", "name": "Máy đo", "price": "1500000", "tax": 8}
    return lambda: scene.ask("POST", "/v1/products", body, **KEY)


def a_product_is_changed(scene: Scene) -> Attempt:
    product = scene.done("POST", "/v1/products", {"code": "SP1", "name": "Máy đo"})["id"]
    body = {"code": "SP2", "price": "9"}
    return lambda: scene.ask("PATCH", f"/v1/products/{product}", body, **{"if-match": '"1"'})


def a_company_is_opened(_scene: Scene) -> Attempt:
    order = {"tenant": "rival", "name": "Rival", "admin": {"name": "Bình", "email": "binh@rival.example"}}

    def attempt() -> None:
        made = identity.job.handler(order, None)
        assert "employee" in made or made["code"] == "code_taken", made

    return attempt


def _mail(scene: Scene, lead: str, message: str = "m1") -> str:
    event: dict[str, Any] = json.loads(json.dumps(EVENTS["open"]))
    event["mail"]["tags"] = {"tenant": [scene.admin.tenant], "customer": [lead], "message": [message]}
    return encode(SENDER.notification(json.dumps(event)))


def _post(scene: Scene, body: str) -> Answer:
    with patch.object(sns, "download", lambda *_, **__: SENDER.pem):
        return scene.ask("POST", "/v1/webhooks/ses", raw=body)


def a_mail_is_opened(scene: Scene) -> Attempt:
    body = _mail(scene, scene.lead())
    return lambda: _post(scene, body)


def _read(scene: Scene, body: str) -> Attempt:
    """What the queue tells of a body, until the worker has come through."""
    assert _post(scene, body).status == 202
    (told,) = client("sqs").receive_message(QueueUrl=scene.world.queues["INTAKE"])["Messages"]
    client("sqs").delete_message(QueueUrl=scene.world.queues["INTAKE"], ReceiptHandle=told["ReceiptHandle"])
    return lambda: intake.job.handler({"Records": [{"messageId": "1", "body": told["Body"]}]}, None)


def what_a_mail_provider_told_is_read(scene: Scene) -> Attempt:
    return _read(scene, _mail(scene, scene.lead()))


def what_is_told_of_nobody_we_know_is_read(scene: Scene) -> Attempt:
    return _read(scene, _mail(scene, "01JZX5T0Q8V3M4N5P6R7S8T9W0"))


def a_provider_reports(scene: Scene) -> Attempt:
    keyring.forget()
    scene.done("POST", "/v1/webhooks/sources/mailgun/keys", {"key": providers.MAILGUN_KEY})
    letter = providers.mailgun({"event": "accepted"})
    path = f"/v1/webhooks/in/{scene.admin.tenant}/mailgun"
    return lambda: scene.ask("POST", path, raw=letter.content.decode(), **letter.headers)


def a_key_of_a_provider_is_made(scene: Scene) -> Attempt:
    body = {"key": "signing-key-of-mailgun"}
    return lambda: scene.ask("POST", "/v1/webhooks/sources/mailgun/keys", body, **KEY)


def a_key_of_a_provider_is_retired(scene: Scene) -> Attempt:
    made = scene.done("POST", "/v1/webhooks/sources/mailgun/keys", {"key": providers.MAILGUN_KEY})
    return lambda: gone(scene.ask("DELETE", f"/v1/webhooks/sources/mailgun/keys/{made['id']}"))


def bodies_are_read_again(scene: Scene) -> Attempt:
    today = f"{clock.now():%Y-%m-%d}"
    at_once(_mail(scene, "01JZX5T0Q8V3M4N5P6R7S8T9W0"))
    body = {"source": "generic", "since": today, "until": today}
    return lambda: scene.ask("POST", "/v1/webhooks/replays", body, **KEY)


def whom_events_wait_for_appears(scene: Scene) -> Attempt:
    for kind in ("open", "click"):
        event: dict[str, Any] = json.loads(json.dumps(EVENTS[kind]))
        event["mail"] |= {"destination": ["hoa@x.vn"], "tags": {"tenant": [scene.admin.tenant], "message": ["m1"]}}
        at_once(encode(SENDER.notification(json.dumps(event))))
    scene.lead(emails=["hoa@x.vn"])
    order = json.dumps({"match": {"tenant": scene.admin.tenant, "address": "hoa@x.vn"}})
    return lambda: intake.job.handler({"Records": [{"messageId": "1", "body": order}]}, None)


def _batch(scene: Scene, handler: Any, prefixes: tuple[str, ...]) -> Attempt:
    found = [r for r in scene.world.records() if r["dynamodb"]["Keys"]["sk"]["S"].startswith(prefixes)]
    return lambda: handler({"Records": found}, None)


def signals_are_folded(scene: Scene) -> Attempt:
    lead, _ = scene.lead(groups=["vip"]), scene.lead(source="referral")
    assert _post(scene, _mail(scene, lead)).status == 202
    return _batch(scene, scoring.stream.handler, SCORING)


def the_stream_was_replaced(scene: Scene) -> Attempt:
    lead = scene.lead(groups=["vip"])
    scene.world.pump()
    scene.done("PATCH", f"/v1/leads/{lead}", {"groups": []})
    scene.world.records()
    scene.done("PATCH", f"/v1/leads/{lead}", {"source": "referral"})
    found = [{**r, "eventSourceARN": f"{r['eventSourceARN']}-next"} for r in scene.world.records()]
    mine = [r for r in found if r["dynamodb"]["Keys"]["sk"]["S"].startswith(SCORING)]
    return lambda: scoring.stream.handler({"Records": mine}, None)


def reactions_follow(scene: Scene) -> Attempt:
    scene.done("POST", f"{_contract(scene)}/confirm")
    scene.done("POST", "/v1/exports", {"kind": "leads"})
    an_employee_is_declared(scene)()
    return _batch(scene, reactions.stream.handler, REACTIONS)


def the_index_follows_a_renamed_lead(scene: Scene) -> Attempt:
    lead = scene.lead(phones=["0912345678"], company="Công ty TNHH Đông Á")
    scene.world.pump()
    scene.done("PATCH", f"/v1/leads/{lead}", {"name": "Trần Thị Lan", "phones": [], "company": "Hoà Phát"})
    return _batch(scene, reactions.stream.handler, REACTIONS)


def an_export_is_asked_for(scene: Scene) -> Attempt:
    return lambda: scene.ask("POST", "/v1/exports", {"kind": "leads", "columns": ["name"]}, **KEY)


def an_export_is_made(scene: Scene) -> Attempt:
    scene.lead(source="referral")
    job = scene.done("POST", "/v1/exports", {"kind": "leads"})["id"]
    order = json.dumps({"pk": f"{scene.admin.tenant}#EXPORTS#{scene.admin.id}", "sk": f"EXPORT#{job}"})
    return lambda: export.job.handler({"Records": [{"messageId": "1", "body": order}]}, None)


def a_debt_is_made_a_workbook(scene: Scene) -> Attempt:
    customer = scene.done("POST", "/v1/adjustments", _adjustment(scene))["customer"]
    job = scene.done("POST", "/v1/exports", {"kind": "debt", "customer": customer})["id"]
    order = json.dumps({"pk": f"{scene.admin.tenant}#EXPORTS#{scene.admin.id}", "sk": f"EXPORT#{job}"})
    return lambda: export.job.handler({"Records": [{"messageId": "1", "body": order}]}, None)


def activities_are_made_a_workbook(scene: Scene) -> Attempt:
    tasks = [_task(scene).rpartition("/")[2] for _ in range(2)]
    job = scene.done("POST", "/v1/exports", {"kind": "activities", "records": tasks})["id"]
    order = json.dumps({"pk": f"{scene.admin.tenant}#EXPORTS#{scene.admin.id}", "sk": f"EXPORT#{job}"})
    return lambda: export.job.handler({"Records": [{"messageId": "1", "body": order}]}, None)


def _bulk(records: list[str]) -> tuple[str, Any]:
    return "/v1/bulk", {"action": {"kind": "next_stage"}, "records": records}


def records_are_asked_to_be_changed(scene: Scene) -> Attempt:
    path, body = _bulk([scene.lead(), scene.lead()])
    return lambda: scene.ask("POST", path, body, **KEY)


def a_job_is_cancelled(scene: Scene) -> Attempt:
    job = scene.done("POST", *_bulk([scene.lead()]))["id"]
    return lambda: scene.ask("POST", f"/v1/jobs/{job}/cancel", **KEY)


def a_job_is_tried_again(scene: Scene) -> Attempt:
    job = scene.done("POST", *_bulk([scene.lead(), TIER, scene.lead()]))["id"]
    scene.world.records()
    order = {"pk": f"{scene.admin.tenant}#JOBS#{scene.admin.id}", "sk": f"JOB#{job}", "step": 0}
    last = {"body": json.dumps(order), "attributes": {"ApproximateReceiveCount": "5"}}
    with patch("bulk.work.viewer_of", side_effect=ConnectionError):
        bulk.job.handler({"Records": [last]}, None)
    return lambda: scene.ask("POST", f"/v1/jobs/{job}/retry", **KEY)


def what_nobody_works_at_is_ordered_again(scene: Scene) -> Attempt:
    scene.done("POST", *_bulk([scene.lead(), TIER]))
    scene.world.records()

    def attempt() -> None:
        with patch.object(watch.looking, "PATIENCE", timedelta(0)):
            for _ in range(2):  # what one look does not come to is the next one's
                watch.schedule.handler({}, None)

    return attempt


def records_are_changed_in_steps(scene: Scene) -> Attempt:
    leads = [scene.lead(), TIER, scene.lead(stage="new", groups=["vip"])]
    with patch.object(jobs.rules, "SIZE", 2):
        job = scene.done("POST", *_bulk(leads))["id"]
    where = {"pk": f"{scene.admin.tenant}#JOBS#{scene.admin.id}", "sk": f"JOB#{job}"}

    def attempt() -> None:
        for step in (0, 1):
            order = json.dumps({**where, "step": step})
            bulk.job.handler({"Records": [{"messageId": "1", "body": order}]}, None)

    return attempt


def records_are_moved_from_an_entry_that_goes(scene: Scene) -> Attempt:
    for _ in range(2):
        scene.lead(source="phone")
    scene.world.pump()
    place = "/v1/catalogs/sources/phone"
    job = scene.world.call("DELETE", place, by=scene.admin, replace_with="email")["job"]
    where = {"pk": f"{scene.admin.tenant}#JOBS#{scene.admin.id}", "sk": f"JOB#{job}"}

    def attempt() -> None:
        for step in (0, 1):
            order = json.dumps({**where, "step": step})
            bulk.job.handler({"Records": [{"messageId": "1", "body": order}]}, None)

    return attempt


def an_employee_goes_to_another_department(scene: Scene) -> Attempt:
    scene.lead()
    other = scene.done("POST", "/v1/departments", {"code": "D9", "name": "Bán hàng"})["id"]
    return lambda: scene.ask("PATCH", f"/v1/employees/{scene.admin.id}", {"department": other})


def an_employee_gets_another_email(scene: Scene) -> Attempt:
    employee = _colleague(scene)
    scene.world.pump()
    return lambda: scene.ask("PATCH", f"/v1/employees/{employee}", {"email": "chi@acme.example", "code": "S8"})


def tiers_are_recalculated(scene: Scene) -> Attempt:
    scene.done("POST", f"{_contract(scene)}/confirm")
    scene.world.pump()
    scene.done("PUT", "/v1/tiers", {"tiers": [LADDER["tiers"][0] | {"min_amount": "101"}]})
    tiers.runs.begin(scene.admin.tenant, "2027-01-11", clock.HOME, clock.now())
    order = {"body": json.dumps({"tenant": scene.admin.tenant, "run": "2027-01-11"})}
    return lambda: tiers.job.handler({"Records": [order | {"attributes": {"ApproximateReceiveCount": "2"}}]}, None)


def the_night_falls(scene: Scene) -> Attempt:
    scene.lead()

    def fall() -> None:
        with patch.object(clock, "now", lambda: NIGHT):
            tiers.schedule.handler({}, None)
        for minutes in (20, 40):  # what one look could not order, the next one does
            with patch.object(clock, "now", lambda: NIGHT + timedelta(minutes=minutes)):  # noqa: B023 - used at once
                watch.schedule.handler({}, None)

    return fall


OPERATIONS: dict[str, Operation] = {
    name: operation
    for told in (
        globals(),
        vars(attachments),
        vars(campaigns),
        vars(imports),
        vars(letters),
        vars(mails),
        vars(papers),
        vars(records),
        vars(sites),
        vars(texts),
        vars(wordings),
    )
    for name, operation in operations_in(told).items()
}
