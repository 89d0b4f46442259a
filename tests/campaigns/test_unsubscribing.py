"""Whoever has a campaign's mail unsubscribes with one click, and only so (RFC 8058)."""

import pytest

from campaigns import unsubscribing
from channels.contents import Mail
from outbox.rules import Message
from suppression import links, model
from suppression.links import Meant
from tests.campaigns.office import Office
from tests.mailing.sent import sent

ONE_CLICK = "List-Unsubscribe=One-Click"
FORM = {"content-type": "application/x-www-form-urlencoded"}


def path(office: Office, campaign: str, customer: str) -> str:
    return f"/v1/unsubscribe/{links.token(Meant(office.who.tenant, campaign, customer))}"


def test_one_click_is_kept_once_however_often_it_comes(office: Office):
    (lan,) = office.people("lan@x.vn")
    campaign = office.sent()
    for _ in range(3):
        assert office.unsubscribe(campaign, lan).status == 200
    assert office.statuses(campaign)[lan][0] == "unsubscribed"
    assert office.counted(campaign) == {"unsubscribed": 1}
    assert model.stopped("acme", "lan@x.vn", campaign=True) == "unsubscribed"
    assert model.stopped("acme", "lan@x.vn", campaign=False) is None
    signals = [one["sk"]["S"] for one in office.world.items() if one["sk"]["S"].startswith("SIGNAL#unsubscribe")]
    assert len(signals) == 1
    second = office.sent("second")
    assert office.statuses(second) == {lan: ("skipped", "unsubscribed")}


def test_a_get_shows_a_button_and_changes_nothing(office: Office):
    (lan,) = office.people("lan@x.vn")
    campaign = office.sent()
    before = office.world.items()
    shown = office.world.call("GET", path(office, campaign, lan), headers={"accept-language": "vi"})
    assert (shown.status, 'name="List-Unsubscribe" value="One-Click"' in shown.raw) == (200, True)
    assert "Huỷ đăng ký" in shown.raw
    assert "Unsubscribe</button>" in office.world.call("GET", path(office, campaign, lan)).raw
    assert not [one for one in ("http", "x.vn") if one in shown.raw]
    assert "location" not in {name.lower() for name in shown.headers}
    assert "default-src 'none'" in shown.headers["Content-Security-Policy"]
    assert office.world.items() == before


@pytest.mark.parametrize("body", ["", "x", "List-Unsubscribe=Other", "a" * 5000, '{"List-Unsubscribe":"One-Click"}'])
def test_a_post_that_says_something_else_changes_nothing(office: Office, body: str):
    (lan,) = office.people("lan@x.vn")
    campaign = office.sent()
    before = office.world.items()
    assert office.world.call("POST", path(office, campaign, lan), raw=body, headers=FORM).status == 200
    assert office.world.items() == before


def test_a_form_of_parts_is_one_click_too(office: Office):
    (lan,) = office.people("lan@x.vn")
    campaign = office.sent()
    parts = '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n'
    kind = {"content-type": "multipart/form-data; boundary=b"}
    answer = office.world.call(
        "POST", path(office, campaign, lan), binary=parts.encode(), headers=kind
    )  # fmt: skip
    assert answer.status == 200
    assert model.stopped("acme", "lan@x.vn", campaign=True) == "unsubscribed"


def test_a_link_that_is_guessed_altered_or_another_companys_does_nothing(office: Office):
    (lan,) = office.people("lan@x.vn")
    campaign = office.sent()
    before = office.world.items()
    token = links.token(Meant("acme", campaign, lan))
    for wrong in (token[:-1], token[1:], "A" * len(token), links.token(Meant("rival", campaign, lan)),
                  links.token(Meant("acme", lan, campaign))):  # fmt: skip
        answer = office.world.call("POST", f"/v1/unsubscribe/{wrong}", raw=ONE_CLICK, headers=FORM)
        assert answer.status == 404
    assert office.world.items() == before


def test_who_changes_their_mind_gets_campaigns_again_and_when_they_said_so_is_kept(office: Office):
    (lan,) = office.people("lan@x.vn")
    campaign = office.sent()
    office.unsubscribe(campaign, lan)
    assert office.unsubscribe(campaign, lan, "subscribe=again").status == 200
    item = model.find("acme", "lan@x.vn")
    assert item is not None
    cause = item.value.causes["unsubscribe"]
    assert (cause.lifted_by, cause.reason, cause.lifted_at is not None) == (None, unsubscribing.CONSENT, True)
    assert office.statuses(office.sent("second")) == {lan: ("sent", None)}
    office.unsubscribe(campaign, lan)
    assert model.stopped("acme", "lan@x.vn", campaign=True) == "unsubscribed"


