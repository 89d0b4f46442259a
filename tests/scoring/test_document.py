"""The example in docs/scoring.md is computed, and comes to what is written there."""

import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from kernel import keys
from kernel.facts import NOTHING
from scoring.points import Book, compiled, earned, evaluate
from scoring.rules import TELLS_OF, Rulebook, ready
from tests.scoring.test_rule_kinds import Item, activity, by_hand, mail, profile, quote, visit

TEXT = (Path(__file__).parents[2] / "docs" / "scoring.md").read_text(encoding="utf-8")
TODAY = date(2026, 3, 31).toordinal()


def opened(name: str, **more: str) -> Item:
    return keys.signal(f"open#{name}"), mail("open", message=name, **more)[1]


HAPPENED: dict[str, Item] = {
    "is in the group VIP": profile(groups=["vip"]),
    "quote of 90 million, confirmed, of 1 March": quote(90_000_000, name="1"),
    "quote of 20 million, confirmed, of 16 March": quote(20_000_000, day="2026-03-16", name="2"),
    "quote of 500 million, a draft": quote(500_000_000, "draft", name="3"),
    "meeting completed on 2 March at 01:00": activity("meeting", at="2026-03-01T18:00:00Z"),
    "meeting completed on 1 March at 23:00": activity("meeting", at="2026-03-01T16:00:00Z"),
    "mail m1 opened": opened("m1"), "mail m1 opened again": opened("m1"), "mail m2 opened": opened("m2"),
    "mail m3 opened": opened("m3"),
    "mail m4 opened by a scanner": opened("m4", verdict="bot", reason="agent:mimecast"),
    "visit of /pricing/vi": visit(30, "/pricing/vi"),
    "4 points taken by hand": by_hand(-4), "10 points given by hand, withdrawn": by_hand(10, withdrawn=True),
}  # fmt: skip
ITEMS = dict(HAPPENED.values())
"""As they lie in the table: the same key is the same thing."""


def rows(heading: str) -> list[list[str]]:
    """The rows of the table that begins so."""
    body = TEXT.partition(f"| {heading} ")[2].partition("\n\n")[0].splitlines()[2:]
    return [[cell.strip().strip("`") for cell in row.strip("|").split("|")] for row in body]


@pytest.fixture(scope="module")
def book() -> Book:
    written = re.search(r"```json\n(.*?)```", TEXT, re.DOTALL)
    assert written
    return compiled(ready(Rulebook.model_validate(json.loads(written[1]))))


def test_the_example_comes_to_what_the_document_says(book: Book):
    facts = sum((book.lens.observe(sk, item) for sk, item in ITEMS.items()), NOTHING)
    now, tomorrow = (evaluate(facts, book, day) for day in (TODAY, TODAY + 1))
    assert [
        [one.rule, *map(str, (one.number, one.earned, one.worth, one.points))] for one in now.contributions
    ] == rows("rule | count")
    assert (now.total, now.stars, now.changes_on, tomorrow.total) == (54, 3, TODAY + 1, 46)
    assert ("score is 54, three stars" in TEXT, "score is 46" in TEXT) == (True, True)


def test_each_thing_in_the_example_earns_what_the_document_says(book: Book):
    known = set[str]()
    told = rows("what | earns")
    assert [row[0] for row in told] == list(HAPPENED)
    for what, points, worth, _ in told:
        sk, item = HAPPENED[what]
        facts = NOTHING if sk in known else book.lens.observe(sk, item)
        known.add(sk)
        given = [earned(facts, book, place, TODAY) for place in range(len(book.rules))]
        assert (sum(one[1] for one in given), sum(one[2] for one in given)) == (int(points), Decimal(worth)), what


def test_every_kind_of_rule_is_in_the_document():
    kinds = {kind for row in rows("kind | gives its points") for kind in re.findall(r"\w+", row[0])}
    assert kinds == TELLS_OF.keys()
