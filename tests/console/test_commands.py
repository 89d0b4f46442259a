"""The command line: what it says, and what it ends with."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from console import __main__ as console
from local.failure import Failure
from local.ministack import ROOT


def test_what_goes_wrong_is_a_sentence_and_no_trace():
    done = subprocess.run(
        [sys.executable, "-m", "console", "whoami", "--stage", "moon"], cwd=ROOT, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "error: there is no stage 'moon': local, dev, prod\n"


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., object]:
    """What a command ends with: its code, or the sentence that is said before code 1."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)

    def run(*words: str) -> object:
        monkeypatch.setattr(sys, "argv", ["leadstream", *words])
        with pytest.raises(SystemExit) as end:
            console.run()
        return end.value.code

    return run


def test_a_deploy_that_lacks_a_parameter_says_so_before_anything_happens(said: Callable[..., object]):
    assert str(said("deploy", "prod")).startswith(
        "error: stage prod is not ready, nothing was changed: MailDomain has to be set"
    )
    assert str(said("deploy", "moon")).startswith("error: there is no stage 'moon' to deploy: dev or prod")


def test_without_a_login_it_says_how_to_get_one(said: Callable[..., object]):
    assert said("whoami", "--stage", "dev") == "error: nobody is signed in at dev: leadstream login"


def test_without_a_region_it_says_where_to_set_one(said: Callable[..., object]):
    assert said("rebuild", "tiers", "acme", "-s", "dev") == (
        "error: no AWS region: set AWS_REGION, or a profile that has one"
    )


def test_a_wrong_command_line_ends_with_two(said: Callable[..., object]):
    assert said("replay", "everything") == 2
    assert said("tenants", "create", "acme") == 2


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
    monkeypatch.setattr(console, "place", lambda _stage: object())


@pytest.mark.usefixtures("nowhere")
def test_a_company_is_opened_as_an_operator_says(monkeypatch: pytest.MonkeyPatch):
    calls = Calls({"tenant": "acme", "employee": "E", "department": "D"})
    monkeypatch.setattr(console, "call", calls)
    text, fault = ran("tenants", "create", "acme", "--name", "ACME", "--admin", "An", "--email", "an@acme.example")
    assert fault is None
    assert "opened acme" in text
    order = {"tenant": "acme", "name": "ACME", "admin": {"name": "An", "email": "an@acme.example"}}
    assert calls == [("TenantSetup", order)]


@pytest.mark.usefixtures("nowhere")
def test_a_company_that_is_there_is_refused_with_the_reason(monkeypatch: pytest.MonkeyPatch):
    problem = {"status": 409, "title": "Taken", "detail": "There is one.", "errors": [{"path": "/a", "message": "b"}]}
    monkeypatch.setattr(console, "call", Calls(problem))
    _, fault = ran("tenants", "create", "acme", "--name", "ACME", "--admin", "An", "--email", "an@acme.example")
    assert isinstance(fault, Failure)
    assert str(fault) == "Taken: There is one.\n  /a: b"


@pytest.mark.usefixtures("nowhere")
def test_a_proof_of_a_company_goes_on_where_it_ended_until_it_is_done(monkeypatch: pytest.MonkeyPatch):
    first = {"tenant": "acme", "relationship": "lead", "after": "x", "checked": 100, "repaired": 1, "done": False}
    last = {**first, "checked": 150, "done": True}
    calls = Calls(first, last)
    monkeypatch.setattr(console, "call", calls)
    text, fault = ran("rebuild", "all", "acme")
    assert fault is None
    assert "150 records proven, 1 things repaired" in text
    assert calls == [("ScoringNightly", {"tenant": "acme"}), ("ScoringNightly", first)]


@pytest.mark.usefixtures("nowhere")
def test_boards_are_counted_until_nobody_was_writing_them(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(console, "call", Calls({"mended": 2, "left": 1}, {"mended": 1, "left": 0}))
    text, fault = ran("rebuild", "boards", "acme")
    assert fault is None
    assert text.count("counters were wrong") == 2
