"""What it costs to find a lead among 100 and among 100,000, whoever asks, and to keep the index that finds it."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders

from benchmarks.company import Company, raw
from benchmarks.figures import Figure
from benchmarks.lists import SIZES, Team, team
from benchmarks.operations import figures
from benchmarks.people import BEGAN, leads
from customers.model import capturing
from customers.rules import Customer
from kernel import clock, ids, keys, table
from kernel.phones import e164
from kernel.values import decode
from search.entries import BOUND, books, entries
from search.planning import plan
from tests.world import Person

FIND = 20
CALLS = 5
"""Who asks, three queries, the cards."""

type Raw = Mapping[str, Any]


@dataclass
class Index:
    """So many leads and what finds them: as the product writes it, but only what these queries could read."""

    company: Team
    number: int
    queries: Iterable[str]
    _rows: dict[str, list[tuple[str, Raw]]] = field(default_factory=dict)
    _values: dict[str, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        plans = [plan(query, pairs=pairs) for query in self.queries for pairs in (True, False)]
        wanted: dict[str, tuple[str, ...]] = {}
        for found in filter(None, plans):
            wanted[found.head] = (*wanted.get(found.head, ()), found.text)
        for place, body in enumerate(leads(self.number)):
            value = self._value(place, body)
            self._values[value["id"]] = value
            for (pk, sk), one in entries(self.company.admin.tenant, value, books(value)).items():
                if sk.startswith(wanted.get(pk.rpartition("#")[2], ("#",))):
                    self._rows.setdefault(pk, []).append((sk, one))
        for rows in self._rows.values():
            rows.sort(key=lambda row: row[0])

    def _value(self, place: int, body: dict[str, Any]) -> dict[str, Any]:
        owner, at = self.company.owner(place), clock.stamp(BEGAN)
        stamps = {"created_at": at, "created_by": owner.id, "updated_at": at, "updated_by": owner.id}
        return {
            **body, **stamps, "id": ids.new(BEGAN + timedelta(seconds=97 * place)), "code": f"L-{place:08d}",
            "relationship": "lead", "owner": owner.id, "department": owner.department,
            "numbers": [e164(phone) for phone in body["phones"]],
        }  # fmt: skip

    def serve(self, client: Any) -> None:  # noqa: ANN401 - a botocore client
        """Answer this client's questions about these leads from now on."""
        for call, answer in (("Query", self._query), ("BatchGetItem", self._get)):
            client.meta.events.register(f"before-parameter-build.dynamodb.{call}", self._remember)
            client.meta.events.register(f"before-call.dynamodb.{call}", answer)

    def leave(self, client: Any) -> None:  # noqa: ANN401 - a botocore client
        """Answer them no longer."""
        for call, answer in (("Query", self._query), ("BatchGetItem", self._get)):
            client.meta.events.unregister(f"before-parameter-build.dynamodb.{call}", self._remember)
            client.meta.events.unregister(f"before-call.dynamodb.{call}", answer)

    @staticmethod
    def _remember(params: dict[str, Any], context: dict[str, Any], **_: object) -> None:
        context["asked"] = params

    def _query(self, context: dict[str, Any], **_: object) -> tuple[AWSResponse, Raw] | None:
        asked = context["asked"]
        values = {name: one["S"] for name, one in asked["ExpressionAttributeValues"].items()}
        if "#FIND#" not in values[":h"]:
            return None
        rows = self._rows.get(values[":h"], [])
        if "begins_with" in asked["KeyConditionExpression"]:
            low = bisect_left(rows, values[":p"], key=lambda row: row[0])
            high = bisect_left(rows, values[":p"] + "\U0010ffff", key=lambda row: row[0])
        else:
            low = bisect_left(rows, values[":a"], key=lambda row: row[0])
            high = bisect_right(rows, values[":b"], key=lambda row: row[0])
        page = [one for _, one in rows[low : min(high, low + asked["Limit"])]]
        last = {name: page[-1][name] for name in ("pk", "sk")} if len(page) == asked["Limit"] else None
        return _answer({"Items": page, "Count": len(page), **({"LastEvaluatedKey": last} if last else {})})

    def _get(self, context: dict[str, Any], **_: object) -> tuple[AWSResponse, Raw] | None:
        ((name, asked),) = context["asked"]["RequestItems"].items()
        wanted = [(key["pk"]["S"], key["sk"]["S"]) for key in asked["Keys"]]
        if not all("#BOOK#" in pk for pk, _ in wanted):
            return None
        rows = {key: row for sk in {sk for _, sk in wanted} for key, row in self._lies(sk).items()}
        return _answer({"Responses": {name: [rows[key] for key in wanted if key in rows]}, "UnprocessedKeys": {}})

    def _lies(self, lead: str) -> dict[tuple[str, str], Raw]:
        """The rows of a lead in the books of those who see it."""
        customer = Customer.model_validate(self._values[lead])
        made = (raw(write) for write in capturing(self.company.admin.tenant, customer))
        return {(row["pk"]["S"], row["sk"]["S"]): row for row in made}


