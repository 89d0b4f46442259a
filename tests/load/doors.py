"""What is open to the world, and one thing that is sent there: each is proven by its own signature or key."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest

from local.sns import open_event
from mailing import sns
from suppression import links
from suppression.links import Meant
from tests.intake.providers import generic, key_of, mailgun
from tests.mailing.mailbox import SENDER
from tests.world import Answer, Person, World

FORM, STREAM = "/v1/sites/forms", "/v1/sites/streams"
DOORS = ("generic", "mailgun", "ses", "form", "visits", "unsubscribe")
type Door = Callable[[], Answer]


def doors(world: World, admin: Person, patch: pytest.MonkeyPatch) -> dict[str, Door]:
    """Each by its name."""
    patch.setattr(sns, "download", lambda *_, **__: SENDER.pem)
    secret = key_of(world, admin, "generic")
    key_of(world, admin, "mailgun")
    at = datetime.now(UTC)
    opened = {"type": "opened", "at": at.isoformat(), "message": "m1", "email": "k@x.vn"}
    notice = SENDER.notification(open_event(tenant=admin.tenant, customer=None, message="m2", to="k@x.vn", at=at))
    form, stream = _key(world, admin, FORM), _key(world, admin, STREAM)
    left = f"/v1/unsubscribe/{links.token(Meant(admin.tenant, admin.id, admin.id))}"
    fields = urlencode({"n": "Lan", "p": "0912345678"})
    urlencoded = {"content-type": "application/x-www-form-urlencoded"}
    visit = {"client_id": "c1", "events": [{"name": "page_view", "params": {"page_location": "https://x.vn/a"}}]}
    measured: Any = {"measurement_id": "door", "api_secret": stream}
    return {
        "generic": lambda: generic(secret, [opened]).post(world),
        "mailgun": lambda: mailgun({"event": "opened", "recipient": "k@x.vn"}).post(world),
        "ses": lambda: world.call("POST", "/v1/webhooks/ses", raw=json.dumps(notice)),
        "form": lambda: world.call("POST", f"/v1/web/forms/{form}", raw=fields, headers=urlencoded),
        "visits": lambda: world.call("POST", "/v1/web/mp/collect", visit, **measured),
        "unsubscribe": lambda: world.call("POST", left, raw="List-Unsubscribe=One-Click"),
    }  # fmt: skip


def _key(world: World, admin: Person, path: str) -> str:
    form = {"fields": [{"site": "n", "lead": "name"}, {"site": "p", "lead": "phone"}], "defaults": {"owner": admin.id}}
    body = {"code": "door", "name": "W", **(form if path == FORM else {})}
    return str(world.call("POST", path, body, by=admin)["secret"]["key"])
