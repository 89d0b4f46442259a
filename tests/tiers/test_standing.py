from tests.world import Person, World


def test_a_customer_may_bring_in_more_than_one_document_can_hold(world: World, staff: Person):
    lead = world.call("POST", "/v1/leads", {"name": "A"}, by=staff)["id"]
    for _ in range(2):
        body = {"customer": lead, "date": "2026-11-22", "amount": "999999999999999"}
        contract = world.call("POST", "/v1/contracts", body, by=staff)["id"]
        assert world.call("POST", f"/v1/contracts/{contract}/confirm", by=staff).status == 200
    world.pump()
    standing = world.call("GET", f"/v1/tiers/customers/{lead}", by=staff)
    assert (standing.status, standing["revenue"]) == (200, "1999999999999998")
