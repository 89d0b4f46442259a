"""Signing in from a terminal: by SRP, as on AWS; the session is its owner's file and is renewed by itself."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from console import sessions
from console.places import Place
from local.caller import Caller, Refused
from local.failure import Failure
from local.ministack import REGION
from local.stack import Stack

EMAIL, PASSWORD = "an@acme.example", "Leadstream#2026"


class Pool:
    """A user pool of its own, with an app client that takes what ours takes on AWS: SRP and renewal, no password."""

    name, region = "test", REGION

    def __init__(self, stack: Stack) -> None:
        self._stack, cognito = stack, stack.client("cognito-idp")
        pool = cognito.create_user_pool(PoolName="people", UsernameAttributes=["email"])["UserPool"]["Id"]
        flows = ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
        app = cognito.create_user_pool_client(UserPoolId=pool, ClientName="app", ExplicitAuthFlows=flows)
        self.pool, self._app = pool, app["UserPoolClient"]["ClientId"]

    def invite(self, email: str, password: str) -> None:
        """Somebody who has to choose a password."""
        self.client("cognito-idp").admin_create_user(
            UserPoolId=self.pool, Username=email, TemporaryPassword=password, MessageAction="SUPPRESS",
            UserAttributes=[{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}],
        )  # fmt: skip

    def settle(self, email: str, password: str) -> None:
        """Somebody who has chosen."""
        self.invite(email, "Temporary#2026")
        cognito = self.client("cognito-idp")
        cognito.admin_set_user_password(UserPoolId=self.pool, Username=email, Password=password, Permanent=True)

    def outputs(self) -> dict[str, str]:
        return {"UserPoolId": self.pool, "UserPoolClientId": self._app}

    def api_url(self) -> str:
        return "https://api.example"

    def client(self, service: str) -> Any:
        return self._stack.client(service)


@pytest.fixture
def where(aws: Stack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pool:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    return Pool(aws)


def kept(where: Place) -> Path:
    return sessions.home() / f"{where.name}.json"


def test_who_signs_in_is_signed_in_until_they_sign_out(where: Pool):
    where.settle(EMAIL, PASSWORD)
    made = sessions.sign_in(where, EMAIL, PASSWORD)
    assert sessions.caller(where).token == made.token
    assert kept(where).stat().st_mode & 0o777 == 0o600
    assert sessions.sign_out(where)
    with pytest.raises(Failure, match="nobody is signed in at test"):
        sessions.caller(where)
    assert not sessions.sign_out(where)
    with pytest.raises(ClientError, match=r"NotAuthorized|revoked|Invalid"):
        where.client("cognito-idp").initiate_auth(
            ClientId=where.outputs()["UserPoolClientId"], AuthFlow="REFRESH_TOKEN_AUTH",
            AuthParameters={"REFRESH_TOKEN": made.refresh},
        )  # fmt: skip


def test_the_password_is_in_no_file(where: Pool):
    where.settle(EMAIL, PASSWORD)
    sessions.sign_in(where, EMAIL, PASSWORD)
    assert PASSWORD not in kept(where).read_text()


@pytest.mark.parametrize(("email", "password"), [(EMAIL, "Wrong#2026x"), ("nobody@acme.example", PASSWORD)])
def test_who_cannot_sign_in_hears_a_sentence_that_does_not_tell_who_exists(where: Pool, email: str, password: str):
    where.settle(EMAIL, PASSWORD)
    with pytest.raises(Failure, match=f"{email} cannot sign in: .*"):
        sessions.sign_in(where, email, password)
    assert not kept(where).exists()


def test_who_was_invited_chooses_a_password_first(where: Pool):
    where.invite(EMAIL, "Temporary#2026")
    with pytest.raises(sessions.NewPasswordNeeded):
        sessions.sign_in(where, EMAIL, "Temporary#2026")
    sessions.sign_in(where, EMAIL, "Temporary#2026", PASSWORD)
    assert sessions.sign_in(where, EMAIL, PASSWORD).email == EMAIL


def test_a_token_that_ends_is_renewed(where: Pool):
    where.settle(EMAIL, PASSWORD)
    made = sessions.sign_in(where, EMAIL, PASSWORD)
    kept(where).write_text(json.dumps({**made.__dict__, "token": "old", "ends": time.time() + 1}))
    assert sessions.caller(where).token not in {None, "old"}
    assert json.loads(kept(where).read_text())["ends"] > time.time() + 600


def test_a_session_that_cannot_be_renewed_has_ended(where: Pool):
    where.settle(EMAIL, PASSWORD)
    made = sessions.sign_in(where, EMAIL, PASSWORD)
    kept(where).write_text(json.dumps({**made.__dict__, "refresh": "none", "ends": 0}))
    with pytest.raises(Failure, match=f"the session of {EMAIL} has ended"):
        sessions.caller(where)


def test_a_file_that_is_no_session_is_none(where: Pool):
    kept(where).parent.mkdir(parents=True)
    kept(where).write_text("{")
    with pytest.raises(Failure, match="nobody is signed in"):
        sessions.caller(where)


def test_a_token_that_is_taken_no_more_is_renewed_while_a_command_works(where: Pool, monkeypatch: pytest.MonkeyPatch):
    where.settle(EMAIL, PASSWORD)
    first = sessions.sign_in(where, EMAIL, PASSWORD)
    asked: list[str | None] = []

    def answer(caller: Caller, *_: object, **__: object) -> str:
        asked.append(caller.token)
        if len(asked) in {1, 3, 4}:
            raise Refused(401, {})
        return "done"

    monkeypatch.setattr(Caller, "__call__", answer)
    me = sessions.caller(where)
    assert me("GET", "/v1/me") == "done"
    assert asked[0] == first.token
    assert kept(where).read_text().count(str(asked[1])) == 1
    with pytest.raises(sessions.NotSignedIn, match="is not taken any more: leadstream login"):
        me("GET", "/v1/me")
