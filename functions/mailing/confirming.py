"""What follows from a conversion (J1): its customer hears what was discussed, its assignee what there is to do."""

from dataclasses import dataclass

from channels.contents import Mail, Void
from customers import places
from identity.viewers import viewing
from kernel import keys
from kernel.problems import Problem
from letters import knowing
from letters.knowing import Around
from letters.rules import Value
from letters.writing import written
from mailing.finding import Stored, attached, profile, standing
from outbox.rules import Message


@dataclass(frozen=True)
class Conversion:
    """What became of a lead."""

    lead: Stored
    """As it was: what it asked for, and where it can be reached."""
    record: Stored
    """The lead, or what it is part of by now."""
    deal: Stored
    """The opportunity, if it became one."""

    @property
    def holder(self) -> str:
        """Who goes on with it."""
        return str((self.deal or self.record)["owner"])

    def known(self, tenant: str, kind: str) -> Around:
        """What goes into a mail about it."""
        asked = (self.lead.get("requirement") or {}).get("type")
        return knowing.around(tenant, kind, self.holder, request=asked)

    def told(self, known: Around) -> dict[str, Value]:
        """What can be named of it."""
        return {
            **knowing.of_customer({**self.lead, "owner": self.holder}, known),
            **knowing.of_opportunity(self.deal, known), **knowing.of_request(self.lead, known),
        }  # fmt: skip


def confirmation(tenant: str, message: Message) -> Mail | Void:
    """The mail to the customer; void where there is no customer, opportunity or address any more."""
    found = _found(tenant, message, str(message.customer))
    if isinstance(found, Void):
        return found
    addresses = found.lead.get("emails") or found.record.get("emails")
    if not addresses:
        return Void("no_address")
    known = found.known(tenant, message.kind)
    if not known.email.wants(message.kind):
        return Void("switched_off")
    answered_by = known.people.get(found.holder, {}).get("email")
    return written(known, addresses[0], found.told(known), customer=message.customer, answered_by=answered_by)


def notice(tenant: str, message: Message) -> Mail | Void:
    """The mail to who goes on with it now; what they do not see of the customer, it does not say."""
    found = _found(tenant, message, message.variables["lead"])
    if isinstance(found, Void):
        return found
    known = found.known(tenant, message.kind)
    employee = known.people.get(found.holder)
    if not known.email.wants(message.kind):
        return Void("switched_off")
    try:
        viewer = viewing(tenant, employee or {"active": False})
    except Problem:
        return Void("assignee_inactive")
    said = found.told(known) | {"phones": knowing.phones(found.record)}
    if not places.sees_all(viewer, found.record, "profile"):
        said = knowing.of_opportunity(found.deal, known)
    name = employee["name"] if employee else ""
    return written(known, known.people[found.holder]["email"], {**said, "tenant": known.tenant, "assignee": name})


def _found(tenant: str, message: Message, lead: str) -> Conversion | Void:
    before = profile(tenant, lead)
    none: Stored = {}
    deal, home = none, before
    if message.about != lead:
        deal, home = attached(tenant, keys.OPPORTUNITY, message.about)
        if not deal:
            return Void("gone")
    record = standing(tenant, home)
    return Conversion(before, record, deal) if before and record else Void("customer_gone")
