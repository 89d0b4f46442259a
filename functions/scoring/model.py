"""Rulebooks and signals in the table."""

from kernel import keys, table
from kernel.problems import Problem
from kernel.table import Item, Range, Write
from kernel.values import IntegerAttribute, Raw, ValueAttribute
from scoring.rules import Rulebook, SignalKind, default_rulebook


class RulebookItem(Item):
    """A published version of the rules; the one under RULEBOOK is in force."""

    value = ValueAttribute(Rulebook)
    version = IntegerAttribute()


def current(tenant: str, *, consistent: bool = False) -> RulebookItem:
    """The rules in force; a tenant that has published none has version 0, the product's own."""
    found = table.get(RulebookItem, (keys.settings(tenant), keys.RULEBOOK), consistent=consistent)
    return found or _own(tenant)


def _own(tenant: str) -> RulebookItem:
    return RulebookItem(keys.settings(tenant), keys.RULEBOOK, value=default_rulebook(), version=0)


def version(tenant: str, number: int) -> RulebookItem | None:
    """The rules as they were published under that number."""
    return _own(tenant) if number == 0 else table.get(RulebookItem, (keys.settings(tenant), keys.rulebook(number)))


def publishing(tenant: str, rulebook: Rulebook, number: int) -> list[Write]:
    """All writes that put version `number` in force, if the one before is."""
    changed = Problem("rulebook_changed")
    before = RulebookItem.version == number - 1 if number > 1 else RulebookItem.pk.does_not_exist()
    kept = RulebookItem(keys.settings(tenant), keys.rulebook(number), value=rulebook, version=number)
    current_ = RulebookItem(keys.settings(tenant), keys.RULEBOOK, value=rulebook, version=number)
    return [table.put(current_, when=before, otherwise=changed), table.create(kept, changed)]


def signals(pk: str, kind: SignalKind, limit: int) -> list[Raw]:
    """Signals of one kind, by message."""
    return table.page(Range(pk, prefix=keys.signal(f"{kind}#")), limit=limit).items
