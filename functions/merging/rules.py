"""What becomes of two records' own fields when they are one, and when they are two again (C10). Pure decisions.

A merge remembers what it gave: the fields that it filled and the elements that it added. Undoing takes back only
those, only as far as nobody has changed them since, and leaves them if another merge would have given the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from annotated_types import MaxLen
from pydantic import Field

from customers.rules import MOST_SHARES, Customer, CustomerFields, Shared
from kernel import clock
from kernel.access import CATEGORIES, Category
from kernel.fields import Code, Frozen, Ulid
from kernel.problems import Problem

type State = Literal["running", "done", "undoing", "undone"]
type Element = str
"""One of several values of a field; of `shares`, one category that somebody was given and from when on, if not from
the beginning: `employee#department#which#when`."""

UNDOABLE = timedelta(days=30)
"""So long a merge can be undone."""
DEEPEST = 20
"""So many merges one after the other lead to a record at most: each is a read on the way from the first to the last."""

SEVERAL: Mapping[str, int] = {
    name: next(one.max_length for one in field.metadata if isinstance(one, MaxLen))
    for name, field in CustomerFields.model_fields.items() if field.default == ()
}  # fmt: skip
"""The fields with several values, and how many they may have."""
UNITS: Sequence[tuple[str, ...]] = (
    *((name,) for name in CustomerFields.model_fields if name not in {"name", "kind", *SEVERAL}),
    ("relationship",), ("pinned_tier", "pinned_by", "pinned_reason"),
)  # fmt: skip
"""The fields of which a record has one, those together that mean something only together."""
_EMPTY: Mapping[str, Any] = {"priority": 0, "relationship": "lead"}
"""What a field is when nobody has said anything; None where nothing is said here."""
APART = (
    *(name for name in CustomerFields.model_fields if name not in SEVERAL), "relationship", "owner", "lost_at",
    "lost_reason", "lost_note",
)  # fmt: skip
"""Of which the survivor has one of its own: what the other had is shown apart."""
_OTHER_FOR_PARTNERS = frozenset({"source", "groups"})
"""Fields that name entries of other catalogues in a partner."""


class Merge(Frozen):
    """One merge into a record: how far it is, what it gave, and what is needed to undo it."""

    absorbed: Ulid
    code: Code
    name: str
    by: Ulid
    at: datetime
    state: State = "running"
    finished_at: datetime | None = None
    undone_by: Ulid | None = None
    depth: int = 1
    """How many merges one after the other end here."""
    combined: bool = False
    """Whether the survivor has the fields."""
    after: str | None = None
    """Where the next step goes on, and what this round has moved so far: a round that moves nothing is the last."""
    changed: int = 0
    moved: int = 0
    filled: Mapping[str, Any] = Field(default_factory=dict)
    added: Mapping[str, tuple[Element, ...]] = Field(default_factory=dict)
    left: Mapping[str, tuple[Element, ...]] = Field(default_factory=dict)
    """What did not fit into the survivor: it stays with the absorbed record."""
    differed: Mapping[str, Any] = Field(default_factory=dict)
    """What the absorbed record had of which the survivor has another: it is shown with the survivor."""
    shown: Mapping[str, Any] = Field(default_factory=dict)
    """What the absorbed record's card showed of score, tier and last activity."""


@dataclass(frozen=True)
class Combined:
    """The survivor with what the other gives; and what that is."""

    customer: Customer
    filled: dict[str, Any]
    added: dict[str, tuple[Element, ...]]
    left: dict[str, tuple[Element, ...]]
    differed: dict[str, Any]


