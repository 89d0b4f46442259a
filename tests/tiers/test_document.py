"""The example in docs/tiers.md is computed, and comes to what is written there."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from customers import grounds
from kernel import keys
from kernel.facts import NOTHING
from tiers import standing
from tiers.rules import Ladder
from tiers.standing import Lens, StoredLadder
from tiers.telling import decided

TEXT = (Path(__file__).parents[2] / "docs" / "tiers.md").read_text(encoding="utf-8")
_BODY = TEXT.partition("| what happens ")[2].partition("\n\n")[0].splitlines()[2:]
ROWS = [[cell.strip() for cell in row.strip("|").split("|")] for row in _BODY]
_DOCUMENT = re.compile(r"a (contract|receipt) of (\d+) million is confirmed")


class Company:
    """A ladder and one customer's items, as they lie in the table; an hour goes by with each thing that happens."""

    def __init__(self, ladder: StoredLadder) -> None:
        self.ladder = ladder
        self.profile: dict[str, Any] = {"id": "c", "owner": "o", "department": "d", "relationship": "customer"}
        self.documents: list[dict[str, Any]] = []
        self.hour = 0

    def happens(self, what: str) -> None:
        self.hour += 1
        document = _DOCUMENT.fullmatch(what)
        if document:
            amount = int(document[2]) * 1_000_000
            made = {"kind": document[1], "amount": amount, "state": "confirmed", "receivable": True}
            self.documents.append(made | {"confirmed_at": self.now})
        elif what == "the first receipt is cancelled":
            first = next(one for one in self.documents if one["kind"] == "receipt")
            first |= {"state": "cancelled", "cancelled_at": self.now}
        elif what.startswith("set by hand to "):
            tier, _, reason = what.removeprefix("set by hand to ").partition(": ")
            self.profile |= {"pinned_tier": tier, "pinned_by": "somebody", "pinned_reason": reason}
        elif what == "unset":
            self.profile["pinned_tier"] = None
        else:
            assert what.startswith("automatic is switched")
            self.switch(automatic="on" in what)

    def switch(self, *, automatic: bool) -> None:
        stored: Mapping[str, Any] = {"basis": self.ladder.basis, "automatic": automatic, "tiers": ()}
        after = standing.restored(stored)
        kept = standing.keeping(self.ladder, after, self.now)
        self.ladder = StoredLadder(self.ladder.basis, automatic, self.ladder.tiers, kept, self.ladder.version + 1)

    @property
    def now(self) -> str:
        return f"2026-03-01T{self.hour:02d}:00:00.000000Z"

    def decision(self, before: Mapping[str, Any]) -> dict[str, Any]:
        lens = Lens(self.ladder.kept.at if self.ladder.kept else "")
        facts = lens.observe(keys.PROFILE, {"value": self.profile})
        prefixes = {"contract": keys.CONTRACT, "receipt": keys.RECEIPT}
        for place, one in enumerate(self.documents):
            facts += lens.observe(f"{prefixes[one['kind']]}{place}", {"value": one})
        assert facts != NOTHING
        return decided(facts, self.ladder, before, self.now)


def computed() -> Iterator[list[str]]:
    written = re.search(r"```json\n(.*?)```", TEXT, re.DOTALL)
    assert written
    ladder = Ladder.model_validate(json.loads(written[1]))
    company, decision = Company(standing.restored(ladder.model_dump())), dict[str, Any]()
    for what, *_ in ROWS:
        company.happens(what)
        decision = company.decision(decision)
        yield [what, decision.get("tier") or "none", grounds.text(decision["why"], "en")]


def test_the_example_comes_to_what_the_document_says():
    assert list(computed()) == ROWS
    assert len(ROWS) == 9
