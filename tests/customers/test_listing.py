"""Lists: ordered, and paged without loss or repetition, for everybody, in every order, with every filter (C7, N3)."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from customers import listing
from kernel import keys, table
from tests.world import Person, World


class Company:
    """Three salespeople, two in the department of a manager; cards with given scores."""

    def __init__(self, world: World, tenant: str) -> None:
        self.world, self.admin = world, world.company(tenant)
        north = world.department(tenant, "N")
        one, two = (world.employee(north, code, tenant=tenant) for code in ("S1", "S2"))
        three = world.employee(self.admin.department, "S3", tenant=tenant)
        self.manager = world.employee(self.admin.department, "M1", "manager", tenant=tenant)
        assert (
            world.call("PATCH", f"/v1/departments/{north}", {"manager": self.manager.id}, by=self.admin).status == 200
        )
        self.owners = (one, two, three, self.manager)
        self.rows: list[dict[str, Any]] = []

    def add(self, owner: int, stars: int, score: int) -> None:
        """A lead whose card shows this score, as the stream would."""
        person = self.owners[owner]
        made = self.world.call("POST", "/v1/leads", {"name": "A"}, by=person)
        self.show(made["id"], person, stars, score)
        self.rows.append({"id": made["id"], "owner": owner, "stars": stars, "score": score})

    def show(self, lead: str, owner: Person, stars: int, score: int) -> None:
        """Let a card show another score."""
        card = self.world.item(keys.book(owner.tenant, "lead", keys.own(owner.id)), lead)
        number = {"N": str(stars)}
        self.world.put(
            card | {"stars": number, "score": {"N": str(score)}, "rank": {"S": keys.rank(stars, score, lead)}}
        )

    def viewers(self) -> list[tuple[Person, set[int]]]:
        """Each kind of viewer, and whose leads they see."""
        one, _two, three, manager = self.owners
        return [(self.admin, {0, 1, 2, 3}), (manager, {0, 1, 3}), (one, {0}), (three, {2})]

    def expected(self, owners: set[int], sort: str, stars: int | None) -> list[str]:
        """What a list should be."""
        rows = [r for r in self.rows if r["owner"] in owners and stars in {None, r["stars"]}]
        key = (lambda r: r["id"]) if sort == "newest" else lambda r: (r["stars"], r["score"], r["id"])
        return [r["id"] for r in sorted(rows, key=key, reverse=True)]

    def walked(self, by: Person, limit: int, **query: Any) -> list[str]:
        """All pages of a list, each checked."""
        seen: list[str] = []
        cursor, pages = None, 0
        while True:
            page = self.world.call("GET", "/v1/leads", by=by, limit=limit, cursor=cursor, **query)
            assert page.status == 200, page.raw
            assert len(page["items"]) <= limit
            seen += [row["id"] for row in page["items"]]
            cursor, pages = page["next_cursor"], pages + 1
            if cursor is None:
                return seen
            assert pages <= len(self.rows) + 1


TENANTS = iter(f"company-{n}" for n in range(10_000))


@settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(1, 5), st.integers(-40, 40)), min_size=1, max_size=9),
    st.integers(1, 4),
    st.sampled_from([1, 2, 5]),
)
def test_every_list_is_whole_and_in_order_whoever_asks_however(
    shared: World, cards: list[tuple[int, int, int]], limit: int, stars: int
):
    company = Company(shared, next(TENANTS))
    for owner, number, score in cards:
        company.add(owner, number, score)
    for viewer, owners in company.viewers():
        for sort in ("newest", "score"):
            for wanted in (None, stars):
                walked = company.walked(viewer, limit, sort=sort, stars=wanted)
                assert walked == company.expected(owners, sort, wanted), (sort, wanted)


@pytest.fixture(scope="module")
def company(shared: World) -> Company:
    made = Company(shared, "acme")
    for n in range(12):
        made.add(n % 4, 1 + n % 5, n)
    return made


@pytest.mark.parametrize("limit", [1, 12, 100])
def test_a_page_has_at_most_what_was_asked_for_and_the_last_one_no_cursor(limit: int, company: Company):
    assert len(company.walked(company.admin, limit)) == 12
    page = company.world.call("GET", "/v1/leads", by=company.admin, limit=limit)
    assert len(page["items"]) == min(limit, 12)
    assert (page["next_cursor"] is None) is (limit >= 12)


def test_an_empty_list_has_no_cursor(company: Company):
    for sort in ("newest", "score"):
        page = company.world.call("GET", "/v1/customers", by=company.owners[0], sort=sort)
        assert page.body == {"items": [], "next_cursor": None}


def test_what_is_added_while_paging_shifts_nothing(company: Company):
    world, admin = company.world, company.admin
    before = [row["id"] for row in world.call("GET", "/v1/leads", by=admin)["items"]]
    first = world.call("GET", "/v1/leads", by=admin, limit=5)
    company.add(0, 5, 1000)
    rest = world.call("GET", "/v1/leads", by=admin, cursor=first["next_cursor"], limit=100)
    assert [row["id"] for row in first["items"] + rest["items"]] == before


@pytest.mark.parametrize("stars", [None, 3])
def test_a_record_that_changes_its_score_between_two_pages_breaks_nothing(stars: int | None, company: Company):
    world = company.world
    for viewer, owners in company.viewers():
        first = world.call("GET", "/v1/leads", by=viewer, limit=1, sort="score", stars=stars)
        if first["next_cursor"] is None:
            continue
        shown = company.rows[0] | {"owner": 0}
        company.show(shown["id"], company.owners[0], 5, 9_999)
        rest = world.call(
            "GET", "/v1/leads", by=viewer, limit=100, sort="score", stars=stars, cursor=first["next_cursor"]
        )
        company.show(shown["id"], company.owners[0], shown["stars"], shown["score"])
        others = {i for i in company.expected(owners, "score", stars) if i != shown["id"]}
        got = [row["id"] for row in first["items"] + rest["items"] if row["id"] != shown["id"]]
        assert set(got) == others
        assert len(got) == len(others)


def test_a_record_that_goes_away_between_two_pages_breaks_nothing(shared: World):
    company = Company(shared, next(TENANTS))
    for n in range(4):
        company.add(0, 1, n)
    first = shared.call("GET", "/v1/leads", by=company.owners[0], limit=2)
    gone = first["items"][-1]["id"]
    assert shared.call("POST", f"/v1/leads/{gone}/convert", by=company.owners[0]).status == 200
    rest = shared.call("GET", "/v1/leads", by=company.owners[0], cursor=first["next_cursor"])
    assert [row["id"] for row in rest["items"]] == [row["id"] for row in reversed(company.rows[:2])]


def test_a_filter_reads_no_more_than_its_bound_and_says_where_to_go_on(shared: World):
    company = Company(shared, next(TENANTS))
    company.add(0, 5, 1)
    for n in range(14):
        company.add(0, 1, n)
    read: list[int] = []
    page = table.page

    def counted(*arguments: Any, **more: Any) -> table.Page:
        found = page(*arguments, **more)
        read.append(len(found.items))
        return found

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(table, "page", counted)
        first = shared.call("GET", "/v1/leads", by=company.owners[0], stars=5, limit=2)
    assert first["items"] == []
    assert first["next_cursor"] is not None
    assert sum(read) <= listing.FEW * (2 + 1) * listing.FILTER_FACTOR
    assert company.walked(company.owners[0], 2, stars=5) == [company.rows[0]["id"]]


def test_a_row_shows_the_record_and_what_was_derived(shared: World):
    company = Company(shared, next(TENANTS))
    staff = company.owners[0]
    body = {"name": "Hoà", "emails": ["a@x.vn", "b@x.vn"], "phones": ["0912345678"], "stage": "new", "priority": 2,
        "expected_revenue": "1.5", "source": "website"}  # fmt: skip
    lead = shared.call("POST", "/v1/leads", body, by=staff)
    (row,) = shared.call("GET", "/v1/leads", by=staff)["items"]
    first = {"email": "a@x.vn", "phone": "0912345678"}
    assert {name: row[name] for name in row.keys() - first.keys()} == {
        name: lead[name] for name in row.keys() - first.keys()
    }
    assert (row["email"], row["phone"]) == ("a@x.vn", "0912345678")


def test_lists_of_two_companies_never_mix(shared: World):
    one, two = Company(shared, next(TENANTS)), Company(shared, next(TENANTS))
    one.add(0, 1, 1)
    two.add(0, 1, 2)
    for company in (one, two):
        for sort in ("newest", "score"):
            assert company.walked(company.admin, 10, sort=sort) == [company.rows[0]["id"]]
