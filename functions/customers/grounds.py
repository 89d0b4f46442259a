"""Why a customer is in a tier: as decisions keep it, and as people read it. Pure, and without validators.

It lies with the records, for histories tell of it, and mails to owners, neither of which knows the tiers themselves.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal

type Ground = Literal["reached", "missed", "nothing", "pinned", "kept"]
"""A criterion was reached; that of the tier before is no longer; there is none to reach; somebody set it by hand;
it is kept since customers do not move by themselves any more."""
type Cause = Literal["documents", "ladder", "pin", "unpin", "switch"]
"""What came to be otherwise: the documents, the tiers or their basis, a pin, whether customers move by themselves."""

_MONEY = {"revenue": "contracts", "payment": "receipts"}
"""What a basis is the sum of: who does not see all of these does not see the sum."""
_BROUGHT: Mapping[str, tuple[str, str]] = {
    "revenue": ("doanh thu theo hợp đồng", "contracts"), "payment": ("tiền đã thu", "receipts"),
    "number": ("số hợp đồng", "number of contracts"),
}  # fmt: skip
_TEXTS: Mapping[Ground, tuple[str, str]] = {
    "reached": ("{brought} {amount} ≥ {needed}", "{brought} {amount} ≥ {needed}"),
    "missed": ("{brought} {amount} < {needed}", "{brought} {amount} < {needed}"),
    "nothing": ("không đạt hạng nào", "no tier is reached"),
    "pinned": ("đặt thủ công: {reason}", "set by hand: {reason}"),
    "kept": ("giữ nguyên, vì hạng không tự động thay đổi", "kept, as tiers do not change automatically"),
}
_WITHOUT_SUMS: Mapping[Ground, tuple[str, str]] = {
    "reached": ("{brought} đạt mức yêu cầu", "{brought} reach what is needed"),
    "missed": ("{brought} chưa đạt mức yêu cầu", "{brought} do not reach what is needed"),
}
_CAUSES: Mapping[Cause, tuple[str, str]] = {
    "documents": ("Chứng từ thay đổi", "Documents changed"),
    "ladder": ("Quy định hạng thay đổi", "The tiers were changed"),
    "pin": ("Đặt hạng thủ công", "Set by hand"),
    "unpin": ("Bỏ đặt hạng thủ công", "No longer set by hand"),
    "switch": ("Bật hoặc tắt tự động xếp hạng", "Automatic tiers were switched on or off"),
}


def rests_on(why: Mapping[str, Any]) -> str | None:
    """The category whose documents a ground is the sum of, if any."""
    return _MONEY.get(why.get("basis", "")) if why["kind"] in _WITHOUT_SUMS else None


def visible(why: Mapping[str, Any], seen: Sequence[str]) -> dict[str, Any]:
    """A ground without sums that are not for somebody who sees only these categories as a whole."""
    if rests_on(why) in {None, *seen}:
        return dict(why)
    return {name: value for name, value in why.items() if name not in {"amount", "needed"}}


def text(why: Mapping[str, Any], language: str) -> str:
    """A ground in words, as far as it is visible."""
    kind: Ground = why["kind"]
    texts = _TEXTS if "amount" in why or kind not in _WITHOUT_SUMS else _WITHOUT_SUMS
    of = "number" if why.get("of") == "contracts" else why.get("basis", "revenue")
    found = texts[kind][language == "en"]
    told = found.format(
        brought=_BROUGHT[of][language == "en"], amount=_figure(why.get("amount"), language),
        needed=_figure(why.get("needed"), language), reason=why.get("reason", ""),
    )  # fmt: skip
    return told[:1].upper() + told[1:]


def caused(cause: Cause, language: str) -> str:
    """What came to be otherwise, in words."""
    return _CAUSES[cause][language == "en"]


def _figure(amount: int | Decimal | None, language: str) -> str:
    """As people of a language write it: 120,000,000.5 or 120.000.000,5."""
    if amount is None:
        return ""
    whole = f"{amount:,f}" if isinstance(amount, Decimal) else f"{amount:,d}"
    return whole if language == "en" else whole.translate(str.maketrans(",.", ".,"))
