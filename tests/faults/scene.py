"""A company in which one operation takes place, and what is left when it has: without ids, times and counters."""

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from kernel import keys
from kernel.values import decode_item
from tests.faults.moments import Moment
from tests.faults.wire import Wire
from tests.world import ENVIRONMENT, Answer, Person, World, backend, deliver

_VARYING = [
    (re.compile(r'"key": ("acme\.[^"]+"|null)'), "SECRET"),  # it is told once
    (re.compile(r'"outcome": "(accepted|repeated)"'), "TAKEN"),
    (re.compile(r"sealed:[\w=-]+"), "SEALED"),
    (
        re.compile(r"(raw/[^\s\"]*?/)(?:\d{4}-\d\d-\d\d/)?[0-9a-f]{64}\b"),
        r"\1DAY/DIGEST",
    ),  # it may be midnight meanwhile
    (re.compile(r"#[0-9a-f]{64}\b"), "#DIGEST"),  # first: 26 of its characters may all be figures, as an id's may
    (re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}"), "ID"),
    (re.compile(r"\bw-ID-[0-9a-f]{19}\b"), "MESSAGE"),
    (re.compile(r"SENT#[0-7][0-9A-HJKMNP-TV-Z]{9}#"), "SENT#TIME#"),
    (re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z?"), "TIME"),
    (re.compile(r'"N": "1\d{9}(\.\d+)?"'), "TIME"),
    (re.compile(r"[Ll]-[0-9A-Za-z]{8}\b|\bl[0-9a-z]{8}(?=#0#)"), "CODE"),
    (re.compile(r'\\?"digest\\?": ?\\?"[0-9a-f]{64}\\?"'), "DIGEST"),
    (re.compile(r'\\?"(version|rulebook)\\?": ?\d+'), "VERSION"),
    (re.compile(r'\\?"(policy|x-amz-\w+)\\?": ?\\?"[^"\\]*\\?"'), "SIGNED"),
    (re.compile(r'\\?"plan\\?": ?\\?"[0-9a-f]{64}\\?"'), "PLAN"),
    (re.compile(r"X-Amz-(Date|Signature)=\w+"), "SIGNED"),
    (re.compile(r"/v1/unsubscribe/[\w-]+"), "SIGNED"),
    (re.compile(r"\bagain\d+#"), "AGAIN#"),  # how often it was looked whether a campaign is over
    (re.compile(r"\bSENT#[0-9A-Z]{10}\b"), "SENT#TIME"),
]
_COUNTERS = frozenset({
    "expires_at", "score_number", "tier_number", "news", "mark", "at", "request", "attempt", "size", "moved", "touched",
    "provider_id", "shown",
})  # fmt: skip
"""What rightly differs after a repetition: numbers of snapshots and attempts, a file's bytes (it names its time), and
what a card showed at the moment when its record was merged: the stream may have come further by then."""


@dataclass
class Scene:
    """What an operation finds, and notes for itself."""

    world: World
    wire: Wire
    admin: Person
    asked: list[str] = field(default_factory=list)
    """The requests that were watched, as `POST /v1/leads`."""
    is_another: bool = False
    """Whether it is somebody else who asks: their requests are others, and so are their keys."""
    in_halves: bool = False
    """Whether a batch of a stream that failed comes again in two, as Lambda halves it."""

    def ask(self, method: str, path: str, body: Any = None, *, raw: str | None = None, **headers: str) -> Answer:
        """A request of the administrator."""
        if self.wire.watching:
            self.asked.append(f"{method} {path}")
        if self.is_another and "idempotency-key" in headers:
            headers["idempotency-key"] = "another"
        return self.world.call(method, path, body, raw=raw, by=self.admin, headers=headers)

    def done(self, method: str, path: str, body: Any = None) -> Answer:
        """A request in fair weather."""
        answer = self.ask(method, path, body)
        assert answer.status < 300, answer.raw
        return answer

    def lead(self, **fields: Any) -> str:
        """A lead that the streams have not heard of."""
        return str(self.done("POST", "/v1/leads", {"name": "Nguyễn Hoà", **fields})["id"])


class Theatre:
    """The same company, empty and as new, for one scene after the other."""

    def __init__(self, world: World, wire: Wire, admin: Person) -> None:
        self.world, self.wire, self._admin = world, wire, admin
        self.stranger = world.employee(world.department(admin.tenant, "FAR"), "FAR", tenant=admin.tenant)
        """A colleague whom nothing is shared with."""
        world.records()
        world.table.stream_shard.items.clear()
        world.heard = 0
        self._empty = Moment(world)
        self._delivered = 0

    def scene(self) -> Scene:
        self._empty.again()
        self._delivered = 0
        return Scene(self.world, self.wire, self._admin)

    def deliver(self, records: list[dict[str, Any]]) -> None:
        """A batch to both readers of the stream."""
        self._delivered += len(records)
        deliver(records)

    @property
    def keeps_back(self) -> bool:
        """Whether some of what the stream has told since the scene began went to nobody, or to one reader alone."""
        return len(self.world.history) > self._delivered

    def left(self) -> Counter[str]:
        """Every item, file, login and mail, once the streams and queues have run dry."""
        self.world.pump()
        found = [_item(raw) for raw in _present(self.world.items())]
        return Counter(_plain(one) for one in (*found, *_outside_the_table()))

    def told(self, since: Moment) -> list[str]:
        """What has changed since a moment: all that the stream tells, and what lies outside of the table.

        Only ids and times are left out. Who ends with the same has left the same in every table and queue, and all
        that the streams and workers make of it is the same too.
        """
        records = [one.to_json() for one in self.world.table.stream_shard.items[since.told :]]
        changes = [[one["eventName"], *(one["dynamodb"].get(name) for name in _IMAGES)] for one in records]
        waiting = [str(message.body) for queue in backend("sqs").queues.values() for message in queue._messages]
        found = [json.dumps(change, sort_keys=True, default=str) for change in changes]
        return [_plain(one) for one in (*found, *_outside_the_table(), *waiting)]


_IMAGES = ("Keys", "OldImage", "NewImage")


def _outside_the_table() -> list[str]:
    files = backend("s3", "aws").buckets[ENVIRONMENT["BUCKET_NAME"]].keys
    found = [f"file {name}" for name in files if not name.startswith("prints/")]  # gone in a day or two
    for pool in backend("cognito-idp").user_pools.values():
        found += [f"login {user.username} {user.enabled} {_said_of(user)}" for user in pool.users.values()]
    found += [f"mail {mail.subject} {mail.destinations} {mail.body}" for mail in backend("ses").sent_messages]
    found += [f"text message {number} {text}" for number, text, *_ in backend("sns").sms_messages.values()]
    return found + [f"secret {name}" for name in backend("secretsmanager").secrets]


def _said_of(user: Any) -> dict[str, str]:
    return {one["Name"]: one["Value"] for one in user.attributes if one["Name"] != "sub"}


def _present(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without marks, and of a fold's snapshots only the last: a repetition may have made one more.

    A note of what is listed nowhere any more is as good as none, and goes by itself.
    """
    plain = sorted((decode_item(raw) for raw in items), key=lambda item: (item["pk"], item["sk"]))
    plain = [item for item in plain if "note" not in item or any(item["note"].values())]
    plain = [item for item in plain if "#HITS#" not in item["pk"]]  # how often it was tried
    plain = [item for item in plain if "#LOCK#" not in item["sk"]]  # one that nobody gave back ends by itself
    plain = [told for item in plain if (told := _counted(item))]
    latest = {(item["pk"], item["sk"][:5]): item for item in plain if _is_snapshot(item["sk"])}
    others = [item for item in plain if not _is_snapshot(item["sk"]) and not item["sk"].startswith(keys.FENCE)]
    return others + [{**item, "sk": item["sk"][:5]} for item in latest.values()]


def _counted(item: dict[str, Any]) -> dict[str, Any]:
    """Of a counter only what it counts: one that went up and down again is as one that never was."""
    if not any(name in item["pk"] for name in ("#COUNTS#", "#DAYS#")):
        return item
    told = {name: value for name, value in item.items() if value != 0}
    return told if told.keys() - {"pk", "sk"} - _COUNTERS else {}


def _is_snapshot(sk: str) -> bool:
    """Histories and counts are derived too, but exactly one of each there is whatever happens."""
    return sk.startswith(keys.DERIVED) and not sk.startswith((keys.HISTORY, keys.COUNTED))


def _item(item: dict[str, Any]) -> str:
    return json.dumps(_without_counters(item), sort_keys=True, default=str)


def _without_counters(value: Any) -> Any:
    """A campaign's job counts its steps, and in each what that did itself; the campaign's own counters are exact."""
    if not isinstance(value, dict):
        return value
    if value.get("kind") == "campaign" and "requested_by" in value:
        value = {name: one for name, one in value.items() if name not in {"step", "done"}}
    return {name: _without_counters(one) for name, one in value.items() if name not in _COUNTERS}


def _plain(text: str) -> str:
    for pattern, name in _VARYING:
        text = pattern.sub(name, text)
    return text
