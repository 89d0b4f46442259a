"""An email campaign by recipient: settling its audience, handing each mail over, sending it; and its being opened."""

import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from benchmarks.company import Company
from benchmarks.figures import Figure
from benchmarks.meter import Bill
from benchmarks.people import leads
from campaigns.statuses import message_id
from local import sns
from tests.campaigns.letters import TEMPLATE, keep
from tests.intake.taken import at_once
from tests.world import backend, client

SIZES = (50, 200)
"""Recipients: what each costs does not depend on how many there are."""
CALLS, WRITES, READS = 12, 25, 22
OPENED = 8, 13, 13
"""The same for a mail that is opened: kept, judged, scored and counted by its score, and the row of its recipient."""


def measure(say: Callable[[str], None], firm: Company) -> Iterable[Figure]:
    """Campaigns to some and to more, to their end; then some of their mails are opened."""
    keep(firm.admin.tenant, TEMPLATE)
    client("sesv2").create_email_identity(EmailIdentity="leadstream.example")
    made = 0
    for size in SIZES:
        say(f"a campaign to {size} recipients")
        for body in leads(size - made, seed=83 + size):
            firm.call("POST", "/v1/leads", {**body, "emails": [f"a{made}@khach.example"]})
            made += 1
        firm.world.pump()
        yield from _sent(firm, size)


def _sent(firm: Company, size: int) -> Iterable[Figure]:
    body = {"code": f"c{size}", "name": "Tết", "shelf": "lead", "template": TEMPLATE.code}
    campaign = str(firm.call("POST", "/v1/mailing/campaigns", body)["id"])
    before = len(backend("ses").sent_messages)
    bill = firm.bill(lambda: firm.call("POST", f"/v1/mailing/campaigns/{campaign}/start"), firm.world.pump)
    if len(backend("ses").sent_messages) - before != size:
        raise RuntimeError("not everybody got it once")
    yield from _each("campaign", bill, size, (CALLS, WRITES, READS))
    some = [row["id"] for row in firm.call("GET", "/v1/leads", limit=50)["items"]]
    notified = [_opened(firm, one, message_id(campaign, one), f"c{size}") for one in some]
    opened = firm.bill(lambda: [at_once(one) for one in notified], firm.world.pump)
    yield from _each("campaign_opened", opened, len(some), OPENED, f"@{size}")


def _opened(firm: Company, customer: str, message: str, code: str) -> str:
    """A notification that a mail of a campaign was opened."""
    told = {"tenant": firm.admin.tenant, "customer": customer, "message": message, "to": "a@khach.example"}
    body = json.loads(sns.open_event(**told, at=datetime.now(UTC)))
    body["mail"]["tags"]["campaign"] = [code]
    return sns.encode(firm.mail.notification(json.dumps(body)))


def _each(name: str, bill: Bill, number: int, most: tuple[int, int, int], at: str = "") -> Iterable[Figure]:
    suffix = at or f"@{number}"
    yield Figure(f"ops.{name}.calls_each{suffix}", round(len(bill.calls) / number, 2), "calls", most[0])
    yield Figure(f"ops.{name}.write_units_each{suffix}", round(bill.writes / number, 2), "write units", most[1])
    yield Figure(f"ops.{name}.read_units_each{suffix}", round(bill.reads / number, 2), "read units", most[2])
