"""Quotes, orders, contracts, receipts and what is entered by hand."""

from typing import Any

from tests.faults.attempts import KEY, Attempt, gone
from tests.faults.given import LADDER, TIER
from tests.faults.scene import Scene


def a_contract_is_drafted(scene: Scene) -> Attempt:
    body = {"customer": scene.lead(), "date": "2026-03-02", "amount": "100"}
    return lambda: scene.ask("POST", "/v1/contracts", body, **KEY)


def contract_of(scene: Scene) -> str:
    scene.done("PUT", "/v1/tiers", LADDER)
    body = {"customer": scene.lead(), "date": "2026-03-02", "amount": "100"}
    return f"/v1/contracts/{scene.done('POST', '/v1/contracts', body)['id']}"


def a_contract_is_confirmed(scene: Scene) -> Attempt:
    contract = contract_of(scene)
    return lambda: scene.ask("POST", f"{contract}/confirm", **KEY)


def a_contract_is_cancelled(scene: Scene) -> Attempt:
    contract = contract_of(scene)
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


def adjustment(scene: Scene) -> Any:
    return {"customer": scene.lead(), "date": "2026-03-02", "amount": "-5", "reason": "đầu kỳ"}


def a_manual_entry_is_posted(scene: Scene) -> Attempt:
    body = adjustment(scene)
    return lambda: scene.ask("POST", "/v1/adjustments", body, **KEY)


def a_manual_entry_is_taken_back(scene: Scene) -> Attempt:
    made = scene.done("POST", "/v1/adjustments", adjustment(scene))["id"]
    return lambda: scene.ask("POST", f"/v1/adjustments/{made}/cancel", **KEY)
