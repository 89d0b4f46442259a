"""Sharing a record with colleagues, and handing it over to a new owner (A5, A6). Pure decisions."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated, Literal, get_args

from pydantic import Field

from customers.rules import MOST_SHARES, Customer, Shared
from kernel.access import CATEGORIES, Category, Earlier, Sight, earlier
from kernel.fields import Frozen, Ulid, Unique
from kernel.problems import Problem, invalid

type Mode = Literal["add", "replace", "remove"]
type Carried = Literal[
    "open_activities", "activities", "opportunities", "quotes", "orders", "contracts", "receipts", "documents"
]  # fmt: skip

CARRIED: tuple[Carried, ...] = get_args(Carried.__value__)
"""What a new owner sees of the time before them only if it is ticked."""

_Employees = Annotated[tuple[Ulid, ...], Field(max_length=MOST_SHARES), Unique]
_Departments = Annotated[tuple[Ulid, ...], Field(max_length=MOST_SHARES), Unique]


class Share(Frozen):
    """With whom, and what. `add`: they join who is there; `replace`: they alone keep it; `remove`: they lose it."""

    mode: Mode = "add"
    employees: _Employees = ()
    departments: _Departments = ()
    categories: Annotated[tuple[Category, ...], Field(min_length=1, max_length=len(CATEGORIES)), Unique] = CATEGORIES


class Transfer(Frozen):
    """To whom; a department stands for all who work there. Several take turns, if `split_evenly` is said."""

    employees: Annotated[tuple[Ulid, ...], Field(max_length=100), Unique] = ()
    departments: _Departments = ()
    split_evenly: bool = False
    carry_over: Annotated[tuple[Carried, ...], Field(max_length=len(CARRIED)), Unique] = ()


def shared(customer: Customer, mode: Mode, given: Sequence[Shared], giver: Sight) -> Customer:
    """The record with its shares as they are to be. Its owner sees it anyway and is left out.

    What is given is seen as far back as by who gives it.
    """
    others = [_as_seen_by(giver, one) for one in given if one.employee != customer.owner]
    if given and not others and mode != "remove":
        raise Problem("shared_with_owner")
    shares = _removed(customer.shares, others) if mode == "remove" else _added(
        customer.shares if mode == "add" else (), others
    )  # fmt: skip
    if len(shares) > MOST_SHARES:
        raise Problem("too_many_shares", limit=MOST_SHARES)
    return customer.model_copy(update={"shares": shares})


def _as_seen_by(giver: Sight, share: Shared) -> Shared:
    since = {one: at for one in share.categories if (at := giver.since(one)) is not None}
    return share.model_copy(update={"since": since})


def _who(share: Shared) -> str:
    return share.employee or share.department


def _added(before: Iterable[Shared], given: Iterable[Shared]) -> tuple[Shared, ...]:
    found = {_who(one): one for one in before}
    for one in given:
        found[_who(one)] = _together(found[_who(one)], one) if _who(one) in found else _of(one, set(one.categories))
    return tuple(found.values())


def _together(had: Shared, more: Shared) -> Shared:
    """What was given and what is given now; a category that both give, as far back as the one that shows more."""
    both = {*had.categories} & {*more.categories}
    starts = {**had.since, **more.since} | {one: earlier(had.since.get(one), more.since.get(one)) for one in both}
    since = {one: at for one, at in starts.items() if at is not None}
    return _of(more.model_copy(update={"since": since}), {*had.categories, *more.categories})


def _removed(before: Iterable[Shared], taken: Iterable[Shared]) -> tuple[Shared, ...]:
    lost = {_who(one): set(one.categories) for one in taken}
    left = [_of(one, set(one.categories) - lost.get(_who(one), set())) for one in before]
    return tuple(one for one in left if one.categories)


def _of(share: Shared, categories: set[Category]) -> Shared:
    """The share of these categories, in their order."""
    since = {one: at for one, at in share.since.items() if one in categories}
    return share.model_copy(update={"categories": tuple(c for c in CATEGORIES if c in categories), "since": since})


def handed_over(
    customer: Customer, to: tuple[str, str], carried: Iterable[Carried], giver: Sight, at: datetime
) -> Customer:
    """The record with a new owner and the department they work in.

    What is carried over is seen as far back as by who gives it; the rest from now on.
    """
    owner, department = to
    if owner == customer.owner:
        return customer
    ticked = {*carried} | ({"open_activities"} if "activities" in carried else set())
    earlier: dict[Earlier, datetime | None] = {one: giver.since(one) if one in ticked else at for one in CARRIED}
    since = {one: start for one, start in earlier.items() if start is not None}
    shares = tuple(one for one in customer.shares if one.employee != owner)
    return customer.model_copy(update={"owner": owner, "department": department, "since": since, "shares": shares})


def turn(place: int, recipients: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """Whose turn it is: round robin in the order given, so that the remainder goes to the top (17, 17, 16 of 50)."""
    return recipients[place % len(recipients)]


def require_several_are_meant(recipients: Sequence[tuple[str, str]], *, split_evenly: bool, at: str = "") -> None:
    """422 when nobody would get it, or several without its being said that they take turns."""
    if not recipients:
        raise invalid(f"{at}/employees", "missing")
    if len(recipients) > 1 and not split_evenly:
        raise invalid(f"{at}/split_evenly", "needed_for_several")
