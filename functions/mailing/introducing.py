"""What a new lead hears from us (J1): to the address that it has when the mail is sent."""

from channels.contents import Mail, Void
from letters import knowing
from letters.writing import written
from mailing.finding import profile, standing
from outbox.rules import Message


def compose(tenant: str, message: Message) -> Mail | Void:
    """The mail to the lead; void for one that is deleted, known already by another name, or has no address."""
    lead = profile(tenant, message.about)
    if lead.get("merged_into"):
        return Void("merged")
    if not standing(tenant, lead):
        return Void("customer_gone")
    if not lead.get("emails"):
        return Void("no_address")
    known = knowing.around(tenant, message.kind, lead["owner"])
    if not known.email.wants(message.kind):
        return Void("switched_off")
    owner = known.people.get(lead["owner"], {})
    return written(
        known, lead["emails"][0], knowing.of_customer(lead, known), customer=message.about,
        answered_by=owner.get("email"),
    )  # fmt: skip
