"""Two records become one, and two again."""

import json
from unittest.mock import patch

import merging.job
import merging.starting
import merging.work
from tests.faults.attempts import KEY, Attempt
from tests.faults.given import BY_HAND
from tests.faults.intake import mail, post, read
from tests.faults.scene import Scene


def _pair(scene: Scene, signals: int = 1) -> tuple[str, str]:
    """Two leads that have something of everything, also the same."""
    mine = scene.lead(groups=["vip"], emails=["hoa@example.com"], phones=["0912345678"])
    theirs = scene.lead(groups=["north"], emails=["a@example.com"], phones=["0987654321"], source="referral")
    for lead in (mine, theirs):
        body = {"customer": lead, "date": "2026-03-02", "amount": "100"}
        contract = scene.done("POST", "/v1/contracts", body)["id"]
        scene.done("POST", f"/v1/contracts/{contract}/confirm")
        scene.done("POST", f"/v1/scores/{lead}/adjustments", BY_HAND)
        assert post(scene, mail(scene, lead)).status == 202
    for number in range(2, 1 + signals):
        assert post(scene, mail(scene, theirs, f"m{number}")).status == 202
    scene.world.pump()
    return mine, theirs


def two_leads_are_merged(scene: Scene) -> Attempt:
    mine, theirs = _pair(scene)
    return lambda: scene.ask("POST", f"/v1/leads/{mine}/merge", {"absorbed": theirs}, **KEY)


def a_merge_is_undone(scene: Scene) -> Attempt:
    mine, theirs = _pair(scene)
    scene.done("POST", f"/v1/leads/{mine}/merge", {"absorbed": theirs})
    assert post(scene, mail(scene, theirs, "m9")).status == 202
    scene.world.pump()
    return lambda: scene.ask("POST", f"/v1/leads/{mine}/merges/{theirs}/undo", **KEY)


def a_merge_goes_on(scene: Scene) -> Attempt:
    mine, theirs = _pair(scene, signals=6)
    order = json.dumps({"tenant": scene.admin.tenant, "survivor": mine, "absorbed": theirs})
    with patch.object(merging.starting, "_AT_HAND", 1):
        scene.done("POST", f"/v1/leads/{mine}/merge", {"absorbed": theirs})

    def attempt() -> None:
        for most in (2, 2, 40, 40):
            with patch.object(merging.work, "STEP", most), patch.object(merging.work, "PAGE", 3):
                merging.job.handler({"Records": [{"messageId": "1", "body": order}]}, None)

    return attempt


def mail_is_opened_by_who_was_merged(scene: Scene) -> Attempt:
    mine, theirs = _pair(scene)
    scene.done("POST", f"/v1/leads/{mine}/merge", {"absorbed": theirs})
    scene.world.pump()
    return read(scene, mail(scene, theirs, "m9"))
