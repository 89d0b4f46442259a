"""What people can look at while something is half done: what was asked about, and every record with its list."""

import json
import re
from collections import Counter

from local.openapi import DOCUMENT
from tests.faults.scene import Scene, _plain
from tests.world import Person

_READING = [path for path, ways in json.loads(DOCUMENT.read_text(encoding="utf-8"))["paths"].items() if "get" in ways]
_PATTERNS = [re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path))) for path in _READING]
_ID = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")
BY_STEPS = frozenset({
    "a_lead_becomes_an_opportunity_of_another_customer", "a_merge_is_undone", "leads_part_whose_mails_others_opened",
    "customers_go_where_their_tier_went",
})  # fmt: skip
"""Merging and parting go on step by step, and say so (ADR 8): what is seen on the way is a state of its own.

Of a tier that goes, the decisions and what was said by hand follow each by a job of its own.
"""
ROW_BY_ROW = frozenset({"two_leads_are_merged"})
"""Asked for and answered when it has begun; the records come after one another (ADR 8)."""


def around(scene: Scene) -> list[str]:
    """The paths: those above what was asked, and of each record."""
    found = dict.fromkeys(["/v1/leads", "/v1/customers", "/v1/opportunities"])
    for asked in scene.asked:
        parts = asked.partition(" ")[2].split("/")
        found |= dict.fromkeys("/".join(parts[:length]) for length in range(3, len(parts) + 1))
    tenant = scene.admin.tenant
    for item in scene.world.items():
        if item["sk"]["S"].startswith("PROFILE") and item["pk"]["S"].startswith(f"{tenant}#"):
            one = item["pk"]["S"].rpartition("#")[2]
            found |= dict.fromkeys([f"/v1/leads/{one}", f"/v1/customers/{one}"])
    return [path for path in found if any(pattern.fullmatch(path) for pattern in _PATTERNS)]


def ids(scene: Scene) -> set[str]:
    """Of all that there is."""
    return set(_ID.findall(str([one["pk"]["S"] + one["sk"]["S"] for one in scene.world.items()])))


def look(scene: Scene, path: str, by: Person) -> Counter[str]:
    """What somebody is told, of a list each row; ids and times left out."""
    answer = scene.world.call("GET", path, by=by)
    rows = answer["items"] if isinstance(answer.body, dict) and "items" in answer.body else [answer.raw]
    return Counter(_plain(f"{answer.status} {row}") for row in rows)


def half(seen: Counter[str], before: Counter[str], after: Counter[str], *, by_rows: bool) -> str:
    """What is seen and was neither before nor will be, or is missing; "" where it is whole.

    Who is asked changes all at once; what goes on by itself changes one row after the other, and no row is missing
    meanwhile.
    """
    if not by_rows:
        return "" if seen in (before, after) else f"{seen} is neither {before} nor {after}"
    wrong = seen - (before | after), (before & after) - seen
    sizes = sorted(map(Counter.total, (before, after)))
    return f"{wrong} {sizes}" if any(wrong) or not sizes[0] <= seen.total() <= sizes[1] else ""
