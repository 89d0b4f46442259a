"""What holds of everything that is attached, whatever its kind (D1-D5)."""

from typing import Any

import pytest

from attached import model, rules
from kernel import clock, ids
from tests.attached.people import KINDS, OURS, UNIQUE, Around
from tests.world import Person

CHANGES: dict[str, tuple[str, Any]] = {
    "contacts": ("title", "Giám đốc"), "cards": ("points", 50), "warranties": ("serial", "SN-1"),
    "links": ("title", "Mới"),
}  # fmt: skip


@pytest.mark.parametrize("kind", OURS)
def test_it_is_made_read_changed_and_taken_away(firm: Around, kind: str):
    name, value = CHANGES[kind]
    made = firm.call("POST", f"/v1/{kind}", firm.body(kind))
    path = f"/v1/{kind}/{made['id']}"
    assert (made.status, made["customer"], made["created_by"], made["version"]) == (201, firm.lead, firm.owner.id, 1)
    assert firm.call("GET", path).raw == made.raw
    changed = firm.call("PATCH", path, {name: value})
    assert (changed.status, changed[name], changed["version"], changed.headers["ETag"]) == (200, value, 2, '"2"')
    assert {k: v for k, v in changed.body.items() if k not in {name, "version", "updated_at"}} == {
        k: v for k, v in made.body.items() if k not in {name, "version", "updated_at"}
    }
    assert firm.call("GET", path).raw == changed.raw
    assert firm.call("DELETE", path).status == 204
    assert firm.call("GET", path).status == 404
    assert firm.call("DELETE", path).status == 404
    assert firm.call("GET", f"/v1/{kind}", customer=firm.lead)["items"] == []


@pytest.mark.parametrize("kind", OURS)
def test_what_another_changed_meanwhile_is_not_overwritten_or_taken_away(firm: Around, kind: str):
    name, value = CHANGES[kind]
    path = f"/v1/{kind}/{firm.attach(kind)}"
    assert firm.call("PATCH", path, {name: value}, headers={"if-match": '"1"'}).status == 200
    for method, body in (("PATCH", {name: value}), ("DELETE", None)):
        stale = firm.call(method, path, body, headers={"if-match": '"1"'})
        assert (stale.status, stale["code"]) == (412, "stale")
    assert firm.call("DELETE", path, headers={"if-match": '"2"'}).status == 204


@pytest.mark.parametrize("kind", OURS)
def test_every_change_is_told_with_both_values_and_one_that_changes_nothing_is_none(firm: Around, kind: str):
    name, value = CHANGES[kind]
    made = firm.attach(kind)
    path = f"/v1/{kind}/{made}"
    before = firm.call("GET", path).body
    for _ in range(2):
        assert firm.call("PATCH", path, {name: value})["version"] == 2
    told = firm.call("GET", f"{path}/history")["items"]
    assert [(entry["version"], entry["action"], entry["by"]) for entry in told] == [
        (2, "changed", firm.owner.id), (1, "created", firm.owner.id),
    ]  # fmt: skip
    assert told[0]["changes"] == {name: {"from": before[name], "to": value}}
    assert firm.call("DELETE", path).status == 204
    pk = f"{firm.admin.tenant}#C#{firm.lead}"
    gone = firm.world.item(pk, f"~HISTORY#{kind}#{made}#000000000003")
    assert gone["action"] == {"S": "deleted"}
    assert gone["changes"]["M"][name]["M"].keys() == {"from"}


@pytest.mark.parametrize("kind", OURS)
def test_the_same_key_makes_one(firm: Around, kind: str):
    body, key = firm.body(kind), {"idempotency-key": f"{kind}-{firm.lead}"}
    first, second = (firm.call("POST", f"/v1/{kind}", body, headers=key) for _ in range(2))
    assert (first.status, first.raw) == (second.status, second.raw)
    assert len(firm.call("GET", f"/v1/{kind}", customer=firm.lead)["items"]) == 1


@pytest.mark.parametrize("kind", OURS)
def test_who_does_not_see_the_profile_sees_nothing_and_changes_nothing(firm: Around, kind: str):
    name, value = CHANGES[kind]
    made = firm.attach(kind)
    firm.share("contracts", "documents", employee=firm.stranger)
    before = firm.world.items()
    for who in (firm.neighbour, firm.stranger, firm.boss):
        for method, path, body in (
            ("GET", f"/v1/{kind}/{made}", None), ("PATCH", f"/v1/{kind}/{made}", {name: value}),
            ("DELETE", f"/v1/{kind}/{made}", None), ("GET", f"/v1/{kind}/{made}/history", None),
        ):  # fmt: skip
            assert firm.call(method, path, body, who).status == 404
        assert firm.call("GET", f"/v1/{kind}", by=who, customer=firm.lead).status == 404
        refused = firm.call("POST", f"/v1/{kind}", firm.body(kind), who)
        assert [(e["path"], e["code"]) for e in refused["errors"]] == [("/customer", "no_such_customer")]
    assert firm.world.items() == before


