"""What stories about debts say: documents confirmed, entries read."""

from collections.abc import Callable
from typing import Any

from tests.world import Answer, World

type Ask = Callable[..., Answer]


def confirmed(ask: Ask, path: str, customer: str, amount: Any, **fields: Any) -> str:
    made = ask("POST", path, {"date": "2026-03-01", "customer": customer, "amount": amount, **fields})
    assert made.status == 201, made.raw
    done = ask("POST", f"{path}/{made['id']}/confirm")
    assert done.status == 200, done.raw
    return str(made["id"])


def adjusted(ask: Ask, customer: str, amount: Any, **more: Any) -> Answer:
    body = {"customer": customer, "date": "2026-03-01", "amount": amount, "reason": "đầu kỳ"}
    return ask("POST", "adjustments", body, **more)


def balance(ask: Ask, customer: str) -> str:
    return str(ask("GET", f"debts/{customer}")["balance"])


def entries(ask: Ask, customer: str, **query: Any) -> list[tuple[str, str, str]]:
    items = ask("GET", f"debts/{customer}/entries", **query)["items"]
    return [(one["kind"], one["amount"], one["balance"]) for one in items]


def dues(world: World, customer: str) -> list[str]:
    rows = [item["sk"]["S"] for item in world.items() if item["pk"]["S"] == f"acme#C#{customer}"]
    return sorted(sk for sk in rows if sk.startswith("~DUE#"))
