"""What people and workers do with email campaigns: whatever goes wrong at any call, everybody gets the mail once."""

import json
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import bulk.job
import reactions.stream
import watch.schedule
from kernel import clock
from suppression import links, model
from suppression.links import Meant
from tests.campaigns.letters import TEMPLATE, keep
from tests.faults.attempts import KEY, Attempt, batches
from tests.faults.mails import reported
from tests.faults.scene import Scene
from tests.world import REACTIONS

PATH = "/v1/mailing/campaigns"


def _draft(scene: Scene, *addresses: str) -> str:
    """The id of a campaign to leads with these addresses."""
    keep(scene.admin.tenant, TEMPLATE)
    for address in addresses or ("lan@x.vn",):
        scene.lead(emails=[address])
    body = {"code": "tet", "name": "Tết", "template": "hello", "shelf": "lead"}
    return str(scene.done("POST", PATH, body)["id"])


def _under_way(scene: Scene, *addresses: str) -> str:
    """One that goes out."""
    campaign = _draft(scene, *addresses)
    scene.world.pump()
    scene.done("POST", f"{PATH}/{campaign}/start")
    return campaign


def _said(scene: Scene, campaign: str, what: str, body: Any = None) -> Attempt:
    return lambda: scene.ask("POST", f"{PATH}/{campaign}/{what}", body, **KEY)


def a_campaign_is_drafted(scene: Scene) -> Attempt:
    keep(scene.admin.tenant, TEMPLATE)
    body = {"code": "tet", "name": "Tết", "template": "hello", "audience": {"stage": ["new"]}}
    return lambda: scene.ask("POST", PATH, body, **KEY)


def a_draft_of_a_campaign_is_changed(scene: Scene) -> Attempt:
    campaign = _draft(scene)
    return lambda: scene.ask("PATCH", f"{PATH}/{campaign}", {"name": "Tết Nguyên đán"})


def a_campaign_is_scheduled(scene: Scene) -> Attempt:
    at = (clock.now() + timedelta(days=3)).strftime("%Y-%m-%dT09:00")
    return _said(scene, _draft(scene), "schedule", {"at": at})


def a_campaign_is_taken_from_the_schedule(scene: Scene) -> Attempt:
    campaign = _draft(scene)
    at = (clock.now() + timedelta(days=3)).strftime("%Y-%m-%dT09:00")
    scene.done("POST", f"{PATH}/{campaign}/schedule", {"at": at})
    return _said(scene, campaign, "unschedule")


def a_campaign_starts(scene: Scene) -> Attempt:
    campaign = _draft(scene)
    scene.world.pump()
    return _said(scene, campaign, "start")


def a_campaign_is_paused(scene: Scene) -> Attempt:
    return _said(scene, _under_way(scene), "pause")


def a_campaign_goes_on(scene: Scene) -> Attempt:
    campaign = _under_way(scene)
    scene.done("POST", f"{PATH}/{campaign}/pause")
    scene.world.pump()
    return _said(scene, campaign, "resume")


def a_campaign_is_cancelled(scene: Scene) -> Attempt:
    return _said(scene, _under_way(scene), "cancel")


def a_campaign_goes_out(scene: Scene) -> Attempt:
    """Its steps; each order comes again until it is done."""
    _under_way(scene, "lan@x.vn", "hoa@x.vn", "LAN@x.vn")
    (job,) = (item for item in scene.world.items() if item["sk"]["S"].startswith("JOB#"))
    where = {"pk": job["pk"]["S"], "sk": job["sk"]["S"]}

    def attempt() -> None:
        for step in range(3):
            order = json.dumps({**where, "step": step})
            bulk.job.handler({"Records": [{"messageId": "1", "body": order}]}, None)

    return attempt


def a_campaign_that_was_cancelled_is_told_off(scene: Scene) -> Attempt:
    campaign = _under_way(scene)
    scene.done("POST", f"{PATH}/{campaign}/cancel")
    jobs = [item for item in scene.world.items() if item["sk"]["S"].startswith("JOB#")]

    def attempt() -> None:
        for job in jobs:
            order = json.dumps({"pk": job["pk"]["S"], "sk": job["sk"]["S"], "step": 0})
            bulk.job.handler({"Records": [{"messageId": "1", "body": order}]}, None)

    return attempt


def a_campaign_is_due(scene: Scene) -> Attempt:
    campaign = _draft(scene)
    scene.world.pump()
    at = (clock.now() + timedelta(days=1)).isoformat(timespec="minutes")
    scene.done("POST", f"{PATH}/{campaign}/schedule", {"at": at})

    class Minute:
        """An invocation with time left."""

        def get_remaining_time_in_millis(self) -> int:
            """How much, in milliseconds."""
            return 60_000

    def attempt() -> None:
        with patch.object(clock, "now", lambda: now):
            watch.schedule.every_minute({}, Minute())
        if _state(scene, campaign) == "scheduled":
            raise RuntimeError("the next minute comes")

    now = clock.now() + timedelta(days=2)
    return attempt


def _state(scene: Scene, campaign: str) -> str:
    item = scene.world.item(f"{scene.admin.tenant}#CAMPAIGNS", f"CAMPAIGN#{campaign}")
    return str(item["value"]["M"]["state"]["S"])


def _sent(scene: Scene) -> tuple[str, str]:
    """(campaign, customer) of a mail that was sent."""
    campaign = _under_way(scene)
    scene.world.pump()
    (row,) = (item for item in scene.world.items() if item["sk"]["S"].startswith("RECIPIENT#"))
    return campaign, row["sk"]["S"].removeprefix("RECIPIENT#")


def what_became_of_a_campaigns_mail_is_noted(scene: Scene) -> Attempt:
    campaign, customer = _sent(scene)
    reported(scene, "delivery", {"message": f"campaign-{campaign}-{customer}", "customer": customer, "campaign": "tet"})
    found = [r for r in scene.world.records() if r["dynamodb"]["Keys"]["sk"]["S"].startswith(REACTIONS)]
    return batches(scene, reactions.stream.handler, found)


def somebody_unsubscribes(scene: Scene) -> Attempt:
    path = f"/v1/unsubscribe/{links.token(Meant(scene.admin.tenant, *_sent(scene)))}"

    def attempt() -> None:
        answer = scene.ask("POST", path, raw="List-Unsubscribe=One-Click")
        if answer.status != 200:
            raise RuntimeError("the mail program asks again")

    return attempt


def an_address_is_written_to_no_more(scene: Scene) -> Attempt:
    body = {"address": "Lan@x.vn", "what": "everything", "reason": "said so on the phone"}
    return lambda: scene.ask("POST", "/v1/mailing/suppressions", body, **KEY)


def an_address_is_written_to_again(scene: Scene) -> Attempt:
    model.note(scene.admin.tenant, "lan@x.vn", "bounce", clock.now(), "m1")
    body = {"address": "lan@x.vn", "reason": "the mailbox is there again"}
    return lambda: scene.ask("POST", "/v1/mailing/suppressions/lift", body, **KEY)
