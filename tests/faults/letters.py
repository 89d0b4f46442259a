"""Openings and clicks of scanners and people: each time is kept, and judged by all that there is."""

import reactions.stream
from tests.faults.attempts import KEY, Attempt, batches
from tests.faults.scene import Scene
from tests.mailing.mailbox import HOUR, MINUTE, SCANNER, SECOND, Mailbox
from tests.world import REACTIONS


def _box(scene: Scene, **fields: object) -> Mailbox:
    return Mailbox(scene.world, scene.admin, scene.lead(**fields))


def a_mail_is_opened_once_more(scene: Scene) -> Attempt:
    box = _box(scene)
    box.opened(MINUTE, SCANNER)
    letter = box.letter("open")
    return lambda: box.take(letter)


def a_mail_is_opened_by_both_who_are_one(scene: Scene) -> Attempt:
    mine, theirs = _box(scene), _box(scene)
    theirs.opened(MINUTE, SCANNER)
    scene.world.pump()
    scene.done("POST", f"/v1/leads/{mine.lead}/merge", {"absorbed": theirs.lead})
    scene.world.pump()
    letter = mine.letter("open")
    return lambda: mine.take(letter)


def a_mail_is_opened_once_more_by_who_was_merged(scene: Scene) -> Attempt:
    mine, theirs = _box(scene), _box(scene)
    mine.opened(MINUTE, SCANNER)
    scene.done("POST", f"/v1/leads/{mine.lead}/merge", {"absorbed": theirs.lead})
    scene.world.pump()
    letter = theirs.letter("open")
    return lambda: theirs.take(letter)


def leads_are_merged_whose_mails_others_opened(scene: Scene) -> Attempt:
    mine, theirs = _box(scene), _box(scene)
    mine.opened(MINUTE, SCANNER)
    theirs.opened()
    scene.world.pump()
    path = f"/v1/leads/{mine.lead}/merge"
    return lambda: scene.ask("POST", path, {"absorbed": theirs.lead}, **KEY)


def leads_part_whose_mails_others_opened(scene: Scene) -> Attempt:
    mine, theirs = _box(scene), _box(scene)
    mine.opened(MINUTE, SCANNER)
    theirs.opened()
    theirs.opened(2 * HOUR)
    scene.done("POST", f"/v1/leads/{mine.lead}/merge", {"absorbed": theirs.lead})
    scene.world.pump()
    return lambda: scene.ask("POST", f"/v1/leads/{mine.lead}/merges/{theirs.lead}/undo", **KEY)


def a_scan_is_judged(scene: Scene) -> Attempt:
    box = _box(scene)
    scene.world.pump()
    box.opened(MINUTE)
    for link in "ab":
        box.clicked(link, MINUTE)
    box.clicked("a", HOUR + SECOND)
    found = [r for r in scene.world.records() if r["dynamodb"]["Keys"]["sk"]["S"].startswith(REACTIONS)]
    return batches(scene, reactions.stream.handler, found)
