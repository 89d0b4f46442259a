import pytest

from identity.setup import TenantCreate, create
from kernel.problems import Problem
from tests.world import Person, World


@pytest.mark.usefixtures("world")
def test_the_very_same_company_cannot_be_opened_twice():
    order = TenantCreate.model_validate({"tenant": "acme", "name": "Acme", "admin": {"name": "An", "email": "an@a.vn"}})
    create(order)
    with pytest.raises(Problem) as refused:
        create(order)
    assert refused.value.code == "code_taken"


def test_the_very_same_catalogue_entry_cannot_be_added_twice(world: World, admin: Person):
    entry = {"code": "x", "name": {"vi": "X", "en": "X"}}
    assert world.call("POST", "/v1/catalogs/sources", entry, by=admin).status == 201
    assert world.call("POST", "/v1/catalogs/sources", entry, by=admin).status == 409
