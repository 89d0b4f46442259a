"""Signing in, and staying signed in: Cognito's tokens of each stage, in a file that only its owner reads.

The password never leaves the machine: it is proven by SRP (RFC 5054, as Amazon Cognito does it), locally too.
"""

import json
import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError
from pycognito.aws_srp import AWSSRP
from pycognito.exceptions import ForceChangePasswordException

from console.places import Place
from local.caller import Caller, Refused
from local.failure import Failure

_UNKNOWN = 401
_EARLY = 60
"""Seconds before a token ends in which it is not relied on any more."""


@dataclass(frozen=True)
class Session:
    """Who is signed in at a stage."""

    email: str
    token: str
    refresh: str
    ends: float


def home() -> Path:
    """Where sessions are kept."""
    base = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(base) / "leadstream"


class NotSignedIn(Failure):
    """Nobody is signed in, or no more."""

    code = 3


@dataclass(frozen=True)
class SignedIn(Caller):
    """Who is signed in at a stage, for as long as that can be renewed: an import may take longer than a token lasts."""

    where: Place = field(kw_only=True)

    def __call__(self, method: str, path: str, body: Any = None, *, version: int | None = None, **query: Any) -> Any:  # noqa: ANN401 - JSON
        """As any caller's; a token that is taken no more is renewed once."""
        try:
            return _as(self, _fresh(self.where))(method, path, body, version=version, **query)
        except Refused as refused:
            if refused.status != _UNKNOWN:
                raise
        try:
            return _as(self, _renewed(self.where, _session(self.where)))(method, path, body, version=version, **query)
        except Refused as refused:
            if refused.status != _UNKNOWN:
                raise
            raise NotSignedIn(f"the session at {self.where.name} is not taken any more: leadstream login") from None


class NewPasswordNeeded(Failure):
    """Somebody signs in for the first time, with the password that was mailed to them."""


def sign_in(where: Place, email: str, password: str, new_password: str | None = None) -> Session:
    """Prove the password and keep the session. Raises Failure; NewPasswordNeeded where one has to be chosen first."""
    outputs, client = where.outputs(), where.client("cognito-idp")
    proof = AWSSRP(
        username=email, password=password, pool_id=outputs["UserPoolId"], client_id=outputs["UserPoolClientId"],
        client=client,
    )  # fmt: skip
    try:
        answer = proof.set_new_password_challenge(new_password) if new_password else proof.authenticate_user()
    except ForceChangePasswordException:
        raise NewPasswordNeeded(f"{email} has to choose a password first") from None
    except ClientError as error:
        raise NotSignedIn(f"{email} cannot sign in: {error.response['Error']['Message']}") from None
    tokens = answer["AuthenticationResult"]
    session = Session(email, tokens["IdToken"], tokens["RefreshToken"], time.time() + tokens["ExpiresIn"])
    _keep(where, session)
    return session


def sign_out(where: Place) -> bool:
    """Forget the session, here and at Cognito; whether there was one."""
    session = _kept(where)
    if session is None:
        return False
    _file(where).unlink()
    try:
        client_id = where.outputs()["UserPoolClientId"]
        where.client("cognito-idp").revoke_token(Token=session.refresh, ClientId=client_id)
    except (ClientError, Failure):
        pass  # the file is gone; a token that nobody has ends by itself
    return True


def caller(where: Place, language: str = "en") -> SignedIn:
    """The API, as who is signed in. NotSignedIn when nobody is, or no more."""
    return SignedIn(where.api_url(), _fresh(where).token, language, where=where)


def _as(somebody: SignedIn, session: Session) -> Caller:
    return Caller(somebody.api, session.token, somebody.language)


def _session(where: Place) -> Session:
    session = _kept(where)
    if session is None:
        raise NotSignedIn(f"nobody is signed in at {where.name}: leadstream login")
    return session


def _fresh(where: Place) -> Session:
    session = _session(where)
    return session if session.ends - _EARLY >= time.time() else _renewed(where, session)


def _renewed(where: Place, session: Session) -> Session:
    try:
        answer = where.client("cognito-idp").initiate_auth(
            ClientId=where.outputs()["UserPoolClientId"], AuthFlow="REFRESH_TOKEN_AUTH",
            AuthParameters={"REFRESH_TOKEN": session.refresh},
        )  # fmt: skip
    except ClientError:
        raise NotSignedIn(f"the session of {session.email} has ended: leadstream login") from None
    tokens = answer["AuthenticationResult"]
    refresh = tokens.get("RefreshToken", session.refresh)
    renewed = Session(session.email, tokens["IdToken"], refresh, time.time() + tokens["ExpiresIn"])
    _keep(where, renewed)
    return renewed


def _file(where: Place) -> Path:
    return home() / f"{where.name}.json"


def _kept(where: Place) -> Session | None:
    try:
        return Session(**json.loads(_file(where).read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def _keep(where: Place, session: Session) -> None:
    file = _file(where)
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as written:
        json.dump(session.__dict__, written)
