"""Streams and forms in the table, what came by them, and how often somebody used one."""

from datetime import datetime
from typing import Literal

from pynamodb.attributes import UnicodeAttribute

from kernel import keys, table
from kernel.problems import Problem, in_flight
from kernel.table import Item, Range, Write
from kernel.values import IntegerAttribute, ValueAttribute
from sites.rules import MOST_SITES, Form, Stream
from sites.submission import Submission

type Came = Literal["taken", "noted", "trapped", "unintroduced"]
SAME_FOR = 86_400
"""Seconds for which the same, sent again, is the same."""


class StreamItem(Item):
    """A site's analytics."""

    value = ValueAttribute(Stream)
    version = IntegerAttribute()


class FormItem(Item):
    """A form of a site."""

    value = ValueAttribute(Form)
    version = IntegerAttribute()


class ReceivedItem(Item):
    """How much came by a form."""

    taken = IntegerAttribute(null=True)
    noted = IntegerAttribute(null=True)
    trapped = IntegerAttribute(null=True)
    unintroduced = IntegerAttribute(null=True)


class SubmissionItem(Item):
    """What somebody sent by a form."""

    value = ValueAttribute(Submission)


class SubmittedItem(Item):
    """That it was sent, and whom it is about."""

    customer = UnicodeAttribute()


class HitsItem(Item):
    """How often a form was used in a while."""

    number = IntegerAttribute()


def stream(tenant: str, code: str, *, consistent: bool = False) -> StreamItem | None:
    """A site's analytics."""
    return table.get(StreamItem, (keys.sites(tenant), keys.stream(code)), consistent=consistent)


def form(tenant: str, code: str, *, consistent: bool = False) -> FormItem | None:
    """A form."""
    return table.get(FormItem, (keys.sites(tenant), keys.web_form(code)), consistent=consistent)


def streams(tenant: str) -> list[StreamItem]:
    """All of a company: they are few."""
    return [StreamItem.of(row) for row in _all(tenant, keys.STREAM)]


def forms(tenant: str) -> list[FormItem]:
    """All of a company: they are few."""
    return [FormItem.of(row) for row in _all(tenant, keys.WEB_FORM)]


def received(tenant: str, code: str) -> ReceivedItem | None:
    """How much came by a form."""
    return table.get(ReceivedItem, (keys.sites(tenant), keys.received(code)))


def _all(tenant: str, prefix: str) -> list[dict[str, object]]:
    rows = table.first(Range(keys.sites(tenant), prefix=prefix, consistent=True), limit=MOST_SITES + 1)
    return [dict(row) for row in rows]


def putting(tenant: str, value: Stream | Form, before: StreamItem | FormItem | None, version: int) -> Write:
    """The write that makes one, or its next version; 409 if it is there, or was changed meanwhile."""
    item: StreamItem | FormItem
    if isinstance(value, Stream):
        item = StreamItem(keys.sites(tenant), keys.stream(value.code), value=value, version=version)
    else:
        item = FormItem(keys.sites(tenant), keys.web_form(value.code), value=value, version=version)
    if before is None:
        return table.create(item, otherwise=Problem("code_taken", code=value.code))
    return table.put(item, when=type(item).version == before.version, otherwise=in_flight())


def removing(item: StreamItem | FormItem) -> Write:
    """The write that takes one away that nobody changed meanwhile."""
    return table.delete((item.pk, item.sk), when=type(item).version == item.version, otherwise=in_flight())


def last_version(tenant: str, sk: str) -> int:
    """Which version of one was told of last: one that is made again goes on from there."""
    where = Range(keys.sites(tenant), prefix=keys.histories(sk), newest_first=True)
    found = table.first(where, limit=1)
    return int(found[0]["sk"]["S"].rpartition("#")[2]) if found else 0


def keeping(tenant: str, customer: str, sent: Submission) -> Write:
    """The write that keeps what was sent with whom it is about."""
    return table.create(SubmissionItem(keys.customer(tenant, customer), keys.submission(sent.id), value=sent))


def marking(tenant: str, digest: str, customer: str, now: int) -> Write:
    """The write that makes the same again the same, for a day; Refused if it is."""
    item = SubmittedItem(keys.submitted(tenant, digest), keys.POINTER, customer=customer, expires_at=now + SAME_FOR)
    return table.put(item, when=SubmittedItem.pk.does_not_exist() | (SubmittedItem.expires_at < now))


def there(mark: Write) -> bool:
    """Whether that was marked already, within the day."""
    key = mark.arguments["Item"]
    found = table.read((key["pk"]["S"], key["sk"]["S"]), consistent=True)
    return found is not None and int(found["expires_at"]["N"]) >= int(key["expires_at"]["N"]) - SAME_FOR


def counting(tenant: str, code: str, *what: Came) -> Write:
    """The write that counts one more that came by a form."""
    return table.update((keys.sites(tenant), keys.received(code)), [getattr(ReceivedItem, one).add(1) for one in what])


def introduced(tenant: str, form: Form, at: datetime) -> Write:
    """The write that counts one more introduction by a form on a day; Refused where it has had as many as it may."""
    key = keys.hits(tenant, form.code, at.toordinal()), keys.INTRODUCED
    actions = [HitsItem.number.add(1), HitsItem.expires_at.set(int(at.timestamp()) + 2 * SAME_FOR)]
    few = HitsItem.pk.does_not_exist() | (HitsItem.number < form.introductions_per_day)
    return table.update(key, actions, when=few)


def hit(tenant: str, form: str, window: int, by: str, most: int, until: int) -> bool:
    """Use a form once more, unless that would be too often; whether it was not."""
    key = keys.hits(tenant, form, window), by
    actions = [HitsItem.number.add(1), HitsItem.expires_at.set(until)]
    try:
        table.write(table.update(key, actions, when=HitsItem.pk.does_not_exist() | (HitsItem.number < most)))
    except table.Refused:
        return False
    return True
