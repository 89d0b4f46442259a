from collections.abc import Iterator

import pytest

from tests.activities.tasks import Tasks, tasking
from tests.conftest import opened


@pytest.fixture(scope="module")
def house() -> Iterator[Tasks]:
    """A company that the tests of a module share."""
    with pytest.MonkeyPatch.context() as monkeypatch, opened(monkeypatch) as world:
        yield tasking(world)


@pytest.fixture
def firm(house: Tasks) -> Tasks:
    """The same company with a lead of its own for each test."""
    body = {"name": "Nhà máy A", "phones": ["0912 345 678"]}
    house.lead = str(house.call("POST", "/v1/leads", body)["id"])
    return house
