"""What has to be so that an operation is done at all, where a company with one of everything does not do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from botocore.exceptions import ClientError

from kernel import aws, clock
from suppression import links
from suppression.links import Meant
from tests.imports.files import HEADERS, PEOPLE, text, uploaded
from tests.isolation.routes import SALES, Records, Route
from tests.world import Answer, World


@dataclass(frozen=True)
class Ready:
    """What such a request says otherwise: whom its path names, its query, its body, its headers."""

    ids: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Past:
    """Who brings it about: the administrator of a company."""

    world: World
    records: Records

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """Something that is done on the way."""
        for name, value in self.records.ids.items():
            path = path.replace(f"<{name}>", value)
        answer = self.world.call(method, f"/v1/{path}", body, by=self.records.admin, headers=headers)
        assert answer.status < 300, (method, path, answer.raw)
        return answer

    def post(self, path: str, **body: Any) -> Answer:
        """The same, that somebody orders."""
        return self.ask("POST", path, body or None)


type Before = Callable[[Past], Ready]


def _ordered(*paths: str) -> Before:
    """These are done one after the other, and what they set off."""

    def before(past: Past) -> Ready:
        for path in paths:
            past.post(path)
            past.world.pump()
        return Ready()

    return before


def _typed(name: str) -> Before:
    """A document whose number is of no book: only such a one can be deleted."""

    def before(past: Past) -> Ready:
        body = {"customer": past.records.ids["customer_id"], "date": "2026-03-01", "amount": 5, "number": "X-1"}
        return Ready({f"{name}_id": past.post(f"{name.replace('_', '-')}s", **body)["id"]})

    return before


def _versioned(past: Past) -> Ready:
    return Ready(headers={"If-Match": past.ask("GET", "leads/<lead_id>").headers["ETag"]})


def _deleted(past: Past) -> Ready:
    past.ask("DELETE", "leads/<lead_id>", None, **{"if-match": _versioned(past).headers["If-Match"]})
    return Ready()


def _lost(past: Past) -> Ready:
    past.post("leads/<lead_id>/lost", reason="price")
    return Ready()


def _won(past: Past) -> Ready:
    past.post("opportunities/<opportunity_id>/stage", stage="won")
    return Ready()


def _another(past: Past) -> Ready:
    return Ready({"absorbed_id": past.post("leads", name="C")["id"]})


def _job(path: str, **body: Any) -> Before:
    """What is worked out and can then be read."""

    def before(past: Past) -> Ready:
        job = past.post(path, **body)["job"]
        past.world.pump()
        return Ready({"job_id": job})

    return before


def _tiers(past: Past) -> Ready:
    return _job("tiers/preview", tiers=[], replace_with={past.records.ids["tier"]: None})(past)


def _queued(past: Past) -> Ready:
    job = past.post("bulk", action={"kind": "next_stage"}, records=[past.records.ids["lead_id"]])["id"]
    return Ready({"job_id": job, "export_id": past.post("exports", kind="leads")["id"]})


def _export_failed(past: Past) -> Ready:
    export = past.post("exports", kind="leads")["id"]
    with patch("export.upload.Upload.put", side_effect=RuntimeError("no disk")):
        past.world.pump()
    return Ready({"export_id": export})


def _import(*orders: str, then_works: bool = True) -> Before:
    """An import that has come so far; what is ordered last is perhaps still waiting."""

    def before(past: Past) -> Ready:
        one = uploaded(past.world, past.records.admin, text([HEADERS, *PEOPLE]), "leads.csv")
        past.world.pump()
        plan = ""
        for place, order in enumerate(orders, 1):
            past.post(f"imports/{one}/{order}", **({"plan": plan} if order == "import" else {}))
            if then_works or place < len(orders) - 1:
                past.world.pump()
            plan = past.ask("GET", f"imports/{one}")["plan"] or plan
        return Ready({"import_id": one}, {"plan": plan})

    return before


def _campaign(*orders: str) -> Before:
    def before(past: Past) -> Ready:
        at = (clock.now() + timedelta(days=3)).strftime("%Y-%m-%dT09:00")
        for order in orders:
            past.post(f"mailing/campaigns/<campaign_id>/{order}", **({"at": at} if order == "schedule" else {}))
        return Ready(body={"at": at})

    return before


def _unsent(past: Past) -> Ready:
    lead = past.post("leads", name="An", emails=["an@x.example"])["id"]
    with patch.object(aws, "ses", _Refusing):
        past.world.pump()
    return Ready({"message": f"introduction-{lead}"})


class _Refusing:
    """An SES that takes nothing."""

    def send_email(self, **_: object) -> None:
        answer: Any = {"Error": {"Code": "MessageRejected"}, "ResponseMetadata": {"HTTPStatusCode": 400}}
        raise ClientError(answer, "SendEmail")


def _form_key(past: Past) -> Ready:
    return Ready({"key": past.post("sites/forms/website/keys")["secret"]["key"]}, {"n": "An"})


def _measured(past: Past) -> Ready:
    key = past.post("sites/streams/website/keys")["secret"]["key"]
    events = [{"name": "page_view", "params": {"page_location": "/a"}}]
    return Ready({}, {"client_id": "c1", "events": events}, {"measurement_id": "website", "api_secret": key})


def _meant(past: Past) -> Ready:
    ids = past.records.ids
    return Ready({"token": links.token(Meant(past.records.admin.tenant, ids["campaign_id"], ids["lead_id"]))})


_MAILING, _DOSSIER = "/v1/mailing/campaigns/<campaign_id>", "/v1/dossiers/<dossier_id>"
_LEAD, _CUSTOMER, _IMPORT = "/v1/leads/<lead_id>", "/v1/customers/<customer_id>", "/v1/imports/<import_id>"
_PREVIEW, _SENT = _job("scoring/drafts/<draft_id>/preview"), _ordered("dossiers/<dossier_id>/send")
BEFORE: Mapping[Route, Before] = {
    **{("DELETE", f"/v1/{name.replace('_', '-')}s/<{name}_id>"): _typed(name) for name in SALES},
    **{("DELETE", path): _versioned for path in (_LEAD, _CUSTOMER)},
    **{("POST", f"{path}/recover"): _deleted for path in (_LEAD, _CUSTOMER)},
    **{("POST", f"{path}/merge"): _another for path in (_LEAD, _CUSTOMER)},
    ("DELETE", "/v1/catalogs/<kind>/<code>"): lambda _: Ready({"code": "phone"}),
    ("DELETE", "/v1/tiers/<code>"): lambda _: Ready({"code": "spare"}),
    ("POST", f"{_LEAD}/reopen"): _lost,
    ("POST", "/v1/opportunities/<opportunity_id>/reopen"): _won,
    ("GET", f"{_DOSSIER}/verify"): _SENT,
    **{("POST", f"{_DOSSIER}/{order}"): _SENT for order in ("sign", "reject")},
    ("GET", "/v1/scoring/back-tests/<job_id>"): _job(
        "scoring/drafts/<draft_id>/back-test", begins="2026-03-01", ends="2026-03-31"
    ),
    **{("GET", f"/v1/scoring/previews/<job_id>{more}"): _PREVIEW for more in ("", "/moves")},
    **{("GET", f"/v1/tiers/previews/<job_id>{more}"): _tiers for more in ("", "/moves")},
    ("POST", "/v1/jobs/<job_id>/cancel"): _queued,
    ("POST", "/v1/exports/<export_id>/cancel"): _queued,
    ("POST", "/v1/exports/<export_id>/retry"): _export_failed,
    **{("GET", f"{_IMPORT}/{what}"): _import("test") for what in ("file", "rows")},
    ("POST", f"{_IMPORT}/import"): _import("test"),
    ("POST", f"{_IMPORT}/retry"): _import("test", "import", "cancel", then_works=False),
    ("POST", f"{_IMPORT}/undo"): _import("test", "import"),
    ("POST", f"{_MAILING}/schedule"): _campaign(),
    ("POST", f"{_MAILING}/unschedule"): _campaign("schedule"),
    ("POST", f"{_MAILING}/pause"): _campaign("start"),
    ("POST", f"{_MAILING}/resume"): _campaign("start", "pause"),
    ("POST", "/v1/email/messages/<message>/resend"): _unsent,
    ("POST", "/v1/web/forms/<key>"): _form_key,
    ("POST", "/v1/web/mp/collect"): _measured,
    **{(method, "/v1/unsubscribe/<token>"): _meant for method in ("GET", "POST")},
}
"""Of everything else there is one that it can be done to."""
SIGNED: Mapping[Route, str] = {
    ("POST", "/v1/webhooks/ses"): "Amazon SNS signs every body: tests/intake",
    ("POST", "/v1/webhooks/in/<tenant>/<source>"): "each provider signs every body in its own way: tests/intake",
}
"""What no request without a signature is taken by, and where it is proved that others are."""
