"""The demo company: two departments, an administrator, a manager and two salespeople, with logins that work."""

import json
from dataclasses import dataclass
from typing import Any

from local.caller import Caller, Refused, eventually
from local.failure import Failure
from local.stack import Stack

TENANT = "sao-viet"
PASSWORD = "Leadstream#2026"  # noqa: S105 - of a demo that runs on this machine only
ADMIN = "an@saoviet.example"
_TAKEN = 409


@dataclass(frozen=True)
class Login:
    """Somebody of the demo company, signed in."""

    name: str
    role: str
    department: str
    email: str
    id: str
    call: Caller


@dataclass(frozen=True)
class Company:
    """Everybody, by role."""

    tenant: str
    fresh: bool
    admin: Login
    manager: Login
    staff: tuple[Login, Login]

    @property
    def everybody(self) -> tuple[Login, ...]:
        """All four."""
        return (self.admin, self.manager, *self.staff)


def settle(stack: Stack, tenant: str = TENANT) -> Company:
    """The demo company: opened if it is not there yet, and everybody signed in."""
    admin_email = ADMIN.replace("saoviet", tenant)
    order = {"tenant": tenant, "name": "Sao Việt", "admin": {"name": "Trần Bảo An", "email": admin_email}}
    made = invoke(stack, "TenantSetup", order)
    _require_ours(stack, tenant, admin_email, made)
    admin = _sign_in(stack, admin_email, "admin", "Ban giám đốc")
    departments = _departments(admin.call)
    people = [
        ("Lê Thu Hà", "manager", "Kinh doanh Hà Nội", "ha", "NV02"),
        ("Nguyễn Hoàng Minh", "staff", "Kinh doanh Hà Nội", "minh", "NV03"),
        ("Phạm Ngọc Lan", "staff", "Kinh doanh Sài Gòn", "lan", "NV04"),
    ]
    logins = []
    for name, role, department, user, code in people:
        email = f"{user}@{tenant}.example"
        body = {"code": code, "name": name, "email": email, "role": role, "department": departments[department]}
        _unless_there(admin.call, "/v1/employees", body)
        logins.append(_sign_in(stack, email, role, department))
    manager, *staff = logins
    _manage(admin.call, departments["Kinh doanh Hà Nội"], manager.id)
    return Company(tenant, "employee" in made, admin, manager, (staff[0], staff[1]))


def _require_ours(stack: Stack, tenant: str, email: str, made: dict[str, Any]) -> None:
    """Failure where somebody has opened a company of that name for themselves."""
    cognito = stack.client("cognito-idp")
    try:
        if made.get("status") == _TAKEN:
            cognito.admin_get_user(UserPoolId=stack.outputs()["UserPoolId"], Username=email)
    except cognito.exceptions.UserNotFoundException:
        raise Failure(f"there is a company {tenant!r} that is not the demo's: it has to be another stack") from None


def invoke(stack: Stack, function: str, event: Any) -> Any:  # noqa: ANN401 - JSON
    """Call a function directly, as an operator or the scheduler does."""
    name = stack.outputs()[f"{function}Name"]
    answer = stack.client("lambda").invoke(FunctionName=name, Payload=json.dumps(event).encode())
    text = answer["Payload"].read()
    if answer.get("FunctionError"):
        raise RuntimeError(f"{function} failed: {text.decode()}")
    return json.loads(text) if text else None


def _departments(call: Caller) -> dict[str, str]:
    for code, name in (("HN", "Kinh doanh Hà Nội"), ("SG", "Kinh doanh Sài Gòn")):
        _unless_there(call, "/v1/departments", {"code": code, "name": name})
    return {found["name"]: found["id"] for found in call("GET", "/v1/departments", limit=100)["items"]}


def _manage(call: Caller, department: str, manager: str) -> None:
    call("PATCH", f"/v1/departments/{department}", {"manager": manager})


def _unless_there(call: Caller, path: str, body: dict[str, str]) -> None:
    try:
        call("POST", path, body)
    except Refused as refused:
        if {error["code"] for error in refused.problem.get("errors", [])} != {"taken"}:
            raise


def _sign_in(stack: Stack, email: str, role: str, department: str) -> Login:
    """Wait for the login that the stream makes, give it the demo's password, and get a token."""
    cognito = stack.client("cognito-idp")
    pool, app = stack.outputs()["UserPoolId"], stack.outputs()["UserPoolClientId"]

    def look() -> bool:
        try:
            cognito.admin_set_user_password(UserPoolId=pool, Username=email, Password=PASSWORD, Permanent=True)
        except cognito.exceptions.UserNotFoundException:
            return False
        return True

    eventually(f"the login of {email}", look, bool)
    session = cognito.initiate_auth(
        ClientId=app, AuthFlow="USER_PASSWORD_AUTH", AuthParameters={"USERNAME": email, "PASSWORD": PASSWORD}
    )
    call = Caller(stack.api_url(), session["AuthenticationResult"]["IdToken"])
    me = call("GET", "/v1/me")
    return Login(me["name"], role, department, email, me["id"], call)
