from dataclasses import replace

import pytest

from tests.attached.people import Around, around
from tests.world import World


@pytest.fixture(scope="module")
def company(shared: World) -> Around:
    return around(shared, "acme")


@pytest.fixture
def firm(company: Around) -> Around:
    """The company with a lead of one test's own."""
    company.world.pump()
    return replace(company, lead=company.call("POST", "/v1/leads", {"name": "Hoà Phát"})["id"])
