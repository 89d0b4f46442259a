"""What writing to many asks of DynamoDB and of providers, by recipient: from the request until each was sent to."""

import os
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any

from benchmarks.company import Company
from benchmarks.figures import Figure
from benchmarks.operations import figures
from benchmarks.people import leads
from channels import secrets, tokens
from channels.tokens import Credentials
from kernel import clock
from local import zalo as local_zalo
from local.zalo import Zalo
from tests.world import backend, client

MANY = 100
WORDINGS: dict[str, dict[str, Any]] = {
    "email": {"channel": "email", "subject": "Chào {{name}}", "text": "Kính gửi {{company}}"},
    "sms": {"channel": "sms", "text": "Chao {{name}}", "unaccented": True},
    "zalo": {"channel": "zalo", "text": "Chào {{name}}"},
    "zns": {"channel": "zns", "template": "7895417", "data": {"customer": "{{name}}"}},
}
CALLS, WRITES, READS = 6.5, 13.5, 5.5
"""By recipient: its transaction with the outcome, the two marks, and what is looked up last. An email also looks
whether its address is suppressed, when it is asked for and when it is sent, and at the company's mail settings; a
notice looks whether Zalo tells of it."""
MORE = {"email": (4, 0, 8), "zns": (1, 0, 0.5)}


def measure(say: Callable[[str], None], firm: Company) -> Iterable[Figure]:
    """Each channel, then a page of what one of them was sent."""
    made = [_lead(firm, place, body) for place, body in enumerate(leads(MANY, seed=79))]
    firm.world.pump()
    with Zalo() as zalo:
        _turn_on(firm, zalo)
        for channel, wording in WORDINGS.items():
            say(f"{MANY} customers are written to by {channel}")
            yield from _written(firm, channel, {"wording": wording, "records": made}, zalo)
    page = firm.bill(lambda: firm.call("GET", f"/v1/messages/records/{made[0]}"))
    yield from figures("read_log", page, calls=6)


def _lead(firm: Company, place: int, body: Mapping[str, object]) -> str:
    more = {"phones": [f"09{place:08d}"], "zalo_user": f"87{place:08d}"}
    return str(firm.call("POST", "/v1/leads", {**body, **more})["id"])


def _turn_on(firm: Company, zalo: Zalo) -> None:
    os.environ["ZALO_ENDPOINT"] = zalo.address
    client("sesv2").create_email_identity(EmailIdentity="leadstream.example")
    body = {"app_id": local_zalo.APP, "app_secret": local_zalo.SECRET, "refresh_token": zalo.refresh_token}
    firm.call("PUT", "/v1/messages/channels/zalo/credentials", body)
    firm.call("PUT", "/v1/messages/channels", {"sms": {"on": True}, "zalo": {"on": True}})
    until = clock.stamp(clock.now() + timedelta(hours=20))
    held = Credentials(local_zalo.APP, local_zalo.SECRET, zalo.refresh_token, zalo.access_token, until)
    secrets.write(firm.admin.tenant, tokens.CHANNEL, tokens.vars_of(held))


def _written(firm: Company, channel: str, body: Mapping[str, object], zalo: Zalo) -> Iterable[Figure]:
    before = _provided(zalo)
    bill = firm.bill(lambda: firm.call("POST", "/v1/messages/sendings", body), firm.world.pump)
    name = f"ops.write_to_many.{channel}"
    more = MORE.get(channel, (0, 0, 0))
    yield Figure(f"{name}.calls_each", round(len(bill.calls) / MANY, 2), "calls", CALLS + more[0])
    yield Figure(f"{name}.write_units_each", round(bill.writes / MANY, 2), "write units", WRITES + more[1])
    yield Figure(f"{name}.read_units_each", round(bill.reads / MANY, 2), "read units", READS + more[2])
    yield Figure(f"{name}.provider_calls_each", (_provided(zalo) - before) / MANY, "calls", 1)


def _provided(zalo: Zalo) -> int:
    """What all providers took."""
    return len(backend("ses").sent_messages) + len(backend("sns").sms_messages) + len(zalo.taken)
