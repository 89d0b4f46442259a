"""Waiting for one's turn where many want to write the same item, and each transaction but one fails."""

import random
import time
from dataclasses import dataclass, field

_FIRST, _MOST = 4, 32
_LONGEST = 4.0


@dataclass
class Contest:
    """One caller's part in it: how long they go on, in seconds, and how they wait when they were overtaken.

    A wait is a random part of some rounds like the one that was lost, of twice as many each time. In rounds, not in
    seconds: where one takes long because so many are at it, who waits less comes back into the same crowd, and of
    each crowd only one gets on.
    """

    patience: float
    _begun: float = field(init=False)
    _round: float = field(init=False)
    _rounds: int = field(default=_FIRST, init=False)

    def __post_init__(self) -> None:
        """The first round begins at once."""
        self._begun = self._round = time.monotonic()

    @property
    def goes_on(self) -> bool:
        """Whether there is time for another round."""
        return time.monotonic() < self._begun + self.patience

    def lost(self) -> None:
        """Wait until another round is worth it."""
        took = time.monotonic() - self._round
        time.sleep(random.uniform(0, min(took * self._rounds, _LONGEST)))  # noqa: S311 - jitter, not a secret
        self._rounds, self._round = min(2 * self._rounds, _MOST), time.monotonic()
