"""A report over 100,000 opportunities costs no more than one over a few: what it reads are days, not records."""

import random
from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import Decimal
from math import ceil
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from attached.held import opportunity_days
from counts import days, model
from counts.tally import Difference
from kernel import clock, keys, table
from kernel.table import Page, Range
from kernel.values import Raw, encode

REASONS = ("price", "competitor", "no-budget", "no-need", "no-response", "timing", "product-fit", "duplicate")
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
ZONE = ZoneInfo(clock.HOME)
TENANT = "cong-ty-moi-truong-viet"


def deals(number: int) -> list[dict[str, Any]]:
    """Opportunities of a year, as they are stored; of four one is open, one won, two lost."""
    chance = random.Random(number)  # noqa: S311 - the same every time
    found = []
    for place in range(number):
        opened, closed = (FIRST + timedelta(chance.randrange(365)) for _ in range(2))
        deal: dict[str, Any] = {"opened": opened.isoformat(), "expected_value": chance.randrange(1, 999) * 1_000_000}
        at = f"{closed}T{chance.randrange(0, 17):02d}:30:00.000000Z"
        if place % 4 == 1:
            deal["won_at"] = at
        elif place % 4 > 1:
            deal |= {"lost_at": at, "lost_reason": chance.choice(REASONS)}
        found.append(deal)
    return found


@pytest.mark.parametrize("number", [1_000, 100_000])
def test_a_year_of_lost_reasons_is_one_query_and_less_than_ten_read_units(
    number: int, monkeypatch: pytest.MonkeyPatch
):  # fmt: skip
    """All of 100,000 are counted here, and once more by hand: that takes a second or two."""
    stored: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    by_hand: Counter[tuple[str, str]] = Counter()
    for deal in deals(number):
        tally = days.tally("opportunities", [keys.EVERYBODY], opportunity_days(deal, lambda: ZONE))
        changes = {(TENANT, counter): Difference(1, value) for counter, value in tally.items()}
        for where, amounts in days.months(changes):
            stored[where].update(amounts)
        if "lost_at" in deal:
            by_hand[deal["lost_at"][:7], deal["lost_reason"]] += 1
    asked, read = 0, 0

    def page(where: Range, **_: Any) -> Page:
        nonlocal asked, read
        found: list[Raw] = [
            {name: encode(one) for name, one in {"pk": pk, "sk": sk, "touched": number, **amounts}.items()}
            for (pk, sk), amounts in sorted(stored.items())
            if pk == where.partition and (where.first or "") <= sk <= (where.below or "")
        ]
        asked, read = asked + 1, read + sum(map(size, found))
        return Page(found, None)

    monkeypatch.setattr(table, "page", page)
    found = model.happened(TENANT, "opportunities", [keys.EVERYBODY], FIRST, LAST)
    lost: Counter[tuple[str, str]] = Counter()
    for (day, cell), one in found.items():
        if cell.startswith("lost#"):
            lost[f"{day:%Y-%m}", cell.removeprefix("lost#")] += one.number
    assert lost == by_hand
    assert asked == 1
    assert ceil(read / 4096) / 2 <= 10, "read units, of 4 KB each, eventually consistent"


def size(item: Raw) -> int:
    """As DynamoDB counts it: a number takes a byte for two of its digits, and one more."""
    return sum(len(name) + _size(one) for name, one in item.items())


def _size(one: Raw) -> int:
    return len(one["S"]) if "S" in one else len(Decimal(one["N"]).normalize().as_tuple().digits) // 2 + 2
