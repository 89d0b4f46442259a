"""Somebody wants no more campaigns, or wants them after all (RFC 8058): whoever has the link, without a login.

What they say is kept in two places: the address is not written to by campaigns any more, and their record has a signal
of it, which is the recipient's status and counts in scores. Either may be told again, and nothing changes.
"""

from datetime import datetime

from campaigns import model
from campaigns.recipients import RecipientItem, place
from campaigns.statuses import message_id
from kernel import clock, table, telemetry
from mailing import keeping
from mailing.model import lineage
from mailing.rules import Signal
from suppression import model as suppression
from suppression import rules
from suppression.links import Meant

CONSENT = "agreed by the link in the mail"
_TRIES = 4


def leave(meant: Meant) -> bool:
    """No more campaigns to the address of this recipient; False: there is no such recipient."""
    row = _recipient(meant)
    if row is None or row.address is None:
        return False
    message = message_id(meant.campaign, meant.customer)
    suppression.note(meant.tenant, row.address, "unsubscribe", clock.now(), message)
    if row.status != "unsubscribed":
        _signal(meant, message, row.address)
    telemetry.info("unsubscribed", tenant=meant.tenant, campaign=meant.campaign, customer=meant.customer)
    return True


def _signal(meant: Meant, message: str, address: str) -> None:
    """Their record tells of it, or the one that it was merged into; one that is gone for good need not.

    Its moment is that of the first time: told again, it is the same signal.
    """
    known, campaign = suppression.find(meant.tenant, address), model.find(meant.tenant, meant.campaign)
    line = lineage(meant.tenant, meant.customer)
    if known is None or campaign is None or line is None:
        return
    at, code = datetime.fromisoformat(known.value.causes["unsubscribe"].at), campaign.value.code
    signal = Signal("unsubscribe", message, None, at, None, None, campaign=code, detail="one_click")
    keeping.keep(meant.tenant, line, signal, clock.now())


def come_back(meant: Meant) -> bool:
    """Campaigns again, by the wish of whoever has the mail: when and how they agreed is kept."""
    row = _recipient(meant)
    if row is None or row.address is None:
        return False
    for _ in range(_TRIES):
        item = suppression.find(meant.tenant, row.address)
        if item is None or "unsubscribe" not in rules.standing(item.value):
            return True
        after = rules.lifted(item.value, {"unsubscribe": True}, None, CONSENT, clock.now())
        try:
            table.write(*suppression.changing(meant.tenant, item, after))
        except table.Refused:
            continue
        telemetry.info("subscribed again", tenant=meant.tenant, campaign=meant.campaign, customer=meant.customer)
        return True
    raise table.Transient("suppression: others keep writing")


def _recipient(meant: Meant) -> RecipientItem | None:
    return table.get(RecipientItem, place(*meant), consistent=True)
