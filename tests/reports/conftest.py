from collections.abc import Iterator

import pytest

from tests.conftest import opened
from tests.opportunities.deals import Deals, dealing


@pytest.fixture(scope="module")
def house() -> Iterator[Deals]:
    """A company that the tests of a module share."""
    with pytest.MonkeyPatch.context() as monkeypatch, opened(monkeypatch) as world:
        yield dealing(world)


@pytest.fixture
def firm(house: Deals) -> Deals:
    """The same company with a lead of its own for each test."""
    house.lead = str(house.call("POST", "/v1/leads", {"name": "Nhà máy A"})["id"])
    return house
