"""Who sees a record is who lists it: the two decisions, each pure, agree on any record and any viewer (A3-A7).

And any run of shares and transfers of a record: who has what of it afterwards.
"""

from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customers import places, planning, sharing
from customers.planning import Ask, Sort, planned
from customers.rules import MOST_SHARES, Customer, Shared
from customers.scopes import Scope, book_of
from customers.sharing import CARRIED, handed_over, shared
from kernel import keys
from kernel.access import CATEGORIES, Category, Sight, Viewer, sight
from kernel.problems import Problem
from tests.properties.effort import examples

DEPARTMENTS = tuple(f"01JZX5T0Q8V3M4N5P6R7S8T9D{number}" for number in range(3))
PEOPLE = {f"01JZX5T0Q8V3M4N5P6R7S8T9E{number}": DEPARTMENTS[number % 3] for number in range(6)}
AT = datetime(2026, 5, 1, tzinfo=UTC)
BASE: dict[str, Any] = {
    "id": "01JZX5T0Q8V3M4N5P6R7S8T9C0", "code": "L-1", "name": "Hoà", "relationship": "lead", "created_at": AT,
    "created_by": next(iter(PEOPLE)), "updated_at": AT, "updated_by": next(iter(PEOPLE)),
}  # fmt: skip
EVERYTHING = sight(Viewer("acme", next(iter(PEOPLE)), "admin", DEPARTMENTS[0]), Customer.model_validate(
    BASE | {"owner": next(iter(PEOPLE)), "department": DEPARTMENTS[0]}
))  # fmt: skip
TRIES = settings(max_examples=examples(40), deadline=None)
SORTS: tuple[Sort, ...] = ("newest", "score", "name", "last_activity")

some = st.lists(st.sampled_from(CATEGORIES), unique=True, min_size=1).map(tuple)
people, departments = st.sampled_from(sorted(PEOPLE)), st.sampled_from(DEPARTMENTS)
times = st.dictionaries(st.sampled_from(CATEGORIES), st.integers(0, 3).map(lambda days: AT + timedelta(days=days)))


def _share(who: str | None, where: str, what: tuple[Category, ...], since: dict[Category, datetime]) -> Shared:
    kept = {one: at for one, at in since.items() if one in what}
    return Shared(employee=who, department=where, categories=what, since=kept)


shares = st.builds(lambda who, what, since: _share(who, PEOPLE[who], what, since), people, some, times)
shares |= st.builds(lambda where, what, since: _share(None, where, what, since), departments, some, times)


def _distinct(given: list[Shared]) -> tuple[Shared, ...]:
    """As a record has them: nobody twice."""
    return tuple({one.employee or one.department: one for one in given}.values())


records = st.builds(
    lambda owner, since, given, more: Customer.model_validate(
        BASE | {"owner": owner, "department": PEOPLE[owner], "since": since,
                "shares": [one for one in given if one.employee != owner]}
    ).model_copy(update=more),
    people, times, st.lists(shares, max_size=5).map(_distinct),
    st.sampled_from([{}, {}, {"deleted_at": AT}, {"merged_into": "01JZX5T0Q8V3M4N5P6R7S8T9C1"},
                     {"relationship": "partner"}]),
)  # fmt: skip
viewers = st.builds(
    lambda who, role, manages: Viewer("acme", who, role, PEOPLE[who], manages if role == "manager" else frozenset()),
    people, st.sampled_from(["admin", "manager", "staff"]), st.frozensets(departments),
)  # fmt: skip


def staff(where: Collection[str]) -> list[str]:
    return [who for who, at in PEOPLE.items() if at in where]


@pytest.fixture(autouse=True, scope="module")
def directory() -> Iterator[None]:
    """Who works where, without a table."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(planning, "people_of", lambda _tenant, where: staff(where))
        patch.setattr(planning, "colleagues", lambda viewer: [viewer.employee, *staff(viewer.manages)])
        yield


def times_listed(viewer: Viewer, record: Customer, shelf: Any, sort: Sort) -> int:
    """In how many of the books that are read for the viewer's list the record lies: a list shows it once."""
    where = places.shelf(record.model_dump())
    lies = {keys.book("acme", str(where), book) for book in places.rows(record.model_dump())}
    if where is not None:
        lies.add(keys.feed("acme", where))
    return len(lies & {one.partition for one in planned(viewer, Ask(shelf, sort)).ranges})


@pytest.mark.parametrize("sort", SORTS)
@TRIES
@given(viewers, records)
def test_a_record_is_listed_by_exactly_those_who_see_its_profile(sort: Sort, viewer: Viewer, record: Customer):
    seen = sight(viewer, record)
    listed = bool(times_listed(viewer, record, record.relationship, sort))
    deleted = bool(times_listed(viewer, record, "trash", sort))
    if record.merged_into:
        assert (listed, deleted) == (False, False)
    elif record.deleted_at:
        assert (listed, deleted) == (False, seen.may_change)
    else:
        assert (listed, deleted) == (seen.sees("profile"), False)


@TRIES
@given(viewers, records, st.sampled_from(["mine", "department", "team", "all"]), departments)
def test_no_scope_shows_what_its_viewer_does_not_see(viewer: Viewer, record: Customer, scope: Scope, where: str):
    try:
        book = book_of(viewer, scope, [where] if scope == "team" else [])
    except Problem:
        return
    if book in places.rows(record.model_dump()) and not record.deleted_at:
        assert sight(viewer, record).sees("profile")


