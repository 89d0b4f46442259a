import json
from collections.abc import Iterator
from typing import Any

import pytest

from local.sns import Sender, encode, new
from mailing import sns
from tests.intake.taken import at_once
from tests.mailing.examples import EVENTS
from tests.mailing.postbox import TOPIC
from tests.world import Answer, Person, World

SENDER: Sender = new(TOPIC)


class Office:
    """What people of one company do with their records."""

    def __init__(self, world: World, who: Person) -> None:
        self.world, self.who = world, who

    def ask(self, method: str, path: str, body: Any = None, **query: Any) -> Answer:
        return self.world.call(method, path, body, by=self.who, **query)

    def done(self, method: str, path: str, body: Any = None, **query: Any) -> Answer:
        answer = self.ask(method, path, body, **query)
        assert answer.status < 300, answer.raw
        return answer

    def lead(self, name: str = "A", **fields: Any) -> str:
        return str(self.done("POST", "/v1/leads", {"name": name, **fields})["id"])

    def read(self, lead: str) -> Any:
        return self.done("GET", f"/v1/leads/{lead}").body

    def contract(self, lead: str, amount: str = "5") -> str:
        money = {"customer": lead, "date": "2026-03-01", "amount": amount}
        return str(self.done("POST", "/v1/contracts", money)["id"])

    def contracts(self, lead: str) -> list[str]:
        return [row["id"] for row in self.done("GET", "/v1/contracts", customer=lead)["items"]]

    def signals(self, lead: str) -> list[str]:
        found = self.done("GET", f"/v1/scores/{lead}/signals")["items"]
        return [row["message"] for row in found if not row["occurrence"]]

    def listed(self, path: str = "/v1/leads") -> list[str]:
        return [row["id"] for row in self.done("GET", path)["items"]]

    def mail(
        self, lead: str | None, message: str, kind: str = "open", to: str | None = None, *, scanned: bool = False
    ) -> str:
        event: Any = json.loads(json.dumps(EVENTS[kind]))
        if scanned:
            event[kind] |= {"userAgent": "Barracuda Sentinel (EE)", "timestamp": "2026-03-02T02:16:19.652Z"}
        tags = {"tenant": self.who.tenant, "customer": lead, "message": message}
        event["mail"]["tags"] = {name: [value] for name, value in tags.items() if value}
        if to is not None:
            event["mail"]["destination"] = [to]
        return at_once(encode(SENDER.notification(json.dumps(event))))

    def merge(self, survivor: str, absorbed: str) -> None:
        self.done("POST", f"/v1/leads/{survivor}/merge", {"absorbed": absorbed})
        self.world.pump()

    def undo(self, survivor: str, absorbed: str) -> None:
        self.done("POST", f"/v1/leads/{survivor}/merges/{absorbed}/undo")
        self.world.pump()

    def merges(self, lead: str) -> list[Any]:
        found: list[Any] = self.done("GET", f"/v1/leads/{lead}/merges")["items"]
        return found


@pytest.fixture
def office(world: World, staff: Person) -> Iterator[Office]:
    yield Office(world, staff)
    sns._certificates.clear()
