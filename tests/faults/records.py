"""What people do with a record besides capturing it, and with the departments it belongs to."""

from tests.faults.attempts import KEY, Attempt
from tests.faults.scene import Scene


def a_partner_is_added(scene: Scene) -> Attempt:
    body = {"name": "Đại lý Hà Nội", "emails": ["daily@example.com"]}
    return lambda: scene.ask("POST", "/v1/partners", body, **KEY)


def a_customer_is_changed(scene: Scene) -> Attempt:
    customer = scene.lead(emails=["hoa@example.com"], groups=["vip"])
    scene.done("POST", f"/v1/leads/{customer}/convert")
    scene.world.pump()
    body = {"emails": [], "groups": ["north"], "phones": ["0912345678"]}
    return lambda: scene.ask("PATCH", f"/v1/customers/{customer}", body, **{"if-match": '"2"'})


def a_customer_is_recovered(scene: Scene) -> Attempt:
    customer = scene.lead()
    scene.done("POST", f"/v1/leads/{customer}/convert")
    assert scene.ask("DELETE", f"/v1/customers/{customer}", **{"if-match": '"2"'}).status == 200
    return lambda: scene.ask("POST", f"/v1/customers/{customer}/recover", **KEY)


def a_lead_goes_to_the_next_stage(scene: Scene) -> Attempt:
    lead = scene.lead(stage="new")
    scene.world.pump()
    return lambda: scene.ask("POST", f"/v1/leads/{lead}/stage", {}, **KEY)


def a_lost_lead_is_taken_up_again(scene: Scene) -> Attempt:
    lead = scene.lead()
    scene.done("POST", f"/v1/leads/{lead}/lost", {"reason": "price"})
    scene.world.pump()
    return lambda: scene.ask("POST", f"/v1/leads/{lead}/reopen", **KEY)


def a_department_gets_a_manager(scene: Scene) -> Attempt:
    place = scene.admin.department
    person = {"code": "M1", "name": "Lan", "email": "lan@acme.example", "role": "manager", "department": place}
    manager = scene.done("POST", "/v1/employees", person)["id"]
    return lambda: scene.ask("PATCH", f"/v1/departments/{place}", {"manager": manager, "name": "Bán hàng"})


def an_opportunity_is_noted_in_a_few_words(scene: Scene) -> Attempt:
    body = {"customer": scene.lead(), "name": "Trạm bơm"}
    return lambda: scene.ask("POST", "/v1/opportunities/quick", body, **KEY)


def a_department_goes_out_of_use(scene: Scene) -> Attempt:
    place = scene.done("POST", "/v1/departments", {"code": "D9", "name": "Bán hàng"})["id"]
    return lambda: scene.ask("PATCH", f"/v1/departments/{place}", {"active": False})
