"""What all customers owe, and how late it is on a day (G3, L1), if the reader sees all that it is made of.

One pass over the lists of records; for each page their profiles and ledgers at once, and for who owes a query of the
claims that are open. On a day that is over it is as the ledger stood at the end of that day.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from customers import listing, places
from customers.places import Shelf
from customers.planning import Ask
from export.asked import Asked
from export.cells import Cell, Kind
from export.exported import Exported
from export.kinds.debt import is_seen
from export.shapes import PEOPLE, Cells, Shape, columns, text
from export.sheets import Rows, Sheet
from export.walking import walked
from kernel import clock, keys, table
from kernel.values import decode, decode_item
from ledger.ageing import aged, stood

type Stored = Mapping[str, Any]

_PAGE = 100
_MANY = 1000
_TRIES = 5
_SHELVES: tuple[Shelf, ...] = ("lead", "customer", "partner")
_UNLISTED = "unlisted"
_DAY = timedelta(days=1)
TITLE = ("Công nợ", "Debts")
RELATIONSHIPS = {
    "lead": ("Tiềm năng", "Lead"), "customer": ("Khách hàng", "Customer"), "partner": ("Đối tác", "Partner"),
}  # fmt: skip
SHAPES: Mapping[str, Shape] = {
    "customer_code": text(14, "Mã khách hàng", "Customer code"),
    "customer": text(36, "Khách hàng", "Customer"),
    "relationship": text(16, "Quan hệ", "Relationship", words=RELATIONSHIPS, usual=False),
    "owner": text(24, "Người phụ trách", "Owner", names=PEOPLE),
    "balance": Shape(Kind.MONEY, 20, "Dư nợ", "Balance"),
    "not_due": Shape(Kind.MONEY, 20, "Chưa đến hạn", "Not due"),
    "days_1_30": Shape(Kind.MONEY, 20, "Quá hạn 1–30 ngày", "1–30 days late"),
    "days_31_60": Shape(Kind.MONEY, 20, "Quá hạn 31–60 ngày", "31–60 days late"),
    "days_61_90": Shape(Kind.MONEY, 20, "Quá hạn 61–90 ngày", "61–90 days late"),
    "days_over_90": Shape(Kind.MONEY, 20, "Quá hạn trên 90 ngày", "Over 90 days late"),
}


def sheets(asked: Asked) -> Sequence[Sheet]:
    """A row for each who owes something, or has paid more than they owed."""
    chosen, on = asked.request.columns, day(asked)

    def pages(after: str | None) -> Iterator[tuple[Rows, str | None]]:
        cells = Cells(asked, SHAPES, chosen)
        for found, more in _found(asked, after):
            yield _rows(asked, on, found, cells), more

    title = f"{asked.say(TITLE)} {on:%d-%m-%Y}"
    return [Sheet(title=title, columns=columns(asked, SHAPES, chosen), pages=pages)]


def day(asked: Asked) -> date:
    """The day that is asked about; without one, that on which it was asked."""
    told = (asked.request.filter or {}).get("on")
    return date.fromisoformat(told) if told else asked.at.astimezone(asked.zone).date()


def _found(asked: Asked, after: str | None) -> Iterator[tuple[Sequence[str], str | None]]:
    """The ids of records, page after page; a place says which list it is in."""
    if asked.request.records is not None:
        yield asked.request.records, None
        return
    lists = (*_SHELVES, _UNLISTED)
    name, _, place = (after or f"{_SHELVES[0]}|").partition("|")
    for one in lists[lists.index(name) :]:
        begin, place = place or None, ""
        for found, more in _unlisted(asked, begin) if one == _UNLISTED else _listed(asked, one, begin):
            last = more is None and one == _UNLISTED
            following = lists[(lists.index(one) + 1) % len(lists)]
            yield found, None if last else f"{one}|{more}" if more else f"{following}|"


def _listed(asked: Asked, shelf: Any, after: str | None) -> Iterator[tuple[list[str], str | None]]:  # noqa: ANN401
    while True:
        found, after = listing.read(asked.viewer, Ask(shelf), _PAGE, after)
        yield [card["sk"]["S"] for card in found], after
        if after is None:
            return


def _unlisted(asked: Asked, after: str | None) -> Iterator[tuple[list[str], str | None]]:
    """What somebody was given without the profile is in none of their lists."""
    for found, more in walked(keys.unlisted(asked.tenant, asked.viewer.employee), "", after, _PAGE):
        yield [row["sk"]["S"] for row in found], more


def _rows(asked: Asked, on: date, records: Sequence[str], cells: Cells) -> Iterator[list[Cell]]:
    homes = [keys.customer(asked.tenant, one) for one in records]
    found = table.get_many([(home, sk) for home in homes for sk in (keys.PROFILE, keys.LEDGER)])
    is_over = on < asked.at.astimezone(asked.zone).date()
    for home in homes:
        head = found.get((home, keys.LEDGER))
        record: Stored = decode(found[home, keys.PROFILE]["value"]) if (home, keys.PROFILE) in found else {}
        if head is None or places.shelf(record) in {None, "trash"} or not is_seen(asked.viewer, record):
            continue
        debt = _then(asked, home, on) if is_over else _now(home, on)
        if debt["balance"]:
            yield cells.row({**debt, **_whose(asked, record)})


def _whose(asked: Asked, record: Stored) -> Stored:
    """Who owes it, to who sees their profile."""
    if not places.sees_all(asked.viewer, record, "profile"):
        return {}
    told = {name: record[name] for name in ("relationship", "owner")}
    return {"customer_code": record["code"], "customer": record["name"], **told}


def _now(home: str, on: date) -> Stored:
    """What is owed now by how late it is on a day; read again when somebody posts meanwhile."""
    for _ in range(_TRIES):
        head = table.read((home, keys.LEDGER), consistent=True)
        balance = decode(head["balance"]) if head else 0
        ages = aged(balance, on, _claims(home)) if balance > 0 else {}
        if ages is not None:
            return {"balance": balance, **{str(name): part for name, part in ages.items()}}
    raise table.Transient("others keep posting")


def _claims(home: str) -> Iterator[tuple[date, Any]]:
    """(due day, amount) of all claims, the latest due first, as far as somebody asks."""
    for found, _ in walked(home, keys.DUE, None, _MANY, newest_first=True, consistent=True):
        for raw in found:
            yield date.fromisoformat(raw["sk"]["S"].split("#")[1]), decode(raw["amount"])


def _then(asked: Asked, home: str, on: date) -> Stored:
    """What was owed at the end of a day."""
    end = clock.stamp(datetime.combine(on + _DAY, time(), asked.zone))
    balance, claims = stood(_entries(home, end), asked.zone)
    return {"balance": balance, **{str(name): part for name, part in (aged(balance, on, claims) or {}).items()}}


def _entries(home: str, end: str) -> Iterator[Stored]:
    """The ledger up to a moment, from its first entry on."""
    for found, _ in walked(home, keys.LEDGER_ENTRY, None, _MANY, consistent=True):
        for raw in found:
            entry: Stored = decode_item(raw)["value"]
            if entry["at"] >= end:
                return
            yield entry


DEBTS = Exported(TITLE, sheets, SHAPES)
