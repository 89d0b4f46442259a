"""Which reminders are still to be sent, by when they are due; and handing those that are over to the outbox (E2).

An activity's transaction keeps its entry: it is there while the activity is open, has a reminder, and nobody was sent
that one. So what is due is one range of a partition, however many activities there are, and whoever moves, ends or
deletes an activity needs to tell nobody. To hand a reminder over is to remove its entry and to write its message, in
one transaction. Whether there is still reason to send it, and to whom, is looked up by the sender at the last moment.
A company that wants no reminders has them taken off and nothing written: those are not sent later either.
No validators: a schedule runs it.
"""

import random
from collections.abc import Callable
from datetime import datetime

from kernel import clock, keys, table, telemetry
from kernel.table import Item, Key, Range, Write
from outbox import model as outbox
from outbox.rules import Message
from outbox.settings import settings

KIND = "reminder"
AT_ONCE = 25
"""So many of one company's reminders are handed over before it is another one's turn."""


class DueItem(Item):
    """A reminder that is still to be sent; its key says it all."""


def following(
    tenant: str, activity_id: str, before: datetime | None, after: datetime | None, *, anew: bool = False
) -> list[Write]:  # fmt: skip
    """The writes that let a reminder's entry follow its activity: from when it was due to when it is due.

    `anew`: somebody else is to be reminded now; should it have been sent already, the entry just goes again.
    """
    moved = before != after
    old = [table.delete(_place(tenant, activity_id, before))] if before and moved else []
    new = [table.put(DueItem(*_place(tenant, activity_id, after)))] if after and (moved or anew) else []
    return old + new


def message(activity_id: str, at: str, now: datetime) -> Message:
    """The message of a reminder. Its id is the activity and the moment: so it is sent once, and again when moved."""
    digits = "".join(one for one in at if one.isdigit())
    return Message(
        id=f"{KIND}-{activity_id}-{digits}", kind=KIND, about=activity_id, variables={"at": at}, created_at=now
    )  # fmt: skip


def hand_over(is_time: Callable[[], bool]) -> int:
    """Hand over what is due in every company, a page of each in turn, while there is time; returns how many.

    They are taken in another order each time, so that none is always the last. What is left has the next look.
    """
    now = clock.now()
    turns: dict[str, str | None] = {row["sk"]["S"]: None for row in table.every(Range(keys.tenants()))}
    handed = 0
    while turns:
        following_turns: dict[str, str | None] = {}
        for tenant in random.sample(sorted(turns), len(turns)):
            if not is_time():
                return handed
            done, last = _page(tenant, turns[tenant], now)
            handed += done
            following_turns |= {tenant: last} if last else {}
        turns = following_turns
    return handed


def _page(tenant: str, after: str | None, now: datetime) -> tuple[int, str | None]:
    """(how many were handed over, where the next page begins; None after the last)."""
    until = keys.reminder(clock.stamp(now))
    found = table.page(Range(keys.reminders(tenant), above=after, below=until, consistent=True), limit=AT_ONCE)
    hand_over = _hand_over if found.items and settings(tenant).value.wants(KIND) else _drop
    done = 0
    for raw in found.items:
        try:
            done += hand_over(tenant, raw["sk"]["S"], now)
        except Exception as error:  # noqa: BLE001 - what fails at this moment has the next look, the others their turn
            telemetry.failed("reminder not handed over", error, tenant=tenant)
    return done, found.last["sk"]["S"] if found.last else None


def _hand_over(tenant: str, sk: str, now: datetime) -> bool:
    """Whether it was; one that somebody moves at this moment is not due any more, one that was sent needs no entry."""
    at, _, activity_id = sk.partition("#")
    entry = table.delete((keys.reminders(tenant), sk), when=DueItem.pk.exists())
    try:
        table.write(entry, *outbox.entering(tenant, message(activity_id, at, now)))
    except table.Refused as refused:
        if refused.write is not entry:
            table.write(table.delete((keys.reminders(tenant), sk)))
        return False
    return True


def _drop(tenant: str, sk: str, _now: datetime) -> bool:
    table.write(table.delete((keys.reminders(tenant), sk)))
    return False


def _place(tenant: str, activity_id: str, at: datetime) -> Key:
    return keys.reminders(tenant), keys.reminder(clock.stamp(at), activity_id)
