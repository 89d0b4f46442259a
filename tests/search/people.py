"""Records as their profiles are stored, and an index of them in memory, as the table would hold it."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import Any

from kernel import keys
from kernel.text import words
from search.entries import entries, paired
from search.planning import Entry, Plan, entry, plan
from search.reading import Place, finds, place

BOOK = "A"


def record(name: str, number: int = 1, **fields: Any) -> dict[str, Any]:
    """A profile's value."""
    return {
        "id": f"{number:026d}", "code": f"L-{number:08d}", "name": name, "relationship": "lead",
        "owner": "0" * 26, "department": "1" * 26, **fields,
    }  # fmt: skip


class Index:
    """Entries by partition, in the order of their sort keys."""

    def __init__(self, records: Iterable[dict[str, Any]], books: tuple[str, ...] = (BOOK,)) -> None:
        self.books = books
        self.read = 0
        self.names: dict[int, list[str]] = {}
        self._rows: dict[str, list[tuple[str, dict[str, Any]]]] = {}
        for value in records:
            self.names[int(value["id"])] = list(dict.fromkeys(words(value["name"])))
            for (pk, sk), raw in entries("acme", value, value.get("books", books)).items():
                common: dict[str, Any] = {name: one for name, one in raw.items() if name not in {"pk", "sk"}}
                self._rows.setdefault(pk, []).append((sk, common))
        for rows in self._rows.values():
            rows.sort(key=lambda row: row[0])

    def page(self, asked: Plan, limit: int, at: Place, size: int | None = None) -> tuple[list[Entry], Place | None]:
        """A page of finds, read by `size` entries at once."""
        size = size or asked.size

        def read(book: str, after: str | None) -> tuple[list[Entry], bool]:
            pk = keys.find("acme", book, asked.head)
            rows = self._rows.get(pk, [])
            begin = bisect_left(rows, asked.text, key=lambda row: row[0])
            if after is not None:
                begin = bisect_right(rows, after, key=lambda row: row[0])
            some = [(sk, raw) for sk, raw in rows[begin : begin + size] if sk.startswith(asked.text)]
            self.read += len(some)
            return [entry({"pk": {"S": pk}, "sk": {"S": sk}, **raw}) for sk, raw in some], len(some) == size

        return finds(asked, self.books, read, limit, at)

    def first(self, query: str, limit: int = 50) -> list[int]:
        """The numbers of the records on the first page."""
        found, _ = self.page(self.planned(query), limit, Place(None))
        return [int(one.customer) for one in found]

    def all(self, query: str, limit: int = 50, size: int | None = None) -> list[int]:
        """The numbers of the records on all pages, as they come; each page's place goes through a cursor."""
        asked, at, found = self.planned(query), Place(None), list[int]()
        for _ in range(10_000):
            some, going = self.page(asked, limit, at, size)
            assert len(some) <= limit
            found += [int(one.customer) for one in some]
            if going is None:
                return found
            at = place(going.written())
        raise AssertionError("no end")

    def planned(self, query: str) -> Plan:
        """How the query is answered in these books."""
        asked = plan(query, pairs=all(map(paired, self.books)))
        assert asked is not None
        return asked
