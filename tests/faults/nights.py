"""What the clock brings about in scores: a day on which something is worth less, and the proof of a night."""

import json
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import scoring.schedule
import tiers.schedule
import trash.job
import trash.schedule
import watch.schedule
from kernel import clock
from tests.faults.attempts import Attempt
from tests.faults.leads import deleted
from tests.faults.scene import Scene
from tests.mailing.mailbox import Mailbox
from tests.scoring.test_nightly import Clock, spoil
from tests.scoring.test_publishing import opened, vip
from tests.tiers.nights import NIGHT


def a_day_changes_scores(scene: Scene) -> Attempt:
    rules = {"rules": [opened(10, valid_days=10), vip(1)]}
    scene.done("PUT", "/v1/scoring/rulebook", rules)
    for _ in range(2):
        Mailbox(scene.world, scene.admin, scene.lead(groups=["vip"])).opened()
    scene.world.pump()
    later = clock.now() + timedelta(days=30)

    def attempt() -> None:
        with patch.object(clock, "now", lambda: later):
            scoring.schedule.handler({"day": True}, Clock(60_000))

    return attempt


def scores_of_a_night_are_proven(scene: Scene) -> Attempt:
    leads = [scene.lead(source="referral") for _ in range(2)]
    scene.world.pump()
    spoil(leads[0])
    scene.world.records()
    later = clock.now() + timedelta(hours=2)

    def attempt() -> None:
        with patch.object(clock, "now", lambda: later):
            scoring.schedule.handler({}, Clock(60_000))

    return attempt


def the_trash_is_purged(scene: Scene) -> Attempt:
    deleted(scene)
    deleted(scene)
    steps = [json.dumps({"tenant": scene.admin.tenant, "stage": stage}) for stage in ("records", "collections")]

    def attempt() -> None:
        with patch.object(clock, "now", lambda: datetime.now(UTC) + timedelta(days=31)):
            for body in steps:
                trash.job.handler({"Records": [{"messageId": "1", "body": body}]}, None)
            while scene.world.work():  # a page that ends early leaves the rest to another step
                pass

    return attempt


def the_purge_of_a_night_begins(_scene: Scene) -> Attempt:
    return lambda: trash.schedule.handler({}, None)


def the_night_falls(scene: Scene) -> Attempt:
    scene.lead()

    def fall() -> None:
        with patch.object(clock, "now", lambda: NIGHT):
            tiers.schedule.handler({}, None)
        for minutes in (20, 40):  # what one look could not order, the next one does
            with patch.object(clock, "now", lambda: NIGHT + timedelta(minutes=minutes)):  # noqa: B023 - used at once
                watch.schedule.handler({}, None)

    return fall
