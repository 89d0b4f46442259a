"""What is told of a signal that both records have is told of the merged one too, and goes back with its record."""

from datetime import timedelta

import pytest

from tests.mailing.mailbox import CHROME, HOUR, MINUTE, SCANNER, SECOND, Mailbox
from tests.merging.conftest import Office

OPEN, CLICK = 2, 5


@pytest.fixture
def pair(office: Office) -> tuple[Mailbox, Mailbox]:
    mine, theirs = (Mailbox(office.world, office.who, office.lead()) for _ in range(2))
    return mine, theirs


def merge(office: Office, *pair: Mailbox) -> None:
    office.merge(*(one.lead for one in pair))


def scores(*boxes: Mailbox) -> list[int]:
    return [box.score() for box in boxes]


@pytest.mark.parametrize("scanned_first", [True, False])
def test_the_score_after_merging_is_that_of_all_that_was_told(
    office: Office, pair: tuple[Mailbox, Mailbox], *, scanned_first: bool
):
    mine, theirs = pair
    scanned, read = pair if scanned_first else (theirs, mine)
    scanned.opened(MINUTE, SCANNER)
    read.opened(HOUR)
    assert (scanned.score(), read.score()) == (0, OPEN)
    merge(office, mine, theirs)
    assert mine.score() == OPEN
    assert [one["occurrence"] for one in mine.signals()] == [False, True]
    office.undo(mine.lead, theirs.lead)
    assert (scanned.score(), read.score()) == (0, OPEN)
    assert [len(box.signals()) for box in pair] == [1, 1]


def test_occurrences_come_along_and_go_back(office: Office, pair: tuple[Mailbox, Mailbox]):
    mine, theirs = pair
    for box, agents in ((mine, (SCANNER, SCANNER)), (theirs, (SCANNER, CHROME))):
        for number, agent in enumerate(agents):
            box.opened(HOUR * (1 + number), agent, "192.0.2.1" if box is mine else "198.51.100.7")
    assert scores(mine, theirs) == [0, OPEN]
    merge(office, mine, theirs)
    assert mine.score() == OPEN
    office.undo(mine.lead, theirs.lead)
    assert scores(mine, theirs) == [0, OPEN]
    assert [len(box.signals()) for box in pair] == [2, 2]


def test_what_the_survivor_is_told_of_the_other_s_signal_is_its_own(office: Office, pair: tuple[Mailbox, Mailbox]):
    mine, theirs = pair
    theirs.opened(HOUR)
    merge(office, mine, theirs)
    assert mine.opened(MINUTE, SCANNER) == "new"
    assert mine.opened(MINUTE, SCANNER) == "repeated"
    assert mine.score() == OPEN
    office.undo(mine.lead, theirs.lead)
    assert scores(mine, theirs) == [0, OPEN]
    assert [len(box.signals()) for box in pair] == [1, 1]


def test_what_the_other_is_told_since_goes_with_it(office: Office, pair: tuple[Mailbox, Mailbox]):
    mine, theirs = pair
    mine.opened(MINUTE, SCANNER)
    merge(office, mine, theirs)
    assert [theirs.opened(HOUR), theirs.opened(HOUR), theirs.opened(2 * HOUR)] == ["new", "repeated", "repeated"]
    assert mine.score() == OPEN
    office.undo(mine.lead, theirs.lead)
    assert scores(mine, theirs) == [0, OPEN]


def test_a_burst_of_both_is_one_while_they_are(office: Office, pair: tuple[Mailbox, Mailbox]):
    mine, theirs = pair
    mine.clicked("a")
    for link in "bc":
        theirs.clicked(link, HOUR + SECOND)
    assert scores(mine, theirs) == [CLICK, 2 * CLICK]
    merge(office, mine, theirs)
    assert mine.score() == 0
    office.undo(mine.lead, theirs.lead)
    assert scores(mine, theirs) == [CLICK, 2 * CLICK]


def test_an_opening_in_a_scan_of_the_other_s_is_none_while_they_are_one(office: Office, pair: tuple[Mailbox, Mailbox]):
    mine, theirs = pair
    mine.opened(MINUTE)
    for link in "abc":
        theirs.clicked(link, MINUTE)
    assert scores(mine, theirs) == [OPEN, 0]
    merge(office, mine, theirs)
    assert mine.score() == 0
    office.undo(mine.lead, theirs.lead)
    assert scores(mine, theirs) == [OPEN, 0]


def test_of_three_each_keeps_what_it_was_told(office: Office):
    first, second, third = (Mailbox(office.world, office.who, office.lead()) for _ in range(3))
    third.opened(HOUR)
    second.opened(MINUTE, SCANNER)
    merge(office, second, third)
    merge(office, first, second)
    assert second.opened(timedelta(minutes=2), SCANNER) == "repeated"
    assert first.opened(timedelta(minutes=3), SCANNER) == "new"
    assert first.score() == OPEN
    office.undo(first.lead, second.lead)
    assert scores(first, second) == [0, OPEN]
    office.undo(second.lead, third.lead)
    assert scores(first, second, third) == [0, 0, OPEN]


def test_what_stayed_because_another_had_it_is_judged_when_it_comes_at_last(office: Office):
    mine, early, late = (Mailbox(office.world, office.who, office.lead()) for _ in range(3))
    early.opened(HOUR / 2)
    late.opened(HOUR, SCANNER)
    merge(office, mine, early)
    merge(office, mine, late)
    assert late.opened(2 * HOUR) == "repeated"
    assert mine.score() == OPEN
    office.undo(mine.lead, early.lead)
    assert scores(mine, early) == [OPEN, OPEN]
    office.undo(mine.lead, late.lead)
    assert scores(mine, early, late) == [0, OPEN, OPEN]