def combined(survivor: Customer, absorbed: Customer) -> Combined:
    """The survivor keeps what it has; the other fills what is empty and adds to what there may be several of."""
    filled, added, left = dict[str, Any](), dict[str, tuple[Element, ...]](), dict[str, tuple[Element, ...]]()
    for unit in UNITS:
        offered = _offered(survivor, absorbed, unit)
        if offered and _is_empty(survivor, unit):
            filled |= offered
    for name, most in SEVERAL.items():
        there = _elements(survivor, name)
        wanted = [one for one in _elements(absorbed, name) if one not in there]
        room = 0 if _foreign(survivor, absorbed, name) else max(0, most - len(there))
        added[name], left[name] = tuple(wanted[:room]), tuple(wanted[room:])
    added["shares"], left["shares"] = _shares(survivor, absorbed)
    customer = _set(survivor, filled, {name: [*_elements(survivor, name), *more] for name, more in added.items()})
    added, left = ({name: some for name, some in one.items() if some} for one in (added, left))
    return Combined(customer, filled, added, left, _differing(customer, absorbed))


def _differing(survivor: Customer, absorbed: Customer) -> dict[str, Any]:
    mine, theirs = _plain(survivor), _plain(absorbed)
    return {
        name: theirs[name]
        for name in APART
        if getattr(absorbed, name) not in (None, _EMPTY.get(name)) and theirs[name] != mine[name]
    }


def told(merge: Merge) -> dict[str, str]:
    """Which record it was, as the survivor's history tells it."""
    return {"id": merge.absorbed, "code": merge.code, "name": merge.name}


def undone(survivor: Customer, merge: Merge, others: Sequence[tuple[Merge, Customer]]) -> tuple[Customer, list[Merge]]:
    """(the survivor without what this merge gave, the other merges that give some of it from now on).

    `others` are the merges that stay, with the records that they absorbed, the oldest first.
    """
    heirs = {other.absorbed: other for other, _ in others}
    filled, kept = dict[str, Any](), dict[str, Sequence[Element]]()
    for unit in UNITS:
        given = {name: merge.filled[name] for name in unit if name in merge.filled}
        if given and given == {name: _plain(survivor)[name] for name in given}:
            filled |= {name: _EMPTY.get(name) for name in given} | _inherited(survivor, unit, others, heirs)
    for name, elements in merge.added.items():
        gone = {_same(name, one) for one in elements if not _inherits(survivor, name, one, others, heirs)}
        kept[name] = [one for one in _elements(survivor, name) if _same(name, one) not in gone]
    changed = [heirs[other.absorbed] for other, _ in others if heirs[other.absorbed] != other]
    return _set(survivor, filled, kept), changed


def _inherited(
    survivor: Customer, unit: tuple[str, ...], others: Sequence[tuple[Merge, Customer]], heirs: dict[str, Merge]
) -> dict[str, Any]:
    """What the first of the others offers instead; it is that one's gift from now on."""
    for other, absorbed in others:
        offered = _offered(survivor, absorbed, unit)
        if offered:
            heir = heirs[other.absorbed]
            heirs[other.absorbed] = heir.model_copy(update={"filled": {**heir.filled, **offered}})
            return offered
    return {}


def _inherits(
    survivor: Customer, name: str, one: Element, others: Sequence[tuple[Merge, Customer]], heirs: dict[str, Merge]
) -> bool:
    """Whether another absorbed record has this element too; then it is that one's gift from now on."""
    for other, absorbed in others:
        theirs = {_same(name, element) for element in _elements(absorbed, name)}
        if _same(name, one) in theirs and not _foreign(survivor, absorbed, name):
            heir = heirs[other.absorbed]
            added = {**heir.added, name: tuple(dict.fromkeys((*heir.added.get(name, ()), one)))}
            heirs[other.absorbed] = heir.model_copy(update={"added": added})
            return True
    return False


def _offered(survivor: Customer, absorbed: Customer, unit: tuple[str, ...]) -> dict[str, Any]:
    """What a record has to give for these fields, as JSON would have it; a partner is no lead that went further."""
    if _is_empty(absorbed, unit) or any(_foreign(survivor, absorbed, name) for name in unit):
        return {}
    if unit == ("relationship",) and absorbed.relationship != "customer":
        return {}
    return {name: value for name in unit if (value := _plain(absorbed)[name]) is not None}


