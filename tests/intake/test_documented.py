"""docs/webhooks.md has a whole sender: it is run as it stands there."""

import json
import re
import urllib.request
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from intake import keyring
from tests.intake.providers import key_of
from tests.intake.taken import at_once, read
from tests.world import Person, World

DOCUMENT = Path(__file__).parents[2] / "docs" / "webhooks.md"


class Answered(BytesIO):
    """What urlopen gives."""

    status = 202


def test_the_sender_in_the_documents_is_let_in_and_counts(
    world: World, admin: Person, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    keyring.forget()
    (program,) = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)
    path = f"/v1/webhooks/in/{admin.tenant}/generic"

    def posted(request: urllib.request.Request, timeout: float) -> Answered:
        assert timeout <= 10
        body: Any = request.data
        answer = world.call(
            "POST", request.full_url.partition(".example")[2], raw=body.decode(), headers=request.headers
        )
        assert answer.status == 202, answer.raw
        return Answered(answer.raw.encode())

    monkeypatch.setattr(urllib.request, "urlopen", posted)
    monkeypatch.setenv("WEBHOOK_URL", f"https://api.leadstream.example{path}")
    monkeypatch.setenv("WEBHOOK_SECRET", key_of(world, admin, "generic"))
    exec(compile(program, str(DOCUMENT), "exec"), {})  # noqa: S102 - our own document
    assert capsys.readouterr().out.startswith("202 ")
    assert read(world) == {"unmatched": 1}


def test_the_example_of_our_own_format_is_read(world: World, admin: Person):
    (example,) = re.findall(r"```json\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)
    assert at_once(json.dumps(json.loads(example)), "generic", admin.tenant) == "unmatched"
    assert world.call("GET", "/v1/webhooks/unmatched", by=admin)["items"][0]["reason"] == "no such customer"