def _answer(found: Raw) -> tuple[AWSResponse, Raw]:
    return AWSResponse("", 200, HTTPHeaders(), None), found


def asks(company: Team) -> dict[str, tuple[Person, str, float]]:
    """Name of each search, who asks, for what, and how many read units it may cost."""
    return {
        "search.name": (company.admin, "nguyen hoa", 40),
        "search.name.of_staff": (company.staff, "nguyen hoa", 40),
        "search.name.of_manager": (company.manager, "nguyen hoa", 40),
        "search.whole_name": (company.admin, "hoà nguyễn văn", 40),
        "search.word": (company.admin, "phượng", 20),
        "search.company": (company.admin, "công ty dược hải phòng", 40),
        "search.phone": (company.admin, "0912 34", 20),
        "search.code": (company.admin, "L-00000042", 5),
        "search.nothing": (company.admin, "nguyen xyz", 5),
    }  # fmt: skip


def measure(say: Callable[[str], None], firm: Company) -> Iterable[Figure]:
    """Searches at both sizes, and the index of one lead."""
    company = team(firm)
    firm.world.pump()
    client = table.connection().connection.client
    for number in SIZES:
        say(f"searches among {number:,} leads")
        index = Index(company, number, [query for _, query, _ in asks(company).values()])
        index.serve(client)
        try:
            yield from _searches(firm, company, number)
        finally:
            index.leave(client)
    yield from _upkeep(firm)


def _searches(firm: Company, company: Team, number: int) -> Iterator[Figure]:
    for name, (who, query, limit) in asks(company).items():
        shown: list[int] = []
        bill = firm.bill(
            lambda: shown.append(len(firm.call("GET", "/v1/search", by=who, q=query, limit=FIND)["items"]))  # noqa: B023 - called at once
        )
        for figure in figures(name, bill, f"@{number}", calls=CALLS, reads=limit):
            if figure.unit != "write units":
                yield figure
        yield Figure(f"ops.{name}.rows@{number}", shown[0], "rows")


def _upkeep(firm: Company) -> Iterator[Figure]:
    """Entries of a lead in one book, and what it costs to write all of them in all books, or those of a new name."""
    bodies = list(leads(1000))
    numbers = [len(entries("t", {**b, "id": "1", "code": "L-7K2M9QXB", "owner": "o", "relationship": "lead"}, ["A"]))
        for b in bodies]  # fmt: skip
    yield Figure("ops.search.entries_of_a_lead", sum(numbers) / len(numbers), "entries", BOUND)
    yield Figure("ops.search.entries_of_a_lead.most", max(numbers), "entries", BOUND)
    made = [firm.call("POST", "/v1/leads", body)["id"] for body in bodies[:2]]
    firm.world.pump()
    for what, lead in zip(("company", "person"), reversed(made), strict=True):
        bill = firm.bill(lambda: _enter(firm.admin.tenant, lead))  # noqa: B023 - called at once
        yield from figures(f"index_lead.{what}", bill)
    before = firm.call("GET", f"/v1/leads/{made[0]}")["name"]
    firm.call("PATCH", f"/v1/leads/{made[0]}", {"name": f"{before} Anh"})
    yield from figures("rename_lead.reaction", firm.bill(firm.world.pump))


def _enter(tenant: str, lead: str) -> None:
    """Write all entries of a lead, as when it is new."""
    profile = table.read((keys.customer(tenant, lead), keys.PROFILE))
    value = decode(profile["value"]) if profile else {}
    table.batch(entries(tenant, value, books(value)).values())
