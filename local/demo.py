"""`python -m local.demo`: the main job before your eyes, on the deployed template."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from rich.console import Console
from rich.progress import track
from rich.table import Table

from local import sns
from local.caller import Caller, Refused, eventually, lenient
from local.company import PASSWORD, Company, Login, invoke, settle
from local.deployment import CERTIFICATES
from local.ministack import ROOT
from local.stack import Stack, current

out = Console(highlight=False)
LADDER = [
    {"id": "bronze", "name": {"vi": "Đồng", "en": "Bronze"}, "colour": "#B08D57", "discount": "2",
     "min_amount": "100000000"},
    {"id": "silver", "name": {"vi": "Bạc", "en": "Silver"}, "colour": "#9AA5B1", "discount": "5",
     "min_amount": "500000000"},
    {"id": "gold", "name": {"vi": "Vàng", "en": "Gold"}, "colour": "#D4AF37", "discount": "8",
     "min_amount": "2000000000"},
]  # fmt: skip
LEADS = (
    ("Công ty CP Nước sạch Hoà Bình", "referral", ["vip", "north"], "800000000"),
    ("Nhiệt điện Vĩnh Tân", "exhibition", ["south"], "1200000000"),
    ("Dược phẩm Đông Á", "website", ["north"], "150000000"),
    ("Thép Nguyễn Minh", "phone", ["central"], None),
    ("Nhà máy giấy Bãi Bằng", "website", ["north"], "600000000"),
    ("Xi măng Hoàng Thạch", "referral", ["north"], "90000000"),
    ("Thuỷ sản Cà Mau", "website", ["south"], None),
    ("Hoá chất Việt Trì", "exhibition", ["north"], "300000000"),
)
MAILED = 4
"""The first lead gets so many messages, the next one fewer, and so on."""
OFFER = "https://saoviet.example/bao-gia"


def main() -> None:
    """Tell the story from the first lead to the Excel file."""
    stack = current()
    company = settle(stack)
    _introduce(company)
    leads = _capture(company)
    star = leads[0]
    _together(company, star)
    _mail(stack, company, leads)
    _explain(company.staff[0].call, star)
    _preview(company.admin.call)
    _contract(company, star)
    _recalculate(stack, company, star)
    path = _export(company.manager.call)
    _farewell(stack, company, star, path)


def _introduce(company: Company) -> None:
    found = "opened the company" if company.fresh else "found the company again"
    out.rule(f"[bold]{found} “{company.tenant}”")
    table = Table("who", "role", "department", "login", title=f"logins (password of each: {PASSWORD})")
    for login in company.everybody:
        table.add_row(login.name, login.role, login.department, login.email)
    out.print(table)
    if not company.fresh:
        kept = company.admin.call("GET", "/v1/leads", sort="score", limit=3)["items"]
        for lead in kept:
            out.print(f"  still here: {lead['code']}  {lead['name']}  {'★' * lead['stars']} {lead['score']} points")


def _capture(company: Company) -> list[dict[str, Any]]:
    out.rule("[bold]leads come in over HTTPS")
    ladder = company.admin.call("GET", "/v1/tiers")
    if not ladder["tiers"]:
        company.admin.call("PUT", "/v1/tiers", {"basis": "revenue", "automatic": True, "tiers": LADDER})
    leads = []
    for place, (name, source, groups, revenue) in enumerate(track(LEADS, "capturing", console=out)):
        owner = company.staff[place % 2]
        email = f"mua-hang-{random.randrange(10**8):08d}@khach.example"  # noqa: S311 - a fresh address, no secret
        body = {"name": name, "source": source, "groups": groups, "stage": "new", "emails": [email]}
        leads.append(owner.call("POST", "/v1/leads", body | ({"expected_revenue": revenue} if revenue else {})))
    return leads


def _together(company: Company, lead: dict[str, Any]) -> None:
    """Found without accents, shared with one colleague and with nobody else."""
    out.rule("[bold]colleagues find, share and change only what is theirs")
    mine, other = company.staff
    words = "hoa binh nuoc sach"
    eventually("the search", lambda: _finds(mine.call, words, lead), bool)
    found = "finds it too" if _finds(other.call, words, lead) else "does not find it"
    out.print(f"“{words}” finds {lead['name']} for {mine.name}; {other.name} {found}")
    mine.call("POST", f"/v1/customers/{lead['id']}/share", {"employees": [other.id], "categories": ["profile"]})
    eventually("the search", lambda: _finds(other.call, words, lead), bool)
    rows = other.call("GET", "/v1/leads")["items"]
    listed = "lists it" if any(row["id"] == lead["id"] for row in rows) else "does not list it"
    try:
        other.call("PATCH", f"/v1/leads/{lead['id']}", {"priority": 3})
    except Refused as refused:
        out.print(f"its profile is shared: {other.name} {listed} now; changing it is refused with {refused.status}")
    twin = {"name": lead["name"], "emails": lead["emails"]}
    same = other.call("POST", "/v1/duplicates", twin)["items"]
    out.print(f"another lead with its email address would be a possible duplicate of {len(same)} record(s)")


def _finds(call: Caller, words: str, lead: dict[str, Any]) -> bool:
    return any(found["id"] == lead["id"] for found in call("GET", "/v1/search", q=words)["items"])


def _mail(stack: Stack, company: Company, leads: Sequence[dict[str, Any]]) -> None:
    """Signed SES events: some twice, out of order, and a forged one."""
    out.rule("[bold]Amazon SES reports opens and clicks, as signed SNS notifications")
    call = company.admin.call
    before = {lead["id"]: _score(call, lead, signals=0) for lead in leads}
    sender = _sender(stack)
    events = _events(company.tenant, leads[:MAILED])
    nobody = Caller(stack.api_url())
    outcomes: dict[str, int] = {}
    letters = {event: sns.encode(sender.notification(event)) for event in events}
    for event in track(events, "delivering", console=out):
        outcome = nobody("POST", "/v1/webhooks/ses", letters[event])["outcome"]
        outcomes[outcome] = outcomes.get(outcome, 0) + 1
    forged = sender.notification(events[0]) | {"Message": events[-1]}
    try:
        nobody("POST", "/v1/webhooks/ses", sns.encode(forged))
    except Refused as refused:
        outcomes[f"forged: {refused.status}"] = 1
    out.print("delivered:", ", ".join(f"{count} {outcome}" for outcome, count in outcomes.items()))
    table = Table("lead", "from its profile", "with mail", "stars", "owner")
    owners = {login.id: login.name for login in company.everybody}
    for place, lead in enumerate(leads):
        now = _score(call, lead, signals=2 * max(0, MAILED - place))
        points = str(before[lead["id"]]["score"]), str(now["score"])
        table.add_row(lead["name"], *points, "★" * now["stars"], owners[lead["owner"]])
    out.print(table)


def _score(call: Caller, lead: dict[str, Any], *, signals: int) -> dict[str, Any]:
    """The explained score, once the stream has brought so many signals into it."""

    def caught_up(score: dict[str, Any] | None) -> bool:
        return score is not None and signals <= sum(
            one["count"] for one in score["contributions"] if one["kind"].startswith("email_")
        )

    found = eventually("the score", lenient(lambda: call("GET", f"/v1/scores/{lead['id']}")), caught_up)
    return dict(found)


def _events(tenant: str, leads: Sequence[dict[str, Any]]) -> list[str]:
    """An open and a click of each message; every third comes again, and all in disorder."""
    now = datetime.now(UTC)
    events = []
    for place, lead in enumerate(leads):
        for number in range(MAILED - place):
            about = {
                "tenant": tenant,
                "customer": lead["id"],
                "message": f"{lead['code']}-{number}",
                "to": lead["emails"][0],
            }
            at = now - timedelta(minutes=5 * number + 1)
            events.append(sns.open_event(**about, at=at))
            events.append(sns.click_event(**about, at=at + timedelta(seconds=20), link=f"{OFFER}/{number}"))
    events += events[::3]
    random.shuffle(events)
    return events


def _sender(stack: Stack) -> sns.Sender:
    sender = sns.kept(stack.outputs()["MailEventsTopicArn"], ROOT / ".local" / "sns")
    stack.client("s3").put_object(Bucket=CERTIFICATES, Key=sender.certificate_name, Body=sender.pem)
    return sender


def _explain(call: Caller, lead: dict[str, Any]) -> None:
    out.rule(f"[bold]why {lead['name']} has its score")
    score = call("GET", f"/v1/scores/{lead['id']}")
    table = Table("rule", "for", "count", "points", show_footer=True)
    table.columns[0].footer, table.columns[3].footer = f"rulebook version {score['rulebook']}", str(score["score"])
    for one in score["contributions"]:
        what = ", ".join(one["matched"]) or ", ".join(e["message"] for e in one["evidence"][:3])
        table.add_row(one["name"], what, str(one["count"]), f"{one['points']}{' (cap)' if one['capped'] else ''}")
    out.print(table)
    total = sum(one["points"] for one in score["contributions"])
    out.print(f"{total} points in all = the score {score['score']}: {'★' * score['stars']}")


def _preview(call: Caller) -> None:
    out.rule("[bold]who would gain or lose by other rules, before they are published")
    begun = call("POST", "/v1/scoring/drafts", {"title": "Mail counts more, and fades"})
    rules = [{**rule, "points": 12, "cap": 60, "half_life_days": 7} if rule["kind"] == "email_clicked" else rule
        for rule in begun["rules"] if rule["id"] != "exhibition"]  # fmt: skip
    draft = f"/v1/scoring/drafts/{begun['id']}"
    call("PATCH", draft, {"rules": rules})
    job = call("POST", f"{draft}/preview")["job"]
    seen = eventually(
        "the preview", lambda: call("GET", f"/v1/scoring/previews/{job}"), lambda p: p["state"] in {"done", "failed"}
    )
    out.print("a click is worth 12 points instead of 5, half of that after a week; a fair is worth nothing any more")
    table = Table("customer", "score", "stars", "because of")
    for move in call("GET", f"/v1/scoring/previews/{job}/moves", limit=5)["items"]:
        sides = [(move["score"][side], "★" * move["stars"][side]) for side in ("before", "after")]
        why = ", ".join(f"{rule['name']} {rule['before']} → {rule['after']}" for rule in move["rules"])
        table.add_row(move["name"], *(" → ".join(map(str, two)) for two in zip(*sides, strict=True)), why)
    out.print(table)
    out.print(f"of {seen['records']} records {seen['gain']} would gain and {seen['lose']} lose points, "
              f"{seen['more_stars']} would have more stars and {seen['fewer_stars']} fewer")  # fmt: skip
    call("DELETE", draft)


def _contract(company: Company, lead: dict[str, Any]) -> None:
    out.rule("[bold]a contract moves a customer up")
    call = company.staff[0].call
    customer = lead["id"]
    call("POST", f"/v1/leads/{customer}/convert")
    today = datetime.now(UTC).date().isoformat()
    contract = call("POST", "/v1/contracts", {"customer": customer, "date": today, "amount": "620000000"})
    call("POST", f"/v1/contracts/{contract['id']}/confirm")
    seen = eventually("the tier", lambda: call("GET", f"/v1/customers/{customer}"), lambda c: c["tier"] is not None)
    standing = call("GET", f"/v1/tiers/customers/{customer}")
    out.print(f"contract of 620,000,000 VND confirmed → tier [bold]{standing['name']}[/] "
              f"({standing['discount']} % discount; revenue {int(standing['revenue']):,} VND)")  # fmt: skip
    out.print(f"its score came along into the customer list: {seen['score']} points {'★' * seen['stars']}")


def _recalculate(stack: Stack, company: Company, lead: dict[str, Any]) -> None:
    out.rule("[bold]the nightly recalculation catches a changed ladder")
    call, path = company.admin.call, f"/v1/tiers/customers/{lead['id']}"
    ladder = call("GET", "/v1/tiers")
    easier = [tier | ({"min_amount": "600000000"} if tier["id"] == "gold" else {}) for tier in ladder["tiers"]]
    before = call("GET", path)["name"]
    call("PUT", "/v1/tiers", {"basis": "revenue", "automatic": True, "tiers": easier})
    invoke(stack, "TierSchedule", {"tenant": company.tenant})
    after = eventually("the new tier", lambda: call("GET", path), lambda s: s["tier"] == "gold")
    out.print(f"gold now begins at 600,000,000 VND: {lead['name']} moved from {before} to [bold]{after['name']}[/]")
    call("PUT", "/v1/tiers", {"basis": "revenue", "automatic": True, "tiers": LADDER})


def _export(call: Caller) -> Path:
    out.rule("[bold]everything gets out as Excel")
    job = call("POST", "/v1/exports", {"kind": "leads", "sort": "score"})
    done = eventually(
        "the export", lambda: call("GET", f"/v1/exports/{job['id']}"), lambda j: j["state"] in {"done", "failed"}
    )
    if done["state"] == "failed":
        raise RuntimeError(f"the export failed: {done['reason']}")
    folder = ROOT / ".local" / "exports"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"leads-{job['id']}.xlsx"
    with urlopen(done["url"], timeout=60) as answer:  # noqa: S310 - the link that the API gave
        path.write_bytes(answer.read())
    out.print(f"{done['rows']} leads that the manager sees, {path.stat().st_size:,} bytes: {path.relative_to(ROOT)}")
    return path


def _farewell(stack: Stack, company: Company, lead: dict[str, Any], path: Path) -> None:
    out.rule("[bold]where to go next")
    token = ROOT / ".local" / "token"
    login: Login = company.staff[0]
    token.write_text(login.call.token or "")
    token.chmod(0o600)
    out.print(f"open {path.relative_to(ROOT)} in Excel, or ask the API as {login.name}:")
    base = f"{stack.api_url()}/v1"
    for address in (f"{base}/leads?sort=score", f"{base}/scores/{lead['id']}"):
        out.print(f"  curl -s -H \"Authorization: Bearer $(cat .local/token)\" '{address}'", soft_wrap=True)
    out.print(f"or read and try every operation in a browser, signed in as {login.email}:")
    out.print(f"  {base}/reference", soft_wrap=True)


if __name__ == "__main__":
    main()