def test_the_link_of_a_record_that_was_merged_works_and_tells_of_the_one_that_is_left(office: Office):
    lan, hoa = office.people("lan@x.vn", "hoa@x.vn")
    campaign = office.sent()
    assert office.ask("POST", f"/v1/leads/{hoa}/merge", {"absorbed": lan}).status == 202
    office.world.pump()
    assert office.unsubscribe(campaign, lan).status == 200
    assert model.stopped("acme", "lan@x.vn", campaign=True) == "unsubscribed"
    assert model.stopped("acme", "hoa@x.vn", campaign=True) is None
    assert office.statuses(campaign) == {lan: ("unsubscribed", None), hoa: ("sent", None)}
    assert office.counted(campaign) == {"unsubscribed": 1, "sent": 1}


def test_the_mail_itself_has_the_link_and_headers(office: Office, monkeypatch: pytest.MonkeyPatch):
    asked: list[Mail] = []

    def send(_tenant: str, _message: Message, mail: Mail) -> str:
        asked.append(mail)
        return "ses-1"

    monkeypatch.setattr("channels.ses.send", send)
    (lan,) = office.people("lan@x.vn")
    campaign = office.sent(language="en")
    (mail,) = [mail for mail in asked if mail.campaign]
    address = links.link(Meant("acme", campaign, lan))
    assert mail.headers == links.headers(Meant("acme", campaign, lan))
    assert (mail.customer, mail.campaign, mail.subject) == (lan, "tet", "Hello L0")
    assert address in mail.text
    assert f'ses:no-track href="{address}"' in mail.html


@pytest.mark.parametrize(("what", "standing"), [("campaigns", "unsubscribe"), ("everything", "manual")])
def test_what_somebody_said_on_the_phone_is_entered_by_hand(office: Office, what: str, standing: str):
    where, body = "/v1/mailing/suppressions", {"address": "Lan@x.vn", "what": what, "reason": "said so"}
    key = {"idempotency-key": "k1"}
    stopped = office.ask("POST", where, body, headers=key)
    assert (stopped.status, stopped["address"], stopped["standing"]) == (201, "lan@x.vn", standing)
    assert (stopped["causes"][0]["by"], stopped["causes"][0]["note"]) == (office.who.id, "said so")
    assert office.ask("POST", where, body, headers=key).raw == stopped.raw
    assert office.call("POST", where, body)["version"] == stopped["version"] == 1
    (lan,) = office.people("lan@x.vn")
    campaign = office.sent()
    assert office.statuses(campaign)[lan] == ("skipped", "suppressed" if what == "everything" else "unsubscribed")
    assert len(sent()) == (what == "campaigns")  # what introduces them
    office.call("POST", f"{where}/lift", {"address": "lan@x.vn", "reason": "asked for it"})
    lifted, entered = office.call("GET", f"{where}/history", address="LAN@x.vn")["items"]
    assert (lifted["by"], entered["by"], lifted["version"]) == (office.who.id, office.who.id, 2)
    assert "causes" in entered["changes"]
    staff = office.world.employee(office.who.department, "S1", role="manager")
    for method, path, given in (("POST", where, body), ("GET", f"{where}/history", None)):
        query = {} if given else {"address": "lan@x.vn"}
        assert office.ask(method, path, given, by=staff, **query)["code"] == "admin_only"


def test_administrators_list_look_up_and_lift(office: Office):
    office.tell("bounce", "0" * 26, "0" * 26, bounceType="Permanent", to="bad@x.vn")
    office.world.pump()
    where = "/v1/mailing/suppressions"
    (one,) = office.call("GET", where)["items"]
    assert (one["address"], one["standing"], one["causes"][0]["cause"]) == ("bad@x.vn", "bounce", "bounce")
    assert office.call("GET", where, address="BAD@x.vn")["items"] == [one]
    assert office.call("GET", where, address="other@x.vn")["items"] == []
    assert office.ask("POST", f"{where}/lift", {"address": "bad@x.vn"}).status == 422
    lifted = office.call("POST", f"{where}/lift", {"address": "bad@x.vn", "reason": "mended"})
    assert (lifted["standing"], lifted["causes"][0]["reason"]) == (None, "mended")
    assert office.call("GET", where)["items"] == []
    assert office.call("GET", where, address="bad@x.vn")["items"] != []
    assert office.ask("POST", f"{where}/lift", {"address": "bad@x.vn", "reason": "again"}).status == 404
