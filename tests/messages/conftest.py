"""Customers of a company that writes over every channel, and what the world took."""

from dataclasses import dataclass
from typing import Any

import pytest

from kernel import table
from local.zalo import Zalo
from outbox import settings as outbox
from outbox.settings import EmailSettings
from tests.channels.conftest import authorise, zalo
from tests.world import Answer, Person, World, backend

__all__ = ["zalo"]

LAN: dict[str, Any] = {
    "name": "Nguyễn Thị Lan", "company": "Công ty Lan", "emails": ["lan@x.vn"], "phones": ["0912345678"],
    "zalo_user": "8711234567890123456",
}  # fmt: skip
OA_SECRET = "an-oa-secret"
"""With it Zalo signs what it tells."""
SMS = {"channel": "sms", "text": "Chao {{name}}"}
CHANNELS = {"sms": {"on": True, "sender_id": "Acme1", "max_price": "0.05"}, "zalo": {"on": True, "oa_id": "12345"}}
CREDENTIALS = {
    "app_id": "1234567890", "app_secret": "an-app-secret", "refresh_token": "refresh-0",
}  # fmt: skip


@dataclass
class Desk:
    """Who writes."""

    world: World
    admin: Person
    staff: Person

    def lead(self, by: Person | None = None, **fields: Any) -> str:
        """A record, the caller's."""
        made = self.world.call("POST", "/v1/leads", LAN | fields, by=by or self.staff)
        assert made.status == 201, made.raw
        return str(made["id"])

    def send(self, wording: Any, *records: str, by: Person | None = None, **more: Any) -> Answer:
        """Ask for it."""
        body = {"wording": wording, "records": list(records)}
        return self.world.call("POST", "/v1/messages/sendings", body, by=by or self.staff, **more)

    def sent(self, wording: Any, *records: str, by: Person | None = None) -> list[tuple[str, str | None]]:
        """What became of each once all has run."""
        asked = self.send(wording, *records, by=by)
        assert asked.status == 202, asked.raw
        self.world.pump()
        told = self.world.call("GET", f"/v1/jobs/{asked['job']}/results", by=by or self.staff, limit=100)
        found = {one["record"]: (one["outcome"], one["code"]) for one in told["items"]}
        return [found[one] for one in records]

    def log(self, record: str, by: Person | None = None, **query: Any) -> Any:
        """What a record's log shows."""
        return self.world.call("GET", f"/v1/messages/records/{record}", by=by or self.staff, **query)


def texts() -> list[tuple[str, str]]:
    """The text messages that SNS took: (number, text)."""
    return [(number, text) for number, text, *_ in backend("sns").sms_messages.values()]


def turn_on(world: World, admin: Person) -> None:
    """All channels; and nothing that is sent by itself."""
    table.write(outbox.saving(outbox.settings("acme", consistent=True), EmailSettings(introduction=False)))
    given = world.call("PUT", "/v1/messages/channels/zalo/credentials", CREDENTIALS, by=admin)
    assert given.status == 200, given.raw
    world.call("POST", "/v1/webhooks/sources/zalo/keys", {"key": OA_SECRET}, by=admin)
    saved = world.call("PUT", "/v1/messages/channels", CHANNELS, by=admin)
    assert saved.status == 200, saved.raw


@pytest.fixture
def desk(world: World, admin: Person, staff: Person, zalo: Zalo) -> Desk:
    turn_on(world, admin)
    authorise(zalo)
    return Desk(world, admin, staff)
