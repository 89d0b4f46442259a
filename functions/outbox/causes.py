"""What has a mail sent by itself (J1): writes for the transaction of the cause. None, where the company wants none.

Ids are meanings: a lead is introduced once, and each conversion is confirmed once, and told of once. Nothing here says
what a mail says, or to whom it goes: that is looked up when it is sent.
"""

from datetime import datetime

from kernel.table import Write
from outbox.model import entering
from outbox.rules import Message
from outbox.settings import settings


def introducing(tenant: str, lead: str, at: datetime) -> list[Write]:
    """A new lead, which has an address, hears from us."""
    if not settings(tenant).value.introduction:
        return []
    return entering(
        tenant, Message(id=f"introduction-{lead}", kind="introduction", about=lead, customer=lead, created_at=at)
    )


def converting(tenant: str, lead: str, deal: str | None, at: datetime, *, reachable: bool) -> list[Write]:
    """A lead was converted: its customer hears what was discussed, and who is to go on with it hears of them.

    `deal`: the opportunity that it became, if it did; `reachable`: whether the customer has an address.
    """
    wanted, about = settings(tenant).value, deal or lead
    confirmation = Message(id=f"confirmation-{about}", kind="confirmation", about=about, customer=lead, created_at=at)
    notice = Message(id=f"notice-{about}", kind="notice", about=about, variables={"lead": lead}, created_at=at)
    return [
        *(entering(tenant, confirmation) if wanted.confirmation and reachable else ()),
        *(entering(tenant, notice) if wanted.notice else ()),
    ]
