"""What is attached to records: what of it cannot be, and what it does to the others."""

from datetime import date, timedelta
from typing import Any

from attached.rules import Attached, Card, Contact, OutsideLink, Warranty
from tests.deciding import AT, BY_A, A, B, C


def contact(**fields: Any) -> Contact:
    return Contact.model_validate({"id": A, "customer": A, "name": "An"} | BY_A | fields)


def card(**fields: Any) -> Card:
    return Card.model_validate({"id": A, "customer": A, "number": "0 1", "kind": "gold"} | BY_A | fields)


def warranty(**fields: Any) -> Warranty:
    return Warranty.model_validate({"id": A, "customer": A, "product": "Bơm"} | BY_A | fields)


def link(**fields: Any) -> OutsideLink:
    known = {"id": A, "customer": A, "object": A, "kind": "task", "title": "Việc", "outside_id": "7"}
    return OutsideLink.model_validate(known | BY_A | fields)


def test_what_a_kind_does_not_say_otherwise():
    one = Attached.model_validate({"id": A, "customer": A} | BY_A)
    assert one.minds(None)
    assert not one.minds(one)
    assert (one.settled(None), one.choices(), one.misfits([one]), one.beside([one])) == (one, [], [], [])
    assert one.number_taken() is None


def test_a_contact_has_its_numbers_as_anybody_would_dial_them():
    made = contact(phones=("0912 345 678",)).settled(None)
    assert made.numbers == ("+84912345678",)
    assert made.settled(made) is made
    assert made.model_copy(update={"phones": ("0912 345 679",)}).settled(made).numbers == ("+84912345679",)


def test_what_is_named_of_catalogues():
    assert contact(status="busy").choices() == [("/status", "contact-statuses", "busy")]
    assert card().choices() == [("/kind", "card-kinds", "gold")]
    assert warranty(kind="full").choices() == [("/kind", "warranty-kinds", "full")]
    assert (contact().choices(), warranty().choices()) == ([], [])


def test_a_birthday_may_be_tomorrow_where_it_is_tomorrow_already_and_no_later():
    tomorrow = AT.date() + timedelta(days=1)
    assert contact().misfits([]) == contact(birthday=tomorrow).misfits([]) == []
    assert contact(birthday=tomorrow + timedelta(days=1)).misfits([]) == [("/birthday", "in_future", {})]


def test_a_record_has_one_primary_contact():
    other, first = contact(id=B), contact(id=C, primary=True)
    assert contact(primary=True).beside([other, first]) == [first.model_copy(update={"primary": False})]
    assert contact().beside([other, first]) == []
    assert contact().minds(None)
    assert contact(primary=True).minds(other)
    assert not contact(primary=True).minds(first)
    assert not contact().minds(first)


def test_dates_are_in_their_order():
    early, late = date(2026, 1, 1), date(2026, 1, 2)
    assert card(issued=late, expires=early).misfits([]) == [("/expires", "not_before", {"other": "issued"})]
    assert warranty(start=late, end=early).misfits([]) == [("/end", "not_before", {"other": "start"})]
    for fine in ({}, {"issued": late}, {"expires": early}, {"issued": early, "expires": early}):
        assert card(**fine).misfits([]) == []


def test_the_number_of_a_card_is_taken_within_its_kind():
    assert card().number_taken() == card(id=B).number_taken()
    assert len({card().number_taken(), card(kind="silver").number_taken(), card(number="2").number_taken()}) == 3


def test_a_link_leads_somewhere_and_a_record_has_an_object_once():
    here, other = link(object=B), link(object=C, outside_id="8", title="Kia")
    assert link(outside_id=None).misfits([]) == [("/url", "missing", {})]
    assert link(outside_id=None, url="https://a.vn/1").misfits([here]) == []
    assert link(outside_id="9").misfits([here, other]) == []
    assert link(object=C).misfits([other]) == [("/existing", "linked_already", {"title": "Kia"})]
    assert link(outside_id="8").misfits([here, other]) == [("/outside_id", "linked_already", {"title": "Kia"})]
    assert link(outside_id="8", kind="project").misfits([other]) == []


def test_a_link_minds_the_others_when_it_leads_elsewhere():
    assert link().minds(None)
    assert not link(title="Khác").minds(link())
    assert link(outside_id="8").minds(link())
    assert link(kind="project").minds(link())
