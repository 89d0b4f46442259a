"""Where a message reaches a record over each channel, or why it does not. No validators: the worker asks it too."""

from collections.abc import Callable, Mapping
from typing import Any

from channels.numbers import mobile
from suppression.model import stopped

type Stored = Mapping[str, Any]
type Address = Callable[[str, Stored], tuple[str | None, str]]
"""(tenant, record) -> where, or None and a problem's code for why nowhere."""


def _email(tenant: str, record: Stored) -> tuple[str | None, str]:
    """The first address that is not suppressed: some bounce, and people complain."""
    addresses = record.get("emails") or ()
    found = next((one for one in addresses if stopped(tenant, one, campaign=False) is None), None)
    return found, "suppressed" if addresses else "no_email"


def _mobile(_tenant: str, record: Stored) -> tuple[str | None, str]:
    return mobile(record.get("numbers") or ()), "no_mobile"


def _zalo(_tenant: str, record: Stored) -> tuple[str | None, str]:
    return record.get("zalo_user"), "no_zalo_user"


ADDRESSES: Mapping[str, Address] = {"email": _email, "sms": _mobile, "zalo": _zalo, "zns": _mobile}
