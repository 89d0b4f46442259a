"""A refresh token buys once: whoever comes at the same moment, and whatever goes wrong."""

import threading
from datetime import timedelta

import pytest
from botocore.exceptions import ReadTimeoutError

from channels import authority, locks, secrets, tokens, web
from channels.outcomes import Refused, Uncertain
from kernel import clock, table
from local.zalo import Zalo
from tests.channels.conftest import NOW, authorise


def at(patch: pytest.MonkeyPatch, after: timedelta) -> None:
    patch.setattr(clock, "now", lambda: NOW + after)


def test_a_good_token_is_used_and_read_once(zalo: Zalo, monkeypatch: pytest.MonkeyPatch):
    assert tokens.access("acme") == "access-0"
    monkeypatch.setattr(secrets, "read", lambda *_: pytest.fail("it is known"))
    assert tokens.access("acme") == "access-0"
    assert zalo.refreshed == 0


def test_one_that_is_about_to_end_is_renewed_and_the_next_pair_is_kept(zalo: Zalo, monkeypatch: pytest.MonkeyPatch):
    for number in (1, 2):
        at(monkeypatch, number * timedelta(hours=24.9))
        assert tokens.access("acme") == f"access-{number}"
    kept = tokens.of("acme")
    assert (kept.refresh_token, kept.access_token) == ("refresh-2", "access-2")
    assert kept.expires_at == clock.stamp(NOW + timedelta(hours=24.9 * 2 + 25))
    assert zalo.refused == 0


def test_two_processes_never_spend_the_same_refresh_token(zalo: Zalo, monkeypatch: pytest.MonkeyPatch):
    authorise(zalo, timedelta(minutes=5))
    found: list[object] = []

    def come() -> None:
        try:
            found.append(tokens.access("acme"))
        except table.Transient as error:
            found.append(error)

    comers = [threading.Thread(target=come) for _ in range(5)]
    for one in comers:
        one.start()
    for one in comers:
        one.join()
    assert (zalo.refreshed, zalo.refused) == (1, 0)
    assert {str(one) for one in found} <= {"access-0", "access-1"}, "the old one is good for five minutes yet"
    monkeypatch.setattr(tokens, "_kept", {})
    assert tokens.access("acme") == "access-1"


def test_who_waited_for_another_s_refresh_takes_what_came_of_it(zalo: Zalo, monkeypatch: pytest.MonkeyPatch):
    authorise(zalo, timedelta(seconds=-1))
    read = secrets.read

    def late(tenant: str, channel: str) -> object:
        found = read(tenant, channel)
        monkeypatch.setattr(secrets, "read", read)
        held = tokens.Credentials(**(found or {}))
        tokens._refreshed(tenant, held)  # somebody else, between our two looks
        return found

    monkeypatch.setattr(secrets, "read", late)
    assert tokens.access("acme") == "access-1"
    assert (zalo.refreshed, zalo.refused) == (1, 0)


def test_while_somebody_refreshes_and_the_old_token_is_over_it_comes_again(zalo: Zalo):
    authorise(zalo, timedelta(seconds=-1))
    with locks.alone("acme", tokens.CHANNEL), pytest.raises(table.Transient):
        tokens.access("acme")
    assert zalo.refreshed == 0
    assert tokens.access("acme") == "access-1"


def test_who_died_with_the_lock_has_it_no_longer_than_a_process_lives(zalo: Zalo, monkeypatch: pytest.MonkeyPatch):
    authorise(zalo, timedelta(seconds=-1))
    with monkeypatch.context() as patch:
        patch.setattr(table, "delete", lambda *_, **__: pytest.fail("it died"))
        with pytest.raises(pytest.fail.Exception), locks.alone("acme", tokens.CHANNEL):
            pass
    with pytest.raises(table.Transient):
        tokens.access("acme")
    over = clock.now() + locks.LEASE + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: over)
    assert tokens.access("acme") == "access-1"


def test_a_spent_refresh_token_is_told_to_the_administrator_and_refuses(zalo: Zalo):
    authorise(zalo, timedelta(seconds=-1))
    zalo.refresh_token = "another"
    with pytest.raises(Refused) as refused:
        tokens.access("acme")
    assert refused.value.reason == tokens.UNAUTHORISED
    lost = authority.found("acme", tokens.CHANNEL)
    assert lost is not None
    assert lost.code == "-14020"


def test_a_refresh_without_an_answer_leaves_what_is_kept_and_the_old_token_does(
    zalo: Zalo, monkeypatch: pytest.MonkeyPatch
):
    def lost(*_: object) -> web.Answer:
        raise Uncertain

    monkeypatch.setattr(web, "post_form", lost)
    authorise(zalo, timedelta(minutes=5))
    assert tokens.access("acme") == "access-0"
    authorise(zalo, timedelta(seconds=-1))
    monkeypatch.setattr(tokens, "_kept", {})
    with pytest.raises(table.Transient):
        tokens.access("acme")
    assert tokens.of("acme").refresh_token == "refresh-0"


def test_a_new_pair_that_cannot_be_kept_serves_this_process_on(zalo: Zalo, monkeypatch: pytest.MonkeyPatch):
    authorise(zalo, timedelta(seconds=-1))

    def lost(*_: object) -> None:
        raise ReadTimeoutError(endpoint_url="https://secretsmanager")

    monkeypatch.setattr(secrets, "replace", lost)
    with pytest.raises(ReadTimeoutError):
        tokens.access("acme")
    assert tokens.access("acme") == "access-1"


def test_a_company_without_credentials_writes_to_nobody(zalo: Zalo):
    with pytest.raises(Refused):
        tokens.access("other")
    assert zalo.taken == []
