"""Leads in any order of what becomes of them: lists, stages, scores are what a dict says at each step (C, H)."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from kernel import keys
from local.sns import Sender, encode, new
from scoring.folding import FOLD
from tests.intake.taken import at_once
from tests.machines.stage import Stage, driven, furnished
from tests.mailing.examples import EVENTS
from tests.mailing.postbox import TOPIC
from tests.world import Person

SENDER: Sender = new(TOPIC)
MANAGERS = {"hoa": "north", "lan": "south"}
SCOPES = {"admin": "all", "north": "team", "south": "team"}
OPENED, MOST, VIP, BOUGHT = 5, 15, 20, 7
BOTH = {"vi": "x", "en": "x"}
BOOK = {
    "thresholds": [0, 10, 20, 30, 40],
    "rules": [
        {"id": "opened", "kind": "email_opened", "points": OPENED, "cap": MOST, "name": BOTH},
        {"id": "vip", "kind": "group", "group": "vip", "points": VIP, "name": BOTH},
        {"id": "bought", "kind": "field", "field": "relationship", "values": ["customer"], "points": BOUGHT,
         "name": BOTH},
    ],
}  # fmt: skip
EMAILS = ("a@x.vn", "b@x.vn")
_WHICH = st.integers(0, 5)
_STAFF = st.sampled_from(sorted(MANAGERS))


@dataclass
class Lead:
    """What a record is."""

    owner: str
    email: str
    groups: frozenset[str]
    stage: str
    is_customer: bool = False
    is_lost: bool = False
    is_deleted: bool = False
    shared: set[str] = field(default_factory=set)
    opened: set[int] = field(default_factory=set)
    given: dict[str, int] = field(default_factory=dict)
    """Points given by hand, by the id of the adjustment."""

    @property
    def score(self) -> int:
        earned = min(MOST, OPENED * len(self.opened)) + VIP * ("vip" in self.groups) + BOUGHT * self.is_customer
        return earned + sum(self.given.values())

    @property
    def seen_by(self) -> set[str]:
        """Who has it in their lists."""
        at_it = {self.owner, *self.shared}
        return {"admin", *at_it, *(MANAGERS[one] for one in at_it)}


class Leads(RuleBasedStateMachine):
    stage: Stage

    def __init__(self) -> None:
        super().__init__()
        self.stage.again()
        self.leads: dict[str, Lead] = {}

    @initialize()
    def rules_are_published(self) -> None:
        self.stage.done("PUT", "scoring/rulebook", BOOK)

    def _one(self, which: int) -> tuple[str, Lead]:
        known = sorted(self.leads)
        return known[which % len(known)], self.leads[known[which % len(known)]]

    def _person(self, name: str) -> Person:
        return self.stage.cast.people[name]

    # --- what becomes of a lead ---------------------------------------------------------------------
    @rule(owner=_STAFF, email=st.sampled_from(EMAILS), vip=st.booleans())
    def it_is_made(self, owner: str, email: str, vip: bool) -> None:
        body = {"name": "Nguyễn Hoà", "emails": [email], "groups": ["vip"] if vip else []}
        made = self.stage.world.call("POST", "/v1/leads", body, by=self._person(owner))
        assert made.status == 201, made.raw
        self.leads[made["id"]] = Lead(owner, email, frozenset(body["groups"]), made["stage"])

    @precondition(lambda self: self.leads)
    @rule(which=_WHICH, vip=st.booleans())
    def its_groups_change(self, which: int, vip: bool) -> None:
        one, lead = self._one(which)
        groups = ["vip", "north"] if vip else ["north"]
        if self._is_done(one, lead, "PATCH", "", {"groups": groups}, not lead.is_deleted):
            lead.groups = frozenset(groups)

    @precondition(lambda self: self.leads)
    @rule(which=_WHICH, stage=st.sampled_from(["new", "contacted", "negotiating"]))
    def it_comes_to_a_stage(self, which: int, stage: str) -> None:
        one, lead = self._one(which)
        is_open = not (lead.is_deleted or lead.is_customer or lead.is_lost)
        if self._is_done(one, lead, "POST", "/stage", {"stage": stage}, is_open):
            lead.stage = stage

    @precondition(lambda self: self.leads)
    @rule(which=_WHICH)
    def it_is_lost(self, which: int) -> None:
        one, lead = self._one(which)
        is_open = not (lead.is_deleted or lead.is_customer or lead.is_lost)
        lead.is_lost |= self._is_done(one, lead, "POST", "/lost", {"reason": "price"}, is_open)

    @precondition(lambda self: self.leads)
    @rule(which=_WHICH)
    def it_is_reopened(self, which: int) -> None:
        one, lead = self._one(which)
        if self._is_done(one, lead, "POST", "/reopen", None, lead.is_lost and not lead.is_deleted):
            lead.is_lost = False

    @precondition(lambda self: self.leads)
    @rule(which=_WHICH)
    def it_buys(self, which: int) -> None:
        one, lead = self._one(which)
        is_open = not (lead.is_deleted or lead.is_customer or lead.is_lost)
        lead.is_customer |= self._is_done(one, lead, "POST", "/convert", None, is_open)

    @precondition(lambda self: self.leads)
    @rule(which=_WHICH)
    def it_is_deleted(self, which: int) -> None:
        one, lead = self._one(which)
        lead.is_deleted |= self._is_done(one, lead, "DELETE", "", None, not lead.is_deleted)

    @precondition(lambda self: self.leads)
    @rule(which=_WHICH)
    def it_is_recovered(self, which: int) -> None:
        one, lead = self._one(which)
        if self._is_done(one, lead, "POST", "/recover", None, lead.is_deleted):
            lead.is_deleted = False

    def _is_done(self, one: str, lead: Lead, method: str, act: str, body: object, may: bool) -> bool:
        """Do something with a record by the path that it has; whether it was done, which has to be as the dict says."""
        path = f"{'customers' if lead.is_customer else 'leads'}/{one}"
        there = self.stage.ask("GET", path)
        headers = {"if-match": f'"{there["version"]}"'} if method == "DELETE" and there.status == 200 else {}
        answer = self.stage.world.call(method, f"/v1/{path}{act}", body, by=self.stage.admin, headers=headers)
        assert (answer.status < 300) == may, answer.raw
        assert may or answer.status in {404, 405, 409}, answer.raw
        return may

    # --- whose it is --------------------------------------------------------------------------------
    @precondition(lambda self: self.leads)
    @rule(which=_WHICH, who=_STAFF, mode=st.sampled_from(["add", "remove"]))
    def it_is_shared(self, which: int, who: str, mode: str) -> None:
        one, lead = self._one(which)
        body = {"mode": mode, "employees": [self._person(who).id], "categories": ["profile"]}
        answer = self.stage.ask("POST", f"customers/{one}/share", body)
        if answer.status == 200:
            lead.shared = lead.shared | {who} if mode == "add" else lead.shared - {who}
        else:
            assert lead.is_deleted or who == lead.owner or who not in lead.shared, answer.raw

    @precondition(lambda self: self.leads)
    @rule(which=_WHICH, to=_STAFF)
    def it_gets_another_owner(self, which: int, to: str) -> None:
        one, lead = self._one(which)
        answer = self.stage.ask("POST", f"customers/{one}/transfer", {"employees": [self._person(to).id]})
        assert (answer.status == 200) == (to != lead.owner and not lead.is_deleted), answer.raw
        if answer.status == 200:
            lead.owner, lead.shared = to, lead.shared - {to}

    # --- what it earns ------------------------------------------------------------------------------
    @precondition(lambda self: self.leads)
    @rule(which=_WHICH, message=st.integers(0, 4))
    def it_opens_mail(self, which: int, message: int) -> None:
        one, lead = self._one(which)
        event = json.loads(json.dumps(EVENTS["open"]))
        tags = {"tenant": "acme", "customer": one, "message": f"m{message}"}
        event["mail"]["tags"] = {name: [value] for name, value in tags.items()}
        at_once(encode(SENDER.notification(json.dumps(event))))
        lead.opened.add(message)

    @precondition(lambda self: self.leads)
    @rule(which=_WHICH, points=st.integers(1, 30))
    def it_is_given_points(self, which: int, points: int) -> None:
        one, lead = self._one(which)
        answer = self.stage.ask("POST", f"scores/{one}/adjustments", {"points": points, "reason": "a visit"})
        assert (answer.status == 201) == (not lead.is_deleted), answer.raw
        if answer.status == 201:
            lead.given[answer["id"]] = points

    @precondition(lambda self: any(lead.given and not lead.is_deleted for lead in self.leads.values()))
    @rule(which=_WHICH)
    def they_are_withdrawn(self, which: int) -> None:
        having = sorted(one for one, lead in self.leads.items() if lead.given and not lead.is_deleted)
        one = having[which % len(having)]
        given = min(self.leads[one].given)
        self.stage.done("POST", f"scores/{one}/adjustments/{given}/withdraw")
        del self.leads[one].given[given]

    # --- what is true after each step -----------------------------------------------------------------
    @invariant()
    def everybody_has_what_is_theirs(self) -> None:
        self.stage.world.pump()
        for name, person in self.stage.cast.people.items():
            for shelf, is_customer in (("leads", False), ("customers", True)):
                rows = self.stage.world.call("GET", f"/v1/{shelf}", by=person, limit=100, scope=SCOPES.get(name))
                assert rows.status == 200, rows.raw
                told = {row["id"]: (row["stage"], row["score"]) for row in rows["items"]}
                assert told == {
                    one: (lead.stage, lead.score) for one, lead in self.leads.items()
                    if lead.is_customer == is_customer and not lead.is_deleted and name in lead.seen_by
                }, (name, shelf)  # fmt: skip

    def teardown(self) -> None:
        for one, lead in self.leads.items():
            if not lead.is_deleted:
                score = self.stage.done("GET", f"scores/{one}")
                assert score["score"] == lead.score == sum(part["points"] for part in score["contributions"])
            assert FOLD.prove(keys.customer("acme", one), lambda _: True), "nothing is left for the night to mend"
        for email in EMAILS:
            found = {one["id"] for one in self.stage.every("search", q=email)}
            assert found == {one for one, lead in self.leads.items() if lead.email == email and not lead.is_deleted}
        self.stage.holds(list(self.leads))


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with furnished() as found:
        yield found


def test_leads_are_what_a_dict_says_at_every_step(stage: Stage, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Leads, "stage", stage, raising=False)
    driven(Leads, 1, 12)
