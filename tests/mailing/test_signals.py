"""Which events are kept, whose they are, and what they prove."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from mailing import rules
from mailing.rules import Recipient, SesEvent, parse
from mailing.shapes import Malformed
from tests.mailing.examples import AT, CUSTOMER, EVENTS


def event(name: str, **tags: Any) -> SesEvent:
    read = parse(json.dumps(EVENTS[name]))
    return replace(read, tags={**read.tags, **tags})


@pytest.mark.parametrize("name", ["open", "click"])
def test_what_somebody_did_with_a_mail_is_kept_with_all_that_tells_a_person_from_a_machine(name: str):
    told = event(name, message="m-1", campaign="tet")
    kept = rules.signal(told)
    assert kept
    assert (kept.kind, kept.message, kept.link, kept.at) == (name, "m-1", told.link, told.at)
    assert (kept.ip, kept.user_agent, kept.sent_at) == (told.ip, told.user_agent, told.sent_at)
    assert (kept.verdict, kept.reason) == rules.of_event(told.event_type, told.at, told.sent_at, told.user_agent)  # type: ignore[attr-defined]
    assert kept.campaign == "tet"
    unnamed = rules.signal(replace(told, tags={}))
    assert unnamed
    assert (unnamed.message, unnamed.campaign) == (told.message_id, None)


@pytest.mark.parametrize(
    ("name", "kind"), [("delivery", "delivered"), ("bounce", "bounce"), ("complaint", "complaint")]
)
def test_what_became_of_a_campaigns_mail_is_kept_and_of_another_mail_is_not(name: str, kind: str):
    told = event(name, message="m-1", campaign="tet")
    kept = rules.signal(told)
    assert kept
    assert kind.startswith(kept.kind) or kept.kind.startswith(kind[:6])
    assert (kept.message, kept.link, kept.at, kept.ip, kept.user_agent) == ("m-1", None, told.at, None, None)
    assert (kept.sent_at, kept.campaign, kept.detail) == (told.sent_at, "tet", told.detail)
    assert rules.signal(replace(told, tags={"message": "m-1"})) is None


def test_of_a_mail_to_our_own_people_nothing_is_kept():
    for kind in rules.STAFF_KINDS:
        told = event("open", kind=kind)
        assert rules.is_to_staff(told)
        assert rules.signal(told) is None
    assert not rules.is_to_staff(event("open", kind="introduction"))


def test_who_only_looks_at_their_wishes_has_not_unsubscribed():
    told = event("subscription", campaign="tet")
    assert rules.signal(replace(told, detail=None)) is None
    kept = rules.signal(replace(told, detail="all"))
    assert kept
    assert (kept.kind, kept.detail) == ("unsubscribe", "all")


def test_an_event_proves_that_a_message_of_ours_was_sent_where_it_names_both():
    for name in ("delivery", "open", "click", "bounce", "complaint", "send"):
        assert rules.proven(event(name, tenant="nam-an", message="m-1")) == ("nam-an", "m-1")
    told = event("delivery", tenant="nam-an", message="m-1")
    assert rules.proven(replace(told, tags={"tenant": "nam-an"})) is None
    assert rules.proven(replace(told, tags={"message": "m-1"})) is None
    assert rules.proven(replace(told, event_type="other")) is None


def test_whom_an_event_is_about():
    told = event("open", tenant="nam-an", customer=CUSTOMER)
    assert rules.recipient(replace(told, destination=("An <An@X.vn>",))) == Recipient("nam-an", CUSTOMER, "an@x.vn")
    assert rules.recipient(replace(told, destination=("a@x.vn", "b@x.vn"))).address is None
    assert rules.recipient(replace(told, destination=())).address is None
    assert rules.recipient(replace(told, tags={})) == Recipient(None, None, "recipient@example.com")


def test_names_are_ours_or_none():
    assert [rules.campaign(one) for one in ("tet", "a b", "", None, 5)] == ["tet", None, None, None, None]
    assert [rules.customer(one) for one in (CUSTOMER, "x", None, 5)] == [CUSTOMER, None, None, None]
    assert [rules.address(one) for one in ("A@x.vn", "x", None, 5)] == ["a@x.vn", None, None, None]
    assert [rules.is_tenant(one) for one in ("nam-an", "Nam An", "")] == [True, False, False]


def test_the_company_of_an_event_that_cannot_be_read_is_told_if_it_is_named():
    mail = {"tags": {"tenant": ["nam-an"]}}
    assert rules.tenant_of(json.dumps({"mail": mail})) == "nam-an"
    assert rules.tenant_of(json.dumps({"mail": {"tags": {"tenant": ["Nam An"]}}})) is None
    for body in ("", "[]", "{}", json.dumps({"mail": 5}), json.dumps({"mail": {}})):
        assert rules.tenant_of(body) is None


def wrong(**changes: Any) -> tuple[str, str]:
    with pytest.raises(Malformed) as told:
        parse(json.dumps(EVENTS["open"] | changes), AT + timedelta(days=1))
    return told.value.field, told.value.reason


def test_an_absurd_or_unreadable_moment_and_id_are_named():
    mail, read = EVENTS["open"]["mail"], EVENTS["open"]["open"]
    assert wrong(mail=mail | {"messageId": "a b"}) == ("mail.messageId", "is not an SES message id")
    assert wrong(open=read | {"timestamp": "yesterday"}) == ("open.timestamp", "is not a UTC timestamp")
    for at in ("1999-01-01T00:00:00.000Z", "2999-01-01T00:00:00.000Z"):
        assert wrong(open=read | {"timestamp": at}) == ("open.timestamp", "is an absurd time")


def test_moments_at_the_edge_are_believed():
    assert rules.bounded(rules.EARLIEST, "at", None) == rules.EARLIEST
    assert rules.bounded(AT + rules.AHEAD, "at", AT) == AT + rules.AHEAD
    with pytest.raises(Malformed, match="absurd"):
        rules.bounded(AT + rules.AHEAD + timedelta(seconds=1), "at", AT)


@pytest.mark.parametrize(
    ("kind", "of", "detail"),
    [
        ("bounce", {"bounceType": "Permanent"}, "permanent"),
        ("bounce", {"bounceType": "Strange"}, None),
        ("bounce", {}, None),
        ("subscription", {"newTopicPreferences": {"unsubscribeAll": True}}, "all"),
        ("subscription", {"newTopicPreferences": {"unsubscribeAll": "yes"}}, None),
        (
            "subscription",
            {"newTopicPreferences": {"topicSubscriptionStatus": [5, {"subscriptionStatus": "OptOut"}]}},
            "topic",
        ),
        ("subscription", {"newTopicPreferences": {"topicSubscriptionStatus": [{"subscriptionStatus": "OptIn"}]}}, None),
        ("subscription", {"newTopicPreferences": {"topicSubscriptionStatus": "OptOut"}}, None),
        ("subscription", {"newTopicPreferences": []}, None),
        ("open", {"newTopicPreferences": {"unsubscribeAll": True}, "bounceType": "Permanent"}, None),
    ],
)
def test_as_much_is_kept_of_an_event_as_a_campaigns_status_needs(kind: Any, of: dict[str, Any], detail: str | None):
    assert rules._detail(kind, of) == detail
