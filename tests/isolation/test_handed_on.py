"""What was given to one is worth nothing to another: cursors of every list, and keys of every order."""

import json
from typing import Any

import pytest

from kernel import cursor
from kernel.access import Viewer
from local.openapi import DOCUMENT
from tests.isolation.kinds import BY_BODY, OWN
from tests.isolation.routes import Records, Route, furnish, query_of, request
from tests.sampling import sampled
from tests.world import Answer, Person, World

LATER = {
    ("GET", "/v1/imports/<import_id>/rows"), ("GET", "/v1/scoring/previews/<job_id>/moves"),
    ("GET", "/v1/tiers/previews/<job_id>/moves"),
}  # fmt: skip
"""Lists that begin with a test or a preview, and say so before they look at a cursor."""
LISTS: list[Route] = sorted({
    ("GET", path.replace("{", "<").replace("}", ">"))
    for path, methods in json.loads(DOCUMENT.read_text(encoding="utf-8"))["paths"].items()
    if any(one.get("name") == "cursor" for one in methods.get("get", {}).get("parameters", ()))
} - LATER)  # fmt: skip
ORDERS = [route for route in sorted({*OWN, *BY_BODY}) if route[0] == "POST"]
LOOKED_UP = ("POST", "/v1/duplicates")
"""Asks, and does nothing: there is no answer to be remembered, for a repetition is to say what is so by then."""
ONCE = {
    ("POST", "/v1/mailing/suppressions/lift"), ("POST", "/v1/sites/forms/<code>/keys"),
    ("POST", "/v1/sites/streams/<code>/keys"), ("POST", "/v1/webhooks/sources/<source>/keys"),
}  # fmt: skip
"""What one of a company has done, so that a colleague cannot do it too."""


@pytest.fixture(scope="module")
def acme(shared: World) -> Records:
    return furnish(shared, "acme")


@pytest.fixture(scope="module")
def rival(shared: World) -> Records:
    return furnish(shared, "rival")


def page(world: World, route: Route, known: Records, by: Person, given: str) -> Answer:
    path = route[1]
    for name, value in known.ids.items():
        path = path.replace(f"<{name}>", value)
    return world.call("GET", path, by=by, **query_of(*route, known.ids), cursor=given)


@pytest.mark.parametrize(("method", "path"), sampled(LISTS, 3))
def test_no_list_goes_on_from_a_cursor_of_somebody_else(
    method: str, path: str, shared: World, acme: Records, rival: Records, monkeypatch: pytest.MonkeyPatch
):
    asked: list[tuple[Viewer, str]] = []
    opened = cursor.open_

    def noting(viewer: Viewer, query: str, given: str) -> str:
        asked.append((viewer, query))
        return opened(viewer, query, given)

    monkeypatch.setattr(cursor, "open_", noting)
    assert page(shared, (method, path), acme, acme.admin, "AAAA")["code"] == "invalid_cursor"
    ((viewer, query),) = asked
    assert (viewer.tenant, viewer.employee) == ("acme", acme.admin.id)
    good = cursor.seal(viewer, query, "A")
    for tenant, employee in (("rival", viewer.employee), ("acme", rival.admin.id), ("rival", rival.admin.id)):
        other: Any = type("Other", (), {"tenant": tenant, "employee": employee})
        sealed = cursor.seal(other, query, "A")
        assert sealed != good
        answer = page(shared, (method, path), acme, acme.admin, sealed)
        assert (answer.status, answer["code"]) == (400, "invalid_cursor")


@pytest.mark.parametrize(("method", "path"), sampled(ORDERS, 4))
def test_no_order_is_answered_with_what_another_was_told_under_the_same_key(
    method: str, path: str, shared: World, acme: Records, rival: Records
):
    colleague = shared.employee(acme.admin.department, f"A{ORDERS.index((method, path))}", "admin")
    for who, records in ((acme.admin, acme), (rival.admin, rival), (colleague, acme)):
        answer = request(shared, method, path, records.ids, who, f"{who.tenant}{who.id[-4:]}", key="once")
        assert "Idempotency-Replayed" not in answer.headers, answer.raw
        assert answer.status < 300 or (who is colleague and (method, path) in ONCE), answer.raw
        again = request(shared, method, path, records.ids, who, f"{who.tenant}{who.id[-4:]}", key="once")
        assert again.status == answer.status
        assert again.raw == answer.raw or '"key":null' in again.raw  # a site's secret is told once
        remembered = answer.status < 300 and (method, path) != LOOKED_UP
        assert ("Idempotency-Replayed" in again.headers) == remembered
