"""Telling of records' lives: what `lives` has as values, asked for of the real handlers."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

import bulk.job
import trash.job
from customers.model import CustomerItem
from jobs.model import JobItem
from jobs.rules import is_open
from kernel import clock, keys, table
from kernel.table import Range
from tests.faults.wire import Fault
from tests.properties import lives
from tests.properties.cast import Cast
from tests.world import Answer

GONE = "not_found"


class Living:
    """The part of a telling that is about lives; `call` and `until_done` are the teller's."""

    cast: Cast
    leads: list[str]
    merges: list[tuple[str, str]]
    merged: set[str]

    def call(
        self, method: str, path: str, body: Any, fault: Fault | None = None, refusals: set[str] | None = None,
        version: int | None = None,
    ) -> Answer:  # fmt: skip
        raise NotImplementedError

    def until_done(self, job: Any, fault: Fault | None) -> None:
        raise NotImplementedError

    def drain(self) -> None:
        raise NotImplementedError

    # --- one record -----------------------------------------------------------------------------
    def lead(self, number: int) -> str:
        return self.leads[number % len(self.leads)]

    def _of(
        self, number: int, act: str, body: Any, fault: Fault | None, *refusals: str, kind: str = "customers"
    ) -> Answer:
        return self.call("POST", f"/v1/{kind}/{self.lead(number)}/{act}", body, fault, {GONE, *refusals})

    def share(self, what: lives.Share, fault: Fault | None) -> None:
        people, departments = map(self.cast.id_of, what.employees), map(self.cast.place_of, what.departments)
        body = {"mode": what.mode, "employees": [*people], "departments": [*departments]}
        body |= {"categories": list(what.categories)}
        self._of(what.lead, "share", body, fault, "shared_with_owner", "invalid_request")

    def transfer(self, what: lives.Transfer, fault: Fault | None) -> None:
        body = {"employees": [self.cast.id_of(what.to)], "carry_over": list(what.carry_over)}
        self._of(what.lead, "transfer", body, fault, "already_owner")

    def lose(self, what: lives.Lose, fault: Fault | None) -> None:
        self._of(what.lead, "lost", {"reason": "price"}, fault, "wrong_state", kind="leads")

    def reopen(self, what: lives.Reopen, fault: Fault | None) -> None:
        self._of(what.lead, "reopen", None, fault, "wrong_state", kind="leads")

    def stage(self, what: lives.Stage, fault: Fault | None) -> None:
        body = {"stage": what.stage} if what.stage else {}
        self._of(what.lead, "stage", body, fault, "no_next_stage", "wrong_state", kind="leads")

    def recode(self, what: lives.Recode, fault: Fault | None) -> None:
        self._of(what.lead, "code", {"code": what.code}, fault, "code_taken")

    def copy(self, what: lives.Copy, fault: Fault | None) -> None:
        self._joins(self._of(what.lead, "copy", {}, fault))

    def partner(self, what: lives.Partner, fault: Fault | None) -> None:
        self._joins(self.call("POST", "/v1/partners", {"name": what.name}, fault))

    def _joins(self, made: Answer) -> None:
        if made.status < 300:
            self.leads.append(made["id"])

    def delete(self, what: lives.Delete, fault: Fault | None) -> None:
        lead = self.lead(what.lead)
        found = table.get(CustomerItem, (keys.customer(self.cast.admin.tenant, lead), keys.PROFILE), consistent=True)
        self.call("DELETE", f"/v1/leads/{lead}", None, fault, {GONE}, found.version if found else 1)

    def recover(self, what: lives.Recover, fault: Fault | None) -> None:
        self._of(what.lead, "recover", None, fault, "not_deleted")

    def purge(self, _what: lives.Purge, fault: Fault | None) -> None:
        with later(31):
            self.purge_step("records", fault)
            self.purge_step("collections", fault)

    def purge_step(self, stage: str, fault: Fault | None) -> None:
        order = json.dumps({"tenant": self.cast.admin.tenant, "stage": stage})
        self.until_done(lambda: trash.job.handler({"Records": [{"body": order}]}, None), fault)

    def merge(self, what: lives.Merge, fault: Fault | None) -> None:
        body = {"absorbed": self.lead(what.lead)}
        made = self._of(what.into, "merge", body, fault, "invalid_request", "already_merged", "merge_running")
        if made.status < 300:
            self.merges.append((made["survivor"], made["absorbed"]))
            self.merged |= set(self.merges[-1])
        self.drain()

    def part(self, _what: lives.Part, fault: Fault | None) -> None:
        if self.merges:
            survivor, absorbed = self.merges.pop()
            path = f"/v1/customers/{survivor}/merges/{absorbed}/undo"
            self.call("POST", path, None, fault, {GONE, "merged_away", "undo_over", "already_merged"})
            self.drain()

    # --- people, and many records -----------------------------------------------------------------
    def relocate(self, what: lives.Relocate, fault: Fault | None) -> None:
        body = {"department": self.cast.place_of(what.to)}
        self.call("PATCH", f"/v1/employees/{self.cast.id_of(what.who)}", body, fault)
        self.jobs(fault)

    def appoint(self, what: lives.Appoint, fault: Fault | None) -> None:
        body = {"manager": self.cast.id_of(what.manager) if what.manager else None}
        path = f"/v1/departments/{self.cast.place_of(what.department)}"
        self.call("PATCH", path, body, fault, {"invalid_request"})  # who is staff manages nothing

    def many(self, what: lives.Many, fault: Fault | None) -> None:
        action = dict(what.action)
        for name, find in (("employees", self.cast.id_of), ("departments", self.cast.place_of)):
            if name in action:
                action[name] = [*map(find, action[name])]
        self.call("POST", "/v1/bulk", {"action": action, "records": self.leads}, fault)
        self.jobs(fault)

    def jobs(self, fault: Fault | None) -> None:
        """Every job is worked off before the next thing happens; what the queue has of it comes later, once more."""
        where = Range(keys.jobs(self.cast.admin.tenant, self.cast.admin.id), prefix=keys.JOB, consistent=True)
        while True:
            waiting = [job for job in map(JobItem.of, table.every(where)) if is_open(job.value)]
            if not waiting:
                return
            order = {"pk": waiting[0].pk, "sk": waiting[0].sk, "step": waiting[0].value.step}
            body = json.dumps(order)
            self.until_done(lambda: bulk.job.handler({"Records": [{"body": body}]}, None), fault)  # noqa: B023
            fault = None


@contextmanager
def later(days: int) -> Iterator[None]:
    """It is so many days later."""
    with patch.object(clock, "now", lambda: datetime.now(UTC) + timedelta(days=days)):
        yield
