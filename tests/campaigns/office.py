"""A company that writes to many: a template, records with addresses, and what becomes of a campaign."""

import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest

from bulk import work
from campaigns import model, recipients
from campaigns.recipients import Found, RecipientItem
from campaigns.statuses import ALL
from counts.recounting import Recounted, recount
from counts.tally import column
from kernel import clock, ids, keys, table
from kernel.table import Range
from kernel.values import encode
from local.sns import Sender, new
from local.sns import encode as posted
from mailing import sns
from reactions.stream import handler as campaigns
from suppression import links
from suppression.links import Meant
from tests.campaigns.letters import TEMPLATE, keep
from tests.mailing.examples import EVENTS
from tests.mailing.postbox import TOPIC
from tests.mailing.sent import Sent, sent
from tests.world import Answer, Person, World, deliver
from watch.schedule import every_minute

SENDER: Sender = new(TOPIC)


class Spare:
    """An invocation with time left."""

    def get_remaining_time_in_millis(self) -> int:
        """How much, in milliseconds."""
        return 60_000


class _Mortal(work._Step):
    """A step whose process just ends: it notes no failure."""

    def fail(self, reason: str) -> None:
        raise RuntimeError(reason)


class Office:
    """Who writes, and what they see of it."""

    def __init__(self, world: World, who: Person) -> None:
        self.world, self.who = world, who
        keep(who.tenant, TEMPLATE)

    def people(self, *addresses: str | None, by: Person | None = None, **more: Any) -> list[str]:
        """A lead for each address, the oldest first; None is one without."""
        made = []
        for number, address in enumerate(addresses):
            body = {"name": f"L{number}", "emails": [address] if address else [], **more}
            made.append(str(self.call("POST", "/v1/leads", body, by=by)["id"]))
        self.world.pump()
        return made

    def call(self, method: str, path: str, body: Any = None, *, by: Person | None = None, **query: Any) -> Answer:
        """A request that goes well."""
        answer = self.ask(method, path, body, by=by, **query)
        assert answer.status < 300, answer.raw
        return answer

    def ask(self, method: str, path: str, body: Any = None, *, by: Person | None = None, **query: Any) -> Answer:
        return self.world.call(method, path, body, by=by or self.who, **query)

    def draft(self, code: str = "tet", by: Person | None = None, **more: Any) -> str:
        """The id of a campaign to leads."""
        body = {"code": code, "name": "Tết", "template": "hello", "shelf": "lead", **more}
        return str(self.call("POST", "/v1/mailing/campaigns", body, by=by)["id"])

    def do(self, campaign: str, what: str, body: Any = None, by: Person | None = None) -> Answer:
        return self.ask("POST", f"/v1/mailing/campaigns/{campaign}/{what}", body, by=by)

    def read(self, campaign: str, by: Person | None = None) -> Answer:
        return self.call("GET", f"/v1/mailing/campaigns/{campaign}", by=by)

    def sent(self, code: str = "tet", **more: Any) -> str:
        """The id of a campaign that went out."""
        campaign = self.draft(code, **more)
        assert self.do(campaign, "start").status == 200
        self.world.pump()
        return campaign

    def mails(self) -> list[Sent]:
        """The campaigns' mails, which are not what introduces a lead."""
        return [mail for mail in sent() if mail.subject.startswith(("Chào ", "Hello "))]

    def rows(self, campaign: str) -> dict[str, RecipientItem]:
        """Everybody's row, by record."""
        where = Range(keys.campaign_parts(self.who.tenant, campaign), prefix=keys.RECIPIENT, consistent=True)
        return {item.customer: item for item in map(RecipientItem.of, table.every(where))}

    def statuses(self, campaign: str) -> dict[str, tuple[str, str | None]]:
        return {customer: (item.status, item.reason) for customer, item in self.rows(campaign).items()}

    def counted(self, campaign: str) -> dict[str, int]:
        """The counters, which are just what the rows say."""
        told = model.tally(self.who.tenant, campaign)
        assert told == Counter(item.status for item in self.rows(campaign).values())
        assert self.recounted(campaign) == (0, 0)
        assert set(told) <= set(ALL)
        return told

    def recounted(self, campaign: str) -> Recounted:
        """How many counters were wrong."""
        partition = keys.counts(self.who.tenant, recipients.COUNTED, campaign)
        tallies = [{column(recipients.COUNTED, campaign, one.status): 0} for one in self.rows(campaign).values()]
        return recount(self.who.tenant, [partition], lambda: tallies)

    def unsubscribe(self, campaign: str, customer: str, said: str = "List-Unsubscribe=One-Click") -> Answer:
        """What somebody's mail program posts."""
        token = links.token(Meant(self.who.tenant, campaign, customer))
        answer = self.world.call("POST", f"/v1/unsubscribe/{token}", raw=said)
        self.world.pump()
        return answer

    def schedule(self, campaign: str, hours: int) -> Answer:
        """To start so many hours from now."""
        at = (clock.now() + timedelta(hours=hours)).isoformat(timespec="seconds")
        return self.do(campaign, "schedule", {"at": at})

    def minute(self, later_hours: int = 0) -> None:
        """What happens every minute, so much later."""
        now = clock.now() + timedelta(hours=later_hours)
        with patch.object(clock, "now", lambda: now):
            every_minute({}, Spare())

    def cards(self, number: int, *, same: int) -> list[str]:
        """Leads as lists show them, and nothing else of them; the oldest `same` have the address of newer ones."""
        made = []
        for place in range(number):
            record = ids.new(clock.now() - timedelta(days=1) + timedelta(seconds=place))
            address = f"p{place if place >= same else place + same}@x.vn"
            value = {"id": record, "code": f"L-{place}", "name": f"L{place}", "email": address, "owner": self.who.id}
            self.world.put({
                "pk": {"S": keys.book(self.who.tenant, "lead", keys.own(self.who.id))}, "sk": {"S": record},
                "feed": {"S": keys.feed(self.who.tenant, "lead")}, "value": encode(value), "stars": {"N": "1"},
            })  # fmt: skip
            made.append(record)
        return made

    def pages(self, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        """Where each page begins that is read of the list, once its step is through."""
        asked: list[str] = []
        inner = recipients.enter

        def noted(tenant: str, campaign: str, audience: Sequence[Found]) -> None:
            inner(tenant, campaign, audience)
            asked.append(audience[0].customer)

        monkeypatch.setattr(recipients, "enter", noted)
        return asked

    @contextmanager
    def killed(self, after: int) -> Iterator[None]:
        """The process ends at a call to the table: just before it, or just after."""
        left = [after]
        inner = table._write_once

        def write(writes: Sequence[table.Write]) -> None:
            left[0] -= 1
            if left[0] == 0 and after % 2:
                raise RuntimeError("killed")
            inner(writes)
            if left[0] == 0:
                raise RuntimeError("killed")

        with patch.object(table, "_write_once", write), patch.object(work, "_Step", _Mortal):
            yield

    def deliver(self, records: Sequence[Any]) -> None:
        """The streams tell of these, in this order; each record's own changes stay in theirs."""
        homes: dict[str, list[Any]] = {}
        for one in records:
            homes.setdefault(one["dynamodb"]["Keys"]["pk"]["S"], []).append(one)
        for some in homes.values():
            deliver(sorted(some, key=lambda one: int(one["dynamodb"]["SequenceNumber"])))

    def again(self, dice: random.Random) -> None:
        """What was told is told again, all of it."""
        told = [
            one for one in self.world.history if one["dynamodb"]["Keys"]["sk"]["S"].startswith(("SIGNAL#", "MESSAGE"))
        ]
        for start in range(0, len(told), 10):
            campaigns({"Records": dice.sample(told[start : start + 10], len(told[start : start + 10]))}, None)
        self.world.pump()

    def job(self) -> dict[str, Any]:
        """The newest job."""
        jobs = [one for one in self.world.items() if one["sk"]["S"].startswith("JOB#")]
        return dict(max(jobs, key=lambda one: str(one["sk"]["S"]))["value"]["M"])

    def job_is_over(self) -> bool:
        """Whether the newest job rests or is done: every recipient has had their turn."""
        job = self.job()
        return bool(job["state"]["S"] == "done" or job.get("cursor", {}).get("S", "").startswith("again"))

    def tell(self, event: str, campaign: str, customer: str, *, code: str = "tet", to: str = "", **more: Any) -> None:
        """SES tells of a recipient's mail."""
        message = f"campaign-{campaign}-{customer}"
        tags = {"tenant": self.who.tenant, "message": message, "customer": customer, "campaign": code}
        body: Any = json.loads(json.dumps(EVENTS[event]))
        body["mail"] |= {"tags": {name: [one] for name, one in tags.items()}}
        body["mail"]["destination"] = [to] if to else body["mail"]["destination"]
        body.get(event, {}).update(more)
        with patch.object(sns, "download", lambda *_, **__: SENDER.pem):
            told = self.world.call("POST", "/v1/webhooks/ses", raw=posted(SENDER.notification(json.dumps(body))))
        assert told.status == 202, told.raw
