"""Imports in any order beside people at work: what was tested is done or nothing; undoing leaves no trace (K2)."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, Literal

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

import trash.schedule
from imports import store
from tests.documents.storage import BUCKET, send
from tests.imports.files import announce, text
from tests.machines.stage import Stage, driven, furnished
from tests.machines.trials import CHUNK, EMAILS, HEADERS, NAMES, ROWS, WHICH, Fields, Lead, Meanwhile, Row, Trial
from tests.properties.living import later
from tests.world import Answer, client, deliver


class Imports(RuleBasedStateMachine):
    stage: Stage
    meanwhile: Meanwhile

    def __init__(self) -> None:
        super().__init__()
        self.stage.again()
        self.leads: dict[str, Lead] = {}
        self.trials: list[Trial] = []
        self.ever: list[str] = []

    def _of(self, which: int) -> Trial:
        return self.trials[which % len(self.trials)]

    def _order(self, one: Trial, what: str, **body: Any) -> Answer:
        method = "PUT" if what == "mapping" else "POST"
        return self.stage.ask(method, f"imports/{one.id}/{what}", body or None)

    # --- people at work ---------------------------------------------------------------------------
    @rule(row=ROWS.map(lambda rows: rows[0]))
    def somebody_makes(self, row: Row) -> None:
        body = {"name": row[0], "emails": [row[1]] if row[1] else [], "description": row[2]}
        made = self.stage.done("POST", "leads", body)
        self._known(made["id"], Lead(_fields(row)))

    @precondition(lambda self: self.leads)
    @rule(which=WHICH, name=st.sampled_from(NAMES))
    def somebody_changes(self, which: int, name: str) -> None:
        one = sorted(self.leads)[which % len(self.leads)]
        version = self.stage.done("PATCH", f"leads/{one}", {"name": name})["version"]
        self.leads[one] = Lead((name, *self.leads[one].fields[1:]), version)

    # --- imports ------------------------------------------------------------------------------------
    @rule(rows=ROWS)
    def a_file_is_read(self, rows: list[Row]) -> None:
        content = text([HEADERS, *[[name, email or "", said] for name, email, said in rows]])
        made = announce(self.stage.world, self.stage.admin, content, "leads.csv")
        send(made["upload"], content)
        one = Trial(made["id"], rows, made["upload"]["fields"]["key"])
        assert self._order(one, "uploaded").status == 200
        self.stage.world.pump()
        self.trials.append(one)

    @precondition(lambda self: self.trials)
    @rule(which=WHICH, duplicates=st.sampled_from(["skip", "update", "create"]))
    def its_mapping_changes(self, which: int, duplicates: Literal["skip", "update", "create"]) -> None:
        one = self._of(which)
        answer = self._order(one, "mapping", sheet=1, duplicates=duplicates)
        assert (answer.status == 200) == (one.state in {"read", "tested", "changed"}), answer.raw
        if answer.status == 200:
            one.state, one.duplicates, one.plan = "read", duplicates, None

    @precondition(lambda self: self.trials)
    @rule(which=WHICH)
    def it_is_tested(self, which: int) -> None:
        one = self._of(which)
        answer = self._order(one, "test")
        assert (answer.status == 200) == (one.state in {"read", "tested", "changed"}), answer.raw
        if answer.status == 200:
            self.stage.world.pump()
            now = self.stage.done("GET", f"imports/{one.id}")
            one.state, one.plan, one.seen = "tested", now["plan"], dict(self.leads)
            one.wrote, one.rows_done, one.looked = {}, 0, False
            one.planned = self.stage.every(f"imports/{one.id}/rows")
            assert Counter(row["outcome"] for row in one.planned) == now["counts"]
            self._is_sensible(one)

    def _is_sensible(self, one: Trial) -> None:
        """No row is passed over, and none is made of an address that is there, unless that is wanted."""
        assert [row["row"] for row in one.planned] == list(range(2, len(one.rows) + 2))
        there = {email for lead in self.leads.values() for email in lead.fields[1]}
        for (name, email, _), row in zip(one.rows, one.planned, strict=True):
            if row["outcome"] == "create":
                assert row["fields"]["name"] == name
                assert one.duplicates == "create" or email not in there
                assert one.duplicates == "create" or email is None or email not in there
                there |= {email} if email and one.duplicates != "create" else set()
            if row["outcome"] == "update":
                assert one.duplicates == "update"
                assert email in self.leads[row["record"]].fields[1]

    @precondition(lambda self: any(one.plan for one in self.trials))
    @rule(which=WHICH, stale=st.sampled_from([False, False, False, True]))
    def it_is_carried_out(self, which: int, stale: bool) -> None:
        one = self._of(which)
        answer = self._order(one, "import", plan="0" * 64 if stale or one.plan is None else one.plan)
        if one.state != "tested" or stale:
            assert answer.status == (200 if one.state == "done" and not stale else 409), answer.raw
            return
        self.stage.world.pump()
        now = self.stage.done("GET", f"imports/{one.id}")
        if self._rests_on_what_is_no_more(one):
            assert now["state"] == "changed", now.raw
        one.state = now["state"]
        if one.state == "done":
            self._carried_out(one)
        else:
            assert one.state == "changed"
            assert self.leads != one.seen, "nothing has changed"

    def _rests_on_what_is_no_more(self, one: Trial) -> bool:
        """Whether a record that it would change is another since, or there is one now that it would make."""
        new = {email for lead, said in self.leads.items() if lead not in one.seen for email in said.fields[1]}
        for (_, email, _), row in zip(one.rows, one.planned, strict=True):
            if row["outcome"] == "update" and self.leads.get(row["record"]) != one.seen[row["record"]]:
                return True
            if row["outcome"] == "create" and one.duplicates != "create" and email in new:
                return True
        return False

    def _carried_out(self, one: Trial, upto: int | None = None) -> None:
        """So many rows of the plan are done."""
        first, one.rows_done = one.rows_done, len(one.rows) if upto is None else min(upto, len(one.rows))
        for said, row in [*zip(one.rows, one.planned, strict=True)][first : one.rows_done]:
            if row["outcome"] == "create":
                one.wrote[row["record"]] = None, 1
                self._known(row["record"], Lead(_fields(said)))
            elif row["outcome"] == "update" and self._is_as_planned(one, row["record"]):
                lead = self.leads[row["record"]]
                before = one.wrote.get(row["record"], (lead.fields, 0))[0]
                self.leads[row["record"]] = Lead(_fields(said), lead.version + 1)
                one.wrote[row["record"]] = before, lead.version + 1

    @precondition(lambda self: any(one.state == "tested" for one in self.trials))
    @rule(which=WHICH, steps=st.integers(0, 3), under_way=st.booleans(), anew=st.booleans())
    def it_is_cancelled_in_the_midst(self, which: int, steps: int, under_way: bool, anew: bool) -> None:
        """Between two steps, or while one is under way: that comes to its end, and no other begins; or tried anew."""
        tested = [one for one in self.trials if one.state == "tested"]
        one = tested[which % len(tested)]
        if self._rests_on_what_is_no_more(one) or self.leads != one.seen:
            return
        assert self._order(one, "import", plan=one.plan).status == 200
        deliver(self.stage.world.records())  # so the first step is ordered; each orders the next
        steps = min(steps, -(-(1 + len(one.rows)) // CHUNK))  # the first chunk has the headers as well
        for _ in range(steps):
            self.stage.world.work()
        if under_way and steps:
            self.meanwhile.then = lambda: self._stopped(one, anew=anew)
            self.stage.world.work()
            assert self.meanwhile.then is None, "nothing was under way"
        else:
            self._stopped(one, anew=anew)
        self.stage.world.pump()
        one.looked = steps > 0
        settled = len(one.rows) if anew else max(0, CHUNK * (steps - 1 + under_way) - 1) if steps else 0
        self._carried_out(one, settled)
        one.state = "done" if anew else "cancelled"
        told = self.stage.done("GET", f"imports/{one.id}")
        assert sum(told["results"].values()) == one.rows_done, told.raw

    def _stopped(self, one: Trial, *, anew: bool) -> None:
        assert self._order(one, "cancel")["state"] == "cancelled"
        if anew:
            assert self._order(one, "retry")["state"] == "importing"

    @precondition(lambda self: self.trials)
    @rule(which=WHICH)
    def it_goes_on(self, which: int) -> None:
        """Where it had come to: of what others have changed since then the rows say so, and nothing is overwritten."""
        one = self._of(which)
        answer = self._order(one, "retry")
        if one.state != "cancelled" or not one.plan:
            assert answer.status == 409, answer.raw
            return
        assert answer.status == 200, answer.raw
        unlike = not one.looked and self._rests_on_what_is_no_more(one)
        self.stage.world.pump()
        now = self.stage.done("GET", f"imports/{one.id}")
        one.state = now["state"]
        if one.state == "changed":
            assert not one.looked
            assert self.leads != one.seen, "nothing has changed"
            return
        assert (one.state, unlike) == ("done", False), now.raw
        assert sum(now["results"].values()) == len(one.rows)
        self._carried_out(one)

    @precondition(lambda self: self.trials)
    @rule(which=WHICH)
    def it_is_undone(self, which: int) -> None:
        one = self._of(which)
        answer = self._order(one, "undo")
        stopped = one.state == "cancelled" and one.plan is not None
        assert (answer.status == 200) == (stopped or one.state in {"done", "undone"}), answer.raw
        if one.state == "done" or stopped:
            self.stage.world.pump()
            one.state = "undone"
            assert self.stage.done("GET", f"imports/{one.id}")["state"] == "undone"
            for record, (before, version) in one.wrote.items():
                if record in self.leads and self.leads[record].version == version:
                    if before is None:
                        del self.leads[record]
                    else:
                        self.leads[record] = Lead(before, version + 1)

    def _is_as_planned(self, one: Trial, record: str) -> bool:
        """As it was when this import was tested, or as the import itself has left it."""
        known = one.wrote.get(record)
        return record in self.leads and self.leads[record].version == (known[1] if known else one.seen[record].version)

    @precondition(lambda self: self.trials)
    @rule(which=WHICH)
    def it_is_cancelled(self, which: int) -> None:
        one = self._of(which)
        answer = self._order(one, "cancel")
        may = one.state in {"read", "tested", "changed", "cancelled"}
        assert (answer.status == 200) == may, answer.raw
        if may and one.state != "cancelled":
            one.state, one.plan = "cancelled", None  # there is nothing to go on with

    @precondition(lambda self: self.trials)
    @rule(which=WHICH, rows=ROWS)
    def its_file_is_replaced(self, which: int, rows: list[Row]) -> None:
        """What somebody puts where the upload had been is read by nobody."""
        one = self._of(which)
        content = text([HEADERS, *[[name, email or "", said] for name, email, said in rows]])
        client("s3").put_object(Bucket=BUCKET, Key=one.place, Body=content)
        assert self._order(one, "uploaded").status == 200
        self.stage.world.pump()

    # --- what holds at every step ---------------------------------------------------------------------
    @invariant()
    def the_leads_are_those_of_the_model(self) -> None:
        self.stage.world.pump()
        listed = {one["id"]: one for one in self.stage.every("leads", limit=100)}
        assert {
            one: (said["name"], tuple(said["emails"]), said["version"]) for one, said in self._read(listed).items()
        } == {one: (lead.fields[0], lead.fields[1], lead.version) for one, lead in self.leads.items()}
        board = self.stage.done("GET", "leads/board")
        assert sum(column["count"] for column in board["columns"]) == len(self.leads)

    def _read(self, listed: dict[str, Any]) -> dict[str, Any]:
        return {one: self.stage.done("GET", f"leads/{one}").body for one in listed}

    @invariant()
    def the_imports_stand_as_in_the_model(self) -> None:
        told = {one["id"]: one["state"] for one in self.stage.every("imports")}
        assert told == {one.id: one.state for one in self.trials}

    def teardown(self) -> None:
        for days in (2, 4):  # the nights sweep up what was derived of records that are gone
            with later(days):
                trash.schedule.handler({}, None)
                self.stage.world.pump()
        for email in EMAILS:
            found = {one["id"] for one in self.stage.every("search", q=email)}
            assert found == {one for one, lead in self.leads.items() if email in lead.fields[1]}, email
        self.stage.holds(self.ever)

    def _known(self, record: str, lead: Lead) -> None:
        self.leads[record] = lead
        self.ever.append(record)


def _fields(row: Row) -> Fields:
    return row[0], (row[1],) if row[1] else (), row[2]


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with furnished() as found:
        yield found


def test_imports_do_what_was_tested_or_nothing_and_undoing_leaves_no_trace(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(Imports, "stage", stage, raising=False)
    meanwhile, keep = Meanwhile(), store.keep_results

    def kept(*result: Any) -> None:
        keep(*result)
        meanwhile.happens()

    monkeypatch.setattr(store, "keep_results", kept)
    monkeypatch.setattr(Imports, "meanwhile", meanwhile, raising=False)
    monkeypatch.setattr(store, "CHUNK", CHUNK)
    monkeypatch.setattr("imports.annotated.keep", lambda *_: None)  # has tests of its own
    driven(Imports, 2, 7)
