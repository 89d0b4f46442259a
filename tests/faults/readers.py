"""What people can look at while something is half done: what was asked about, and every record with its list."""

import json
import re

from local.openapi import DOCUMENT
from tests.faults.scene import Scene, _plain

_READING = [path for path, ways in json.loads(DOCUMENT.read_text(encoding="utf-8"))["paths"].items() if "get" in ways]
_PATTERNS = [re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path))) for path in _READING]
BY_STEPS = frozenset({
    "a_lead_becomes_an_opportunity_of_another_customer", "a_merge_is_undone", "leads_part_whose_mails_others_opened",
})  # fmt: skip
"""Merging and parting go on step by step, and say so (ADR 8): what is seen on the way is a state of its own."""


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


def look(scene: Scene, path: str) -> set[str]:
    """What its administrator is told, of a list each row; ids and times left out."""
    answer = scene.world.call("GET", path, by=scene.admin)
    rows = answer["items"] if isinstance(answer.body, dict) and "items" in answer.body else [answer.raw]
    return {_plain(f"{answer.status} {row}") for row in rows}
