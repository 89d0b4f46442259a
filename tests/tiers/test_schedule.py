import json

import boto3

import tiers.schedule
from tests.world import Person, World
from tiers.recalculation import Page


def test_the_night_begins_with_one_step_for_each_tenant(world: World, admin: Person):
    other = world.company("globex")
    tiers.schedule.handler({}, None)
    queue = boto3.client("sqs")
    waiting = queue.receive_message(QueueUrl=world.queues["TIER"], MaxNumberOfMessages=10)["Messages"]
    steps = [Page(**json.loads(message["Body"])) for message in waiting]
    assert {step.tenant for step in steps} == {admin.tenant, other.tenant}
    assert all((step.after, step.checked, step.moved) == (None, 0, 0) for step in steps)
    assert len({step.run for step in steps}) == 1
    assert all(json.loads(message["Body"]).keys() == {"tenant", "run"} for message in waiting)
