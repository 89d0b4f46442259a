"""Who opened a mail, or clicked in it: a person, a proxy or a machine (H6). Pure; docs/webhooks.md says it in words.

What one event tells by itself is said when it comes (`of_event`). What only several tell is said whenever there is more
of them (`judged`), of all that there is, in whatever order it came.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice, takewhile

from kernel import reasons
from kernel.reasons import Verdict
from mailing import agents

PAUSE = timedelta(seconds=5)
"""A mail is delivered, seen, opened and read before a person clicks in it: sooner after its sending nobody does."""
BURST, LEAST = timedelta(seconds=10), 3
"""So many different links of one message within so long are a scanner's; two may be a person's, or one clock's."""
BESIDE = timedelta(seconds=10)
"""A scanner that follows links fetches the images as well, not further away than this."""
ON_ITS_WAY = timedelta(minutes=3)
"""What opens a mail later after its sending is not taken for a part of its scan: an opening like any costs no look."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One time that a signal was given, and what is held of it; `number` tells it from the others."""

    number: int
    kind: str
    link: str | None
    at: datetime
    sent_at: datetime | None = None
    ip: str | None = None
    user_agent: str | None = None
    verdict: Verdict | None = None
    reason: str | None = None
    detail: str | None = None


def of_event(
    kind: str, at: datetime, sent_at: datetime | None, user_agent: str | None, *, machine: bool | None = None
) -> tuple[Verdict, str | None]:
    """What an opening or a click tells by itself: (verdict, by what). `machine` is the provider's own flag, if any."""
    if machine is not None:
        return "bot" if machine else "human", "provider_flag"
    agent = agents.known(user_agent) if user_agent else None
    if agent is not None:
        return agent.verdict, f"{reasons.AGENT}{agent.name}"
    if kind == "click" and sent_at is not None and timedelta(0) <= at - sent_at < PAUSE:
        return "bot", "no_pause"
    return "unknown", None


def on_its_way(at: datetime, sent_at: datetime | None) -> bool:
    """Whether a mail was opened so soon after its sending that this may be part of a scan."""
    return sent_at is not None and at - sent_at <= ON_ITS_WAY


def judged(evidence: Mapping[str, Sequence[Seen]]) -> dict[str, Seen]:
    """For each signal of a message the time that counts, with its verdict: the best there is, of these the earliest."""
    scan = bursts(seen for some in evidence.values() for seen in some if seen.kind == "click")
    return {key: min((_of_scan(seen, scan) for seen in some), key=_rank) for key, some in evidence.items() if some}


def bursts(clicks: Iterable[Seen]) -> frozenset[Seen]:
    """The clicks that came too many at once."""
    ordered, found = sorted(clicks, key=lambda seen: seen.at), set[Seen]()
    for place, first in enumerate(ordered):
        until = first.at + BURST
        together = list(takewhile(lambda seen: seen.at <= until, islice(ordered, place, None)))  # noqa: B023 - used at once
        if len({seen.link for seen in together}) >= LEAST:
            found.update(together)
    return frozenset(found)


def _of_scan(seen: Seen, scan: frozenset[Seen]) -> Seen:
    """A provider knows better, and a machine that was known by itself stays what it is."""
    taken_in = seen in scan if seen.kind == "click" else any(_beside(seen, click) for click in scan)
    spared = seen.verdict in {"human", "bot"}
    return replace(seen, verdict="bot", reason="burst") if taken_in and not spared else seen


def _beside(opened: Seen, click: Seen) -> bool:
    """Whether an opening was by who clicked so, at the same time."""
    if opened.kind != "open" or not on_its_way(opened.at, opened.sent_at) or abs(opened.at - click.at) > BESIDE:
        return False
    pairs = ((opened.ip, click.ip), (opened.user_agent, click.user_agent))
    return any(one is not None and one == other for one, other in pairs)


_STANDING = ("human", "unknown", "proxied", "proxy", "bot")


def _rank(seen: Seen) -> tuple[object, ...]:
    """The least counts. Of bounces that is the final one."""
    proxied = reasons.who(seen.verdict, seen.reason) == "proxied"
    standing = _STANDING.index("proxied" if proxied else seen.verdict or "unknown")
    return standing, seen.detail != "permanent", seen.at, seen.ip or "", seen.user_agent or "", seen.number
