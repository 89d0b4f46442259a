"""A busy company beside a quiet one while AWS is throttled: who is refused comes again, and nothing is lost."""

import pytest

from tests.load import within
from tests.load.within import Inside
from tests.sampling import THOROUGH
from tests.world import World


def test_under_load_nothing_is_lost_or_doubled_and_every_refusal_says_when_to_come_again(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(within, "THROTTLED", 0.05)
    inside = Inside(world, monkeypatch, seed=1)
    assert not inside.run(300 if THOROUGH else 4)
    assert inside.throttled > 10
    assert inside.traffic.refused["503 busy"]
