"""Administrators let keys hold and retire them; a secret is shown once, and the table has none (J4, A8)."""

import json
from collections.abc import Iterator

import pytest

from intake import keyring, sealing
from tests.intake.providers import MAILGUN_KEY, generic, key_of, public
from tests.world import Person, World

KEYS = "/v1/webhooks/sources/generic/keys"


@pytest.fixture(autouse=True)
def _nobody_is_known() -> Iterator[None]:
    keyring.forget()
    yield
    keyring.forget()


def test_a_secret_is_shown_once_and_nowhere_in_the_table(world: World, admin: Person):
    made = world.call("POST", KEYS, {}, by=admin, headers={"idempotency-key": "once"})
    secret = made["secret"]
    assert len(secret) >= 43
    assert secret not in json.dumps(world.items())
    assert secret not in world.call("GET", "/v1/webhooks/sources", by=admin).raw
    again = world.call("POST", KEYS, {}, by=admin, headers={"idempotency-key": "once"})
    assert (again.headers.get("Idempotency-Replayed"), again.body) == ("true", made.body)
    assert generic(secret, []).post(world).status == 202
    other = world.call("POST", KEYS, {}, by=admin)["secret"]
    assert other != secret


def test_what_is_entered_is_stored_sealed_too(world: World, admin: Person):
    made = world.call("POST", "/v1/webhooks/sources/mailgun/keys", {"key": MAILGUN_KEY}, by=admin)
    assert (made["secret"], made["keys"][0]["hint"]) == (None, MAILGUN_KEY[-4:])
    assert MAILGUN_KEY not in json.dumps(world.items())


def test_a_sealed_key_opens_in_its_own_place_only():
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415

    sealed = sealing.seal("secret", "acme/generic/1")
    assert sealing.opened(sealed, "acme/generic/1") == "secret"
    with pytest.raises(InvalidTag):
        sealing.opened(sealed, "rival/generic/1")


def test_a_third_key_waits_until_one_is_retired(world: World, admin: Person):
    first = world.call("POST", KEYS, {}, by=admin)
    world.call("POST", KEYS, {}, by=admin)
    refused = world.call("POST", KEYS, {}, by=admin)
    assert (refused.status, refused["code"]) == (409, "keys_hold")
    stale = world.call("DELETE", f"{KEYS}/{first['id']}", by=admin, headers={"if-match": '"1"'})
    assert stale.status == 412
    left = world.call("DELETE", f"{KEYS}/{first['id']}", by=admin, headers={"if-match": '"2"'})
    assert (left.status, len(left["keys"]), left.headers["ETag"]) == (200, 1, '"3"')
    assert world.call("DELETE", f"{KEYS}/{first['id']}", by=admin).status == 404
    assert world.call("POST", KEYS, {}, by=admin).status == 201


def test_history_tells_who_and_when_but_no_secret(world: World, admin: Person):
    secret = key_of(world, admin, "generic")
    path = "/v1/webhooks/sources/generic/history"
    (told,) = world.call("GET", path, by=admin)["items"]
    assert secret not in json.dumps(told)
    assert secret[-4:] in json.dumps(told)


@pytest.mark.parametrize(("source", "body", "code"), [
    ("sendgrid", {}, "missing"), ("mailgun", {}, "missing"), ("generic", {"key": "my-own-secret"}, "made_here"),
    ("postmark", {"key": "my-own-secret"}, "made_here"), ("sendgrid", {"key": "MFkwEwYHKoZIzj0="}, "no_public_key"),
    ("sendgrid", {"key": public()[:-8]}, "no_public_key"), ("sendgrid", {"key": "not base64!"}, None),
])  # fmt: skip
def test_a_key_that_is_none_is_refused(
    source: str, body: dict[str, str], code: str | None, world: World, admin: Person
):
    answer = world.call("POST", f"/v1/webhooks/sources/{source}/keys", body, by=admin)
    assert answer.status == 422, answer.raw
    assert code is None or answer["errors"][0]["code"] == code


def test_only_administrators_set_and_see_keys(world: World, admin: Person, staff: Person):
    made = world.call("POST", KEYS, {}, by=admin)
    for method, path in (
        ("GET", "/v1/webhooks/sources"), ("POST", KEYS), ("DELETE", f"{KEYS}/{made['id']}"),
        ("GET", "/v1/webhooks/sources/generic/history"), ("GET", "/v1/webhooks/unmatched"),
    ):  # fmt: skip
        assert world.call(method, path, {} if method == "POST" else None, by=staff)["code"] == "admin_only"


def test_a_source_that_there_is_not_is_404(world: World, admin: Person):
    assert world.call("POST", "/v1/webhooks/sources/twilio/keys", {}, by=admin).status == 404
