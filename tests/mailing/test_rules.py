import json
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import pytest

from local import sns as local_sns
from mailing.rules import Recipient, SesEvent, parse, recipient, signal
from tests.mailing.examples import AT, CUSTOMER, EVENTS, LINK


def event(name: str, **mail: object) -> SesEvent:
    return parse(json.dumps(EVENTS[name] | {"mail": EVENTS[name]["mail"] | mail}))


def tagged(**tags: object) -> SesEvent:
    return event("open", tags=EVENTS["open"]["mail"]["tags"] | tags)


def test_there_is_an_example_of_each_of_the_ten_documented_types() -> None:
    assert {body["eventType"] for body in EVENTS.values()} == {
        *("Bounce", "Click", "Complaint", "Delivery", "DeliveryDelay"),
        *("Open", "Reject", "Rendering Failure", "Send", "Subscription"),
    }


@pytest.mark.parametrize("name", EVENTS)
def test_a_documented_body_is_read_as_its_type(name: str) -> None:
    found = parse(json.dumps(EVENTS[name]))
    assert found.event_type == name
    assert found.message_id == EVENTS[name]["mail"]["messageId"]
    assert found.destination == ("recipient@example.com",)
    assert recipient(found) == Recipient("nam-an", CUSTOMER, "recipient@example.com")


@pytest.mark.parametrize("name", ["send", "reject", "rendering_failure"])
def test_an_event_without_a_time_of_its_own_has_its_mails(name: str) -> None:
    assert parse(json.dumps(EVENTS[name])).at == datetime(2026, 3, 2, 2, 15, 40, 12000, UTC)


@pytest.mark.parametrize("name", ["bounce", "complaint", "delivery", "delivery_delay", "subscription", "open", "click"])
def test_an_event_with_a_time_of_its_own_is_later_than_its_mail(name: str) -> None:
    assert parse(json.dumps(EVENTS[name])).at > datetime(2026, 3, 2, 2, 15, 40, 12000, UTC)


def test_an_open_is_a_signal_of_its_message() -> None:
    found = signal(event("open"))
    assert found is not None
    assert (found.kind, found.message, found.link, found.at, found.ip) == ("open", "letter-42", None, AT, "192.0.2.1")
    assert found.user_agent is not None
    assert found.user_agent.startswith("Mozilla/5.0")
    assert found.identity == "open#letter-42"


def test_a_click_is_a_signal_of_its_link_in_its_message() -> None:
    found = signal(event("click"))
    assert found is not None
    assert (found.kind, found.message, found.link, found.ip) == ("click", "letter-42", LINK, "2001:db8::1")
    assert found.identity == "click#letter-42#a71f704bb3fed8c98caf3182aa372432"


@pytest.mark.parametrize("link", [LINK.upper(), LINK + "/", LINK.replace("https", "http"), LINK.partition("#")[0]])
def test_a_link_that_is_spelt_otherwise_is_another_link(link: str) -> None:
    first = signal(event("click"))
    assert first is not None
    assert replace(first, link=link).identity != first.identity


@pytest.mark.parametrize("name", sorted(EVENTS.keys() - {"open", "click"}))
def test_no_other_event_is_a_signal(name: str) -> None:
    found = parse(json.dumps(EVENTS[name]))
    assert signal(found) is None
    assert (found.link, found.ip, found.user_agent) == (None, None, None)


def test_a_message_without_our_tag_is_named_by_ses() -> None:
    found = signal(event("open", tags={}))
    assert found is not None
    assert found.identity == f"open#{EVENTS['open']['mail']['messageId']}"


def test_a_type_that_aws_invents_later_is_kept_as_other() -> None:
    found = parse(json.dumps(EVENTS["send"] | {"eventType": "Forwarded", "forwarded": {"by": 7}}))
    assert found.event_type == "other"
    assert signal(found) is None


@pytest.mark.parametrize("name", ["open", "click"])
def test_the_demos_sender_builds_what_aws_documents(name: str) -> None:
    fill = partial(
        local_sns.open_event if name == "open" else partial(local_sns.click_event, link=LINK),
        tenant="nam-an",
        customer=CUSTOMER,
        message="letter-42",
        to="recipient@example.com",
    )
    body = fill(at=AT)
    ours, documented = json.loads(body), EVENTS[name]
    assert ours.keys() == documented.keys()
    assert ours[name].keys() == documented[name].keys()
    assert ours["mail"].keys() == documented["mail"].keys() - {"sourceArn"}  # as in AWS's examples of these two
    found = parse(body)
    assert recipient(found) == Recipient("nam-an", CUSTOMER, "recipient@example.com")
    expected = signal(event(name))
    actual = signal(found)
    assert expected is not None
    assert actual is not None
    assert actual.identity == expected.identity
    assert actual.at == AT


@pytest.mark.parametrize("timestamp", [None, 7, "soon", "1999-01-01T00:00:00.000Z"])
def test_a_mail_that_says_nonsense_of_its_sending_is_opened_all_the_same(timestamp: object) -> None:
    found = signal(event("open", timestamp=timestamp))
    assert found is not None
    assert (found.sent_at, found.verdict, found.at) == (None, "unknown", AT)


# --- whom it is about ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    "value", ["Nam-An", "n", "nam_an", "nam an", "-nam", "n" * 32, "", "_", "nam-an\n", "nam#an", "ñam-an"]
)
def test_a_tenant_tag_that_cannot_be_a_tenant_counts_as_absent(value: str) -> None:
    assert recipient(tagged(tenant=[value])).tenant is None


@pytest.mark.parametrize("value", [CUSTOMER.lower(), CUSTOMER[1:], CUSTOMER + "0", "81" * 13, "0" * 25 + "U", "*", ""])
def test_a_customer_tag_that_is_no_ulid_counts_as_absent(value: str) -> None:
    assert recipient(tagged(customer=[value])).customer is None


@pytest.mark.parametrize("values", [[], ["nam-an", "bac-an"], ["nam-an", "nam-an"]])
def test_a_tag_without_exactly_one_value_counts_as_absent(values: list[str]) -> None:
    assert recipient(tagged(tenant=values)).tenant is None


def test_a_mail_without_tags_names_only_its_address() -> None:
    assert recipient(event("open", tags=None)) == Recipient(None, None, "recipient@example.com")


def test_several_destinations_are_ambiguous() -> None:
    found = event("open", destination=["recipient@example.com", "other@example.com"])
    assert len(found.destination) == 2
    assert recipient(found) == Recipient("nam-an", CUSTOMER, None)


@pytest.mark.parametrize(
    ("destination", "address"),
    [
        ("Hoà Nguyễn <Hoa.Nguyen@Example.COM>", "hoa.nguyen@example.com"),
        ("<hoa@example.com>", "hoa@example.com"),
        ("hoa+lead@example.com", "hoa+lead@example.com"),
        ("hoa", None),
        ("a@example.com, b@example.com", None),
        ("hoa@ex@ample.com", None),
    ],
)
def test_an_address_is_taken_out_of_its_display_name(destination: str, address: str | None) -> None:
    assert recipient(event("open", destination=[destination])).address == address
