"""What a company has set for its mail: what is sent by itself, and whom mail comes from. Plain: senders read it too.

It lies below all features: who causes a mail asks here whether it is wanted. What was caused is asked once more just
before it is sent, so a mail that is switched off meanwhile does not go.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from kernel import keys, table
from kernel.problems import in_flight
from kernel.table import Item, Key, Write
from kernel.values import IntegerAttribute, ValueAttribute

SWITCHED = ("introduction", "confirmation", "notice", "reminder", "tier_notice")
"""Kinds of messages that are sent by themselves; each can be switched off (J1, E2, I3)."""


@dataclass(frozen=True, kw_only=True)
class EmailSettings:
    """How a company writes. `name`, `address`: whom its mail comes from; `reply_to`: who reads answers.

    Without them: the company's name at Leadstream's own address, and answers to customers' mails go to the owner.
    """

    introduction: bool = True
    confirmation: bool = True
    notice: bool = True
    reminder: bool = True
    tier_notice: bool = True
    name: str | None = None
    address: str | None = None
    reply_to: str | None = None

    def wants(self, kind: str) -> bool:
        """Whether messages of a kind are sent; of those that nobody can switch off, always."""
        return kind not in SWITCHED or bool(getattr(self, kind))

    def model_dump(self, *, exclude_none: bool = False) -> dict[str, Any]:
        """As a table's value."""
        fields = asdict(self)
        return {name: value for name, value in fields.items() if value is not None} if exclude_none else fields

    @classmethod
    def model_validate(cls, stored: Mapping[str, Any]) -> "EmailSettings":
        """From the table, where only we write it."""
        return cls(**stored)


class EmailSettingsItem(Item):
    """What a company has set; version 0, the product's own, is in the code."""

    value = ValueAttribute(EmailSettings)
    version = IntegerAttribute()


def place(tenant: str) -> Key:
    """Where it lies."""
    return keys.settings(tenant), keys.EMAIL


def settings(tenant: str, *, consistent: bool = False) -> EmailSettingsItem:
    """The settings in force."""
    where = place(tenant)
    found = table.get(EmailSettingsItem, where, consistent=consistent)
    return found or EmailSettingsItem(*where, value=EmailSettings(), version=0)


def saving(before: EmailSettingsItem, after: EmailSettings) -> Write:
    """The write that replaces settings that nobody else replaced meanwhile."""
    item = EmailSettingsItem(before.pk, before.sk, value=after, version=before.version + 1)
    when = EmailSettingsItem.version == before.version if before.version else EmailSettingsItem.pk.does_not_exist()
    return table.put(item, when=when, otherwise=in_flight())
