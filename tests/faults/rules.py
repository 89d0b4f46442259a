"""Rules of scoring, drafts of them, and points that are given by hand."""

from tests.faults.attempts import KEY, Attempt, gone
from tests.faults.given import BY_HAND, RULES
from tests.faults.scene import Scene


def rules_are_published(scene: Scene) -> Attempt:
    return lambda: scene.ask("PUT", "/v1/scoring/rulebook", RULES, **{"if-match": '"0"'})


def a_draft_of_rules_is_begun(scene: Scene) -> Attempt:
    return lambda: scene.ask("POST", "/v1/scoring/drafts", {"title": "Xuân"}, **KEY)


def a_draft_of_rules_is_written_on(scene: Scene) -> Attempt:
    one = _draft_of_rules(scene)
    return lambda: scene.ask("PATCH", f"/v1/scoring/drafts/{one}", RULES, **{"if-match": '"1"'})


def a_draft_of_rules_is_discarded(scene: Scene) -> Attempt:
    one = _draft_of_rules(scene)
    return lambda: gone(scene.ask("DELETE", f"/v1/scoring/drafts/{one}"))


def a_draft_of_rules_is_published(scene: Scene) -> Attempt:
    scene.lead(groups=["vip"])
    scene.world.pump()
    one = _draft_of_rules(scene)
    return lambda: scene.ask("POST", f"/v1/scoring/drafts/{one}/publish", **KEY)


def a_draft_of_rules_is_previewed(scene: Scene) -> Attempt:
    scene.lead(groups=["vip"])
    scene.world.pump()
    one = _draft_of_rules(scene)
    return lambda: scene.ask("POST", f"/v1/scoring/drafts/{one}/preview", **KEY)


def a_draft_of_rules_is_tested_on_what_was(scene: Scene) -> Attempt:
    lead = scene.lead(groups=["vip"])
    scene.world.pump()
    scene.done("POST", f"/v1/leads/{lead}/lost", {"reason": "price"})
    scene.world.pump()
    one = _draft_of_rules(scene)
    period = {"begins": "2020-01-01", "ends": "2090-01-01"}
    return lambda: scene.ask("POST", f"/v1/scoring/drafts/{one}/back-test", period, **KEY)


def _draft_of_rules(scene: Scene) -> str:
    return str(scene.done("POST", "/v1/scoring/drafts", {"title": "Xuân", **RULES})["id"])


def a_score_is_rebuilt(scene: Scene) -> Attempt:
    lead = scene.lead(groups=["vip"])
    scene.world.pump()
    return lambda: scene.ask("POST", f"/v1/scores/{lead}/rebuild")


def points_are_given_by_hand(scene: Scene) -> Attempt:
    lead = scene.lead(groups=["vip"])
    scene.world.pump()
    return lambda: scene.ask("POST", f"/v1/scores/{lead}/adjustments", BY_HAND, **KEY)


def points_given_by_hand_are_withdrawn(scene: Scene) -> Attempt:
    path = f"/v1/scores/{scene.lead(groups=['vip'])}/adjustments"
    made = scene.done("POST", path, BY_HAND)["id"]
    scene.world.pump()
    return lambda: scene.ask("POST", f"{path}/{made}/withdraw", **KEY)
