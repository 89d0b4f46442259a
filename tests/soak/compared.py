"""What became of a customer: in peace, in the storm, and by hand. It has to be one and the same."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from kernel import keys
from kernel.snapshots import snapshot_of
from kernel.values import decode_item
from scoring import service
from tests.soak.lives import BEGIN
from tests.soak.plainly import HOME, with_by_hand, worked_out
from tests.soak.weather import Weather


def differences(calm: Weather, storm: Weather, customer: str) -> Iterator[str]:
    """What is not the same of a customer, in words."""
    peace, found, worked = told(calm, customer), told(storm, customer), by_hand(storm, customer)
    for name, value in found.items():
        if peace[name] != value:
            yield f"{customer} {name}: {value} in the storm, {peace[name]} in peace"
        if name in worked and worked[name] != value:
            yield f"{customer} {name}: {value} in the storm, {worked[name]} by hand"


def told(weather: Weather, customer: str) -> dict[str, Any]:
    """All that is stored, shown and explained of a customer."""
    rows = weather.shelf.parts[keys.customer(weather.tenant, customer)]
    snapshot = snapshot_of(rows[max(sk for sk in rows if sk.startswith(keys.snapshots("SCORE")))])
    score, by = service._scored(weather.tenant, snapshot, or_now=True)
    until = snapshot.result.get("changes_on")
    changing = weather.shelf.parts[keys.changing_on(weather.tenant)]
    return {
        "items": {sk: raw for sk, raw in rows.items() if not sk.startswith((keys.DERIVED, keys.FENCE))},
        "facts": snapshot.state.facts.stored(), "being rebuilt": snapshot.state.fence is not None,
        "version": by.version,
        "contributions": score.contributions, "given": tuple((c.rule, *c[3:7]) for c in score.contributions),
        "sum": sum(c.points for c in score.contributions), "score": score.total, "stars": score.stars,
        "stored": (snapshot.result["score"], snapshot.result["stars"]), "changes on": until,
        "is entered": until is None or keys.changing(until, customer) in changing, "shown": _shown(weather, customer),
    }  # fmt: skip


def by_hand(weather: Weather, customer: str) -> dict[str, Any]:
    """The same, worked out from the items by the last rules that were published."""
    rows = weather.shelf.parts[keys.customer(weather.tenant, customer)]
    book, items = weather.books[weather.version], {sk: decode_item(raw) for sk, raw in rows.items()}
    today = (BEGIN + timedelta(seconds=weather.now)).astimezone(HOME).date().toordinal()
    one = worked_out(items, with_by_hand(book), today)
    shown = {"score": one.total, "stars": one.stars, "changes_on": one.changes_on}
    return {
        "version": weather.version, "given": tuple((c.rule, c.number, c.earned, c.worth, c.points) for c in one.given),
        "sum": one.total, "score": one.total, "stars": one.stars, "stored": (one.total, one.stars),
        "changes on": one.changes_on, "is entered": True, "shown": [shown], "being rebuilt": False,
    }  # fmt: skip


def _shown(weather: Weather, customer: str) -> list[dict[str, Any]]:
    """What the card and its copies show: all the same, if all is well."""
    found: list[dict[str, Any]] = []
    for pk, rows in weather.shelf.parts.items():
        if "#BOOK#" in pk and customer in rows:
            row = decode_item(rows[customer])
            shown = {name: row.get(name) for name in ("score", "stars", "changes_on")}
            found += [shown] if shown not in found else []
    return found
