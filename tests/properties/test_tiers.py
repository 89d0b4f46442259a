"""Any order of documents, cancellations, ladders, pins, merges, undoings and deletions: the tier is what they give."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from kernel import clock, keys, table
from kernel.facts import NOTHING
from kernel.table import Range
from kernel.values import decode_item
from tests.conftest import opened
from tests.faults.quick import Quick
from tests.merging.conftest import Office
from tests.properties.effort import examples
from tests.properties.stories import BOTH
from tests.properties.test_merges import Delete, Merge, Pump, Recover, Told, Undo
from tests.world import backend
from tiers import folding, runs, standing
from tiers.folding import FOLD
from tiers.queue import Order, send

LEADS = 3
TIERS = ("bronze", "silver", "gold")
type Kind = Literal["contracts", "receipts"]


@dataclass(frozen=True)
class Document:
    """Made and confirmed."""

    lead: int
    kind: Kind
    amount: int
    receivable: bool = True


@dataclass(frozen=True)
class Cancel:
    """The nth document."""

    document: int


@dataclass(frozen=True)
class Pin:
    """By hand; None: unpinned."""

    lead: int
    tier: str | None


@dataclass(frozen=True)
class Climb:
    """Another ladder: thresholds, or a number of contracts for the highest tier."""

    basis: Literal["revenue", "payment"]
    least: tuple[int, int, int]
    contracts: int | None
    automatic: bool


@dataclass
class Paper:
    """A document as the test remembers it: where it was made, and at which step it began and ceased to count."""

    path: str
    home: int
    what: Document
    confirmed: int
    cancelled: int | None = None


type Step = Document | Cancel | Pin | Climb | Merge | Undo | Delete | Recover | Pump
_LEAD = st.integers(0, LEADS - 1)
_KINDS: tuple[Kind, ...] = ("contracts", "contracts", "receipts")
_LEAST = st.sampled_from([(50, 100, 150), (90, 130, 300), (1, 2, 3)])
_DOCUMENTS = st.builds(
    Document, _LEAD, st.sampled_from(_KINDS), st.sampled_from([40, 60, 100]), st.booleans() | st.just(True)
)  # fmt: skip
_CLIMBS = st.builds(
    Climb, st.sampled_from(["revenue", "payment"]), _LEAST, st.none() | st.integers(1, 2), st.booleans()
)  # fmt: skip
STEPS: st.SearchStrategy[list[Step]] = st.lists(
    st.one_of(
        _DOCUMENTS, _DOCUMENTS, _DOCUMENTS, _CLIMBS, _CLIMBS, st.builds(Cancel, st.integers(0, 4)),
        st.builds(Pin, _LEAD, st.none() | st.sampled_from(TIERS)), st.builds(Merge, _LEAD, _LEAD),
        st.builds(Undo, _LEAD, _LEAD), st.builds(Delete, _LEAD), st.builds(Recover, _LEAD), st.builds(Pump),
    ),
    min_size=6, max_size=18,
)  # fmt: skip


@dataclass
class Book(Told):
    """What was told of whom; and by hand once more what has to come of it."""

    office: Office
    leads: list[str]
    papers: list[Paper] = field(default_factory=list)
    ladder: Climb | None = None
    off: tuple[int, Climb | None] | None = None
    """When customers stopped to move by themselves, and the ladder until then."""
    now: int = 0

    def __post_init__(self) -> None:
        super().__init__(self.office, self.leads)

    def tell(self, step: Any) -> None:
        self.now += 1
        super().tell(step)

    def document(self, what: Document) -> None:
        body = {"customer": self.leads[what.lead], "date": "2026-03-02", "amount": what.amount}
        more = {"receivable": what.receivable} if what.kind == "contracts" else {}
        made = self.office.ask("POST", f"/v1/{what.kind}", body | more)
        if made.status == 201:
            path = f"/v1/{what.kind}/{made['id']}"
            if self.office.ask("POST", f"{path}/confirm").status == 200:
                self.papers.append(Paper(path, self.root(what.lead), what, self.now))

    def cancel(self, what: Cancel) -> None:
        paper = self.papers[what.document] if what.document < len(self.papers) else None
        if paper and self.office.ask("POST", f"{paper.path}/cancel").status == 200:
            paper.cancelled = self.now

    def pin(self, what: Pin) -> None:
        path = f"/v1/tiers/customers/{self.leads[what.lead]}"
        self.office.ask(
            "PUT" if what.tier else "DELETE", path, {"tier": what.tier, "reason": "by hand"} if what.tier else None
        )

    def climb(self, what: Climb) -> None:
        steps: list[dict[str, Any]] = [
            {"id": tier, "name": BOTH, "colour": "#112233", "discount": "0", "min_amount": least}
            for tier, least in zip(TIERS, what.least, strict=True)
        ]
        if by_number(what):
            steps[-1] |= {"min_amount": None, "min_contracts": what.contracts}
        self.office.done("PUT", "/v1/tiers", {"basis": what.basis, "automatic": what.automatic, "tiers": steps})
        if what.automatic:
            self.off = None
        elif self.ladder is None or self.ladder.automatic:
            self.off = self.now, self.ladder
        self.ladder = what

    def merge(self, what: Merge) -> None:
        if not {self.root(what.survivor), self.root(what.absorbed)} & self.deleted:
            self.pump()  # what is under way is over, so that the book knows what is refused
            super().merge(what)

    def night(self) -> None:
        day = f"night-{self.now}"
        runs.begin(self.office.who.tenant, day, clock.HOME, clock.now())
        send(Order(self.office.who.tenant, day))
        self.pump()

    def wanted(self, root: int) -> str | None:
        """By hand: what the documents of all that is in a record come to."""
        ladder, moment = (self.ladder, None) if self.off is None else (self.off[1], self.off[0])
        mine = [one for one in self.papers if self.root(one.home) == root and counts(one, moment)]
        owed = [one.what.amount for one in mine if one.what.kind == "contracts" and one.what.receivable]
        paid = [one.what.amount for one in mine if one.what.kind == "receipts"]
        if ladder is None:
            return None
        sums = sum(owed if ladder.basis == "revenue" else paid)
        low, middle, high = (sums >= least for least in ladder.least)
        high = len(owed) >= (ladder.contracts or 0) if by_number(ladder) else high
        return TIERS[2] if high else TIERS[1] if middle else TIERS[0] if low else None


def counts(paper: Paper, moment: int | None) -> bool:
    """Whether a document counts, or counted when customers stopped to move by themselves."""
    if moment is None:
        return paper.cancelled is None
    return paper.confirmed < moment and (paper.cancelled is None or paper.cancelled > moment)


def by_number(ladder: Climb) -> bool:
    return ladder.contracts is not None and ladder.basis == "revenue"


@pytest.fixture(scope="module")
def stage() -> Iterator[tuple[Office, Quick]]:
    with pytest.MonkeyPatch.context() as patch, opened(patch) as world:
        admin = world.company()
        quick = Quick(world)
        quick.keep()
        yield Office(world, admin), quick


@settings(max_examples=examples(8), deadline=None, suppress_health_check=list(HealthCheck))
@given(STEPS)
def test_a_tier_is_what_the_documents_and_the_ladder_give_or_the_pin(stage: tuple[Office, Quick], steps: list[Step]):
    note("\n".join(f"  {step!r}" for step in steps))
    office, quick = stage
    quick.restore()
    for queue in backend("sqs").queues.values():
        queue._messages.clear()
    book = Book(office, [office.lead(f"L{number}") for number in range(LEADS)])
    for step in [*steps, Pump()]:
        book.tell(step)
    book.night()
    for lead in book.deleted.copy():
        book.recover(Recover(lead))
    book.pump()
    for root in {book.root(lead) for lead in range(LEADS)}:
        agrees(book, root)


def agrees(book: Book, root: int) -> None:
    """What is shown, what is stored, what a rebuild of the items gives, and what was worked out by hand."""
    tenant, lead = book.office.who.tenant, book.leads[root]
    shown = book.office.read(lead)
    pinned = shown.get("pinned_tier") if book.ladder else None
    wanted = pinned or book.wanted(root)
    stored, items = FOLD.latest(keys.customer(tenant, lead)), NOTHING
    assert stored is not None
    for raw in table.every(Range(keys.customer(tenant, lead), below=keys.DERIVED)):
        items += FOLD.mind(tenant).observe(raw["sk"]["S"], decode_item(raw))
    assert dict(stored.state.facts.items()) == dict(items.items())
    rebuilt = standing.tier(items, folding.in_force(tenant))
    assert (shown.get("tier"), stored.result.get("tier"), rebuilt) == (wanted, wanted, wanted)
    money = Decimal(sum(
        one.what.amount for one in book.papers
        if book.root(one.home) == root and one.what.kind == "receipts" and one.cancelled is None
    ))  # fmt: skip
    assert standing.brought(items, "payment") == money