@pytest.mark.parametrize("kind", OURS)
def test_who_was_given_the_profile_may_add_change_and_take_away(firm: Around, kind: str):
    name, value = CHANGES[kind]
    firm.share("profile", employee=firm.stranger)
    made = firm.attach(kind, firm.stranger)
    assert firm.call("PATCH", f"/v1/{kind}/{made}", {name: value}, firm.boss)["updated_by"] == firm.boss.id
    assert firm.call("DELETE", f"/v1/{kind}/{made}", by=firm.stranger).status == 204


@pytest.mark.parametrize("kind", OURS)
def test_what_is_attached_to_a_deleted_record_is_not_there(firm: Around, kind: str):
    made = firm.attach(kind)
    firm.change(deleted_at=clock.now(), deleted_by=firm.admin.id)
    for path in (f"/v1/{kind}/{made}", f"/v1/{kind}/{made}/history", f"/v1/{kind}?customer"):
        query = {"customer": firm.lead} if path.endswith("?customer") else {}
        assert firm.call("GET", path.partition("?")[0], by=firm.admin, **query).status == 404


@pytest.mark.parametrize("kind", OURS)
def test_an_id_of_one_kind_finds_nothing_of_another(firm: Around, kind: str):
    made = firm.attach(kind)
    for other in set(KINDS) - {kind}:
        assert firm.call("GET", f"/v1/{other}/{made}").status == 404


@pytest.mark.parametrize("kind", OURS)
def test_a_record_has_only_so_many_also_when_two_come_at_once(firm: Around, kind: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rules.Attached, "MOST", 3)
    for _ in range(2):
        firm.attach(kind)
    among, late = model.among, [firm.body(kind), firm.body(kind)]
    late[1] |= {UNIQUE[kind]: f"late-{kind}"} if kind in UNIQUE else {}
    statuses: list[int] = []

    def overtaken(*arguments: Any) -> Any:
        found = among(*arguments)
        if not statuses:
            statuses.append(0)
            statuses.append(firm.call("POST", f"/v1/{kind}", late[0]).status)
        return found

    monkeypatch.setattr(model, "among", overtaken)
    refused = firm.call("POST", f"/v1/{kind}", late[1])
    assert (statuses, refused.status, refused["code"]) == ([0, 201], 409, "too_many_attached")
    assert len(firm.call("GET", f"/v1/{kind}", customer=firm.lead)["items"]) == 3


@pytest.mark.parametrize("kind", OURS)
def test_a_records_own_are_listed_newest_first_page_by_page(firm: Around, kind: str):
    made = [firm.attach(kind) for _ in range(5)]
    assert firm.seen(kind, firm.owner, customer=firm.lead, limit=2) == made[::-1]


@pytest.mark.parametrize(
    ("kind", "body", "path", "code"),
    [
        ("contacts", {"name": None}, "/name", "missing"), ("contacts", {"primary": None}, "/primary", "missing"),
        ("contacts", {"status": "no-such"}, "/status", "not_in_catalog"),
        ("contacts", {"phones": ["0912345678", "0912345678"]}, "/phones", "duplicate"),
        ("contacts", {"birthday": "1850-01-01"}, "/birthday", "too_small"),
        ("contacts", {"birthday": "2999-01-01"}, "/birthday", "in_future"),
        ("cards", {"kind": "no-such"}, "/kind", "not_in_catalog"), ("cards", {"points": -1}, "/points", "too_small"),
        ("cards", {"status": "lost"}, "/status", "choice"),
        ("cards", {"issued": "2026-02-02", "expires": "2026-02-01"}, "/expires", "not_before"),
        ("warranties", {"start": "2026-02-02", "end": "2026-02-01"}, "/end", "not_before"),
        ("warranties", {"kind": "no-such"}, "/kind", "not_in_catalog"),
        ("warranties", {"claims": [{"at": "2026-01-01", "text": "a"}]}, "/claims/0/at", "invalid"),
        ("links", {"url": "http://a.vn"}, "/url", "outside_link"), ("links", {"kind": "cat"}, "/kind", "choice"),
        ("links", {"outside_id": None}, "/url", "missing"), ("links", {"title": None}, "/title", "missing"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_when_it_is_made_and_when_it_is_changed(
    firm: Around, kind: str, body: dict[str, Any], path: str, code: str
):
    made = firm.attach(kind)
    changed = firm.call("PATCH", f"/v1/{kind}/{made}", body)
    fresh = firm.call("POST", f"/v1/{kind}", firm.body(kind) | body)
    assert changed.status == 422, changed.raw
    assert [(e["path"], e["code"]) for e in changed["errors"]] == [(path, code)] or code == "invalid"
    assert fresh.status == 422
    assert path in {e["path"] for e in fresh["errors"]}
    assert firm.call("GET", f"/v1/{kind}/{made}")["version"] == 1


def test_a_record_that_is_not_there_is_named_alike_whoever_has_it(firm: Around):
    rival: Person = firm.world.company("rival")
    foreign = firm.call("POST", "/v1/leads", {"name": "A"}, rival)["id"]
    for kind in OURS:
        raws = {firm.call("POST", f"/v1/{kind}", firm.body(kind) | {"customer": who}).raw
                for who in (foreign, ids.new(clock.now()))}  # fmt: skip
        assert len(raws) == 1
