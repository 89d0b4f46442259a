from typing import Any

from benchmarks.company import Company, company, lay
from benchmarks.lists import asks, rows, team
from benchmarks.shelf import Shelf
from kernel import table


def pages(firm: Company, who: Any, query: dict[str, Any]) -> list[Any]:
    """All pages of a list, each as ids."""
    found, cursor = [], None
    while True:
        page = firm.call("GET", "/v1/leads", by=who, limit=20, cursor=cursor, **query)
        found.append([row["id"] for row in page["items"]])
        cursor = page["next_cursor"]
        if cursor is None:
            return found


def test_the_shelf_answers_every_list_as_the_table_does():
    with company() as firm:
        people = team(firm)
        laid = list(rows(people, 60))
        lay(*laid, told=False)
        client = table.connection().connection.client
        shelf = Shelf(laid, firm.meter.indexes)
        for name, (who, query, _) in list(asks(people).items())[::7]:
            if name.endswith(".board"):
                continue
            from_table = pages(firm, who, query)
            shelf.serve(client)
            from_shelf = pages(firm, who, query)
            shelf.leave(client)
            assert from_shelf == from_table, name
        for person in (people.admin, people.staff, people.manager, people.given):
            assert any(pages(firm, person, {})), "lists nothing"
