import pytest

from tests.campaigns.office import Office
from tests.world import Person, World


@pytest.fixture(autouse=True)
def _nobody_is_late(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is looked at again later is looked at again at once."""
    monkeypatch.setattr("campaigns.fanning.LATE", 0)
    monkeypatch.setattr("campaigns.fanning.SOON", 0)


@pytest.fixture
def office(world: World, admin: Person) -> Office:
    return Office(world, admin)
