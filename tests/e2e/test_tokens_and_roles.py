"""What the authorizer lets in, and what a function's role lets it do: only the deployed stack can show both."""

import base64
import json
import re
from typing import Any

import pytest

from kernel import clock, ids
from local.caller import Caller, Refused, eventually
from local.company import PASSWORD, Company
from local.openapi import DOCUMENT
from local.stack import Stack

pytestmark = pytest.mark.e2e
ROUTES = ("/v1/leads", "/v1/customers", "/v1/search?q=abc", "/v1/employees", "/v1/exports", "/v1/settings")


def part(said: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")


def told(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The header and the claims."""
    header, claims = (json.loads(base64.urlsafe_b64decode(f"{one}===")) for one in token.split(".")[:2])
    return header, claims


def signed_in(stack: Stack, app: str, email: str) -> dict[str, str]:
    answer = stack.client("cognito-idp").initiate_auth(
        ClientId=app, AuthFlow="USER_PASSWORD_AUTH", AuthParameters={"USERNAME": email, "PASSWORD": PASSWORD}
    )
    tokens: dict[str, str] = answer["AuthenticationResult"]
    return tokens


def app_of(stack: Stack, pool: str) -> str:
    made = stack.client("cognito-idp").create_user_pool_client(
        UserPoolId=pool, ClientName="another", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"]
    )
    return str(made["UserPoolClient"]["ClientId"])


def of_another_pool(stack: Stack, claims: dict[str, Any]) -> str:
    """A token that says the same, from a pool that anybody could have made."""
    cognito = stack.client("cognito-idp")
    schema = [{"Name": name, "AttributeDataType": "String", "Mutable": True} for name in ("tenant", "employee")]
    pool = cognito.create_user_pool(PoolName="another", Schema=schema)["UserPool"]["Id"]
    attributes = [{"Name": name, "Value": claims[name]} for name in ("custom:tenant", "custom:employee")]
    cognito.admin_create_user(UserPoolId=pool, Username="eve@x.vn", UserAttributes=attributes)
    cognito.admin_set_user_password(UserPoolId=pool, Username="eve@x.vn", Password=PASSWORD, Permanent=True)
    return signed_in(stack, app_of(stack, pool), "eve@x.vn")["IdToken"]


def test_a_token_that_is_not_as_it_was_given_opens_nothing(stack: Stack, company: Company, rival: Company):
    token = rival.admin.call.token or ""
    header, claims = told(token)
    assert claims["custom:tenant"] == rival.tenant
    head, body, signature = token.split(".")
    of_acme = claims | {
        name: told(company.admin.call.token or "")[1][name] for name in ("custom:tenant", "custom:employee")
    }
    own = signed_in(stack, stack.outputs()["UserPoolClientId"], rival.admin.email)
    another = app_of(stack, stack.outputs()["UserPoolId"])
    altered = {
        "another signature": f"{head}.{body}.{signature[:-6]}AAAAAA",
        "no signature": f"{head}.{body}.",
        "another company": f"{head}.{part(of_acme)}.{signature}",
        "no algorithm": f"{part({**header, 'alg': 'none'})}.{part(of_acme)}.",
        "signed with what is public": f"{part({**header, 'alg': 'HS256'})}.{part(of_acme)}.{signature}",
        "later": f"{head}.{part(claims | {'exp': claims['exp'] + 10**6})}.{signature}",
        "another pool": of_another_pool(stack, of_acme),
        "another application": signed_in(stack, another, rival.admin.email)["IdToken"],
        "an access token": own["AccessToken"],
        "no token": "x",
    }  # fmt: skip
    assert rival.admin.call("GET", "/v1/leads")["items"] is not None
    for kind, one in altered.items():
        for path in ROUTES:
            with pytest.raises(Refused) as refused:
                Caller(stack.api_url(), one)("GET", path)
            assert refused.value.status == 401, (kind, path)


def guarded() -> list[tuple[str, str]]:
    """Every operation of the API's document but those that need no login."""
    paths: dict[str, dict[str, Any]] = json.loads(DOCUMENT.read_text(encoding="utf-8"))["paths"]
    return [
        (method.upper(), re.sub(r"{\w+}", ids.new(clock.now()), path))
        for path, methods in paths.items() for method, operation in methods.items() if "security" not in operation
    ]  # fmt: skip


def test_no_operation_opens_to_a_token_that_was_altered_or_to_none(stack: Stack, company: Company, rival: Company):
    head, _, signature = (rival.admin.call.token or "").split(".")
    of_acme = part(told(company.admin.call.token or "")[1])
    assert len(guarded()) > 300
    for token in (f"{head}.{of_acme}.{signature}", None):
        call, opened = Caller(stack.api_url(), token), dict[tuple[str, str], Any]()
        for method, path in guarded():
            try:
                opened[method, path] = call(method, path, {} if method != "GET" else None)
            except Refused as refused:
                if refused.status != 401:
                    opened[method, path] = refused
        assert not opened


def test_what_a_role_does_not_allow_is_refused(stack: Stack, company: Company):
    """One action is taken from one role, and its function can no more do it: so the stack does ask the roles."""
    iam, functions = stack.client("iam"), stack.client("lambda").get_paginator("list_functions").paginate()
    (arn,) = {one["Role"] for page in functions for one in page["Functions"] if "SearchApi" in one["FunctionName"]}
    role = arn.rpartition("/")[2]
    denied = {"Effect": "Deny", "Action": "dynamodb:Query", "Resource": "*"}
    assert company.admin.call("GET", "/v1/search", q="abc")["items"] is not None
    iam.put_role_policy(
        RoleName=role, PolicyName="less", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [denied]})
    )

    def status() -> int:
        try:
            company.admin.call("GET", "/v1/search", q="abc")
        except Refused as refused:
            return refused.status
        return 200

    try:
        eventually("the refusal", status, lambda found: found == 500)
    finally:
        iam.delete_role_policy(RoleName=role, PolicyName="less")
    eventually("the answer", status, lambda found: found == 200)


def test_what_was_once_missing_in_a_role_is_there(company: Company):
    """Functions whose roles did not let them do what their code does: nobody had asked them for it here."""
    call = company.admin.call
    assert call("POST", "/v1/products", {"code": "SP-R", "name": "Ống thép", "price": 5})["code"] == "SP-R"
    department = company.admin.call("GET", "/v1/departments", limit=1)["items"][0]["id"]
    body = {"code": "NV-R", "name": "Đỗ Mai", "email": "mai@acme.example", "department": department}
    person = call("POST", "/v1/employees", body)["id"]
    assert call("PATCH", f"/v1/employees/{person}", {"email": "mai.do@acme.example"})["email"] == "mai.do@acme.example"
    before = call("GET", "/v1/tiers")
    tiers = [{name: value for name, value in one.items() if name in _TIER} for one in before["tiers"]]
    spare = {"id": "spare", "name": {"vi": "X", "en": "X"}, "colour": "#D4AF37", "discount": 0, "min_amount": 10**9}
    assert len(call("PUT", "/v1/tiers", {"tiers": [*tiers, spare]})["tiers"]) == len(tiers) + 1
    assert len(call("DELETE", "/v1/tiers/spare")["tiers"]) == len(tiers)


_TIER = {"id", "name", "colour", "discount", "min_amount"}
