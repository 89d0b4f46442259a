"""What the exact counts come to in money, at prices that AWS publishes.

On demand, us-east-1, in US dollars, as published in 2025 (aws.amazon.com/dynamodb/pricing/on-demand, …/lambda/pricing,
…/api-gateway/pricing, …/s3/pricing, …/sqs/pricing, …/sns/pricing, …/ses/pricing); other regions differ, Singapore by
some 15 to 25 % more.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.figures import Figure

ROOT = Path(__file__).parents[1]
GUIDE, RESULTS = ROOT / "docs" / "operations.md", ROOT / "benchmarks" / "results.json"
BEGIN, END = "<!-- from `python -m benchmarks.prices` -->\n", "<!-- to here -->\n"

WRITE, READ = 0.625 / 1e6, 0.125 / 1e6
"""A write and a read unit of DynamoDB."""
REQUEST = 1.00 / 1e6
"""Of an HTTP API."""
INVOCATION, GIGABYTE_SECOND = 0.20 / 1e6, 0.0000166667
MESSAGE = 0.40 / 1e6
"""A call of SQS."""
PUT, GET = 0.005 / 1e3, 0.0004 / 1e3
"""Calls of S3."""
MAIL = 0.10 / 1e3
"""Of SES."""
SECONDS, GIGABYTES = 0.060, 0.5
"""What an invocation is assumed to take: it is not counted, and on a warm function mostly waiting for DynamoDB."""


@dataclass(frozen=True)
class Case:
    """Something that happens so and so often, its figures' name, and what AWS is asked for besides the table."""

    figure: str
    at: str = ""
    requests: int = 1
    invocations: int = 1
    messages: int = 0
    puts: int = 0
    gets: int = 0
    mails: int = 0

    def units(self, found: Mapping[str, float]) -> float:
        """Dollars of the table for one; what only reads has no figure of writes."""
        writes = found.get(f"ops.{self.figure}.write_units{self.at}", 0)
        return writes * WRITE + found[f"ops.{self.figure}.read_units{self.at}"] * READ

    def cost(self, found: Mapping[str, float]) -> float:
        """Dollars of everything for one. KeyError when its figures were not measured."""
        computing = self.invocations * (INVOCATION + SECONDS * GIGABYTES * GIGABYTE_SECOND)
        others = self.requests * REQUEST + self.messages * MESSAGE + self.puts * PUT + self.gets * GET
        return self.units(found) + computing + others + self.mails * MAIL


CASES: Sequence[tuple[str, int, Case]] = (
    ("1,000 leads made, scored and found", 1000, Case("create_lead.until_scored", invocations=3)),
    ("1,000 pages of 50 leads", 1000, Case("list_50.admin.by_newest", "@100000")),
    (
        "1,000,000 opens, from the webhook to the score", 1_000_000,
        Case("open_event", "@300", invocations=4, messages=3, puts=1, gets=1),
    ),
    (
        "1,000,000 clicks, likewise", 1_000_000,
        Case("click_event", "@300", invocations=4, messages=3, puts=1, gets=1),
    ),
    (
        "1,000 contracts confirmed, with tier and notice", 1000,
        Case("confirm_contract.until_visible", "@10000", invocations=5, messages=3, mails=1),
    ),
)  # fmt: skip


def table(figures: Sequence[Figure]) -> str:
    """The cost of each case, and how much of it is the table."""
    found = {figure.name: figure.value for figure in figures}
    lines = ["| what | US dollars | of which the table |", "|---|--:|--:|"]
    for what, number, case in CASES:
        whole = case.cost(found) * number
        lines.append(f"| {what} | {whole:,.3f} | {case.units(found) * number / whole:.0%} |")
    return "\n".join(lines) + "\n"


def tell(figures: Sequence[Figure], guide: Path = GUIDE) -> None:
    """Write the table into the operator's guide, between its marks."""
    before, _, rest = guide.read_text(encoding="utf-8").partition(BEGIN)
    guide.write_text(before + BEGIN + table(figures) + END + rest.partition(END)[2], encoding="utf-8")


if __name__ == "__main__":
    tell([Figure(name, one["value"], one["unit"]) for name, one in json.loads(RESULTS.read_text()).items()])
