"""What holds of a company whatever happened to it, once its streams and queues have run dry."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise
from typing import Any

from counts.tally import is_use, place
from customers import counting, listing, places, service
from customers.model import CardItem, CustomerItem
from customers.planning import _ORDERS, Ask
from customers.rules import card
from customers.standing import STANDING
from identity.viewers import viewer_of
from kernel import history, keys
from kernel.access import Viewer, sight
from kernel.problems import Problem
from kernel.table import Key
from kernel.values import Raw, decode_item
from scoring.folding import FOLD as SCORE
from search.entries import books, entries, of_contact
from tests.properties.cast import Cast
from tests.world import World
from tiers.folding import FOLD as TIER

SHELVES: tuple[places.Shelf, ...] = ("lead", "customer", "partner", "trash")
SHOWN = ("rank", "score", "stars", "score_number", "changes_on", "tier", "tier_number", "by_active")


class Holding:
    """A company's items, and what must be true of them."""

    def __init__(self, world: World, cast: Cast, leads: list[str], merged: set[str]) -> None:
        self.merged = merged
        self.tenant, self.cast, self.leads = cast.admin.tenant, cast, leads
        self.items: dict[Key, Raw] = {
            (raw["pk"]["S"], raw["sk"]["S"]): raw for raw in world.items() if raw["pk"]["S"].startswith(self.tenant)
        }

    @cached_property
    def records(self) -> dict[str, CustomerItem]:
        """Those that are not gone."""
        raw = {one: self.items.get((keys.customer(self.tenant, one), keys.PROFILE)) for one in self.leads}
        return {one: CustomerItem.of(found) for one, found in raw.items() if found is not None}

    def value(self, record: str) -> dict[str, Any]:
        """A profile as stored."""
        plain: dict[str, Any] = decode_item(self.items[keys.customer(self.tenant, record), keys.PROFILE])["value"]
        return plain

    def contacts(self, record: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """Whom one talks to there, as stored."""
        home = keys.customer(self.tenant, record)
        for (pk, sk), raw in self.items.items():
            if pk == home and sk.startswith(keys.CONTACT):
                yield sk, decode_item(raw)["value"]

    def check(self, *, found_by_all: bool) -> None:
        """All of it; `found_by_all`: no stream was lost, so that the index of words is exact too."""
        self.who_sees_a_record_lists_it_and_nobody_else()
        self.every_row_is_of_a_record_as_it_is()
        self.counters_are_what_there_is()
        self.words_find_what_there_is(exactly=found_by_all)
        self.every_change_is_told_once()
        self.codes_and_addresses_find_their_records()
        self.nothing_is_left_of_what_is_gone()

    def who_sees_a_record_lists_it_and_nobody_else(self) -> None:
        """In every order, each exactly once."""
        for name, person in self.cast.people.items():
            viewer = viewer_of(self.tenant, person.id)
            wanted: dict[places.Shelf, set[str]] = {shelf: set() for shelf in SHELVES}
            for one, item in self.records.items():
                seen, shelf = sight(viewer, item.value), places.shelf(item.value.model_dump())
                there = seen.may_change if shelf == "trash" else seen.sees("profile")
                if shelf and there:
                    wanted[shelf].add(one)
                if shelf is not None:
                    assert opens(viewer, one) is (there and shelf != "trash"), (name, item.value)
            for shelf in SHELVES:
                for sort in _ORDERS if wanted[shelf] else ("newest", "score"):
                    rows, _ = listing.read(viewer, Ask(shelf, sort), 100, None)
                    listed = Counter(row["sk"]["S"] for row in rows)
                    assert listed == Counter(wanted[shelf]), (name, shelf, sort)

    def every_row_is_of_a_record_as_it_is(self) -> None:
        """No row is missing, stale or an orphan; copies show what the card shows, and that is what was decided last."""
        wanted: dict[Key, places.Row] = {}
        for one in self.records:
            self._departments(one)
            shelf = str(places.shelf(self.value(one)))
            rows = places.rows(self.value(one)).items()
            wanted |= {(keys.book(self.tenant, shelf, book), one): row for book, row in rows}
        there = {key for key in self.items if key[0].startswith(f"{self.tenant}#BOOK#")}
        assert there == set(wanted), "rows that nobody should have, or has not"
        marks = {
            (keys.unlisted(self.tenant, who), one) for one in self.records for who in places.unlisted(self.value(one))
        }
        assert {key for key in self.items if key[0].startswith(keys.unlisted(self.tenant, ""))} == marks
        shown: defaultdict[str, list[Any]] = defaultdict(list)
        for key, kind in wanted.items():
            self._row(key, kind)
            if kind != "slim":
                row = decode_item(self.items[key])
                shown[key[1]].append({name: row.get(name) for name in SHOWN})
        for one, several in shown.items():
            assert all(other == several[0] for other in several), "a copy shows something else than the card"
            self._decided(one, several[0])

    def _departments(self, record: str) -> None:
        """A record is with the department in which its owner works, and so is what was shared with an employee."""
        customer = self.records[record].value
        works = {person.id: viewer_of(self.tenant, person.id).department for person in self.cast.people.values()}
        if not customer.merged_into:
            assert customer.department == works[customer.owner]
            assert all(one.department == works[one.employee] for one in customer.shares if one.employee)

    def _row(self, key: Key, kind: places.Row) -> None:
        raw, item = self.items[key], self.records[key[1]]
        plain, orders = decode_item(raw), places.orders(self.value(key[1]))
        assert {name: plain[name] for name in orders} == orders
        assert plain["owner"] == item.value.owner
        assert ("feed" in plain) is (kind == "card")
        assert ("value" in plain) is (kind != "slim")
        if kind != "slim":
            assert CardItem.of(raw).value == card(item.value), "a row shows what is no more"

    def _decided(self, record: str, row: dict[str, Any]) -> None:
        pk = keys.customer(self.tenant, record)
        score, tier = SCORE.latest(pk), TIER.latest(pk)
        assert score is not None
        assert tier is not None
        assert (row["score"], row["stars"]) == (score.result["score"], score.result["stars"])
        assert row["tier"] == tier.result.get("tier")
        assert row["rank"] == keys.rank(row["stars"], row["score"], record)

    def counters_are_what_there_is(self) -> None:
        """Of each column of each book, and of each catalogue entry; and the lists of who names one."""
        wanted: Counter[Key] = Counter()
        values: Counter[Key] = Counter()
        lists = set()
        for one in self.records:
            for counter, expected in counting.COUNTING.tally(self.value(one)).items():
                where = place(self.tenant, counter)
                wanted[where] += 1
                values[where] += expected  # type: ignore[assignment]
                if is_use(counter):
                    lists.add((where[0], one))
        of_columns = {key: raw for key, raw in self.items.items() if "touched" in raw and "number" in raw}
        plain = {key: decode_item(raw) for key, raw in of_columns.items() if f"#{STANDING}#" not in key[0]}
        counted = {key: item["number"] for key, item in plain.items() if item["number"] or item["value"]}
        assert counted == dict(wanted)
        assert {key: plain[key]["value"] for key in counted} == {key: values[key] for key in wanted}
        uses = {key for key in self.items if key[0].startswith(f"{self.tenant}#USES#") and key[1] != keys.USED}
        assert uses == lists

    def words_find_what_there_is(self, *, exactly: bool) -> None:
        """In the books of those who see it."""
        wanted: dict[Key, Raw] = {}
        for one in self.records:
            profile = self.value(one)
            wanted |= entries(self.tenant, profile, books(profile))
            for sk, contact in self.contacts(one):
                wanted |= of_contact(self.tenant, profile, sk.removeprefix(keys.CONTACT), contact, books(profile))
        there = {key: raw for key, raw in self.items.items() if key[0].startswith(f"{self.tenant}#FIND#")}
        if exactly:
            assert there == wanted

    def every_change_is_told_once(self) -> None:
        """Each version has its entry, and what it says that something came from is what it last went to.

        But that a merge begins is no change yet: only then is there a version of which nothing is told.
        """
        for one, item in self.records.items():
            told = [*self._told(one)]
            versions = [version for version, _ in told]
            assert versions == sorted(set(versions))
            if not self.merged & {one}:
                assert versions == list(range(2, item.version + 1))
            past: defaultdict[str, list[Any]] = defaultdict(list)
            for _, changes in told:
                for field, sides in changes.items():
                    past[field].append((sides.get("from"), sides.get("to")))
            now = {field: history.plain(value) for field, value in item.value.model_dump().items()}
            past.pop("merged", None)
            for field, steps in past.items():
                assert all(before[1] == after[0] for before, after in pairwise(steps)), field
                assert all(before != after for before, after in steps), field
                assert steps[-1][1] == now[field], field

    def _told(self, record: str) -> Iterator[tuple[int, dict[str, Any]]]:
        pk, prefix = keys.customer(self.tenant, record), keys.histories()
        for key in sorted(key for key in self.items if key[0] == pk and key[1].startswith(prefix)):
            yield int(key[1].removeprefix(prefix)), decode_item(self.items[key])["changes"]

    def codes_and_addresses_find_their_records(self) -> None:
        """Every code that a record has or had is its own, and of those that are gone there is none left."""
        codes: dict[str, str] = {}
        addresses: set[Key] = set()
        for one, item in self.records.items():
            had = [changes["code"]["from"] for _, changes in self._told(one) if "code" in changes]
            codes |= dict.fromkeys([item.value.code, *had], one)
            addresses |= {(keys.email(self.tenant, address), one) for address in item.value.emails}
        pointers = f"{self.tenant}#TAKEN#CODE#"
        taken = {key[0].removeprefix(pointers): raw for key, raw in self.items.items() if key[0].startswith(pointers)}
        assert {code: raw["customer"]["S"] for code, raw in taken.items()} == codes
        assert {key for key in self.items if key[0].startswith(f"{self.tenant}#EMAIL#")} == addresses

    def nothing_is_left_of_what_is_gone(self) -> None:
        """But that it is counted as nothing."""
        gone = {keys.customer(self.tenant, one) for one in self.leads if one not in self.records}
        left = [key for key in self.items if key[0] in gone and key[1] != keys.COUNTED]
        assert not left


def opens(viewer: Viewer, record: str) -> bool:
    """Whether a record can be read."""
    try:
        return service.read(viewer, record).id == record
    except Problem as problem:
        if problem.code != "not_found":
            raise
        return False
