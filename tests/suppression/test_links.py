"""Links by which somebody unsubscribes: made by us alone, and telling nothing but ids."""

import base64

import pytest

from kernel import clock, config, ids
from suppression import links
from suppression.links import Meant

MEANT = Meant("acme", ids.new(clock.now()), ids.new(clock.now()))


def test_a_link_leads_back_to_whom_it_is_about():
    assert links.read(links.token(MEANT)) == MEANT
    assert links.link(MEANT) == f"https://api.leadstream.example/v1/unsubscribe/{links.token(MEANT)}"


def test_the_headers_are_those_that_mail_programs_look_for():
    assert links.headers(MEANT) == {
        "List-Unsubscribe": f"<{links.link(MEANT)}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }  # fmt: skip


def test_no_bit_of_it_can_be_another():
    token = links.token(MEANT)
    raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    for place in range(len(raw) * 8):
        altered = bytearray(raw)
        altered[place // 8] ^= 1 << place % 8
        assert links.read(base64.urlsafe_b64encode(altered).decode().rstrip("=")) is None


@pytest.mark.parametrize(
    "text",
    ["", "x", "a" * 300, "é", "../../etc", "https://evil.example", links.token(MEANT) + "=", links.token(MEANT) + "A"],
    ids=[
        "nothing",
        "a letter",
        "too long",
        "no letter of ours",
        "a path",
        "an address",
        "a sign more",
        "a letter more",
    ],
)
def test_what_we_did_not_make_leads_to_nobody(text: str):
    assert links.read(text) is None


def test_a_link_made_with_another_key_leads_to_nobody(monkeypatch: pytest.MonkeyPatch):
    token = links.token(MEANT)
    monkeypatch.setattr(config, "unsubscribe_key", lambda: b"another")
    assert links.read(token) is None


def test_what_was_signed_for_something_else_leads_to_nobody(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(links, "_PURPOSE", b"")
    token = links.token(MEANT)
    monkeypatch.undo()
    assert links.read(token) is None
