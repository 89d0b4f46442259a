"""A company in which one operation takes place, and what is left when it has: without ids, times and counters."""

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from kernel import keys
from kernel.values import decode_item
from tests.faults.quick import Quick
from tests.faults.wire import Wire
from tests.world import ENVIRONMENT, Answer, Person, World, backend, client

_VARYING = [
    (re.compile(r"sealed:[\w=-]+"), "SEALED"),
    (re.compile(r"(raw/[^\s\"]*/)[0-9a-f]{64}\b"), r"\1DIGEST"),
    (re.compile(r"#[0-9a-f]{64}\b"), "#DIGEST"),  # first: 26 of its characters may all be figures, as an id's may
    (re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}"), "ID"),
    (re.compile(r"\bw-ID-[0-9a-f]{19}\b"), "MESSAGE"),
    (re.compile(r"SENT#[0-7][0-9A-HJKMNP-TV-Z]{9}#"), "SENT#TIME#"),
    (re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z?"), "TIME"),
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

    def ask(self, method: str, path: str, body: Any = None, *, raw: str | None = None, **headers: str) -> Answer:
        """A request of the administrator."""
        if self.wire.watching:
            self.asked.append(f"{method} {path}")
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

    def __init__(self, world: World, quick: Quick, wire: Wire, admin: Person) -> None:
        self._world, self._quick, self._wire, self._admin = world, quick, wire, admin
        self._s3, self._people = client("s3"), client("cognito-idp")
        self._quick.keep()

    def scene(self) -> Scene:
        self._quick.restore()
        for queue in backend("sqs").queues.values():
            queue._messages.clear()  # a purge is allowed once a minute
        backend("ses").sent_messages.clear()
        backend("sns").sms_messages.clear()
        backend("secretsmanager").secrets.clear()
        for name in self._files():
            self._s3.delete_object(Bucket=ENVIRONMENT["BUCKET_NAME"], Key=name)
        for user in self._users():
            self._people.admin_delete_user(UserPoolId=self._pool, Username=user["Username"])
        return Scene(self._world, self._wire, self._admin)

    def left(self) -> Counter[str]:
        """Every item, file, login and mail, once the streams and queues have run dry."""
        self._world.pump()
        found = [_item(raw) for raw in _present(self._world.items())]
        found += [f"file {name}" for name in self._files() if not name.startswith("prints/")]  # gone in a day or two
        found += [f"login {user['Username']} {user['Enabled']} {user['Attributes']}" for user in self._users()]
        found += [f"mail {mail.subject} {mail.destinations} {mail.body}" for mail in backend("ses").sent_messages]
        found += [f"text message {number} {text}" for number, text, *_ in backend("sns").sms_messages.values()]
        return Counter(_plain(one) for one in found)

    @property
    def _pool(self) -> str:
        return str(self._people.list_user_pools(MaxResults=1)["UserPools"][0]["Id"])

    def _users(self) -> list[dict[str, Any]]:
        users: list[Any] = self._people.list_users(UserPoolId=self._pool)["Users"]
        return [{**user, "Attributes": [a for a in user["Attributes"] if a["Name"] != "sub"]} for user in users]

    def _files(self) -> list[str]:
        found = self._s3.list_objects_v2(Bucket=ENVIRONMENT["BUCKET_NAME"]).get("Contents", [])
        return [one["Key"] for one in found]


def _present(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without marks, and of a fold's snapshots only the last: a repetition may have made one more.

    A note of what is listed nowhere any more is as good as none, and goes by itself.
    """
    plain = sorted((decode_item(raw) for raw in items), key=lambda item: (item["pk"], item["sk"]))
    plain = [item for item in plain if "note" not in item or any(item["note"].values())]
    plain = [item for item in plain if "#HITS#" not in item["pk"]]  # how often it was tried
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
