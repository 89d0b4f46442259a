"""The table's stream: what happens to a customer becomes their score."""

from typing import Any

from kernel.stream import consume
from scoring.folding import noting, react


def handler(event: dict[str, Any], _context: object) -> None:
    """Fold a batch."""
    with noting():
        consume("scoring", event, react)
