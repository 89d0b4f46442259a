"""A company that Zalo knows, and the Zalo that knows it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from channels import secrets, tokens
from channels.tokens import Credentials
from kernel import clock
from local import zalo as local_zalo
from local.zalo import Zalo
from tests.world import World

NOW = datetime.now(UTC)


@pytest.fixture
def zalo(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Zalo]:  # noqa: ARG001 - the secrets are in it
    with Zalo() as made:
        monkeypatch.setenv("ZALO_ENDPOINT", made.address)
        monkeypatch.setattr(tokens, "_kept", {})
        monkeypatch.setattr(clock, "now", lambda: NOW)  # a process may have come far since it read this file
        authorise(made)
        yield made


def authorise(zalo: Zalo, left: timedelta = timedelta(hours=20)) -> None:
    """As an administrator does."""
    held = Credentials(
        local_zalo.APP, local_zalo.SECRET, zalo.refresh_token, zalo.access_token, clock.stamp(NOW + left)
    )
    secrets.write("acme", tokens.CHANNEL, tokens.vars_of(held))
