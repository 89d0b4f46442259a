"""The stream tells of openings and clicks that others put in another light: what each counts as is judged anew (H6).

Level, not edge: it reads all that there is of the message, and writes only what differs. So a repetition does nothing,
and what comes late or in another order ends the same. The change goes on to scoring as any other. What is shown of the
message in its customer's log takes back what machines did.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from customers import occurrences
from kernel import keys, reasons, table
from kernel.fold import Change, Image
from kernel.values import Raw, decode_item
from mailing import model, verdicts
from mailing.verdicts import Seen
from outbox import model as outbox
from outbox.rules import Fate

_TRIES = 8

type _Subject = tuple[str, str]
"""`mail` and a message, whose openings and clicks are one story; or another kind, and a message."""


def react(pk: str, changes: Sequence[Change]) -> None:
    """Judge each message anew that something came to, or went from, which another signal may have to do with."""
    if keys.owner_of(pk) is None:
        return
    wide: dict[_Subject, bool] = {}
    for change in changes:
        image = change.after or change.before or {}
        if _stirs(change, image):
            kind = str(image["kind"])
            subject = ("mail" if kind in {"open", "click"} else kind, str(image["message"]))
            # A click that came says nothing of openings unless it makes a burst; one that went may unmake one.
            wide[subject] = wide.get(subject, False) or kind != "click" or change.after is None
    for (kind, message), all_of_it in wide.items():
        _judge(pk, kind, message, wide=all_of_it)


def _stirs(change: Change, image: Image) -> bool:
    """Whether it is new, or gone, and not the first of its kind by itself."""
    if (change.before is not None and change.after is not None) or not {"at", "message"} <= image.keys():
        return False
    if image.get("kind") == "click" or "own" in image or keys.occurs_of(change.sk) is not None:
        return True
    return image.get("kind") == "open" and verdicts.on_its_way(_moment(image["at"]), _sent(image))


def _judge(pk: str, kind: str, message: str, *, wide: bool) -> None:
    """Write what differs, then look again: somebody else may have judged by less, and come last."""
    for _ in range(_TRIES):
        rows = _rows(pk, kind, message, wide=wide)
        wrong = list(_differing(rows))
        if not wrong:
            _take_back(pk, message, rows)
            return
        for row, right in wrong:
            try:
                model.show(row, right)
            except table.Refused:
                continue
    raise table.Transient("others keep judging")


def _take_back(pk: str, message: str, rows: Sequence[Raw]) -> None:
    """Level, as all here: where any machine was at work, what persons did is looked at, whatever was just written."""
    if "machine" not in {_who(row) for row in rows}:
        return
    did = {row["kind"]["S"] for row in rows if _who(row) == "person"}
    if not did:  # openings need not have been looked at
        did = {row["kind"]["S"] for row in model.signals(pk, "open", message) if _who(row) == "person"}
    best: Fate = "clicked" if "click" in did else "opened" if "open" in did else "delivered"
    outbox.take_back(str(keys.tenant_of(pk)), message, best)


def _who(row: Raw) -> reasons.Who | None:
    """Who is behind a signal; None for one of its other times, which counts for nothing by itself."""
    if not occurrences.is_signal(row["sk"]["S"]):
        return None
    return reasons.who(row.get("verdict", {}).get("S"), row.get("reason", {}).get("S"))


def _rows(pk: str, kind: str, message: str, *, wide: bool) -> list[Raw]:
    if kind != "mail":
        return model.signals(pk, kind, message)
    clicks = model.signals(pk, "click", message)
    if wide or verdicts.bursts(seen for some in _evidence(clicks).values() for seen in some):
        return clicks + model.signals(pk, "open", message)
    return clicks


def _differing(rows: Sequence[Raw]) -> Iterator[tuple[Raw, Raw]]:
    """Signals that show another time than the one that counts, or another verdict; with what they have to show."""
    evidence = _evidence(rows)
    counting = verdicts.judged(evidence)
    for row in rows:
        sk = row["sk"]["S"]
        if occurrences.is_signal(sk):
            shown = _shown(counting[sk], rows)
            if shown != occurrences.seen(row):
                yield row, {**occurrences.shared(row), **shown, "own": {"M": occurrences.own(row)}}


def _shown(seen: Seen, rows: Sequence[Raw]) -> dict[str, Any]:
    """The time that counts, as it is stored; with its verdict, where that is not what it was put with."""
    told = dict(occurrences.own(rows[seen.number]))
    if told.get("verdict", {}).get("S") != seen.verdict:
        told |= {"verdict": {"S": seen.verdict}, "reason": {"S": seen.reason}}
    return told


def _evidence(rows: Sequence[Raw]) -> Mapping[str, list[Seen]]:
    """All times of each signal, by its sort key."""
    found: dict[str, list[Seen]] = {}
    for number, row in enumerate(rows):
        sk, told = row["sk"]["S"], decode_item(occurrences.own(row))
        kind, link = row["kind"]["S"], row.get("link", {}).get("S")
        more = {name: told.get(name) for name in ("ip", "user_agent", "verdict", "reason", "detail")}
        seen = Seen(number, kind, link, _moment(told["at"]), _sent(told), **more)
        found.setdefault(keys.occurs_of(sk) or sk, []).append(seen)
    return found


def _moment(stamp: str) -> datetime:
    return datetime.fromisoformat(stamp)


def _sent(told: Mapping[str, Any]) -> datetime | None:
    return _moment(told["sent_at"]) if "sent_at" in told else None
