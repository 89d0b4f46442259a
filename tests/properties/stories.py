"""What may happen in a company, as values: a failing story prints as the list of its steps."""

from dataclasses import dataclass, field
from typing import Any, Literal

from hypothesis import strategies as st

from tests.faults.wire import KINDS, Fault
from tests.properties.lives import LIVES, Life

TIERS = ("01JZX5T0Q8V3M4N5P6R7S8T9A1", "01JZX5T0Q8V3M4N5P6R7S8T9A2", "01JZX5T0Q8V3M4N5P6R7S8T9A3")
BOTH = {"vi": "Tên", "en": "Name"}


@dataclass(frozen=True)
class Create:
    """A lead comes in."""

    fields: dict[str, Any]


@dataclass(frozen=True)
class Patch:
    lead: int
    fields: dict[str, Any]


@dataclass(frozen=True)
class Mail:
    """Amazon SES reports something through SNS, perhaps not for the first time."""

    lead: int
    kind: Literal["open", "click"]
    message: int
    link: int = 0


@dataclass(frozen=True)
class Convert:
    lead: int


@dataclass(frozen=True)
class Pursue:
    """A lead becomes an opportunity: of the customer that it becomes, of another record, or of the lead itself."""

    lead: int
    customer: Literal["create", "leave", "link"]


@dataclass(frozen=True)
class Adjust:
    """Points are given or taken by hand."""

    lead: int
    points: int


@dataclass(frozen=True)
class Withdraw:
    """The nth of these is taken back."""

    adjustment: int


@dataclass(frozen=True)
class Document:
    lead: int
    kind: Literal["contracts", "receipts", "quotes", "orders"]
    amount: str
    receivable: bool = True


@dataclass(frozen=True)
class Move:
    """The nth document is confirmed or cancelled."""

    document: int
    to: Literal["confirm", "cancel"]


@dataclass(frozen=True)
class Pin:
    """By hand to a tier; None: unpinned."""

    lead: int
    tier: str | None


@dataclass(frozen=True)
class Climb:
    """Another ladder, and the recalculation that follows it."""

    basis: Literal["revenue", "payment"]
    first: str
    contracts: int | None
    automatic: bool = True


@dataclass(frozen=True)
class Publish:
    """Other rules, and a rebuild of everybody."""

    points: int
    cap: int | None


type Business = (
    Create | Patch | Mail | Convert | Pursue | Adjust | Withdraw | Document | Move | Pin | Climb | Publish
)  # fmt: skip
type Reader = Literal["scoring", "reactions"]


@dataclass(frozen=True)
class Deliver:
    """The next batch of a stream reader."""

    reader: Reader
    count: int


@dataclass(frozen=True)
class Redeliver:
    """A suffix of what a reader had taken comes again."""

    reader: Reader
    count: int


@dataclass(frozen=True)
class Rebuild:
    lead: int


@dataclass(frozen=True)
class Replace:
    """The table's stream is replaced by another: what was not read yet is lost."""


type Weather = Deliver | Redeliver | Rebuild | Replace


@dataclass(frozen=True)
class Step:
    """One thing that happens, and what goes wrong while it does."""

    what: Business | Life | Weather
    fault: Fault | None = field(default=None)

    def __repr__(self) -> str:
        return f"{self.what}" + (f" BUT {self.fault}" if self.fault else "")


_LEADS = st.integers(0, 1)
_FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "groups": st.lists(st.sampled_from(["vip", "north", "south"]), unique=True, max_size=2),
        "source": st.sampled_from(["referral", "exhibition", None]),
        "expected_revenue": st.sampled_from(["100", "500000000", "500000000.5", None]),
        "priority": st.integers(0, 3),
        "emails": st.sampled_from([["a@khach.example"], ["b@khach.example", "a@khach.example"], []]),
    },
)
_DOCUMENTS: tuple[Literal["contracts", "receipts", "quotes", "orders"], ...] = (
    "contracts", "receipts", "quotes", "orders",
)  # fmt: skip
BUSINESS: st.SearchStrategy[Business] = st.one_of(
    st.builds(Mail, _LEADS, st.sampled_from(["open", "click"]), st.integers(0, 2), st.integers(0, 1)),
    st.builds(Patch, _LEADS, _FIELDS),
    st.builds(Document, _LEADS, st.sampled_from(_DOCUMENTS), st.sampled_from(["40", "60.5", "100"]), st.booleans()),
    st.builds(Document, _LEADS, st.just("contracts"), st.sampled_from(["60.5", "100"])),
    st.builds(Move, st.integers(0, 1), st.just("confirm")),
    st.builds(Move, st.integers(0, 3), st.sampled_from(["confirm", "cancel"])),
    st.builds(Convert, _LEADS),
    st.builds(Pursue, _LEADS, st.sampled_from(["create", "leave", "link"])),
    st.builds(Adjust, _LEADS, st.integers(-30, 30).filter(bool)),
    st.builds(Withdraw, st.integers(0, 1)),
    st.builds(Pin, _LEADS, st.none() | st.sampled_from(TIERS)),
    st.builds(
        Climb,
        st.sampled_from(["revenue", "payment"]),
        st.sampled_from(["50", "90"]),
        st.none() | st.integers(1, 2),
        st.sampled_from([True, True, False]),
    ),
    st.builds(Publish, st.integers(-10, 30), st.none() | st.integers(1, 20)),
)
_READERS: tuple[Reader, ...] = ("scoring", "reactions")
_BATCHES = [st.builds(Deliver, st.just(reader), st.integers(1, 6)) for reader in _READERS]
_SUFFIXES = [st.builds(Redeliver, st.just(reader), st.integers(1, 6)) for reader in _READERS]
WEATHER: st.SearchStrategy[Weather] = st.one_of(
    *_BATCHES, *_BATCHES, *_SUFFIXES, st.builds(Rebuild, _LEADS), st.builds(Replace)
)
FAULTS = st.none() | st.builds(Fault, st.integers(0, 9), st.sampled_from(KINDS))
STORIES = st.builds(
    lambda first, second, steps: [Step(Create(first)), Step(Create(second)), *steps],
    _FIELDS,
    _FIELDS,
    st.lists(st.builds(Step, BUSINESS | LIVES | WEATHER, FAULTS), min_size=3, max_size=18),
)
