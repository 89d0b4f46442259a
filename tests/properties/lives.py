"""What people do with a record besides selling it something: share it, hand it on, lose, copy, delete it. As values."""

from dataclasses import dataclass
from typing import Any, Literal

from hypothesis import strategies as st

from customers.sharing import CARRIED
from kernel.access import CATEGORIES

PEOPLE = ("admin", "north", "south", "hoa", "lan")
"""Administrator, the managers of two departments, and somebody in each of these."""
DEPARTMENTS = ("hq", "north", "south")


@dataclass(frozen=True)
class Share:
    lead: int
    mode: Literal["add", "replace", "remove"]
    employees: tuple[str, ...]
    departments: tuple[str, ...]
    categories: tuple[str, ...]


@dataclass(frozen=True)
class Transfer:
    lead: int
    to: str
    carry_over: tuple[str, ...]


@dataclass(frozen=True)
class Lose:
    lead: int


@dataclass(frozen=True)
class Reopen:
    lead: int


@dataclass(frozen=True)
class Stage:
    """To a stage, or to the next one."""

    lead: int
    stage: str | None


@dataclass(frozen=True)
class Recode:
    lead: int
    code: str


@dataclass(frozen=True)
class Copy:
    lead: int


@dataclass(frozen=True)
class Partner:
    """A partner is added."""

    name: str


@dataclass(frozen=True)
class Delete:
    lead: int


@dataclass(frozen=True)
class Recover:
    lead: int


@dataclass(frozen=True)
class Merge:
    """One record becomes part of another."""

    lead: int
    into: int


@dataclass(frozen=True)
class Part:
    """What was merged last is two records again."""


@dataclass(frozen=True)
class Purge:
    """A month later: what is in the trash goes for good."""


@dataclass(frozen=True)
class Relocate:
    """Somebody works in another department from now on, and their records follow."""

    who: str
    to: str


@dataclass(frozen=True)
class Appoint:
    """A department has another manager, or none."""

    department: str
    manager: str | None


@dataclass(frozen=True)
class Many:
    """One thing is done to all records there are."""

    action: dict[str, Any]


type Life = (
    Share | Transfer | Lose | Reopen | Stage | Recode | Copy | Partner | Delete | Recover | Purge | Relocate
    | Appoint | Many | Merge | Part
)  # fmt: skip

_LEADS = st.integers(0, 3)
_WHO, _WHERE = st.sampled_from(PEOPLE), st.sampled_from(DEPARTMENTS)
_CHIEF = st.sampled_from(("admin", "north", "south"))
"""Whose role lets them manage."""
_SOME = st.lists(st.sampled_from(CATEGORIES), unique=True, min_size=1).map(tuple) | st.just(CATEGORIES)
_CARRIED = st.lists(st.sampled_from(CARRIED), unique=True, max_size=3).map(tuple)
_SHARES = st.builds(
    Share, _LEADS, st.sampled_from(["add", "add", "replace", "remove"]),
    st.lists(_WHO, unique=True, max_size=2).map(tuple), st.lists(_WHERE, unique=True, max_size=1).map(tuple), _SOME,
)  # fmt: skip
_TRANSFERS = st.builds(Transfer, _LEADS, _WHO, _CARRIED)
_ACTIONS = st.sampled_from([
    {"kind": "stage", "stage": "contacted"}, {"kind": "next_stage"}, {"kind": "lost", "reason": "price"},
    {"kind": "reopen"}, {"kind": "delete", "confirmed": True}, {"kind": "recover"},
    {"kind": "groups", "mode": "add", "groups": ["vip"]},
    {"kind": "share", "employees": ["hoa"], "departments": ["south"]},
    {"kind": "share", "mode": "remove", "employees": ["hoa", "lan"], "categories": ["profile", "quotes"]},
    {"kind": "transfer", "employees": ["hoa", "south", "lan"], "split_evenly": True, "carry_over": ["contracts"]},
])  # fmt: skip
LIVES: st.SearchStrategy[Life] = st.one_of(
    _SHARES, _SHARES, _TRANSFERS, _TRANSFERS, st.builds(Many, _ACTIONS),
    st.builds(Delete, _LEADS), st.builds(Recover, _LEADS), st.builds(Purge),
    st.builds(Merge, _LEADS, _LEADS), st.builds(Merge, _LEADS, _LEADS), st.builds(Part),
    st.builds(Lose, _LEADS), st.builds(Reopen, _LEADS), st.builds(Copy, _LEADS), st.builds(Partner, st.just("Đại lý")),
    st.builds(Stage, _LEADS, st.sampled_from(["new", "won", None])), st.builds(Appoint, _WHERE, st.none() | _CHIEF),
    st.builds(Recode, _LEADS, st.sampled_from(["KH-1", "KH-2"])), st.builds(Relocate, _WHO, _WHERE),
)  # fmt: skip
