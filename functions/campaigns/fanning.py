"""A campaign goes out, step by step: first its audience is settled, then a message is written for each recipient.

The list is walked once, from its newest record on the moment of the start, and each page makes rows; so whoever comes
to pass the filter later is no recipient, and a page that is done again finds its rows there. Then the rows that are
still queued are walked, and each gets its message at the rate that is configured. A message's id is its campaign and
its customer: so there is one, whoever writes it, and however often.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import batched
from typing import TYPE_CHECKING, Any

from campaigns import audience, following, model, pacing, recipients, rules
from campaigns.model import CampaignItem
from campaigns.recipients import Found
from campaigns.rules import Campaign
from campaigns.statuses import QUEUED, message_id
from customers import listing
from identity.viewers import viewer_of
from jobs.rules import LATE, Swept
from kernel import clock, keys, table, telemetry
from kernel.access import Viewer
from kernel.problems import Problem
from kernel.table import Range
from outbox import model as outbox
from outbox.rules import Message

if TYPE_CHECKING:
    from jobs.rules import Job

PAGE = 250
"""Records that one step looks at, or recipients that it writes messages for."""
_AT_ONCE = 33
"""Messages of one transaction: three writes each."""
SOON = 5
"""Seconds after the last message was written when it is looked whether all are sent; each look waits twice as long."""
_LIST, _SEND, _AGAIN = "list", "send", "again"
_TRIES = 4


def step(tenant: str, what: Mapping[str, Any], job: "Job") -> Swept:
    """The next step of a campaign; `what`: a rules.Sending. One that was stopped meanwhile ends, in whatever step.

    Done are the records of the audience: what else a step does is told by the recipients' statuses. As many as there
    are rows in the end, whatever a page showed that was done again.
    """
    item = model.find(tenant, str(what["campaign"]))
    if item is None or item.value.run != what["run"]:
        return Swept(done=0, skipped=0)
    phase, _, after = (job.cursor or _begins(item)).partition("#")
    match item.value.state:
        case "cancelled":
            return _tell_off(tenant, item, after)
        case "sending" | "paused" if phase == _LIST:
            return _list(tenant, item, after, job.done)
        case "sending":
            return _send(tenant, item, phase, after)
    return Swept(done=0, skipped=0)


def _begins(item: CampaignItem) -> str:
    """Where a campaign goes on that was paused: what was written before the pause may lie about, so with a look."""
    return f"{_AGAIN}#" if item.value.listed else f"{_LIST}#"


# --- the audience ---------------------------------------------------------------------------------
def _list(tenant: str, item: CampaignItem, after: str, done: int) -> Swept:
    campaign = item.value
    try:
        viewer = viewer_of(tenant, str(campaign.sender))
        rules.require_sender(viewer)
        ask = audience.ask(viewer, campaign, campaign.started_at)
    except Problem as problem:
        _give_up(tenant, item, problem.code)
        return Swept(done=0, skipped=0)
    cards, last = listing.read(viewer, ask, PAGE, after or None)
    recipients.enter(tenant, campaign.id, [Found.of(card) for card in cards])
    if last is not None:
        return Swept(done=len(cards), skipped=0, after=f"{_LIST}#{last}")
    _change(tenant, campaign.id, rules.listed)
    return Swept(done=sum(model.tally(tenant, campaign.id).values()) - done, skipped=0, after=f"{_SEND}#")


def _give_up(tenant: str, item: CampaignItem, code: str) -> None:
    """Whoever started it may not any more: those who are queued are told off by another run."""
    telemetry.info("campaign given up", tenant=tenant, campaign=item.value.id, reason=code)
    cancel(tenant, item, code)


def cancel(tenant: str, item: CampaignItem, code: str | None) -> None:
    """End a campaign in the name of whoever set it in motion."""
    by = str(item.value.sender)
    after = rules.cancelled(item.value, by, clock.now(), code)
    try:
        table.write(*model.changing(tenant, item, after), *model.working(Viewer(tenant, by, "admin", ""), after))
    except table.Refused as refused:
        raise table.Transient("somebody is changing the campaign") from refused


# --- its messages ---------------------------------------------------------------------------------
def _send(tenant: str, item: CampaignItem, phase: str, after: str) -> Swept:
    campaign = item.value
    looks = int(phase.removeprefix(_AGAIN) or 0) if phase.startswith(_AGAIN) else None
    if looks is not None and not after and not model.tally(tenant, campaign.id).get(QUEUED):
        _change(tenant, campaign.id, lambda now: _ended(now, campaign.run))
        return Swept(done=0, skipped=0)
    turn = _turn(tenant, campaign)
    if not turn.most:
        return Swept(done=0, skipped=0, after=f"{phase}#{after}", rest=turn.rest)
    found, last = _queued(tenant, campaign.id, after, turn.most)
    if looks is None:
        made = sum(_together(tenant, item, some) for some in batched(found, _AT_ONCE, strict=False))
    else:
        made = sum(_one(tenant, one) for one in _missing(tenant, item, found))
    rest = int(made / turn.rate)
    if last is not None:
        return Swept(done=0, skipped=0, after=f"{phase}#{last}", rest=rest)
    looks = 0 if looks is None else looks + 1
    return Swept(done=0, skipped=0, after=f"{_AGAIN}{looks}#", rest=max(rest, min(SOON * 2**looks, LATE)))


def _turn(tenant: str, campaign: Campaign) -> pacing.Turn:
    """How much may go now; what it waits for is said."""
    turn = pacing.turn(PAGE)
    if turn.waits is not None:
        telemetry.count("MailWithheld")
    if turn.waits != campaign.waits:
        _change(tenant, campaign.id, lambda now: rules.waiting(now, turn.waits))
    return turn


def _ended(now: Campaign, run: int) -> Campaign:
    """Over, unless it was paused or set in motion again meanwhile."""
    return rules.finished(now, clock.now()) if now.run == run and now.state == "sending" else now


def _queued(tenant: str, campaign_id: str, after: str, most: int = PAGE) -> tuple[list[str], str | None]:
    """(the records of those who are queued, after which one to go on; None at the end)."""
    parts = keys.campaign_parts(tenant, campaign_id)
    where = Range(parts, "by_stage", above=f"{QUEUED}#{after}", below=f"{QUEUED}$")
    page = table.page(where, limit=most)
    found = [raw["sk"]["S"].removeprefix(keys.RECIPIENT) for raw in page.items]
    return found, page.last["sk"]["S"].removeprefix(keys.RECIPIENT) if page.last else None


def _message(item: CampaignItem, customer: str) -> Message:
    campaign = item.value
    return Message(
        id=message_id(campaign.id, customer), kind="campaign", about=customer, customer=customer,
        variables={"campaign": campaign.id}, by=campaign.sender, created_at=clock.now(),
    )  # fmt: skip


def _together(tenant: str, item: CampaignItem, customers: Sequence[str]) -> int:
    """Write messages, many in one transaction; if one is there already, those that are missing one by one."""
    try:
        table.write(*(w for one in customers for w in outbox.entering(tenant, _message(item, one))))
    except table.Refused:
        return sum(_one(tenant, one) for one in _missing(tenant, item, customers))
    return len(customers)


def _missing(tenant: str, item: CampaignItem, customers: Sequence[str]) -> Iterator[Message]:
    """The messages that are not there, or that nobody sends any more since the campaign was paused.

    One that is written again has the moment of the first time: whatever is kept by that is then written in its place.
    """
    messages = {(keys.message(tenant, one.id), keys.MESSAGE): one for c in customers for one in [_message(item, c)]}
    found = table.get_many(messages, consistent=True)
    for key, message in messages.items():
        there = outbox.MessageItem.of(found[key]).value if key in found else None
        if there is None or there.state == "void":
            yield replace(message, created_at=there.created_at) if there else message


def _one(tenant: str, message: Message) -> bool:
    try:
        table.write(*outbox.entering(tenant, message))
    except table.Refused:
        return False  # somebody wrote it meanwhile
    return True


# --- those who do not get it any more -------------------------------------------------------------
def _tell_off(tenant: str, item: CampaignItem, after: str) -> Swept:
    """Who is queued still is told that it was cancelled; looked at again, as somebody may have been at work."""
    found, last = _queued(tenant, item.value.id, after)
    following.follow([(tenant, item.value.id, one) for one in found])
    if last is not None:
        return Swept(done=0, skipped=0, after=f"{_AGAIN}#{last}")
    first = item.value.finished_at is not None and (clock.now() - item.value.finished_at).total_seconds() < LATE
    if first or model.tally(tenant, item.value.id).get(QUEUED):
        return Swept(done=0, skipped=0, after=f"{_AGAIN}#", rest=LATE)
    return Swept(done=0, skipped=0)


def _change(tenant: str, campaign_id: str, decide: Callable[[Campaign], Campaign]) -> None:
    for _ in range(_TRIES):
        item = model.find(tenant, campaign_id)
        after = decide(item.value) if item and item.value.state in {"sending", "paused"} else None
        if item is None or after is None or after == item.value:
            return
        try:
            table.write(*model.changing(tenant, item, after))
        except table.Refused:
            continue
        return
    raise table.Transient("others keep changing the campaign")
