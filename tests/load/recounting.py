"""What is there in the end, beside what was accepted: nothing lost, nothing twice, each counter right."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from tests.load.traffic import Firm, Traffic, worked_out


def settled(traffic: Traffic, firm: Firm) -> bool:
    """Whether all is done that follows by itself: what is scored and made last."""
    scores = {one["id"]: one["score"] for one in traffic.pages(firm, "/v1/leads", limit=100)}
    jobs = [traffic.ask(firm, "GET", f"/v1/exports/{job}")["state"] for job in firm.exports]
    counted = sum(_columns(traffic, firm).values()) == len(scores)
    wanted = worked_out(firm)
    return counted and all(state == "done" for state in jobs) and all(scores[one] == wanted[one] for one in wanted)


def given_up(traffic: Traffic, firm: Firm) -> list[str]:
    """The exports that gave up, which say so and are tried again by who asked for them."""
    told = {job: traffic.ask(firm, "GET", f"/v1/exports/{job}") for job in firm.exports}
    found = [job for job, one in told.items() if one.body.get("reason") == "gave_up"]
    for job in found:
        traffic.ask(firm, "POST", f"/v1/exports/{job}/retry")
        traffic.refused["an export gave up"] += 1
    return found


def differences(traffic: Traffic, firm: Firm) -> Iterator[str]:
    """In words."""
    for found in (_leads, _numbers, _scores, _board, _exports):
        for said in found(traffic, firm):
            yield f"{firm.tenant}: {said}"


def _leads(traffic: Traffic, firm: Firm) -> Iterator[str]:
    listed = [(one["id"], one["name"]) for one in traffic.pages(firm, "/v1/leads", limit=100)]
    twice = [name for name, times in Counter(name for _, name in listed).items() if times > 1]
    missing = set(firm.leads.values()) - {one for one, _ in listed}
    if twice or missing or len(listed) != len(firm.leads) + firm.forms:
        yield f"{len(listed)} leads of {len(firm.leads)} + {firm.forms}; twice {twice}, missing {missing}"
    taken = traffic.ask(firm, "GET", "/v1/sites/forms/site")["taken"]
    if taken != firm.forms:
        yield f"the form counts {taken} of {firm.forms}"


def _numbers(traffic: Traffic, firm: Firm) -> Iterator[str]:
    wanted = [f"BG-{date.today().year}-{number:04}" for number in range(1, len(firm.numbers) + 1)]  # noqa: DTZ011
    stored = sorted(one["number"] for one in traffic.pages(firm, "/v1/quotes", limit=100))
    if not sorted(firm.numbers) == stored == wanted:
        yield f"numbers of quotes: told {sorted(firm.numbers)}, stored {stored}"


def _scores(traffic: Traffic, firm: Firm) -> Iterator[str]:
    for lead, wanted in worked_out(firm).items():
        score = traffic.ask(firm, "GET", f"/v1/scores/{lead}")
        given = sum(one["points"] for one in score["contributions"])
        if not score["score"] == given == wanted:
            yield f"lead {lead} has {score['score']}, explained {given}, worked out {wanted}"


def _board(traffic: Traffic, firm: Firm) -> Iterator[str]:
    counted = _columns(traffic, firm)
    recounted = Counter(str(one["stage"]) for one in traffic.pages(firm, "/v1/leads", limit=100))
    if counted != recounted:
        yield f"the board counts {dict(counted)} of {dict(recounted)}"


def _columns(traffic: Traffic, firm: Firm) -> Counter[str]:
    board = traffic.ask(firm, "GET", "/v1/leads/board", scope="all", limit=1)
    return Counter({str(one["stage"]): one["count"] for one in board["columns"] if one["count"]})


def _exports(traffic: Traffic, firm: Firm) -> Iterator[str]:
    for job, rows in firm.exports.items():
        found = traffic.ask(firm, "GET", f"/v1/exports/{job}")
        if (found["state"], found["rows"]) != ("done", rows):
            told = f"{found['state']} ({found.body.get('reason') or 'no reason'})"
            yield f"export {job} is {told} with {found['rows']} of {rows} rows"
