"""What SES tells of the mails to one lead, in the documented bodies, and what comes of it."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from local.sns import Sender, encode, new, stamp
from tests.intake.taken import at_once
from tests.mailing.examples import EVENTS
from tests.mailing.postbox import TOPIC
from tests.mailing.test_agents import READERS
from tests.world import Person, World

SENDER: Sender = new(TOPIC)
SENT = datetime(2026, 3, 2, 2, 15, 40, tzinfo=UTC)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
CHROME, APPLE, SCANNER = READERS["Chrome"], "Mozilla/5.0", "Barracuda Sentinel (EE)"
GMAIL = "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)"
OFFICE, HOME = "192.0.2.1", "198.51.100.7"


class Mailbox:
    def __init__(self, world: World, who: Person, lead: str) -> None:
        self.world, self.who, self.lead = world, who, lead

    def tell(self, kind: str, after: timedelta = HOUR, **more: Any) -> str:
        """What the webhook made of an event."""
        return at_once(self.letter(kind, after, **more))

    def letter(self, kind: str, after: timedelta = HOUR, **more: Any) -> str:
        """What SNS posts of an event so long after the sending."""
        event: Any = json.loads(json.dumps(EVENTS[kind]))
        tags = {"tenant": self.who.tenant, "customer": self.lead, "message": "m1", **more.pop("tags", {})}
        event["mail"] |= {"tags": {name: [value] for name, value in tags.items()}, "timestamp": stamp(SENT)}
        event[kind] |= {"timestamp": stamp(SENT + after), **more}
        return encode(SENDER.notification(json.dumps(event)))

    def take(self, letter: str) -> None:
        """Take in what SNS posts."""
        at_once(letter)

    def opened(self, after: timedelta = HOUR, agent: str = CHROME, ip: str = HOME, **more: Any) -> str:
        return self.tell("open", after, userAgent=agent, ipAddress=ip, **more)

    def clicked(
        self, link: str = "a", after: timedelta = HOUR, agent: str = CHROME, ip: str = HOME, **more: Any
    ) -> str:
        return self.tell("click", after, link=f"https://x.vn/{link}", userAgent=agent, ipAddress=ip, **more)

    def score(self) -> int:
        """Once the streams have run dry: what adds up, and is listed."""
        self.world.pump()
        explained = self.world.call("GET", f"/v1/scores/{self.lead}", by=self.who)
        listed = self.world.call("GET", f"/v1/leads/{self.lead}", by=self.who)
        assert sum(c["points"] for c in explained["contributions"]) == explained["score"] == listed["score"]
        return int(explained["score"])

    def signals(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        cursor: str | None = None
        while True:
            page = self.world.call("GET", f"/v1/scores/{self.lead}/signals", by=self.who, cursor=cursor, limit=100)
            found += page["items"]
            cursor = page["next_cursor"]
            if cursor is None:
                return found

    def verdicts(self) -> list[tuple[str, str | None, bool]]:
        """Of each signal: verdict, reason, whether it counts."""
        return [(one["verdict"], one["reason"], one["counts"]) for one in self.signals() if not one["occurrence"]]
