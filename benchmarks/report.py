"""docs/performance.md: the figures of a whole run, and how they were had."""

import platform
from collections.abc import Sequence
from pathlib import Path

from benchmarks import prices
from benchmarks.company import RULES
from benchmarks.figures import Figure
from benchmarks.instrument import instrument
from benchmarks.lists import COLLEAGUES, EMPLOYEES
from benchmarks.people import leads

COLD = """
What a fresh process spends until a function's module is imported and its clients are made, relative to
`import boto3; boto3.client("dynamodb")` with the same versions, with byte code and botocore's whole data. The import
path is what is deployed, our code and the built layers, byte-compiled; not the developer's environment. `all_clients`
adds the clients that only some events need. What the first event itself costs is not in it (validators, for one, are
built when first used).
"""
WARM = """
CPU time of a request to the real handler, relative to a handler that reads a JSON document of the same size and writes
it again (about 15 µs). AWS answers at once with recorded answers: `with_calls` is everything, botocore's own time
included; the other figure is what remains when the same calls, made by themselves, are taken off. `decode_100`: a page
of 100 cards from the bytes of the answer to validated rows, relative to pynamodb's `Model.query` of the same;
`items_only` is without the rows.
"""
OPERATIONS = f"""
Calls to DynamoDB and the units they cost, counted exactly: the real handlers run against moto, and a meter on their
client prices each call from the items' sizes by the rules that AWS publishes (`benchmarks/units.py`), since emulators
do not know the price of a query. Index entries are counted; a transaction doubles the price of its items, not of their
index entries. To know who asks costs each request a call and 0.5 read units, counted here too.

- `until_visible`, `until_scored`: the request and all that follows through the stream.
- `open_event`, `click_event`: from its body, read, until score and stars are on the list's card, by {len(RULES)} rules
  without caps, so that each event moves the score: the dearest case. `@30000` is a customer with 30,000 signals, laid
  into the table with the facts that folding them gives. `repeated` is the same event again, `redelivered` the same
  stream record; `reopened` is the same mail opened another time.
- `imports.kind.create`, `.update`, `.undo`: 100 rows by the real worker, by row, with its looks and counts.
  `record_units` is the record itself, its profile in a transaction; all else of a new lead makes it found: pointers
  from its code and addresses, its rows in three books, and their entries in the indexes.
- `write_to_many.channel`: 100 customers are written to, from the request until each was sent to, by recipient: its step
  of the job, the outcome with its message, the sender's look and marks. `provider_calls_each`: what providers took;
  Zalo's token is read once a process. `read_log`: what one customer was sent, over every channel.
- `number.calls_each@200`: reads of the book and transactions of 200 who want a number of one book at the same moment,
  by document; the numbering's own code, against one book in memory whose calls take 5 ms each.
- `read_debt`, `list_50_entries`: what a customer with so many posted documents owes, and a page of the ledger.
- `board.mine`, `board.all`: a pipeline of so many open opportunities with 10 cards of each stage, for who holds them
  and for administrators; the run fails unless its counts and sums are those of the opportunities themselves.
- `report`: a year by months for an administrator over so many opportunities, a quarter of them open, a quarter won, and
  half of them lost for one of eight reasons: the counters are those that their tallies come to. One query of counters,
  and for `lost-opportunities` one of the reasons' names; the run fails unless every reason is a recount by hand.
- `visit`: what a body of a site's analytics costs its reader: one page, `more` of 24 pages of the same visit. Its
  request makes one call to DynamoDB and one to storage. `stranger_becomes_known`: 25 visits of a browser that turns
  out to be somebody's.
- `submit_form`: a visitor's form, from the key to the lead, its introduction and its counters.
- `confirm_contract@10000`: a customer with 10,000 contracts, laid into the table with the facts that folding them
  gives. `tier`: what the tier's own fold costs until it is on the card; `until_visible` has the mail to the owner, too.
- `night`: a step of the nightly recalculation, by customer; `unchanged.write_units` is how far the run is.
- `list_50.who.by_order.filter`: a page of 50 for an administrator; for a salesperson who owns half of all leads
  (`staff`); for a manager of {COLLEAGUES} among {EMPLOYEES} employees; for somebody who was given leads (`given`).
  `queries` are the calls of Query, `read_units` have the cards and who asks in them. `any_order` is the dearest order
  of a filter that no index serves: at most 4 pages for one, and the page may come back short, with a cursor. Reads are
  answered by `benchmarks/shelf.py`, lists in memory that a test compares with moto; the rows are the product's own.
"""
FOLDING = """
`pure`: events folded and evaluated per second, relative to parsing the JSON of their stream records. `stream`: events
per second through the stream's handler, one batch of 100 events of 10 customers, relative to the pure fold of the same;
the time of its AWS calls taken off, or not (`with_calls`).
"""
EXCEL = """
100,000 rows of 15 columns, relative to openpyxl in write-only mode with the same rows: rows per second of CPU time, and
peak memory of the process.
"""
MONEY = f"""
The counts above at the prices in `benchmarks/prices.py`, on demand, in us-east-1, without a free tier, storage, logs
and what leaves AWS. An invocation is assumed to take {prices.SECONDS * 1000:.0f} ms with 512 MB, and each change to be
a batch of its own for both readers of the stream, as in a quiet company; in a busy one they share batches.
"""
IMPORTING = """
Hostile files and one of 100,000 rows, each in a process of its own. `import.test`: 100,000 rows of 15 columns, all of
them new leads, tested among 1,000 and 100,000 records that are there: CPU time of everything but storage, calls of
DynamoDB and the units they cost. `draft` is the part of it that makes bodies of rows, `read` what comes before: from
Excel to cells.
"""
SECTIONS = {
    "cold": ("Cold starts", COLD),
    "warm": ("Warm requests", WARM),
    "ops": ("Operations", OPERATIONS),
    "fold": ("Folding", FOLDING),
    "export": ("Excel", EXCEL),
    "import": ("Imports", IMPORTING),
}


def write(found: Sequence[Figure], path: Path) -> None:
    """The whole document."""
    parts = [_introduction()]
    for name, (title, text) in SECTIONS.items():
        mine = [figure for figure in found if figure.name.startswith(f"{name}.")]
        parts.append(f"## {title}\n{text}\n{_table(mine)}")
    parts.append(f"## In money\n{MONEY}\n{prices.table(found)}")
    path.write_text("\n".join(parts), encoding="utf-8")


def _introduction() -> str:
    example = next(iter(leads(1)))
    return f"""# What it costs

`make bench` measures all of this in a few minutes, prints it, and writes this page and `benchmarks/results.json`; it
fails when a limit is broken. Every figure is an exact count or a ratio within one run, so that it means the same on any
machine. `.venv/bin/python -m benchmarks ops` measures one section and writes nothing.

This page: Python {platform.python_version()}, {platform.machine()}. Cold starts are in {instrument().what}.
Leads are of the kind “{example["name"]}”, with an email, a phone, and one or two groups.
"""


def _table(found: Sequence[Figure]) -> str:
    lines = ["| figure | value | unit | limit |", "|---|--:|---|---|"]
    lines += [
        f"| `{f.name}` | {'**' + f.shown + '** broken' if f.broken else f.shown} | {f.unit} | {f.limit_shown} |"
        for f in found
    ]
    return "\n".join(lines) + "\n"
