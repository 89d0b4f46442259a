"""Telling a story to the real handlers: every caller tries again as its like does in the world."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import reactions.stream
import scoring.stream
import tiers.job
from customers import counting
from customers.model import CustomerItem
from customers.rules import Customer
from kernel import clock, ids, keys, table
from local.sns import Sender, encode, new
from scoring.folding import FOLD as SCORE
from tests.faults.wire import Crash, Fault, Wire
from tests.intake.taken import at_once
from tests.mailing.examples import EVENTS
from tests.mailing.postbox import TOPIC
from tests.properties import stories
from tests.properties.cast import Cast
from tests.properties.lives import Life
from tests.properties.living import GONE, Living, later
from tests.properties.stories import Reader
from tests.world import REACTIONS, SCORING, Answer, World
from tiers import runs
from tiers.folding import FOLD as TIER

HANDLERS: Mapping[Reader, tuple[Any, tuple[str, ...]]] = {
    "scoring": (scoring.stream.handler, SCORING),
    "reactions": (reactions.stream.handler, REACTIONS),
}
SENDER: Sender = new(TOPIC)
CONVERTED = {"already_customer", "wrong_state", GONE}
_TRIES = 4


class Telling(Living):
    """One run of a story, in a tenant of its own."""

    def __init__(self, world: World, wire: Wire, cast: Cast) -> None:
        self.world, self.wire, self.cast, self.admin = world, wire, cast, cast.admin
        self.leads: list[str] = []
        self.documents: list[str] = []
        self.adjustments: list[str] = []
        self.merges: list[tuple[str, str]] = []
        self.merged: set[str] = set()
        self.log: list[dict[str, Any]] = []
        self.read: dict[Reader, int] = {"scoring": 0, "reactions": 0}
        self.label = 0
        self.lost = self.was_lost = False
        self._requests = 0

    # --- what people do -------------------------------------------------------------------------
    def tell(self, what: stories.Business | Life | stories.Weather, fault: Fault | None = None) -> None:
        getattr(self, type(what).__name__.lower())(what, fault)

    def create(self, what: stories.Create, fault: Fault | None) -> None:
        answer = self.call("POST", "/v1/leads", {"name": "Nguyễn Hoà", **what.fields}, fault)
        self.leads.append(answer["id"])

    def patch(self, what: stories.Patch, fault: Fault | None) -> None:
        refusals = {GONE, "invalid_request"}  # a partner has other sources and groups
        self.call("PATCH", f"/v1/leads/{self.leads[what.lead]}", what.fields, fault, refusals)

    def convert(self, what: stories.Convert, fault: Fault | None) -> None:
        self.call("POST", f"/v1/leads/{self.leads[what.lead]}/convert", None, fault, CONVERTED)

    def pursue(self, what: stories.Pursue, fault: Fault | None) -> None:
        lead, other = self.leads[what.lead], self.leads[1 - what.lead]
        body = {"customer": what.customer} | ({"link_to": other} if what.customer == "link" else {})
        refusals = {*CONVERTED, "invalid_request", "already_merged", "merge_running", "merged_away"}
        made = self.call("POST", f"/v1/leads/{lead}/convert-to-opportunity", body, fault, refusals)
        if made.status < 300 and not made["again"] and made["customer"] != lead:
            self.merges.append((other, lead))
            self.merged |= {other, lead}
        self.drain()

    def adjust(self, what: stories.Adjust, fault: Fault | None) -> None:
        path = f"/v1/scores/{self.leads[what.lead]}/adjustments"
        made = self.call("POST", path, {"points": what.points, "reason": "by hand"}, fault, {GONE})
        if made.status < 300:
            self.adjustments.append(f"{path}/{made['id']}")

    def withdraw(self, what: stories.Withdraw, fault: Fault | None) -> None:
        if what.adjustment < len(self.adjustments):
            self.call("POST", f"{self.adjustments[what.adjustment]}/withdraw", None, fault, {"wrong_state", GONE})

    def document(self, what: stories.Document, fault: Fault | None) -> None:
        body = {"customer": self.leads[what.lead], "date": "2026-03-02", "amount": what.amount}
        more = {"receivable": what.receivable} if what.kind == "contracts" else {}
        answer = self.call("POST", f"/v1/{what.kind}", body | more, fault, {"invalid_request"})
        if answer.status < 300:
            self.documents.append(f"/v1/{what.kind}/{answer['id']}")

    def move(self, what: stories.Move, fault: Fault | None) -> None:
        if what.document < len(self.documents):
            self.call("POST", f"{self.documents[what.document]}/{what.to}", None, fault, {"wrong_state", GONE})

    def pin(self, what: stories.Pin, fault: Fault | None) -> None:
        path = f"/v1/tiers/customers/{self.leads[what.lead]}"
        if what.tier is None:
            self.call("DELETE", path, None, fault, {GONE})
        else:
            self.call("PUT", path, {"tier": what.tier, "reason": "by hand"}, fault, {"invalid_request", GONE})

    def climb(self, what: stories.Climb, fault: Fault | None) -> None:
        tiers: list[dict[str, Any]] = [
            {"id": tier, "name": stories.BOTH, "colour": "#112233", "discount": str(place), "min_amount": amount}
            for place, (tier, amount) in enumerate(zip(stories.TIERS, (what.first, "100", "150"), strict=True))
        ]
        if what.contracts and what.basis == "revenue":
            tiers[1] |= {"min_amount": None, "min_contracts": what.contracts}
        self.call("PUT", "/v1/tiers", {"basis": what.basis, "automatic": what.automatic, "tiers": tiers}, fault)
        day = ids.new(clock.now())  # a night of its own
        runs.begin(self.admin.tenant, day, clock.HOME, clock.now())
        order = json.dumps({"tenant": self.admin.tenant, "run": day})
        self.until_done(lambda: tiers_job(order), fault)  # it comes again with what tells so
        while self.world.work():
            pass
        found = runs.find(self.admin.tenant, day)
        assert found
        assert found.ended, "the night never ends"

    def publish(self, what: stories.Publish, fault: Fault | None) -> None:
        book = {
            "thresholds": [0, 10, 20, 30, 40],
            "rules": [
                {"id": "a", "kind": "email_opened", "points": what.points, "cap": what.cap, "name": stories.BOTH},
                {"id": "b", "kind": "email_clicked", "points": 3, "name": stories.BOTH},
                {"id": "c", "kind": "group", "group": "vip", "points": 20, "name": stories.BOTH},
                {"id": "d", "kind": "field", "field": "relationship", "values": ["customer"], "points": 7,
                 "name": stories.BOTH},
            ],
        }  # fmt: skip
        self.call("PUT", "/v1/scoring/rulebook", book, fault)
        for lead in self.leads:
            if self.call("POST", f"/v1/scores/{lead}/rebuild", None, fault, {GONE}).status >= 300:
                SCORE.rebuild(keys.customer(self.admin.tenant, lead))  # in the trash: by the operator's walk

    def mail(self, what: stories.Mail, fault: Fault | None) -> None:
        event = json.loads(json.dumps(EVENTS[what.kind]))
        tags = {"tenant": self.admin.tenant, "customer": self.leads[what.lead], "message": f"m{what.message}"}
        event["mail"]["tags"] = {name: [value] for name, value in tags.items()}
        if what.kind == "click":
            event["click"]["link"] = f"https://acme.example/{what.link}"
        body = encode(SENDER.notification(json.dumps(event)))
        outcomes: list[str] = []
        self.until_done(lambda: outcomes.append(at_once(body)), fault)
        assert outcomes[-1] in {"new", "repeated", "unmatched"}  # unmatched: the record is gone for good

    # --- what happens by itself -----------------------------------------------------------------
    def rebuild(self, what: stories.Rebuild, fault: Fault | None) -> None:
        self.call("POST", f"/v1/scores/{self.leads[what.lead]}/rebuild", None, fault, {GONE})

    def deliver(self, what: stories.Deliver, fault: Fault | None = None) -> bool:
        """One batch; the reader's position moves when it came through."""
        self.listen()
        handler, prefixes = HANDLERS[what.reader]
        start = self.read[what.reader]
        batch = self.log[start : start + what.count]
        mine = [record for record in batch if record["dynamodb"]["Keys"]["sk"]["S"].startswith(prefixes)]
        if mine and not self.attempt(lambda: handler({"Records": mine}, None), fault):
            return False
        self.read[what.reader] = start + len(batch)
        return True

    def redeliver(self, what: stories.Redeliver, _fault: Fault | None) -> None:
        self.read[what.reader] = max(0, self.read[what.reader] - what.count)

    def replace(self, _what: stories.Replace, _fault: Fault | None) -> None:
        self.listen()
        if any(read < len(self.log) for read in self.read.values()):
            self.lost = self.was_lost = True
        self.label += 1
        self.log.clear()
        self.read = {"scoring": 0, "reactions": 0}

    def listen(self) -> None:
        """Take in what the table's stream tells, under the name that the stream has now."""
        for record in self.world.records():
            if record["dynamodb"]["Keys"]["pk"]["S"].startswith(f"{self.admin.tenant}#"):
                self.log.append({**record, "eventSourceARN": f"{record['eventSourceARN']}-{self.label}"})

    def drain(self) -> None:
        """Until nothing more happens; the next change of a customer tells that a stream was lost."""
        if self.lost:
            self.lost = False
            for lead in self.leads:
                self.notice(lead)
        for _ in range(200):
            self.listen()
            waiting: list[Reader] = [name for name, read in self.read.items() if read < len(self.log)]
            if not waiting and not self.world.work():
                return
            for name in waiting:
                assert self.deliver(stories.Deliver(name, 4)), "fails without a fault"
        raise AssertionError("the stream never runs dry")

    def notice(self, lead: str) -> None:
        """A change of a record; of one that nobody can change the nights take care, and in the end an operator."""
        changed = self.call("PATCH", f"/v1/leads/{lead}", {"description": f"stream {self.label}"}, None, {GONE})
        if changed.status >= 300:
            for mend in (SCORE.rebuild, TIER.rebuild, counting.recount):
                mend(keys.customer(self.admin.tenant, lead))

    def profile(self, lead: int) -> Customer | None:
        """A record as it is now, if it is not gone."""
        found = table.get(CustomerItem, (collection(self, lead), keys.PROFILE), consistent=True)
        return found.value if found else None

    def bury(self) -> None:
        """A day after the last purge nothing comes any more of what is gone: the next one sweeps it."""
        for _ in range(2):
            with later(33):
                self.purge_step("collections", None)
            self.drain()

    # --- how callers try again ------------------------------------------------------------------
    def call(
        self, method: str, path: str, body: Any, fault: Fault | None = None, refusals: set[str] | None = None,
        version: int | None = None,
    ) -> Answer:  # fmt: skip
        self._requests += 1
        headers = {"idempotency-key": f"key-{self._requests}"} if method == "POST" else {}
        headers |= {"if-match": f'"{version}"'} if version else {}
        return self._ask(
            lambda: self.world.call(method, path, body, by=self.admin, headers=headers), fault, refusals or set()
        )

    def _ask(self, send: Callable[[], Answer], fault: Fault | None, refusals: set[str]) -> Answer:
        for _ in range(_TRIES):
            answers: list[Answer] = []
            done = self.attempt(lambda: answers.append(send()), fault)  # noqa: B023 - called at once
            fault = None
            if not done or answers[0].status >= 500:
                continue
            answer = answers[0]
            if "Retry-After" not in answer.headers:
                assert answer.status < 300 or answer["code"] in refusals, answer.raw
                return answer
            self.drain()
        raise AssertionError("the caller gives up")

    def until_done(self, job: Callable[[], object], fault: Fault | None) -> None:
        """A queue gives a message back until its worker came through."""
        for _ in range(_TRIES):
            if self.attempt(job, fault):
                return
            fault = None
        raise AssertionError("the worker gives up")

    def attempt(self, job: Callable[[], object], fault: Fault | None) -> bool:
        """Whether it came to its end; without a fault it must."""
        try:
            with self.wire.carrying(fault):
                job()
        except Crash:
            return False
        except Exception:
            if fault is None or not self.wire.struck:
                raise
            return False
        return True


def tiers_job(order: str) -> None:
    """One step of a recalculation, as the queue hands it over, perhaps not for the first time."""
    tiers.job.handler({"Records": [{"body": order, "attributes": {"ApproximateReceiveCount": "2"}}]}, None)


def collection(telling: Telling, lead: int) -> str:
    """The partition of a lead."""
    return keys.customer(telling.admin.tenant, telling.leads[lead])
