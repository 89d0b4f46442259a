"""Whom an event is about."""

from mailing.model import Lineage, lineage, with_address
from mailing.rules import Recipient


def match(recipient: Recipient) -> tuple[Lineage | None, str]:
    """(who, "") or (None, why): the sender's tag, else the one record with the address."""
    tenant, customer = recipient.tenant, recipient.customer
    if tenant is None:
        return None, "no tenant"
    if customer is not None:
        found = lineage(tenant, customer)
        return (found, "") if found else (None, "no such customer")
    if recipient.address is None:
        return None, "no single recipient"
    return of_address(tenant, recipient.address)


def of_address(tenant: str, address: str) -> tuple[Lineage | None, str]:
    """Several with an address are one if they were merged; then the merged one had it first."""
    lines = [one for found in with_address(tenant, address) if (one := lineage(tenant, found))]
    if len({one.final for one in lines}) != 1:
        return None, "several with this address" if lines else "unknown address"
    return max(lines, key=lambda one: (len(one.records), one.records[0] != one.final)), ""
