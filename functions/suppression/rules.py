"""Which addresses a company writes to no more, and why (J2). Pure, and without validators: the sender asks it.

A mailbox that refused for good, or whose owner complained, gets nothing more that goes to customers. Who unsubscribed
gets no more campaigns; what they ask for themselves still comes. A bounce that may pass (a full mailbox) stops nothing.
What somebody said on the phone an administrator enters by hand, whichever of the two it was.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from kernel.clock import stamp

type Cause = Literal["bounce", "complaint", "manual", "unsubscribe"]
CAUSES: tuple[Cause, ...] = ("complaint", "bounce", "manual", "unsubscribe")

_FOR_GOOD = "permanent"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One cause of an address: since when, by which message, and whether somebody has lifted it."""

    at: str
    message: str | None = None
    by: str | None = None
    """The employee who entered it; None: it was told by a provider, or by the person themselves."""
    note: str | None = None
    """What they said of it."""
    lifted_at: str | None = None
    lifted_by: str | None = None
    """The employee; None: the person themselves, by the link in the mail."""
    reason: str | None = None
    """Why it was lifted: what they agreed to, and how."""


@dataclass(frozen=True, kw_only=True)
class Suppression:
    """All causes that an address ever had."""

    address: str
    causes: Mapping[str, Standing] = field(default_factory=dict)

    def model_dump(self, *, exclude_none: bool = False) -> dict[str, Any]:
        """As a table's value."""
        causes = {
            name: {k: v for k, v in asdict(one).items() if v is not None or not exclude_none}
            for name, one in self.causes.items()
        }
        return {"address": self.address, "causes": causes}

    @classmethod
    def model_validate(cls, stored: Mapping[str, Any]) -> "Suppression":
        """From the table, where only we write it."""
        causes = {name: Standing(**one) for name, one in stored["causes"].items()}
        return cls(address=stored["address"], causes=causes)


def cause(event: str, detail: str | None) -> Cause | None:
    """What an event of a mail stops by itself, if anything: who left one list of several (`topic`) has not left all."""
    if event == "complaint":
        return "complaint"
    if event == "unsubscribe" and detail == "all":
        return "unsubscribe"
    return "bounce" if event == "bounce" and detail == _FOR_GOOD else None


def standing(suppression: Suppression) -> list[Cause]:
    """The causes that nobody has lifted, the gravest first."""
    return [one for one in CAUSES if one in suppression.causes and suppression.causes[one].lifted_at is None]


def stops(suppression: Suppression | None, *, campaign: bool) -> str | None:
    """Why a mail does not go, as a code; None: it may."""
    left = standing(suppression) if suppression else []
    if left and left[0] != "unsubscribe":
        return "suppressed"
    return "unsubscribed" if campaign and left else None


def noted(
    before: Suppression | None, address: str, why: Cause, at: datetime, message: str | None = None, *,
    by: str | None = None, note: str | None = None,
) -> Suppression:  # fmt: skip
    """With one more cause. What was told of before it was lifted is no news, however late it comes."""
    now = before or Suppression(address=address)
    there = now.causes.get(why)
    if there is not None and (there.lifted_at is None or stamp(at) <= there.lifted_at):
        return now
    return replace(now, causes={**now.causes, why: Standing(at=stamp(at), message=message, by=by, note=note)})


def lifted(
    before: Suppression, which: Mapping[Cause, object], by: str | None, reason: str, at: datetime
) -> Suppression:
    """Without these causes: written to again, and it stays told by whom and why."""
    causes = {
        name: replace(one, lifted_at=stamp(at), lifted_by=by, reason=reason)
        if name in which and one.lifted_at is None else one
        for name, one in before.causes.items()
    }  # fmt: skip
    return replace(before, causes=causes)
