"""Every route against everybody whom its records are none of the business of (A1, A2, A4)."""

from collections import Counter
from collections.abc import Iterator

import pytest

from kernel import ids
from tests.isolation.kinds import BY_BODY, BY_ID, COLLEAGUES, DOORS, KINDS, OWN, Stage, absent, pairs
from tests.isolation.people import outsiders
from tests.isolation.routes import ADMINS, ROUTES, Records, Route, furnish, named, request
from tests.isolation.watch import reading
from tests.sampling import sampled
from tests.world import APIS, World

OF_SEVERAL = [(*route, name) for route in [*BY_ID, *BY_BODY] for name in sorted(named(route)) if len(named(route)) > 1]


@pytest.fixture(scope="module")
def acme(shared: World) -> Records:
    return furnish(shared, "acme")


@pytest.fixture(scope="module")
def rival(shared: World) -> Records:
    return furnish(shared, "rival")


@pytest.fixture(scope="module")
def stage(shared: World, acme: Records, rival: Records) -> Stage:
    return Stage(shared, acme, rival, outsiders(shared, acme))


@pytest.fixture
def untouched(stage: Stage) -> Iterator[None]:  # noqa: ARG001 - furnished before
    """Nothing may be written anywhere."""
    with reading():
        yield


def test_the_walk_knows_every_route():
    assert set(ROUTES) == {(route.method, route.path) for api in APIS for route in api.app.routes}
    assert {*OWN, *BY_ID, *BY_BODY} == set(ROUTES)
    assert set(ROUTES) >= COLLEAGUES
    assert len(ADMINS) > 20


def test_of_every_route_two_kinds_of_callers_are_tried_at_least_and_of_every_kind_many_routes():
    kinds, routes = Counter(kind for kind, *_ in pairs()), Counter(tuple(route) for _, *route in pairs())
    assert kinds.keys() == KINDS.keys()
    assert min(kinds.values()) > 20
    inside = {route for kind, known in KINDS.items() if kind not in DOORS for route in known.routes}
    assert min(routes[route] for route in inside) >= 2
    assert set(ROUTES) == set(routes)


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(("kind", "method", "path"), pairs())
def test_it_is_none_of_their_business(kind: str, method: str, path: str, stage: Stage):
    KINDS[kind].ask(stage, (method, path))


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(("method", "path", "name"), sampled(OF_SEVERAL, 4))
def test_one_thing_of_another_company_among_ones_own_is_absent_too(method: str, path: str, name: str, stage: Stage):
    theirs, nobodys = ({**stage.rival.ids, name: known[name]} for known in (stage.acme.ids, absent(stage.acme)))
    either = {(404, "not_found"), (422, "invalid_request")}
    stage.alike((method, path), theirs, nobodys, stage.rival.admin, either)


@pytest.mark.parametrize(("method", "path"), sampled([route for route in sorted(OWN) if route[0] == "GET"], 3))
def test_no_answer_about_ones_own_company_names_another(method: str, path: str, stage: Stage):
    mine, theirs = (request(stage.world, method, path, of.ids, of.admin) for of in (stage.rival, stage.acme))
    assert (mine.status, theirs.status) == (200, 200)
    assert not [value for value in stage.acme.ids.values() if ids.is_ulid(value) and value in mine.raw]


@pytest.mark.usefixtures("acme")
def test_the_settings_of_one_company_change_nothing_in_another(shared: World, rival: Records):
    before = [item for item in shared.items() if item["pk"]["S"].startswith("acme#")]

    def is_gone_at_once(route: Route) -> bool:
        return route[0] == "DELETE" and route[1].startswith("/v1/sites/")

    for method, path in sorted({*OWN, *BY_BODY}, key=lambda route: (is_gone_at_once(route), route)):
        answer = request(shared, method, path, rival.ids, rival.admin, fresh="1")
        assert answer.status < 300, (method, path, answer.raw)
    shared.pump()
    assert [item for item in shared.items() if item["pk"]["S"].startswith("acme#")] == before
