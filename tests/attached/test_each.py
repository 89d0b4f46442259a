"""What is each kind's own: primary contacts, numbers of cards, claims, objects that several records are linked to."""

from typing import Any

import pytest

from attached import model
from tests.attached.people import Around


def primaries(firm: Around) -> list[str]:
    rows = firm.call("GET", "/v1/contacts", customer=firm.lead)["items"]
    return [row["id"] for row in rows if row["primary"]]


def test_a_contacts_phones_can_be_dialled_however_they_were_typed(firm: Around):
    phones = ["0912 345 678", "+84 28 3822 9999", "01691234567", "12345678901"]
    made = firm.call("POST", "/v1/contacts", firm.body("contacts", phones=phones))
    assert made["phones"] == phones
    assert made["tel"] == ["tel:+84912345678", "tel:+842838229999", "tel:+84391234567", "tel:12345678901"]
    changed = firm.call("PATCH", f"/v1/contacts/{made['id']}", {"phones": ["0987654321"]})
    assert changed["tel"] == ["tel:+84987654321"]


def test_a_record_has_one_primary_contact_at_most(firm: Around):
    first = firm.attach("contacts", primary=True)
    second = firm.attach("contacts", primary=True)
    third = firm.attach("contacts")
    assert primaries(firm) == [second]
    assert firm.call("GET", f"/v1/contacts/{first}")["version"] == 2
    assert firm.call("PATCH", f"/v1/contacts/{third}", {"primary": True})["primary"]
    assert primaries(firm) == [third]
    told = firm.call("GET", f"/v1/contacts/{second}/history")["items"]
    assert told[0]["changes"] == {"primary": {"from": True, "to": False}}
    assert firm.call("PATCH", f"/v1/contacts/{third}", {"primary": False}).status == 200
    assert primaries(firm) == []


def test_of_two_that_become_primary_at_once_one_stays(firm: Around, monkeypatch: pytest.MonkeyPatch):
    one, two = firm.attach("contacts"), firm.attach("contacts")
    among, statuses = model.among, list[int]()

    def overtaken(*arguments: Any) -> Any:
        found = among(*arguments)
        if not statuses:
            statuses.append(0)
            statuses.append(firm.call("PATCH", f"/v1/contacts/{one}", {"primary": True}).status)
        return found

    monkeypatch.setattr(model, "among", overtaken)
    assert firm.call("PATCH", f"/v1/contacts/{two}", {"primary": True}).status == 200
    assert statuses == [0, 200]
    assert primaries(firm) == [two]


def test_a_cards_number_is_the_companys_only_one_of_its_kind_however_it_is_spelled(firm: Around):
    first = firm.attach("cards", number="VIP 0012")
    other = firm.call("POST", "/v1/leads", {"name": "B"})["id"]
    for number in ("VIP 0012", "vip-0012", "VIP0012"):
        taken = firm.call("POST", "/v1/cards", firm.body("cards", number=number, customer=other))
        assert (taken.status, taken["code"]) == (409, "number_taken")
        assert number in taken["detail"]
    second = firm.attach("cards", number="VIP 0012", kind="vip", customer=other)
    assert firm.call("PATCH", f"/v1/cards/{second}", {"kind": "member"})["code"] == "number_taken"
    assert firm.call("PATCH", f"/v1/cards/{first}", {"number": "VIP-0012"}).status == 200
    assert firm.call("PATCH", f"/v1/cards/{first}", {"number": "VIP 0013"}).status == 200
    assert firm.call("PATCH", f"/v1/cards/{second}", {"kind": "member"}).status == 200
    assert firm.call("DELETE", f"/v1/cards/{second}").status == 204
    firm.attach("cards", number="VIP 0012")


def test_a_warranty_keeps_its_claims(firm: Around):
    claims = [{"at": "2026-03-01T08:00:00+07:00", "text": "Không lên nguồn"}]
    made = firm.call(
        "POST", "/v1/warranties", firm.body("warranties", start="2026-01-01", end="2027-01-01", claims=claims)
    )
    assert [(one["text"], one["state"]) for one in made["claims"]] == [("Không lên nguồn", "open")]
    path = f"/v1/warranties/{made['id']}"
    more = [made["claims"][0] | {"state": "resolved"}, {"at": "2026-04-01T01:00:00Z", "text": "Rò nước"}]
    assert [one["state"] for one in firm.call("PATCH", path, {"claims": more})["claims"]] == ["resolved", "open"]
    many = firm.call("PATCH", path, {"claims": [more[1]] * 21})
    assert [(e["path"], e["code"]) for e in many["errors"]] == [("/claims", "too_many")]


def test_one_outside_object_is_linked_to_several_records_and_to_each_once(firm: Around):
    body = firm.body("links", kind="project", url="https://jira.example.com/P-1", outside_id="P-1")
    first = firm.call("POST", "/v1/links", body)
    other = firm.call("POST", "/v1/leads", {"name": "B"})["id"]
    second = firm.call("POST", "/v1/links", {"customer": other, "existing": first["id"]})
    shown = ("object", "kind", "title", "url", "outside_id")
    assert second.status == 201
    assert [second[name] for name in shown] == [first[name] for name in shown]
    again = firm.call("POST", "/v1/links", {"customer": other, "existing": first["id"]})
    assert [(e["path"], e["code"]) for e in again["errors"]] == [("/existing", "linked_already")]
    assert first["title"] in again["errors"][0]["message"]
    same = firm.call("POST", "/v1/links", body | {"title": "Again"})
    assert [(e["path"], e["code"]) for e in same["errors"]] == [("/outside_id", "linked_already")]


def test_an_existing_link_is_named_alone_and_only_by_who_sees_it(firm: Around):
    theirs = firm.call("POST", "/v1/leads", {"name": "B"}, firm.stranger)["id"]
    hidden = firm.attach("links", firm.stranger, customer=theirs)
    mine = firm.attach("links")
    for existing, more, path, code in (
        (hidden, {}, "/existing", "no_such_link"), (firm.lead, {}, "/existing", "no_such_link"),
        (mine, {"title": "T"}, "/title", "not_together"),
    ):  # fmt: skip
        answer = firm.call("POST", "/v1/links", {"customer": firm.lead, "existing": existing, **more})
        assert [(e["path"], e["code"]) for e in answer["errors"]] == [(path, code)]
    bare = firm.call("POST", "/v1/links", {"customer": firm.lead})
    assert [(e["path"], e["code"]) for e in bare["errors"]] == [("/kind", "missing"), ("/title", "missing")]
