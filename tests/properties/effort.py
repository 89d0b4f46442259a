"""How hard the properties look: LEADSTREAM_THOROUGH=1 looks 25 times as long (some minutes instead of seconds)."""

from tests.sampling import THOROUGH

FACTOR = 25 if THOROUGH else 1


def examples(count: int) -> int:
    """How many histories to try."""
    return count * FACTOR
