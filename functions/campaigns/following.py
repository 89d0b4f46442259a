"""The stream tells what became of campaigns' mails: each recipient's row is brought to what is known by now.

Level, not edge: whatever a change said, the message and all signals of it are read as they are. The row and the two
counters that it leaves and enters are one transaction, on condition that the row is as it was read; so counters are the
sum of all rows at every moment. Many rows of a batch are one transaction, as they share their counters.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import batched
from typing import Any

from botocore.exceptions import ClientError

from campaigns import recipients
from campaigns.recipients import RecipientItem
from campaigns.statuses import Status, meant, message_id, signal_keys, status
from kernel import keys, table
from kernel.fold import Change, Image
from kernel.stream import Groups
from kernel.table import Range, Write
from kernel.values import Raw, decode, decode_image

type Recipient = tuple[str, str, str]
"""Tenant, campaign, customer."""

AT_ONCE = 80
_TRIES, _HOPS = 8, 25
_ENDED = frozenset({"sent", "void", "failed"})
_CLICKS = frozenset({"clicked", "bounced", "complained", "unsubscribed"})
"""With these there may be clicks; with any other there was none when it was last looked."""


def react(pk: str, changes: Sequence[Change]) -> None:
    """Bring the rows up to date that the changes of one collection, or of one message, tell of."""
    follow(list(dict.fromkeys(_told(pk, changes))), clicked=_clicked(changes))


def ahead(groups: Groups) -> frozenset[str]:
    """The rows of a whole batch, together; whoever stood in the way is left for `react`."""
    about = {pk: list(_told(pk, changes)) for pk, changes in groups.items()}
    everybody = list(dict.fromkeys(one for some in about.values() for one in some))
    clicked = frozenset[str]().union(*(_clicked(changes) for changes in groups.values()))
    try:
        for some in batched(everybody, AT_ONCE, strict=False):
            _settle(some, clicked)
    except (table.Refused, table.Transient, ClientError):
        return frozenset(pk for pk, some in about.items() if not some)
    return frozenset(about)


def follow(about: Sequence[Recipient], *, clicked: frozenset[str] = frozenset()) -> None:
    """Bring rows up to date; Transient when others keep writing them."""
    for some in batched(about, AT_ONCE, strict=False):
        for _ in range(_TRIES):
            try:
                _settle(some, clicked)
            except table.Refused:
                continue
            break
        else:
            raise table.Transient("recipients: others keep writing")


def _told(pk: str, changes: Sequence[Change]) -> Iterator[Recipient]:
    """The recipients that changes have to do with."""
    tenant = str(keys.tenant_of(pk))
    for change in changes:
        image = change.after or change.before or {}
        found = meant(_message_of(change, image))
        if found is not None:
            yield tenant, *found


def _message_of(change: Change, image: Image) -> str:
    """The id of the message that has ended, or of which something is told."""
    if change.sk != keys.MESSAGE:
        return str(image.get("message", "")) if image.get("campaign") else ""
    return str(image["value"]["id"]) if image.get("state") in _ENDED else ""


def _clicked(changes: Sequence[Change]) -> frozenset[str]:
    """The messages of which a click is told."""
    images = (change.after or change.before or {} for change in changes)
    return frozenset(str(one["message"]) for one in images if one.get("kind") == "click" and one.get("message"))


def _settle(about: Sequence[Recipient], clicked: frozenset[str]) -> None:
    """Read rows first: what is then read of a message is no older than what the row was made of."""
    rows = _rows(about)
    evidence = _Evidence(list(rows), rows, clicked)
    writes: list[Write] = []
    for tenant in {one[0] for one in rows}:
        writes += _changed(tenant, {one: row for one, row in rows.items() if one[0] == tenant}, evidence)
    if writes:
        table.write(*writes)


def _changed(tenant: str, rows: Mapping[Recipient, RecipientItem], evidence: "_Evidence") -> list[Write]:
    writes, numbers = list[Write](), dict[str, dict[str, int]]()
    for one, row in rows.items():
        before, after = row.standing, evidence.status(one, row.standing)
        if after == before:
            continue
        item = recipients.row((row.pk, row.sk), row.address, after, row.version + 1)
        writes.append(table.put(item, when=RecipientItem.version == row.version))
        of = numbers.setdefault(one[1], {})
        for name, number in ((before.name, -1), (after.name, 1)):
            of[name] = of.get(name, 0) + number
    for campaign, more in numbers.items():
        writes += recipients.counting(tenant, campaign, more)
    return writes


def _rows(about: Iterable[Recipient]) -> dict[Recipient, RecipientItem]:
    places = {recipients.place(*one): one for one in about}
    found = table.get_many(places, consistent=True)
    return {places[key]: RecipientItem.of(raw) for key, raw in found.items()}


class _Evidence:
    """What is known of some recipients' mails: their messages, the signals of them, whether the campaign is over."""

    def __init__(
        self, about: Sequence[Recipient], rows: Mapping[Recipient, RecipientItem], clicked: frozenset[str]
    ) -> None:
        self._homes = _homes(about)
        singles = [(home, sk) for one in about for home in self._homes[one] for sk in signal_keys(message_id(*one[1:]))]
        messages = [_message_key(one) for one in about]
        campaigns = {recipients.campaign_key(*one[:2]) for one in about}
        self._found: Mapping[Any, Raw] = table.get_many([*singles, *messages, *campaigns], consistent=True)
        asked = (one for one in about if message_id(*one[1:]) in clicked or rows[one].status in _CLICKS)
        self._clicks = {one: list(self._clicks_of(one)) for one in asked}

    def status(self, one: Recipient, before: Status) -> Status:
        """How it stands with a recipient."""
        message, campaign = self._found.get(_message_key(one)), self._found.get(recipients.campaign_key(*one[:2]))
        over = campaign is not None and campaign["value"]["M"]["state"]["S"] == "cancelled"
        return status(before, decode(message["value"]) if message else None, self._signals(one), over=over)

    def _signals(self, one: Recipient) -> list[dict[str, Any]]:
        singles = [
            decode_image(self._found[home, sk])
            for home in self._homes[one] for sk in signal_keys(message_id(*one[1:])) if (home, sk) in self._found
        ]  # fmt: skip
        return [signal for signal in [*singles, *self._clicks.get(one, [])] if "kind" in signal]

    def _clicks_of(self, one: Recipient) -> Iterator[dict[str, Any]]:
        prefix = f"{keys.signal(keys.reaction('click', message_id(*one[1:])))}#"
        for home in self._homes[one]:
            yield from map(decode_image, table.every(Range(home, prefix=prefix, consistent=True)))


def _message_key(one: Recipient) -> tuple[str, str]:
    return keys.message(one[0], message_id(*one[1:])), keys.MESSAGE


def _homes(about: Sequence[Recipient]) -> dict[Recipient, list[str]]:
    """The collections in which signals of each may lie: the record's own, and those that it was merged into."""
    homes = {one: [keys.customer(one[0], one[2])] for one in about}
    left = list(about)
    for _ in range(_HOPS):
        found = table.get_many([(homes[one][-1], keys.PROFILE) for one in left], consistent=True)
        moved = []
        for one in left:
            profile = found.get((homes[one][-1], keys.PROFILE), {}).get("value", {}).get("M", {})
            into = profile.get("merged_into") or profile.get("merging_into")
            if into is not None:
                homes[one].append(keys.customer(one[0], into["S"]))
                moved.append(one)
        left = moved
        if not left:
            return homes
    return homes
