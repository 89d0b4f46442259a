"""What rules name of the company's own lists is there when they are published, and is not deleted from under them."""

from typing import Any, get_args

from kernel.fields import CODE_PATTERN
from scoring import naming
from scoring.rules import Rule
from tests.catalogs.test_removal import errors, job, lead, listed, remove
from tests.scoring.test_publishing import NAMES, publish, tag, vip
from tests.world import Person, World


def rule(id_: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"id": id_, "kind": kind, "points": 5, "name": NAMES, **more}


def field(name: str, *values: str, operator: str = "in") -> dict[str, Any]:
    return rule(name, "field", field=name, operator=operator, values=values)


FOREIGN = [
    vip(1), rule("g", "group", group="moon"), field("source", "phone", "tv", "fax"), field("sector", "x1"),
    field("labels", "x2", operator="is_not"), field("owner", "01JZX5T0Q8V3M4N5P6R7S8T9W0"), field("department", "D"),
    rule("a", "activity", activity="seance"), rule("o", "opportunity_stage", stage="dreaming"),
    rule("c", "campaign_status", campaign="tet", status="opened"), field("campaign", "x3"), field("kind", "person"),
    field("relationship", "lead"), field("priority", "2"),
]  # fmt: skip
UNKNOWN = [
    ("/rules/1/group", "no_such_entry"), ("/rules/2/values/1", "no_such_entry"),
    ("/rules/2/values/2", "no_such_entry"), ("/rules/3/values/0", "no_such_entry"),
    ("/rules/4/values/0", "no_such_entry"), ("/rules/5/values/0", "unknown_id"),
    ("/rules/6/values/0", "unknown_id"), ("/rules/7/activity", "no_such_entry"),
    ("/rules/8/stage", "no_such_entry"), ("/rules/10/values/0", "no_such_entry"),
]  # fmt: skip


def test_rules_that_name_what_there_is_not_are_written_on_but_not_published(world: World, admin: Person):
    """As when a file of another company's rules is begun with: all that is missing is named at once."""
    draft = world.call("POST", "/v1/scoring/drafts", {"title": "T", "rules": FOREIGN}, by=admin)
    assert draft.status == 201, draft.raw
    assert [(one["path"], one["code"]) for one in draft["unknown"]] == UNKNOWN
    path = f"/v1/scoring/drafts/{draft['id']}"
    assert world.call("GET", path, by=admin)["unknown"] == draft["unknown"]
    for refused in (
        world.call("POST", f"{path}/publish", by=admin),
        world.call("PUT", "/v1/scoring/rulebook", {"rules": FOREIGN}, by=admin),
    ):
        assert errors(refused) == UNKNOWN
    assert world.call("GET", "/v1/scoring/rulebook", by=admin)["version"] == 0
    mended = world.call("PATCH", path, {"rules": [FOREIGN[0], FOREIGN[13]]}, by=admin, headers=tag(1))
    assert mended["unknown"] == []
    assert world.call("POST", f"{path}/publish", by=admin).status == 200


def test_an_entry_that_is_out_of_use_may_still_be_named(world: World, admin: Person, staff: Person):
    """Records keep it, and so do rules; an employee who has left still owns what they owned."""
    assert world.call("PATCH", "/v1/catalogs/groups/vip", {"active": False}, by=admin).status == 200
    assert world.call("PATCH", f"/v1/employees/{staff.id}", {"active": False}, by=admin).status == 200
    partner = field("source", "introduced") | {"id": "partner"}
    assert (
        world.call("POST", "/v1/catalogs/partner-sources", {"code": "introduced", "name": NAMES}, by=admin).status
        == 201
    )
    publish(world, admin, vip(1), field("owner", staff.id), field("department", admin.department), partner)


def test_whatever_a_kind_of_rule_names_by_a_code_is_looked_up():
    """But for email campaigns, which are in no catalogue; a new kind that names something has to say so."""
    for kind in get_args(get_args(Rule)[0]):
        (name,) = get_args(kind.model_fields["kind"].annotation)
        codes = {field for field, info in kind.model_fields.items() if CODE_PATTERN in repr(info.metadata)}
        looked_up = {naming._SAYS[name][0]} if name in naming._SAYS else set()
        assert codes - {"id", "campaign"} == looked_up


# --- deleting what a rule names ---------------------------------------------------------------------
def test_an_entry_that_a_rule_names_is_in_use_until_the_rule_names_another(world: World, admin: Person, staff: Person):
    record = lead(world, staff, groups=["vip"])
    world.pump()
    publish(world, admin, vip(50), field("groups", "vip", "regular"))
    world.pump()
    refused = remove(world, admin, "groups/vip")
    assert (refused.status, refused["code"]) == (409, "in_use")
    assert "use this entry: 1. Scoring rules: 2." in refused["detail"]
    done = job(world, admin, remove(world, admin, "groups/vip", replace_with="regular"))
    assert (done["state"], done["done"], done["skipped"]) == ("done", 3, 0)
    book = world.call("GET", "/v1/scoring/rulebook", by=admin)
    assert (book["version"], book["rules"][0]["group"], book["rules"][1]["values"]) == (2, "regular", ["regular"])
    assert world.call("GET", f"/v1/scores/{record}", by=staff)["score"] == 55
    assert not listed(world, admin, "groups/vip")
    told = world.call("GET", "/v1/scoring/rulebook/history", by=admin)["items"]
    assert told[0]["by"] == admin.id
    assert world.call("GET", f"/v1/jobs/{book['job']}", by=admin)["state"] == "done"


def test_the_products_own_rules_keep_no_entry(world: World, admin: Person):
    """Nobody has asked for them; who publishes them with changes is told what is not there any more."""
    assert job(world, admin, remove(world, admin, "sources/exhibition"))["state"] == "done"
    own = world.call("GET", "/v1/scoring/rulebook", by=admin)["rules"]
    refused = world.call("PUT", "/v1/scoring/rulebook", {"rules": own}, by=admin)
    assert errors(refused) == [("/rules/2/values/0", "no_such_entry")]


def test_a_customer_type_that_a_rule_names_does_not_just_go(world: World, admin: Person):
    entry = {"code": "retail", "name": NAMES}
    assert world.call("POST", "/v1/catalogs/types", entry, by=admin).status == 201
    publish(world, admin, field("types", "retail"))
    for said in ("keep", "delete"):
        refused = remove(world, admin, "types/retail", customers=said)
        assert (refused.status, refused["code"]) == (409, "named_by_rules")
    publish(world, admin)
    assert job(world, admin, remove(world, admin, "types/retail", customers="keep"))["state"] == "done"


def test_rules_that_come_to_name_an_entry_while_it_goes_keep_it(world: World, admin: Person):
    publish(world, admin)
    answer = remove(world, admin, "groups/vip")
    publish(world, admin, vip(1))
    assert job(world, admin, answer)["skipped"] == 1
    assert listed(world, admin, "groups/vip")
    assert "use this entry: 0. Scoring rules: 1." in remove(world, admin, "groups/vip")["detail"]
