from tests.world import Person, World


def test_a_captured_lead_is_read_back_whole(world: World, staff: Person):
    lead = world.call("POST", "/v1/leads", {"name": "Nguyễn Hoà", "emails": ["HOA@Example.com"]}, by=staff)
    assert lead.status == 201, lead.raw
    again = world.call("GET", f"/v1/leads/{lead['id']}", by=staff)
    assert again.status == 200
    assert again.body | {"duplicates": [], "more_duplicates": False} == lead.body
    assert again["emails"] == ["hoa@example.com"]
    assert again["owner"] == staff.id
    assert again.headers["ETag"] == '"1"'


def test_what_a_lead_earns_shows_on_it_after_the_stream_ran(world: World, staff: Person):
    lead = world.call("POST", "/v1/leads", {"name": "A", "source": "referral", "groups": ["vip"]}, by=staff)
    world.pump()
    again = world.call("GET", f"/v1/leads/{lead['id']}", by=staff)
    assert (again["score"], again["stars"]) == (35, 2)
    score = world.call("GET", f"/v1/scores/{lead['id']}", by=staff)
    assert sum(c["points"] for c in score["contributions"]) == score["score"] == 35
