"""What a report over very many opportunities costs: what it reads are days, not records."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator

from attached.held import opportunity_days
from benchmarks.company import Company, lay
from benchmarks.figures import Figure
from benchmarks.operations import figures
from counts import days
from counts.tally import Difference
from kernel import keys
from kernel.table import Key
from kernel.values import encode
from tests.reports.test_cost import ZONE, deals

DEALS = 100_000
UNITS = 10
"""Read units of a report over all of them, who asks, the company's clocks and the catalogue in it."""
YEAR = "from=2026-01-01&to=2026-12-31"
_COUNTERS = 1
"""Queries of counters, for an administrator: one book."""


def measure(say: Callable[[str], None], firm: Company) -> Iterable[Figure]:
    """A year of opportunities, by reason and by outcome; the counters are those that their tallies come to."""
    say(f"reports over {DEALS:,} opportunities")
    found, lost = _counters(firm.admin.tenant)
    lay(*({name: encode(value) for name, value in one.items()} for one in found), told=False)
    yield from _report(firm, "won-lost", _COUNTERS)
    yield from _report(firm, "lost-opportunities", _COUNTERS + 1)  # and the names of the reasons
    shown = firm.call("GET", f"/v1/reports/lost-opportunities?{YEAR}")
    points = shown["series"][0]["points"]
    told = {one["key"]: point["value"] for one, point in zip(shown["labels"], points, strict=True)}
    if told != lost:
        raise RuntimeError(f"{told} is not a recount: {lost}")


def _counters(tenant: str) -> tuple[list[dict[str, object]], Counter[str]]:
    """The items of all months, and by hand how many were lost for which reason."""
    stored: defaultdict[Key, Counter[str]] = defaultdict(Counter)
    lost = Counter[str]()
    for deal in deals(DEALS):
        tally = days.tally("opportunities", [keys.EVERYBODY], opportunity_days(deal, lambda: ZONE))
        changes = {(tenant, counter): Difference(1, value) for counter, value in tally.items()}
        for where, amounts in days.months(changes):
            stored[where].update(amounts)
        lost.update([deal["lost_reason"]] if "lost_at" in deal else [])
    return [{"pk": pk, "sk": sk, "touched": DEALS, **amounts} for (pk, sk), amounts in stored.items()], lost


def _report(firm: Company, name: str, queries: int) -> Iterator[Figure]:
    bill = firm.bill(lambda: firm.call("GET", f"/v1/reports/{name}?{YEAR}"))
    yield from figures(f"report.{name}", bill, f"@{DEALS}", reads=UNITS)
    asked = sum(call.operation == "Query" for call in bill.calls)
    yield Figure(f"ops.report.{name}.queries@{DEALS}", asked, "calls", queries)
