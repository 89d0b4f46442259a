"""What people do with contacts, cards, warranties and links."""

import reactions.stream
from tests.faults.attempts import KEY, Attempt, attached, gone
from tests.faults.scene import Scene
from tests.faults.streams import batch
from tests.world import REACTIONS

CARD = {"number": "1", "kind": "member"}
LINK = {"kind": "task", "title": "Khảo sát", "url": "https://a.vn/1", "outside_id": "T-1"}


def a_contact_is_taken_away(scene: Scene) -> Attempt:
    contact = attached(scene, "/v1/contacts", customer=scene.lead(), name="Hoà", primary=True)
    scene.world.pump()
    return lambda: gone(scene.ask("DELETE", contact))


def a_card_is_given(scene: Scene) -> Attempt:
    body = {"customer": scene.lead(), **CARD}
    return lambda: scene.ask("POST", "/v1/cards", body, **KEY)


def a_warranty_is_given(scene: Scene) -> Attempt:
    body = {"customer": scene.lead(), "product": "Bơm", "start": "2026-03-02"}
    return lambda: scene.ask("POST", "/v1/warranties", body, **KEY)


def _warranty(scene: Scene) -> str:
    return attached(scene, "/v1/warranties", customer=scene.lead(), product="Bơm")


def a_warranty_is_changed(scene: Scene) -> Attempt:
    warranty = _warranty(scene)
    return lambda: scene.ask("PATCH", warranty, {"status": "void"}, **{"if-match": '"1"'})


def a_warranty_is_taken_away(scene: Scene) -> Attempt:
    warranty = _warranty(scene)
    scene.world.pump()
    return lambda: gone(scene.ask("DELETE", warranty))


def a_record_is_linked_to_what_another_is_linked_to(scene: Scene) -> Attempt:
    known = scene.done("POST", "/v1/links", {"customer": scene.lead(), **LINK})["id"]
    body = {"customer": scene.lead(), "existing": known}
    return lambda: scene.ask("POST", "/v1/links", body, **KEY)


def a_link_is_changed(scene: Scene) -> Attempt:
    link = attached(scene, "/v1/links", customer=scene.lead(), **LINK)
    return lambda: scene.ask("PATCH", link, {"title": "Lắp đặt"})


def a_link_is_taken_away(scene: Scene) -> Attempt:
    link = attached(scene, "/v1/links", customer=scene.lead(), **LINK)
    scene.world.pump()
    return lambda: gone(scene.ask("DELETE", link))


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
    return batch(scene, reactions.stream.handler, REACTIONS)
