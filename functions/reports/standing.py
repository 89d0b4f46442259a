"""How leads and customers stand now: by stars, by score, by tier (M2)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from counts import teams
from counts.model import of_book
from customers.standing import LEAST, MOST, NO_TIER, STANDING, STEP
from kernel import keys, table
from kernel.values import decode
from reports.asked import Asked, Setting, books_of, setting
from reports.figures import Label, Point, Report, Series, Texts

_STARS = 5
_SHELVES: tuple[tuple[str, str, Texts], ...] = (
    ("lead", "/v1/leads", ("Tiềm năng", "Leads")), ("customer", "/v1/customers", ("Khách hàng", "Customers")),
)  # fmt: skip
_NOW: Texts = ("Như hiện nay.", "As it is now.")
_WITHOUT: Texts = ("Chưa có hạng", "No tier")


def stars(asked: Asked) -> Report:
    """How many have how many stars."""
    labels = [Label(str(one), "★" * one if one else "0") for one in range(_STARS + 1)]
    return _report(
        asked, "stars", "stars", ("Phân bố theo sao", "Leads and customers by stars"), ("Sao", "Stars"), labels
    )


def scores(asked: Asked) -> Report:
    """How many have a score of these steps."""
    steps = range(LEAST, MOST + STEP, STEP)
    named = {LEAST: "< 0", MOST: f"≥ {MOST}"}
    labels = [Label(str(one), named.get(one, f"{one}–{one + STEP - 1}")) for one in steps]
    title = ("Phân bố theo điểm", "Leads and customers by score")
    return _report(asked, "scores", "score", title, ("Điểm", "Score"), labels)


def tiers(asked: Asked) -> Report:
    """How many are in which tier; first those who are in none."""
    ladder = table.read((keys.settings(asked.viewer.tenant), keys.LADDER))
    known = decode(ladder["value"]).get("tiers", []) if ladder else []
    labels = [Label(one["id"], one["name"][asked.language], one.get("colour")) for one in known]
    title = ("Phân bố theo hạng", "Leads and customers by tier")
    none = Label(NO_TIER, asked.text(_WITHOUT))
    return _report(asked, "tiers", "tier", title, ("Hạng", "Tier"), [none, *labels])


def _report(
    asked: Asked, name: str, what: str, title: Texts, across: Texts, labels: Sequence[Label]
) -> Report:  # fmt: skip
    found = setting(asked, "today")
    sums: defaultdict[str, int] = defaultdict(int)
    if found.scope == "team":
        sums |= {cell: one.number for cell, one in teams.stand(found.tenant, STANDING, found.departments).items()}
    for book in () if found.scope == "team" else books_of(asked.viewer, found.scope, found.departments, held=False):
        for cell, one in of_book(found.tenant, STANDING, book).items():
            sums[cell] += one.number
    series = tuple(_series(found, sums, what, labels, *one) for one in _SHELVES)
    return found.report(
        name=name, title=asked.text(title), about=asked.text(_NOW), look="stacked", across=asked.text(across),
        labels=tuple(replace(one, key="none") if one.key == NO_TIER else one for one in labels), series=series,
    )  # fmt: skip


def _series(
    found: Setting, sums: defaultdict[str, int], what: str, labels: Sequence[Label], shelf: str, path: str, name: Texts
) -> Series:  # fmt: skip
    numbers = [sums[f"{shelf}:{what}:{label.key}"] for label in labels]
    route = found.route(path)
    points = tuple(
        Point(number, route.where(**_filter(what, label.key)) if what != "stars" or label.key != "0" else ())
        for number, label in zip(numbers, labels, strict=True)
    )
    say = found.asked.text
    return Series(shelf, say(name), say(("Số bản ghi", "How many there are")), "records", points, sum(numbers))


def _filter(what: str, key: str) -> dict[str, object]:
    """How a list is asked for just these."""
    if what != "score":
        return {what: key}
    least = int(key)
    return {
        "score_from": None if least == LEAST else least,
        "score_to": -1 if least == LEAST else None if least == MOST else least + STEP - 1,
    }
