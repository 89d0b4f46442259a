"""Writing to many records, each by itself: what becomes of it is told in the transaction that has its message sent."""

from channels import model as channels
from channels.rules import is_on
from customers import model as customers
from customers.model import CustomerItem
from kernel import clock, table
from kernel.access import Viewer
from kernel.problems import Problem
from kernel.table import Write
from messages import filling, model
from messages.recipients import ADDRESSES
from messages.rules import Sending, SmsText, WriteMany, ZaloTemplate
from outbox import model as outbox
from outbox.rules import Message

KIND = "written"
"""Of the messages (mailing.kinds)."""


class Writing:
    """One sending, for who asked for it, as they may now."""

    def __init__(self, viewer: Viewer, action: WriteMany) -> None:
        """409 `channel_off` where the channel was switched off meanwhile."""
        sending = model.find(viewer.tenant, action.sending)
        if sending is None:
            raise table.Transient("the sending is on its way")
        require_on(viewer.tenant, sending)
        self._viewer, self._sending = viewer, sending

    def __call__(self, _place: int, record: str, telling: Write) -> None:
        """Have one written to, and tell of it. Raises Problem with why that is not to be."""
        found = self._reached(record)
        message = self._message(found.value.id)
        entering = outbox.entering(self._viewer.tenant, message)
        try:
            table.write(telling, *entering)
        except table.Refused as refused:
            if refused.write is entering[0]:
                raise Problem("already_written") from refused
            raise

    def _reached(self, record: str) -> CustomerItem:
        """The record, if its profile is the asker's to see and it can be written to."""
        try:
            found = customers.load(self._viewer, record)
        except Problem:
            customers.load(self._viewer, record, deleted=True)
            raise Problem("in_trash") from None
        stored = found.value.model_dump()
        wording = self._sending.wording
        to, why = ADDRESSES[wording.channel](self._viewer.tenant, stored)
        if to is None:
            raise Problem(why)
        known = filling.values(stored)
        if isinstance(wording, SmsText) and filling.too_long(
            filling.texted(wording.text, known, plain=wording.unaccented)
        ):
            raise Problem("text_too_long")
        if isinstance(wording, ZaloTemplate) and (missing := filling.lacking(wording.data, known)):
            raise Problem("value_missing", value=missing[0])
        return found

    def _message(self, customer: str) -> Message:
        return Message(
            id=filling.message_id(self._sending.id, customer), kind=KIND, about=customer, customer=customer,
            channel=self._sending.wording.channel, by=self._sending.by, variables={"sending": self._sending.id},
            created_at=clock.now(),
        )  # fmt: skip


def require_on(tenant: str, sending: Sending) -> None:
    """409 for a channel over which the company does not write."""
    if not is_on(channels.settings(tenant).value, sending.wording.channel):
        raise Problem("channel_off", channel=sending.wording.channel)
