"""Which mails are sent by themselves, and whom mail comes from: a company decides, as far as an address is its own."""

from collections.abc import Mapping
from typing import Any

import pytest
from botocore.exceptions import ClientError

from kernel import aws, keys
from letters.schemas import MailSettings
from outbox.settings import SWITCHED, EmailSettings
from tests.mailing.sent import sent
from tests.world import Answer, Person, World

PATH = "/v1/email/settings"


@pytest.fixture
def ask(world: World, admin: Person) -> Any:
    def call(method: str, path: str, body: Any = None, **headers: str) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return world.call(method, path, body, by=admin, headers=named)

    return call


def messages(world: World) -> int:
    return len([one for one in world.items() if one["sk"]["S"] == keys.MESSAGE])


def test_all_is_sent_until_it_is_switched_off_and_that_is_told(ask: Any):
    first = ask("GET", PATH)
    assert all(first[name] for name in SWITCHED)
    assert (first["version"], first["name"], first["address"]) == (0, None, None)
    assert ask("PUT", PATH, {"notice": False}, if_match='"0"')["version"] == 1
    assert ask("PUT", PATH, {}, if_match='"0"').status == 412
    (entry,) = ask("GET", f"{PATH}/history")["items"]
    assert entry["changes"] == {"notice": {"from": True, "to": False}}


def test_whatever_is_kept_can_be_set():
    assert MailSettings.model_fields.keys() == EmailSettings.__dataclass_fields__.keys() > set(SWITCHED)


def test_what_is_switched_off_is_not_even_written(world: World, ask: Any):
    ask("PUT", PATH, dict.fromkeys(SWITCHED, False))
    lead = ask("POST", "/v1/leads", {"name": "A", "emails": ["a@x.vn"]})["id"]
    assert ask("POST", f"/v1/leads/{lead}/convert").status == 200
    assert messages(world) == 0


def test_what_is_switched_off_meanwhile_is_not_sent(world: World, ask: Any):
    lead = ask("POST", "/v1/leads", {"name": "A", "emails": ["a@x.vn"]})["id"]
    assert ask("POST", f"/v1/leads/{lead}/convert").status == 200
    ask("PUT", PATH, dict.fromkeys(SWITCHED, False))
    world.pump()
    assert sent() == []
    found = ask("GET", f"/v1/email/messages/introduction-{lead}")
    assert (found["state"], found["reason"]) == ("void", "switched_off")
    assert ask("GET", "/v1/email/messages", None)["items"] == []


class Identities:
    """What SES knows of addresses and domains."""

    def __init__(self, **known: tuple[bool, str | None]) -> None:
        self._known = {name.replace("_", "."): value for name, value in known.items()}

    def get_email_identity(self, *, EmailIdentity: str) -> Mapping[str, Any]:  # noqa: N803
        if EmailIdentity not in self._known:
            raise ClientError({"Error": {"Code": "NotFoundException"}}, "GetEmailIdentity")
        verified, tenant = self._known[EmailIdentity]
        tags = [{"Key": "tenant", "Value": tenant}] if tenant else []
        return {"VerifiedForSendingStatus": verified, "Tags": tags}


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("an@ours.vn", None), ("acme@leadstream.example", None), ("acme+tin@leadstream.example", None),
        ("rival@leadstream.example", "sender_foreign"), ("no-reply@leadstream.example", "sender_foreign"),
        ("acme-x@leadstream.example", "sender_foreign"), ("an@theirs.vn", "sender_unverified"),
        ("an@waiting.vn", "sender_unverified"), ("an@nobodys.vn", "sender_unverified"),
        ("an@unknown.vn", "sender_unverified"), ("an@sub.ours.vn", "sender_unverified"), ("an", "email"),
        ("an@ours.vn\r\nBcc: b@x.vn", "email"), ("a@x.vn, b@x.vn", "email"), ("ắn@ours.vn", "sender_unverified"),
    ],
)  # fmt: skip
def test_mail_comes_from_an_address_that_is_the_companys_own(
    ask: Any, monkeypatch: pytest.MonkeyPatch, address: str, code: str | None
):
    known = Identities(
        ours_vn=(True, "acme"), theirs_vn=(True, "rival"), waiting_vn=(False, "acme"), nobodys_vn=(True, None)
    )  # fmt: skip
    monkeypatch.setattr(aws, "ses", lambda: known)
    answer = ask("PUT", PATH, {"address": address})
    assert [error["code"] for error in answer.body.get("errors", ())] == ([code] if code else [])
    assert answer.status == (422 if code else 200)


def test_names_that_would_begin_another_header_are_refused(ask: Any):
    for name in ("name", "reply_to"):
        assert ask("PUT", PATH, {name: "A\r\nBcc: b@x.vn"}).status == 422


def test_mail_says_whom_it_is_from_and_who_reads_the_answer(world: World, ask: Any, monkeypatch: pytest.MonkeyPatch):
    body = {"name": "Công ty Nước", "address": "acme@leadstream.example", "reply_to": "hoi@ours.vn"}
    assert ask("PUT", PATH, body).status == 200
    asked: list[dict[str, Any]] = []
    real = aws.ses()

    class Noting:
        def send_email(self, **request: Any) -> Mapping[str, str]:
            asked.append(request)
            return real.send_email(**request)

    monkeypatch.setattr(aws, "ses", Noting)
    ask("POST", "/v1/leads", {"name": "A", "emails": ["a@x.vn"]})
    world.pump()
    assert asked[0]["FromEmailAddress"] == "=?utf-8?b?Q8O0bmcgdHkgTsaw4bubYw==?= <acme@leadstream.example>"
    assert asked[0]["ReplyToAddresses"] == ["hoi@ours.vn"]
