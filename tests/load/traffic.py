"""Two companies at work, one far busier than the other: what they do, and what of it was accepted.

It knows nothing of where the product runs: `call` is a request to it, `wait` lets seconds pass.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import urlencode

from kernel import clock
from local.sns import Sender, click_event, encode, open_event
from tests.intake.providers import generic, postmark
from tests.world import Answer

POINTS = {"opened": 2, "clicked": 5}
RULES = [
    {"id": kind, "kind": f"email_{kind}", "points": points, "name": {"vi": kind, "en": kind}}
    for kind, points in POINTS.items()
]  # without a cap, so that none that is missing goes unnoticed
WORK = {
    "lead": 20,
    "form": 3,
    "generic": 25,
    "ses": 12,
    "postmark": 8,
    "quote": 10,
    "stage": 8,
    "list": 10,
    "export": 4,
}
"""What is done, and how often of a hundred times."""
HOT = 50
"""So many things the busy one does while the quiet one does one; in a short time fewer, for that does one of each."""
PATIENCE = 40
"""So often a caller comes again."""
type Call = Callable[..., Answer]


class Wrong(AssertionError):  # noqa: N818 - found, not raised by the product
    """The product did not do what it says."""


@dataclass
class Firm:
    """A company: who asks, with which keys; and what was accepted."""

    tenant: str
    by: Any
    secrets: dict[str, str]
    sender: Sender
    leads: dict[str, str] = field(default_factory=dict)
    """Id by email address."""
    forms: int = 0
    numbers: list[str] = field(default_factory=list)
    told: set[tuple[str, str, str]] = field(default_factory=set)
    """(address, kind, message) of each event."""
    exports: dict[str, int] = field(default_factory=dict)
    """Rows by job."""


class Traffic:
    """What is done, by as many at once as one likes."""

    def __init__(self, call: Call, wait: Callable[[float], None], random: Random) -> None:
        self.call, self._wait, self._random = call, wait, random
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.wrong: list[str] = []
        self._number = 0

    def plan(self, number: int) -> Iterator[tuple[bool, str]]:
        """(whether it is the quiet company, what it does), so many; of the quiet one at least one of each kind."""
        kinds, weights = list(WORK), list(WORK.values())
        few = [(True, kind) for kind in ("lead", *kinds)]
        many = [(False, kind) for kind in ("lead", *self._random.choices(kinds, weights, k=number))]
        quiet = max(len(few), number // HOT)
        few += [(True, kind) for kind in self._random.choices(kinds, weights, k=quiet - len(few))]
        yield from (few[0], many[0])
        rest = few[1:] + many[1:]
        self._random.shuffle(rest)
        yield from rest

    def act(self, firm: Firm, kind: str) -> None:
        """Do one thing, and again as long as it is refused for now; what must not be is noted."""
        self._number += 1
        try:
            getattr(self, f"_{kind}")(firm, f"{self._number}")
            self.done[kind] += 1
        except Wrong as wrong:
            self.wrong.append(f"{firm.tenant} {kind}: {wrong}")

    def insist(self, ask: Callable[[], Answer]) -> Answer:
        """The answer in the end. Wrong where it is refused for good, or does not say when to come again."""
        for _ in range(PATIENCE):
            answer = ask()
            if answer.status < 300:
                return answer
            again = answer.headers.get("Retry-After") or answer.headers.get("retry-after")
            if not is_of_the_gateway(answer):
                if answer.status not in {409, 429, 503} or again is None or answer["status"] != answer.status:
                    raise Wrong(f"{answer.status} {answer.headers} {answer.raw}")
                self.refused[f"{answer.status} {answer['code']}"] += 1
            else:
                self.refused[f"{answer.status} of the gateway: {answer.raw[:40]}"] += 1
            self._wait(float(again or 1))
        raise Wrong(f"still refused: {answer.status} {answer.raw}")

    def ask(self, firm: Firm, method: str, path: str, body: Any = None, key: str | None = None, **query: Any) -> Answer:
        headers = {"idempotency-key": key} if key else {}
        return self.insist(lambda: self.call(method, path, body, by=firm.by, headers=headers, **query))

    # --- what is done ------------------------------------------------------------------------------
    def _lead(self, firm: Firm, name: str) -> None:
        email = f"k{name}@{firm.tenant}.example"
        made = self.ask(firm, "POST", "/v1/leads", {"name": f"K{name}", "emails": [email], "stage": "new"}, key=name)
        firm.leads[email] = str(made["id"])

    def _form(self, firm: Firm, name: str) -> None:
        path, fields = f"/v1/web/forms/{firm.secrets['form']}", urlencode({"n": f"F{name}", "e": f"f{name}@x.example"})
        headers = {"content-type": "application/x-www-form-urlencoded", "idempotency-key": name}
        self.insist(lambda: self.call("POST", path, raw=fields, headers=headers))
        firm.forms += 1

    def _generic(self, firm: Firm, name: str) -> None:
        """A body of some events; now and then the whole of it is posted twice."""
        told = [self._event(firm, f"g{name}-{place}") for place in range(self._random.randrange(1, 9))]
        stamp = clock.stamp(clock.now())
        link = {"opened": {}, "clicked": {"link": "https://x.example/"}}
        events = [{"type": kind, "at": stamp, "message": m, "email": who, **link[kind]} for who, kind, m in told]
        for _ in range(self._random.choice([1, 1, 2])):
            self._letter(firm, "generic", lambda: generic(firm.secrets["generic"], events, at=clock.now()))
        firm.told |= set(told)

    def _postmark(self, firm: Firm, name: str) -> None:
        who, _, message = self._event(firm, f"p{name}")
        record = {
            "RecordType": "Open", "MessageID": message, "Recipient": who, "ReceivedAt": clock.stamp(clock.now()),
        }  # fmt: skip
        self._letter(firm, "postmark", lambda: postmark(record, firm.secrets["postmark"]))
        firm.told.add((who, "opened", message))

    def _letter(self, firm: Firm, source: str, write: Callable[[], Any]) -> None:
        def post() -> Answer:
            letter = write()  # signed anew each time it is sent
            path = f"/v1/webhooks/in/{firm.tenant}/{source}"
            return self.call("POST", path, raw=letter.content.decode(), headers=letter.headers)

        if self.insist(post).status != 202:
            raise Wrong("a body is answered otherwise than with 202")

    def _ses(self, firm: Firm, name: str) -> None:
        who, kind, message = told = self._event(firm, f"s{name}")
        where: Any = {
            "tenant": firm.tenant, "customer": firm.leads[who], "message": message, "to": who, "at": clock.now(),
        }  # fmt: skip
        event = click_event(**where, link="https://x.example/") if kind == "clicked" else open_event(**where)
        text = encode(firm.sender.notification(event, at=clock.now()))
        self.insist(lambda: self.call("POST", "/v1/webhooks/ses", raw=text))
        firm.told.add(told)

    def _event(self, firm: Firm, message: str) -> tuple[str, str, str]:
        kind = "clicked" if self._random.random() < 1 / 3 else "opened"
        return self._random.choice(list(firm.leads)), kind, message

    def _quote(self, firm: Firm, name: str) -> None:
        body = {"customer": self._random.choice(list(firm.leads.values())), "date": "2026-03-01", "amount": 5}
        firm.numbers.append(str(self.ask(firm, "POST", "/v1/quotes", body, key=f"q{name}")["number"]))

    def _stage(self, firm: Firm, name: str) -> None:
        lead = self._random.choice(list(firm.leads.values()))
        stage = self._random.choice(["new", "contacted", "interested"])
        self.ask(firm, "POST", f"/v1/leads/{lead}/stage", {"stage": stage}, key=f"t{name}")

    def _list(self, firm: Firm, _name: str) -> None:
        """Page after page while others come: those that were there are all there, and nobody twice."""
        there = set(firm.leads.values())
        found = [one["id"] for one in self.pages(firm, "/v1/leads", limit=20)]
        if len(found) != len(set(found)) or there - set(found):
            raise Wrong(f"a walk of {len(found)} missed {there - set(found)}")

    def _export(self, firm: Firm, name: str) -> None:
        """Of some leads: the same ones asked for again would be the same job."""
        leads = list(firm.leads.values())
        chosen = sorted(self._random.sample(leads, min(len(leads), 5)))
        made = self.ask(firm, "POST", "/v1/exports", {"kind": "leads", "records": chosen}, key=f"x{name}")
        firm.exports[str(made["id"])] = len(chosen)

    def pages(self, firm: Firm, path: str, **query: Any) -> Iterator[Any]:
        """All of a list."""
        cursor: str | None = None
        while True:
            page = self.ask(firm, "GET", path, cursor=cursor, **query)
            yield from page["items"]
            cursor = page["next_cursor"]
            if cursor is None:
                return


def is_of_the_gateway(answer: Answer) -> bool:
    """A refusal of API Gateway itself, of which the product knows nothing: its body is a message and no more."""
    return answer.status in {429, 502, 503, 504} and not (isinstance(answer.body, dict) and "code" in answer.body)


def furnished(traffic: Traffic, tenant: str, by: Any, sender: Sender) -> Firm:
    """A company with rules to score by, keys for providers, and a form."""
    firm = Firm(tenant, by, {}, sender)
    traffic.ask(firm, "PUT", "/v1/scoring/rulebook", {"rules": RULES})
    for source in ("generic", "postmark"):
        made = traffic.ask(firm, "POST", f"/v1/webhooks/sources/{source}/keys", {}, key=source)
        firm.secrets[source] = str(made["secret"])
    fields = [{"site": "n", "lead": "name"}, {"site": "e", "lead": "email"}]
    me = traffic.ask(firm, "GET", "/v1/me")
    form = {"code": "site", "name": "S", "fields": fields, "defaults": {"owner": me["id"]}}
    body = {**form, "per_minute": 600, "introductions_per_day": 0}
    firm.secrets["form"] = str(traffic.ask(firm, "POST", "/v1/sites/forms", body, key="form")["secret"]["key"])
    return firm


def worked_out(firm: Firm) -> dict[str, int]:
    """The score of each lead, by its id."""
    scores = dict.fromkeys(firm.leads.values(), 0)
    for who, kind, _ in firm.told:
        scores[firm.leads[who]] += POINTS[kind]
    return scores


def as_json(text: str) -> Any:
    """A body, where it is JSON."""
    try:
        return json.loads(text) if text else None
    except ValueError:
        return None
