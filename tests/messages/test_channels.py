"""The settings of channels: administrators write them, and what is secret is never read back."""

from typing import Any

import pytest

from channels import authority, locks, secrets, sms, tokens
from channels.contents import Sms
from local.zalo import Zalo
from outbox.rules import Message
from tests.messages.conftest import CHANNELS, CREDENTIALS, SMS, Desk, turn_on
from tests.world import Person, World

PATH, GIVEN = "/v1/messages/channels", "/v1/messages/channels/zalo/credentials"


def test_a_company_that_has_set_nothing_writes_email_alone(world: World, staff: Person):
    found = world.call("GET", PATH, by=staff)
    on = {name: found[name]["on"] for name in ("email", "sms", "zalo")}
    assert (on, found["version"], found["authority"], found["lost"]) == (
        {"email": True, "sms": False, "zalo": False}, 0, None, None,
    )  # fmt: skip


def test_settings_are_saved_with_their_version_and_told(world: World, admin: Person, staff: Person):
    saved = world.call("PUT", PATH, {"sms": CHANNELS["sms"]}, by=admin, headers={"if-match": '"0"'})
    assert (saved.status, saved["version"], saved["sms"]["max_price"]) == (200, 1, "0.05")
    assert saved.headers["ETag"] == '"1"'
    assert world.call("PUT", PATH, {}, by=admin, headers={"if-match": '"0"'}).status == 412
    assert world.call("PUT", PATH, {}, by=staff)["code"] == "admin_only"
    told = world.call("GET", f"{PATH}/history", by=admin)["items"][0]
    assert told["changes"][0]["field"] == "sms" if isinstance(told["changes"], list) else "sms" in told["changes"]
    assert world.call("GET", f"{PATH}/history", by=staff).status == 403


@pytest.mark.parametrize(
    ("body", "path", "code"),
    [
        ({"sms": {"sender_id": "A"}}, "/sms/sender_id", "too_short"),
        ({"sms": {"sender_id": "123"}}, "/sms/sender_id", "format"),
        ({"sms": {"sender_id": "Acme\r\nX"}}, "/sms/sender_id", "format"),
        ({"sms": {"sender_id": "Công ty"}}, "/sms/sender_id", "format"),
        ({"sms": {"max_price": "-1"}}, "/sms/max_price", "above"),
        ({"zalo": {"oa_id": "x"}}, "/zalo/oa_id", "format"),
        ({"zalo": {"on": True}}, "/zalo/on", "no_credentials"),
        ({"fax": {"on": True}}, "/fax", "unknown_field"),
    ],
)
def test_settings_that_cannot_be_are_refused(world: World, admin: Person, body: Any, path: str, code: str):
    refused = world.call("PUT", PATH, body, by=admin)
    assert refused.status == 422, refused.raw
    assert [(one["path"], one["code"]) for one in refused["errors"]] == [(path, code)]


def test_credentials_are_kept_apart_and_shown_nowhere(world: World, admin: Person, staff: Person, capsys: Any):
    assert world.call("PUT", GIVEN, CREDENTIALS, by=staff)["code"] == "admin_only"
    given = world.call("PUT", GIVEN, CREDENTIALS, by=admin)
    assert given.status == 200, given.raw
    assert given["authority"] == given["authority"] | {"app_id": "1234567890", "by": admin.id}
    kept = secrets.read("acme", tokens.CHANNEL)
    assert kept is not None
    assert (kept["app_secret"], kept["refresh_token"]) == ("an-app-secret", "refresh-0")
    everything = [given.raw, world.call("GET", PATH, by=admin).raw, world.call("GET", f"{PATH}/history", by=admin).raw]
    everything += [str(world.items()), str(capsys.readouterr())]
    for secret in ("an-app-secret", "refresh-0"):
        assert not [one for one in everything if secret in one]


@pytest.mark.parametrize("wrong", [{"app_secret": "a b\r\nc-long"}, {"refresh_token": ""}, {"app_id": "x"}])
def test_credentials_that_cannot_be_are_refused_and_not_repeated(world: World, admin: Person, wrong: dict[str, str]):
    refused = world.call("PUT", GIVEN, CREDENTIALS | wrong, by=admin)
    assert refused.status == 422
    assert "a b" not in refused.raw
    assert secrets.read("acme", tokens.CHANNEL) is None


def test_new_credentials_wait_for_a_refresh_that_is_under_way(world: World, admin: Person):
    with locks.alone("acme", tokens.CHANNEL):
        assert world.call("PUT", GIVEN, CREDENTIALS, by=admin)["code"] == "in_flight"
    assert world.call("PUT", GIVEN, CREDENTIALS, by=admin).status == 200


def test_an_administrator_is_told_that_zalo_takes_the_credentials_no_more_until_there_are_new_ones(
    desk: Desk, zalo: Zalo, monkeypatch: pytest.MonkeyPatch
):
    zalo.refresh_token = "another"
    turn_on(desk.world, desk.admin)  # without an access token: it has to be bought
    monkeypatch.setattr(tokens, "_kept", {})
    lead = desk.lead()
    desk.sent({"channel": "zalo", "text": "x"}, lead)
    assert desk.log(lead)["items"][0]["reason"] == tokens.UNAUTHORISED
    assert desk.world.call("GET", PATH, by=desk.admin)["lost"]["code"] == "-14020"
    zalo.refresh_token = CREDENTIALS["refresh_token"]
    turn_on(desk.world, desk.admin)
    assert desk.world.call("GET", PATH, by=desk.admin)["lost"] is None
    assert authority.found("acme", tokens.CHANNEL) is None
    desk.sent({"channel": "zalo", "text": "x"}, lead)
    assert len(zalo.taken) == 1


def test_a_text_message_has_the_company_s_sender_and_price(desk: Desk, monkeypatch: pytest.MonkeyPatch):

    seen: list[Sms] = []

    def noting(_tenant: str, message: Message, one: Sms) -> str:
        seen.append(one)
        return message.id

    monkeypatch.setattr(sms, "send", noting)
    desk.sent(SMS, desk.lead())
    assert [(one.sender_id, one.max_price, one.promotional) for one in seen] == [("Acme1", "0.05", False)]
