"""A company's web site, as it tells of its visitors."""

import json
from datetime import datetime, timedelta
from typing import Any

from kernel import clock
from tests.world import Person, World
from visits import service

RULES: list[dict[str, Any]] = [
    {"id": "long", "kind": "web_visit", "minutes": 10, "points": 100, "name": {"vi": "L", "en": "L"}},
    {"id": "any", "kind": "visited_path", "path": "/*", "points": 10, "name": {"vi": "A", "en": "A"}},
    {"id": "price", "kind": "visited_path", "path": "/bang-gia*", "points": 1, "name": {"vi": "P", "en": "P"}},
]


class Site:
    """What it tells, and what becomes of it."""

    def __init__(self, world: World, who: Person, tenant: str = "acme") -> None:
        self.world, self.who, self.tenant = world, who, tenant
        self.now = clock.now()

    def event(self, msec: int = 0, path: str = "/", session: str | None = "s1", back: float = 0) -> dict[str, Any]:
        at = int((self.now - timedelta(seconds=back)).timestamp() * 1_000_000)
        params = {"page_location": f"https://x.vn{path}", "engagement_time_msec": msec, "session_id": session}
        return {"name": "user_engagement" if msec else "page_view", "timestamp_micros": at, "params": params}

    def body(self, *events: Any, client: str = "c1", user: str | None = None) -> bytes:
        told = {"client_id": client, "events": list(events), **({"user_id": user} if user else {})}
        return json.dumps(told).encode()

    def tell(self, *events: Any, at: datetime | None = None, **who: Any) -> str:
        return service.take(self.tenant, self.body(*events, **who), at or self.now)

    def lead(self, name: str = "A", **fields: Any) -> str:
        made = self.world.call("POST", "/v1/leads", {"name": name, **fields}, by=self.who)
        assert made.status == 201, made.raw
        self.world.pump()
        return str(made["id"])

    def visits(self, lead: str) -> list[tuple[int, list[str]]]:
        """How long each was, and its pages."""
        self.world.pump()
        found = self.world.call("GET", f"/v1/scores/{lead}/signals", by=self.who, limit=100)["items"]
        return sorted((one["seconds"], one["paths"]) for one in found if not one["occurrence"])

    def earned(self, lead: str) -> dict[str, int]:
        self.world.pump()
        shown = self.world.call("GET", f"/v1/scores/{lead}", by=self.who)
        assert sum(one["points"] for one in shown["contributions"]) == shown["score"]
        again = self.world.call("POST", f"/v1/scores/{lead}/rebuild", by=self.who)
        assert again["score"] == shown["score"]
        return {one["rule"]: one["points"] for one in shown["contributions"] if one["rule"] in {"long", "any", "price"}}

    def strangers(self) -> list[str]:
        """What lies with the strangers."""
        return sorted(item["pk"]["S"] for item in self.world.items() if "#STRANGER" in item["pk"]["S"])


def publish(world: World, admin: Person) -> None:
    answer = world.call("PUT", "/v1/scoring/rulebook", {"rules": RULES}, by=admin)
    assert answer.status in {200, 202}, answer.raw
    world.pump()
