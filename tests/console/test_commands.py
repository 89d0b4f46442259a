"""The command line: what it says, and what it ends with."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from console import __main__ as console
from console import operating, places, sessions
from console.places import Cloud
from local.caller import Caller
from local.failure import Failure
from local.ministack import ROOT
from local.stack import Stack


def test_what_goes_wrong_is_a_sentence_and_no_trace():
    done = subprocess.run(
        [sys.executable, "-m", "console", "whoami", "--stage", "moon"], cwd=ROOT, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "error: there is no stage 'moon': local, dev, prod\n"


@pytest.fixture
def said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[object, str]]:
    """What a command ends with: its code, and the sentence that is said before."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)

    def run(*words: str) -> tuple[object, str]:
        monkeypatch.setattr(sys, "argv", ["leadstream", *words])
        with pytest.raises(SystemExit) as end:
            console.run()
        return end.value.code, capsys.readouterr().err.strip()

    return run


type Said = Callable[..., tuple[object, str]]


def test_a_deploy_that_lacks_a_parameter_says_so_before_anything_happens(said: Said):
    code, text = said("deploy", "prod")
    assert code == 1
    assert text.startswith("error: stage prod is not ready, nothing was changed: MailDomain has to be set")
    assert said("deploy", "moon") == (
        2, "error: there is no stage 'moon' to deploy: dev or prod (make deploy STAGE=dev)",
    )  # fmt: skip


def test_without_a_login_it_says_how_to_get_one(said: Said, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Cloud, "api_url", lambda _: "https://api.example")
    assert said("whoami", "--stage", "dev") == (3, "error: nobody is signed in at dev: leadstream login")


def test_without_a_region_it_says_where_to_set_one(said: Said):
    wanted = (4, "error: no AWS region: set AWS_REGION, or a profile that has one")
    assert said("rebuild", "tiers", "acme", "-s", "dev") == wanted
    assert said("login", "an@acme.example", "-s", "dev") == wanted


def test_a_stack_that_is_not_up_says_how_to_bring_it_up(said: Said, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(places, "current", lambda: Stack(1, tmp_path))
    for words in (["whoami"], ["replay", "dead"], ["rebuild", "all", "acme"], ["login", "an@acme.example"], ["demo"]):
        assert said(*words) == (4, "error: the local stack is not up: make run")


def test_an_api_that_does_not_answer_is_a_sentence(said: Said, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(console, "place", lambda _: object())
    monkeypatch.setattr(sessions, "caller", lambda *_: Caller("http://127.0.0.1:9"))
    code, text = said("whoami")
    assert code == 4
    assert text.startswith("error: out of reach: ")


@pytest.mark.parametrize(
    "words", [
        ["replay", "everything"], ["tenants", "create", "acme"], ["rebuild", "all", "acme", "--from", "nothing"],
        ["import", "leads", "/nowhere.csv"], ["export", "leads", "-o", "/nowhere/at/all.xlsx"],
        ["replay", "bodies", "ses", "2026-03-02", "--until", "2026-03-01"],
    ],
)  # fmt: skip
def test_a_wrong_command_line_ends_with_two(said: Said, words: list[str]):
    assert said(*words)[0] == 2


class Calls(list[Any]):
    """Takes the place of the functions' caller, and answers what it was given."""

    def __init__(self, *answers: Any) -> None:
        super().__init__()
        self._answers = iter(answers)

    def __call__(self, _where: object, function: str, event: Any) -> Any:
        self.append((function, dict(event)))
        return next(self._answers)


def ran(*words: str) -> tuple[str, BaseException | None]:
    done = CliRunner().invoke(console.app, words, catch_exceptions=True)
    return done.output, None if done.exit_code == 0 else done.exception


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operating, "place", lambda _stage: object())


@pytest.mark.usefixtures("nowhere")
def test_a_company_is_opened_as_an_operator_says(monkeypatch: pytest.MonkeyPatch):
    calls = Calls({"tenant": "acme", "employee": "E", "department": "D"})
    monkeypatch.setattr(operating, "call", calls)
    text, fault = ran("tenants", "create", "acme", "--name", "ACME", "--admin", "An", "--email", "an@acme.example")
    assert fault is None
    assert "opened acme" in text
    order = {"tenant": "acme", "name": "ACME", "admin": {"name": "An", "email": "an@acme.example"}}
    assert calls == [("TenantSetup", order)]


@pytest.mark.usefixtures("nowhere")
def test_a_company_that_is_there_is_refused_with_the_reason(monkeypatch: pytest.MonkeyPatch):
    problem = {"status": 409, "title": "Taken", "detail": "There is one.", "errors": [{"path": "/a", "message": "b"}]}
    monkeypatch.setattr(operating, "call", Calls(problem))
    _, fault = ran("tenants", "create", "acme", "--name", "ACME", "--admin", "An", "--email", "an@acme.example")
    assert isinstance(fault, Failure)
    assert str(fault) == "Taken: There is one.\n  /a: b"