def _is_empty(customer: Customer, unit: tuple[str, ...]) -> bool:
    return all(getattr(customer, name) == _EMPTY.get(name) for name in unit)


def _foreign(survivor: Customer, absorbed: Customer, name: str) -> bool:
    """Whether the field means something else in the other record."""
    partners = (survivor.relationship == "partner") != (absorbed.relationship == "partner")
    return partners and name in _OTHER_FOR_PARTNERS


def _elements(customer: Customer, name: str) -> list[Element]:
    if name != "shares":
        return list(getattr(customer, name))
    return [_given(one, one.department, which) for one in customer.shares for which in one.categories]


def _given(share: Shared, department: str, which: Category) -> Element:
    at = share.since.get(which)
    return f"{share.employee or ''}#{department}#{which}#{clock.stamp(at) if at else ''}"


def _same(name: str, element: Element) -> Element:
    """What makes an element the same: of a share who has which category, wherever they work by now."""
    if name != "shares":
        return element
    employee, department, which, _ = element.split("#")
    return f"{employee or department}#{which}"


def _shares(survivor: Customer, absorbed: Customer) -> tuple[tuple[Element, ...], tuple[Element, ...]]:
    """(what can be added, what is too much): so many people and departments at most; the owner needs no share."""
    there = {(one.employee, one.department): set(one.categories) for one in survivor.shares}
    where: dict[str | None, str] = {one.employee: one.department for one in survivor.shares if one.employee}
    added, left = list[Element](), list[Element]()
    for one in absorbed.shares:
        who = one.employee, where.get(one.employee, one.department)
        if one.employee == survivor.owner:
            continue
        if who in there or len(there) < MOST_SHARES:
            known = there.setdefault(who, set())
            added.extend(_given(one, who[1], which) for which in one.categories if which not in known)
        else:
            left.extend(_given(one, who[1], which) for which in one.categories)
    return tuple(added), tuple(left)


def _set(customer: Customer, single: Mapping[str, Any], several: Mapping[str, Iterable[Element]]) -> Customer:
    fields: dict[str, Any] = {name: tuple(elements) for name, elements in several.items()}
    if "shares" in fields:
        fields["shares"] = _as_shares(fields["shares"])
    return Customer.model_validate({**customer.model_dump(), **single, **fields})


def _as_shares(elements: Iterable[Element]) -> tuple[dict[str, Any], ...]:
    """One share for each whom something was given, in the order in which they came."""
    given: dict[tuple[str, str], dict[str, str]] = {}
    for element in elements:
        employee, department, which, since = element.split("#")
        given.setdefault((employee, department), {})[which] = since
    return tuple(
        {
            "employee": who or None,
            "department": where,
            "categories": tuple(one for one in CATEGORIES if one in categories),
            "since": {one: at for one, at in categories.items() if at},
        }
        for (who, where), categories in given.items()
    )


def _plain(customer: Customer) -> dict[str, Any]:
    return customer.model_dump(mode="json")


def require_free(survivor: Customer, absorbed: Customer) -> None:
    """409 while one of them is being merged, or taken apart again."""
    if survivor.merging or survivor.merging_into or absorbed.merging or absorbed.merging_into:
        raise Problem("merge_running", headers={"Retry-After": "5"})


def depth(into_absorbed: Iterable[Merge]) -> int:
    """How many merges one after the other lead to the survivor through this record; 409 when they would be too many."""
    found = 1 + max((one.depth for one in into_absorbed if one.state != "undone"), default=0)
    if found > DEEPEST:
        raise Problem("merged_too_often", limit=DEEPEST)
    return found


def require_undoable(merge: Merge, now: datetime) -> None:
    """409 for a merge that is not done, undone already, or done too long ago."""
    if merge.state != "done" or merge.finished_at is None:
        if merge.state == "undone":
            raise Problem("wrong_state", state="undone", needed="done")
        raise Problem("merge_running", headers={"Retry-After": "5"})
    if merge.finished_at + UNDOABLE <= now:
        raise Problem("undo_over", days=UNDOABLE.days)
