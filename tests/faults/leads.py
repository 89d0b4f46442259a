"""What people do with leads and customers: whatever goes wrong at any call, it is done once."""

from tests.faults.attempts import KEY, Attempt
from tests.faults.scene import Scene


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


def deleted(scene: Scene) -> str:
    lead = scene.lead(groups=["vip"], emails=["hoa@example.com"])
    scene.done("POST", "/v1/contracts", {"customer": lead, "date": "2026-03-02", "amount": "100"})
    scene.world.pump()
    assert scene.ask("DELETE", f"/v1/leads/{lead}", **{"if-match": '"1"'}).status == 200
    scene.world.pump()
    return lead


def a_lead_is_recovered(scene: Scene) -> Attempt:
    lead = deleted(scene)
    return lambda: scene.ask("POST", f"/v1/leads/{lead}/recover", **KEY)


def colleague(scene: Scene) -> str:
    body = {"code": "S7", "name": "Lan", "email": "lan@acme.example", "department": scene.admin.department}
    return str(scene.done("POST", "/v1/employees", body)["id"])


def a_lead_is_shared(scene: Scene) -> Attempt:
    lead, body = scene.lead(groups=["vip"]), {"employees": [colleague(scene)], "departments": [scene.admin.department]}
    scene.world.pump()
    return lambda: scene.ask("POST", f"/v1/customers/{lead}/share", body, **KEY)


def a_share_is_taken_back(scene: Scene) -> Attempt:
    lead, body = scene.lead(groups=["vip"]), {"employees": [colleague(scene)]}
    scene.done("POST", f"/v1/customers/{lead}/share", body)
    scene.world.pump()
    return lambda: scene.ask("POST", f"/v1/customers/{lead}/share", body | {"mode": "remove"}, **KEY)


def a_lead_is_handed_over(scene: Scene) -> Attempt:
    lead, body = scene.lead(groups=["vip"]), {"employees": [colleague(scene)], "carry_over": ["contracts"]}
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
