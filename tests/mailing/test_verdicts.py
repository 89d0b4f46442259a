"""What one event tells by itself, and what only several tell."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from mailing.verdicts import BESIDE, ON_ITS_WAY, PAUSE, Seen, bursts, judged, of_event
from tests.mailing.test_agents import READERS

SENT = datetime(2026, 3, 2, 2, 15, 40, tzinfo=UTC)
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
CHROME = READERS["Chrome"]
APPLE, GMAIL = (
    "Mozilla/5.0",
    "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
)


def click(link: str = "a", at: datetime = SENT + HOUR, number: int = 0, **more: object) -> Seen:
    one = Seen(number, "click", link, at, SENT, "192.0.2.1", CHROME, "unknown")
    return replace(one, **more)  # type: ignore[arg-type]


def opening(at: datetime = SENT + HOUR, number: int = 9, **more: object) -> Seen:
    one = Seen(number, "open", None, at, SENT, "198.51.100.7", APPLE, "unknown")
    return replace(one, **more)  # type: ignore[arg-type]


# --- by itself -----------------------------------------------------------------------------------
def test_nothing_speaks_against_a_browser_after_a_while():
    for kind in ("open", "click"):
        assert of_event(kind, SENT + HOUR, SENT, CHROME) == ("unknown", None)


def test_who_says_that_it_is_a_proxy_or_a_scanner_is_one():
    assert of_event("open", SENT + HOUR, SENT, APPLE) == ("proxy", "agent:apple")
    assert of_event("open", SENT + HOUR, SENT, GMAIL) == ("proxy", "agent:gmail")
    assert of_event("click", SENT + HOUR, SENT, "Barracuda Sentinel (EE)") == ("bot", "agent:barracuda")


def test_the_provider_s_own_flag_is_believed_before_all():
    assert of_event("open", SENT, SENT, APPLE, machine=False) == ("human", "provider_flag")
    assert of_event("click", SENT + HOUR, SENT, CHROME, machine=True) == ("bot", "provider_flag")


@pytest.mark.parametrize(
    ("pause", "verdict"),
    [(timedelta(0), "bot"), (PAUSE - SECOND, "bot"), (PAUSE, "unknown"), (-SECOND, "unknown")],
)
def test_nobody_clicks_in_the_moment_of_sending_but_clocks_may_differ(pause: timedelta, verdict: str):
    assert of_event("click", SENT + pause, SENT, CHROME)[0] == verdict
    assert of_event("open", SENT + pause, SENT, CHROME) == ("unknown", None)


def test_a_mail_that_does_not_say_when_it_was_sent_has_no_pause():
    assert of_event("click", SENT, None, None) == ("unknown", None)


# --- bursts --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("links", "apart", "many"),
    [
        ("ab", 0.0, False), ("ab", 1.0, False), ("abc", 5.0, True), ("abc", 5.001, False), ("aab", 2.0, False),
        ("aa", 0.0, False), ("a", 0.0, False),
    ],
)  # fmt: skip
def test_so_many_links_in_so_little_time_are_a_burst(links: str, apart: float, *, many: bool):
    clicks = [click(link, SENT + HOUR + apart * place * SECOND, place) for place, link in enumerate(links)]
    for order in permutations(clicks):
        assert bursts(order) == (frozenset(clicks) if many else frozenset())


def test_a_click_long_after_a_burst_is_not_of_it():
    scan = [click(link, number=number) for number, link in enumerate("abc")]
    later = click("b", SENT + 2 * HOUR, 7)
    found = judged({"a": scan[:1], "b": [scan[1], later], "c": scan[2:]})
    assert {key: (one.verdict, one.reason, one.at) for key, one in found.items()} == {
        "a": ("bot", "burst", SENT + HOUR), "b": ("unknown", None, later.at), "c": ("bot", "burst", SENT + HOUR),
    }  # fmt: skip


def test_what_was_known_for_a_machine_stays_what_it_was_and_the_provider_knows_better():
    known = [click("a", verdict="bot", reason="agent:barracuda"), click("b", verdict="human", reason="provider_flag")]
    found = judged({"a": known[:1], "b": known[1:]})
    assert (found["a"].reason, found["b"].verdict) == ("agent:barracuda", "human")


SOON = SENT + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("opened", "verdict"),
    [
        (opening(SOON, ip="192.0.2.1"), "bot"),
        (opening(SOON, user_agent=CHROME), "bot"),
        (opening(SOON + BESIDE, user_agent=CHROME), "bot"),
        (opening(SOON + BESIDE + SECOND, user_agent=CHROME), "unknown"),
        (opening(SOON), "unknown"),
        (opening(SOON, ip=None, user_agent=None), "unknown"),
        (opening(SOON, ip="192.0.2.1", sent_at=None), "unknown"),
        (opening(SOON, ip="192.0.2.1", sent_at=SOON - ON_ITS_WAY - SECOND), "unknown"),
    ],
)
def test_an_opening_by_who_clicked_so_is_a_part_of_the_scan(opened: Seen, verdict: str):
    clicks = {link: [click(link, SOON, number)] for number, link in enumerate("abc")}
    assert judged({**clicks, "open": [opened]})["open"].verdict == verdict
    assert judged({"a": clicks["a"], "open": [opened]})["open"].verdict == "unknown"


# --- the time that counts ------------------------------------------------------------------------
LADDER = [
    opening(SENT + 5 * HOUR, 1, verdict="human"), opening(SENT + 4 * HOUR, 2, verdict="unknown"),
    opening(SENT + 3 * HOUR, 3, verdict="proxy", reason="agent:gmail"),
    opening(SENT + 2 * HOUR, 4, verdict="proxy", reason="agent:apple"), opening(SENT + HOUR, 5, verdict="bot"),
]  # fmt: skip


def test_a_person_counts_before_who_hides_one_and_those_before_machines():
    for place, best in enumerate(LADDER):
        for order in permutations(LADDER[place:]):
            assert judged({"open": order})["open"] == best


def test_of_equals_the_earliest_counts_and_what_was_kept_before_there_were_verdicts_is_unknown():
    early, late = opening(SENT + HOUR, 1, verdict=None), opening(SENT + 2 * HOUR, 2)
    assert judged({"open": [late, early]})["open"] == early


def test_of_bounces_the_final_one_counts():
    soft = Seen(0, "bounce", None, SENT, detail="transient")
    hard = Seen(1, "bounce", None, SENT + HOUR, detail="permanent")
    assert judged({"bounce": [soft, hard]})["bounce"] == hard
