"""The guides' commands do what the guides say, on the deployed template."""

import json
import re
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from local import demo
from local.caller import Caller
from local.company import PASSWORD, Company, settle
from local.demo import LADDER
from local.ministack import CREDENTIALS, REGION
from local.stack import Stack
from tests.guides.pages import ROOT, blocks, plainly, require_told
from tests.guides.shell import follow
from tests.sampling import THOROUGH


@pytest.fixture(scope="module")
def demonstrated(stack: Stack) -> Company:
    """The company that the guides are about, as `make run` opens it."""
    made = settle(stack, "sao-viet")
    made.admin.call("PUT", "/v1/tiers", {"basis": "revenue", "automatic": True, "tiers": LADDER})
    return made


@pytest.fixture
def terminal(stack: Stack, demonstrated: Company, tmp_path: Path) -> dict[str, str]:  # noqa: ARG001 - it is there
    """What a shell needs to know to reach the stack, as somebody who has never signed in."""
    where = {"LEADSTREAM_STATE": str(stack.aws.home), "LEADSTREAM_PORT": str(stack.aws.port)}
    return {**where, "XDG_CONFIG_HOME": str(tmp_path)}


def test_both_languages_have_the_same_commands_and_answers():
    there, here = (
        [(one.language, one.content) for one in blocks(f"docs/{name}.md")] for name in ("first-hour", "gio-dau-tien")
    )
    assert there == here


@pytest.mark.e2e
def test_the_first_hour_is_as_it_is_told(terminal: dict[str, str]):
    follow(blocks("docs/first-hour.md"), ROOT, terminal)


@pytest.mark.e2e
def test_signing_in_is_as_it_is_told(stack: Stack, terminal: dict[str, str], monkeypatch: pytest.MonkeyPatch):
    found = blocks("docs/authentication.md")
    (place,) = (place for place, one in enumerate(found) if one.language == "python")
    follow([*found[:place], *found[place + 2 :]], ROOT, terminal)
    outputs = stack.outputs()
    for name, value in {
        "API": f"{stack.api_url()}/v1", "USER_POOL_ID": outputs["UserPoolId"], "AWS_ENDPOINT_URL": stack.endpoint(),
        "USER_POOL_CLIENT_ID": outputs["UserPoolClientId"], "AWS_DEFAULT_REGION": REGION, **CREDENTIALS,
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    with redirect_stdout(StringIO()) as said:
        exec(compile(found[place].content, "docs/authentication.md", "exec"), {})  # noqa: S102 - our own guide
    require_told(found[place + 1], said.getvalue())


@pytest.mark.e2e
@pytest.mark.usefixtures("demonstrated")
def test_who_signs_in_on_the_page_of_the_api_may_try_it(stack: Stack):
    """The very request that the page's script makes, by what the page tells it."""
    with urlopen(f"{stack.api_url()}/v1/reference") as answer:  # noqa: S310 - our own address
        client = re.search(r'data-client="(\w+)"', answer.read().decode())
    assert client
    who = {"USERNAME": "lan@sao-viet.example", "PASSWORD": PASSWORD}
    body = {"AuthFlow": "USER_PASSWORD_AUTH", "ClientId": client[1], "AuthParameters": who}
    target = "AWSCognitoIdentityProviderService.InitiateAuth"
    headers = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": target}
    asked = Request(f"{stack.endpoint()}/", json.dumps(body).encode(), headers)  # noqa: S310 - our own address
    with urlopen(asked) as answer:  # noqa: S310 - our own address
        token = json.loads(answer.read())["AuthenticationResult"]["IdToken"]
    assert Caller(stack.api_url(), token)("GET", "/v1/me")["name"] == "Phạm Ngọc Lan"


@pytest.mark.e2e
@pytest.mark.skipif(not THOROUGH, reason="its steps are the other tests' here; all of it takes half a minute")
def test_the_demo_says_what_the_readme_shows(stack: Stack, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(demo, "current", lambda: stack)
    monkeypatch.setattr(demo, "settle", lambda where: settle(where, "sao-viet-2"))
    monkeypatch.setattr(demo.out, "width", 80)
    with demo.out.capture() as said:
        demo.main()
    (told,) = blocks("README.md", "text")
    assert _story(told.content) == _story(said.get())


def _story(said: str) -> list[str]:
    """From the first lead to the file, without bars of progress and without what differs each time."""
    story = re.search(r"─+ leads come in .*? bytes: *\n\S+$", said, re.DOTALL | re.MULTILINE)
    assert story, said
    lines = re.sub(r"[\d,]+ bytes", "bytes", plainly(story[0])).splitlines()
    return [line.rstrip() for line in lines if not line.startswith(("capturing", "delivering"))]
