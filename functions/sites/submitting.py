"""What a visitor sends by a form becomes a lead, whole or not at all; or is noted with whom the company knows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from catalogs.model import require
from customers import model as customers
from customers import rules as records
from customers.making import beginning, made
from customers.rewriting import Decided, rewrite
from customers.rules import MOST_WEB_CLIENTS, Customer
from customers.schemas import LeadCreate
from identity.model import EmployeeItem, employee, everybody
from kernel import clock, ids, table, telemetry
from kernel.access import Viewer
from kernel.problems import Problem, busy
from kernel.table import Write
from outbox.causes import introducing
from search import duplicates
from sites import keyring, limits, model, submission
from sites.following import following_up
from sites.model import Came
from sites.rules import Form, agreed, live, may_redirect
from sites.submission import REDIRECT, Agreement, Submission, Wanted
from visits.paths import path_of

_TRIES = 4


@dataclass(frozen=True)
class Visitor:
    """Whence something was sent."""

    origin: str | None = None
    page: str | None = None
    ip: str | None = None


def opened(key: str, origin: str | None) -> tuple[str, Form]:
    """(company, form) of a key; 404 for one that opens none, 403 for a site that may not send it."""
    place = keyring.form_of(key)
    item = model.form(*place) if place else None
    digests = [one.digest for one in live(item.value.keys)] if item else []
    if not keyring.opens(key, digests) or item is None or place is None or not item.value.active:
        raise Problem("no_such_form")
    if origin is not None and item.value.origins and origin.lower() not in item.value.origins:
        raise Problem("origin_refused")
    return place[0], item.value


def submit(tenant: str, form: Form, told: Mapping[str, str], visitor: Visitor, once: str | None) -> str | None:
    """Take a submission in; where the visitor is sent on to. The same again, within a day, is the same.

    429 when it is too often, 422 by the names of the form's fields. Who fills what nobody sees is answered the same.
    """
    limits.require(tenant, form, visitor.ip)
    onward = may_redirect(form, told.get(REDIRECT))
    if form.honeypot and told.get(form.honeypot, "").strip():
        table.write(model.counting(tenant, form.code, "trapped"))
        return onward
    asked = submission.wanted(form, told)
    taking = _Taking(tenant, form, asked, _sent(form, asked, told, visitor), submission.identity(form, asked, once))
    telemetry.count("WebForms", outcome=taking.take())
    return onward


def _sent(form: Form, asked: Wanted, told: Mapping[str, str], visitor: Visitor) -> Submission:
    now = clock.now()
    consent = None
    if form.consent and agreed(form, told):
        page = path_of(visitor.page)
        words = {"version": form.consent.version, "text": form.consent.text}
        consent = Agreement(**words, at=now, origin=visitor.origin, page=page, ip=visitor.ip)
    return Submission(id=ids.new(now), form=form.code, at=now, given=asked.given, consent=consent)


@dataclass(frozen=True)
class _Taking:
    tenant: str
    form: Form
    asked: Wanted
    sent: Submission
    digest: str

    def take(self) -> str:
        """`taken` as a new lead, `noted` with somebody known, or `repeated`."""
        viewer = _viewer(self.tenant, self.form)
        lead = _lead(self.tenant, self.form, self.asked)
        mark = model.marking(self.tenant, self.digest, "-", int(self.sent.at.timestamp()))
        if model.there(mark):
            return "repeated"
        for known in _known(viewer, lead):
            if found := self._note(viewer, known, lead):
                return found
        return self._capture(viewer, lead)

    def _capture(self, viewer: Viewer, lead: LeadCreate) -> str:
        """A new lead, with what was sent, in one transaction; introduced unless the form has had its number today."""
        asked, _ = beginning(self.tenant, lead, "lead")
        greet = bool(lead.emails and self.form.introductions_per_day) and not submission.advertises(lead)
        for _ in range(_TRIES):
            customer = made(viewer, asked, "lead", None, (viewer.employee, viewer.department))
            greeted = self._greeting(customer) if greet else []
            came: tuple[Came, ...] = ("taken", *(("unintroduced",) if lead.emails and not greet else ()))
            try:
                new = self._write(came, customer.id, [*customers.capturing(self.tenant, customer), *greeted])
            except table.Refused as refused:
                greet = greet and not (greeted and refused.write is greeted[-1])
            except Problem as taken:
                if taken.code != "code_taken":
                    raise
            else:
                return "taken" if new else "repeated"
        raise table.Transient("others keep writing")

    def _greeting(self, customer: Customer) -> list[Write]:
        """An introduction, and that the form had it; none where the company wants none."""
        greeted = introducing(self.tenant, customer.id, customer.created_at)
        return [*greeted, model.introduced(self.tenant, self.form, self.sent.at)] if greeted else []

    def _note(self, viewer: Viewer, known: str, lead: LeadCreate) -> str | None:
        """Note it with a record; None if that is gone. Lost, it is taken up again; the browser is learnt."""

        def decide(before: Customer) -> Customer:
            clients = tuple(dict.fromkeys((*before.web_clients, *lead.web_clients)))[:MOST_WEB_CLIENTS]
            lost = dict.fromkeys(("lost_at", "lost_reason", "lost_note")) if before.relationship == "lead" else {}
            return before.model_copy(update={"web_clients": clients, **lost})

        def settle(decided: Decided, writes: list[Write]) -> str:
            to_do = following_up(viewer, self.form, decided.after, self.sent)
            return "noted" if self._write(("noted",), decided.after.id, [*writes, *to_do]) else "repeated"

        for _ in range(_TRIES):
            try:
                return rewrite(viewer, known, decide, settle)
            except table.Refused:
                continue  # they sent something else at this very moment, and that is to be done already
            except Problem as problem:
                if problem.code != "not_found":
                    raise
                return None
        raise busy()

    def _write(self, what: Sequence[Came], customer: str, writes: Iterable[Write]) -> bool:
        """All that follows, or nothing: a fault leaves nothing, and the same sent again completes.

        Whether it was new: False where the same was sent at this very moment.
        """
        mark = model.marking(self.tenant, self.digest, customer, int(self.sent.at.timestamp()))
        kept = model.keeping(self.tenant, customer, self.sent)
        try:
            table.write(mark, *writes, kept, model.counting(self.tenant, self.form.code, *what))
        except table.Refused as refused:
            if refused.write is not mark:
                raise
            return False
        return True


def _known(viewer: Viewer, lead: LeadCreate) -> list[str]:
    """Records that have the same phone or email, the one to note it with first: not lost, and used last."""
    found = [
        one.card for one in duplicates.at_hand(viewer, lead).items
        if one.card is not None and {"phone", "email"} & set(one.matched)
    ]  # fmt: skip
    return [one.id for one in sorted(found, key=lambda one: (one.lost_at is None, one.updated_at), reverse=True)]


def _lead(tenant: str, form: Form, asked: Wanted) -> LeadCreate:
    """The lead, without what names no entry of a catalogue any more: a visitor cannot mend that."""
    without: frozenset[str] = frozenset()
    for _ in range(_TRIES):
        lead = submission.lead(form, asked, without)
        try:
            require(tenant, records.choices(lead, "lead"))
        except Problem as problem:
            names = {one.path.split("/")[1] for one in problem.errors}
            without |= {name if name in asked.fields and name not in without else f"default {name}" for name in names}
        else:
            return lead
    return submission.lead(form, asked, without)


def _viewer(tenant: str, form: Form) -> Viewer:
    """In whose name it is done: the form's owner; who has left is replaced by an administrator. It sees everything."""
    found = employee(tenant, form.defaults.owner)
    value = found.value if found and found.value.active else None
    if value is None:
        rows = (EmployeeItem.of(row).value for row in table.every(everybody(tenant)))
        value = next(one for one in rows if one.active and one.role == "admin")
    return Viewer(tenant, value.id, "admin", value.department)
