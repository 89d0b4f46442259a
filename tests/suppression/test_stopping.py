"""An address that bounced for good, or complained, gets no more mail of this company (J2)."""

from typing import Any

import pytest

from channels.contents import Mail
from mailing import kinds
from suppression import model
from tests.mailing.sent import sent
from tests.outbox.test_sending import Post
from tests.world import World

TAGS = {"tenant": "acme", "message": "m0", "kind": "note"}


@pytest.fixture
def post(world: World, monkeypatch: pytest.MonkeyPatch) -> Post:
    return Post(world, monkeypatch)


def goes(post: Post) -> tuple[str, str | None]:
    """What becomes of a mail to lan@x.vn."""
    post.order()
    return post.message().state, post.message().reason


def told(post: Post, event: str, to: str = "Lan@X.vn", tags: dict[str, str] = TAGS, **more: Any) -> None:
    assert post.told(event, to=to, more=more, **tags) in {"noted", "confirmed"}


def test_a_bounce_for_good_stops_what_goes_to_the_address_and_is_told_once(post: Post):
    told(post, "bounce", bounceType="Permanent")
    told(post, "bounce", bounceType="Permanent")
    assert goes(post) == ("void", "suppressed")
    assert sent() == []
    item = model.find("acme", "lan@x.vn")
    assert item is not None
    assert (item.version, item.standing) == (1, "bounce")


def test_a_complaint_stops_it_too(post: Post):
    told(post, "complaint")
    assert goes(post) == ("void", "suppressed")


def test_a_bounce_that_may_pass_stops_nothing(post: Post):
    told(post, "bounce", bounceType="Transient")
    assert goes(post)[0] == "sent"


def test_what_another_company_was_told_stops_nothing_here(post: Post):
    told(post, "bounce", tags=TAGS | {"tenant": "rival"}, bounceType="Permanent")
    assert goes(post)[0] == "sent"


def test_our_own_people_are_written_to_all_the_same(post: Post, monkeypatch: pytest.MonkeyPatch):
    told(post, "bounce", tags=TAGS | {"kind": "reminder"}, bounceType="Permanent")
    assert model.find("acme", "lan@x.vn") is None
    told(post, "bounce", bounceType="Permanent")
    monkeypatch.setitem(vars(kinds)["KINDS"], "reminder", lambda *_: Mail("lan@x.vn", "Nhắc", "Nhắc", "Nhắc"))
    post.enter("m2", kind="reminder")
    post.order("m2")
    assert post.message("m2").state == "sent"
