from typing import Any

from customers import listing
from kernel import table
from tests.world import World


def test_a_managers_page_reads_of_many_books_little_more_than_it_shows(world: World, monkeypatch: Any):
    company = world.company()
    theirs = world.department(code="D7")
    manager = world.employee(theirs, "M7", "manager", manages=(theirs,))
    for place in range(4):
        colleague = world.employee(theirs, f"C{place}")
        for number in range(9):
            world.call("POST", "/v1/leads", {"name": f"{place}-{number}"}, by=colleague)
    read: list[int] = []
    real = table.page

    def counting(where: table.Range, **more: Any) -> table.Page:
        page = real(where, **more)
        read.append(len(page.items) if "#BOOK#" in where.partition else 0)
        return page

    monkeypatch.setattr(table, "page", counting)
    monkeypatch.setattr(listing, "LEAST", 2)
    page = world.call("GET", "/v1/leads", by=manager, limit=10)
    assert len(page["items"]) == 10
    assert sum(read) <= 2 * 10
    assert [row["id"] for row in page["items"]] == [
        row["id"] for row in world.call("GET", "/v1/leads", by=company, limit=10)["items"]
    ]