decisions = st.tuples(st.sampled_from(["add", "replace", "remove"]), st.lists(shares, max_size=4).map(_distinct))
runs = st.lists(decisions | st.tuples(st.just("transfer"), st.tuples(people, st.sets(st.sampled_from(CARRIED)))))


def what_each_has(record: Customer) -> dict[str, set[str]]:
    return {one.employee or one.department: set(one.categories) for one in record.shares}


@TRIES
@given(records, runs)
def test_any_run_of_shares_and_transfers_gives_everybody_just_what_they_were_given(record: Customer, run: list[Any]):
    had, owner = what_each_has(record), record.owner
    for mode, what in run:
        if mode == "transfer":
            to, carried = what
            giver = sight(Viewer("acme", record.owner, "staff", record.department), record)
            record = handed_over(record, (to, PEOPLE[to]), carried, giver, AT)
            owner = to
            had.pop(to, None)
        else:
            meant = {one.employee or one.department: set(one.categories) for one in what if one.employee != owner}
            if what and not meant and mode != "remove":
                with pytest.raises(Problem, match="shared_with_owner"):
                    shared(record, mode, what, EVERYTHING)
                continue
            record = shared(record, mode, what, EVERYTHING)
            kept = {} if mode == "replace" else had
            if mode == "remove":
                had = {who: left for who, has in kept.items() if (left := has - meant.get(who, set()))}
            else:
                had = {who: kept.get(who, set()) | meant.get(who, set()) for who in kept | meant}
        assert (what_each_has(record), record.owner) == (had, owner)
        assert all(one.employee != record.owner for one in record.shares)
        assert len({one.employee or one.department for one in record.shares}) == len(record.shares)


@TRIES
@given(records, st.lists(shares, min_size=1, max_size=5).map(_distinct))
def test_who_is_removed_after_being_added_has_nothing_more_than_before(record: Customer, given: tuple[Shared, ...]):
    others = tuple(one for one in given if one.employee != record.owner)
    known = what_each_has(record)
    if not others or any(set(one.categories) & known.get(one.employee or one.department, set()) for one in others):
        return
    again = shared(shared(record, "add", others, EVERYTHING), "remove", others, EVERYTHING)
    assert what_each_has(again) == known


@TRIES
@given(records, st.integers(0, 2 * MOST_SHARES), st.sampled_from(["add", "replace"]))
def test_nobody_shares_a_record_with_more_than_so_many(record: Customer, number: int, mode: Any):
    many = [Shared(department=f"01JZX5T0Q8V3M4N5P6R7S8T{n:03d}", categories=CATEGORIES) for n in range(number)]
    several = number + (len(record.shares) if mode == "add" else 0)
    if several > MOST_SHARES:
        with pytest.raises(Problem, match="too_many_shares"):
            shared(record, mode, many, EVERYTHING)
    else:
        assert len(shared(record, mode, many, EVERYTHING).shares) == several


steps = st.tuples(people, st.sets(st.sampled_from(CARRIED)), st.booleans())


@TRIES
@given(records, st.lists(steps, min_size=1, max_size=5))
def test_no_chain_of_transfers_shows_anybody_more_of_the_past_than_its_giver_saw(record: Customer, chain: list[Any]):
    at = AT
    for to, carried, by_admin in chain:
        at += timedelta(days=1)
        by = Viewer("acme", record.owner, "admin" if by_admin else "staff", record.department)
        giver: Sight = sight(by, record)
        moved = to != record.owner
        record = handed_over(record, (to, PEOPLE[to]), carried, giver, at)
        if not moved:
            continue
        theirs = record.model_copy(update={"shares": ()})
        new = sight(Viewer("acme", to, "staff", PEOPLE[to]), theirs)
        for category in sharing.CARRIED:
            ticked = category in carried or (category == "open_activities" and "activities" in carried)
            assert new.since(category) == (giver.since(category) if ticked else at)


def _since(seen: Sight, category: Category) -> datetime:
    """From when on it is seen; never, if not at all."""
    return (seen.since(category) or datetime.min.replace(tzinfo=UTC)) if seen.sees(category) else NEVER


NEVER = datetime.max.replace(tzinfo=UTC)


@TRIES
@given(records, viewers, viewers, st.lists(shares, max_size=3).map(_distinct), st.sampled_from(["add", "replace"]))
def test_a_share_shows_nobody_more_than_they_saw_or_than_its_giver_sees(
    record: Customer, giver: Viewer, other: Viewer, given: tuple[Shared, ...], mode: Any
):
    if given and all(one.employee == record.owner for one in given):
        return
    gives, before = sight(giver, record), sight(other, record)
    named = tuple(_of_what(one, gives) for one in given)
    after = sight(other, shared(record, mode, [one for one in named if one.categories], gives))
    for category in CATEGORIES:
        assert _since(after, category) >= min(_since(before, category), _since(gives, category))
        if mode == "add":
            assert _since(after, category) <= _since(before, category)


def _of_what(share: Shared, seen: Sight) -> Shared:
    """What somebody may give: they change the record only if they see all of its categories."""
    return share.model_copy(update={"categories": tuple(one for one in share.categories if seen.sees(one))})
