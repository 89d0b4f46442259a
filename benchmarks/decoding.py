"""What it takes to read a page of 100 cards, relative to pynamodb's own query of the same items."""

import json
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders

from benchmarks.company import Company, company
from benchmarks.figures import Figure
from benchmarks.lists import rows, team
from benchmarks.timing import seconds
from customers.model import CardItem
from customers.stages import card_view, plain_card
from kernel import answers, table
from kernel.table import Range

CARDS, LIMIT = 100, 0.5
BOOK = "the book"


class _Body:
    """What arrives, all at once."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self) -> Iterator[bytes]:
        yield self._content


def measure(say: Callable[[str], None]) -> Iterator[Figure]:
    """From the bytes of the answer to the rows of a list, the call's own work included on both sides."""
    say(f"decoding {CARDS} cards")
    with company() as firm:
        body = _page(firm)
    table._connection = None  # noqa: SLF001 - it has been moto's
    with patch.object(answers, "OPERATIONS", ()), _answering(body):
        theirs = seconds(_by_pynamodb)
    table._connection = None  # noqa: SLF001 - the next one reads answers as we do
    with _answering(body):
        ours = seconds(_by_us)
        items = seconds(lambda: table.page(Range(BOOK), limit=CARDS))
    table._connection = None  # noqa: SLF001 - it asks nobody
    yield Figure("warm.decode_100.ratio", ours / theirs, "ratio", LIMIT)
    yield Figure("warm.decode_100.items_only.ratio", items / theirs, "ratio")


def _page(firm: Company) -> bytes:
    """The answer of a query, as DynamoDB writes it."""
    cards = [one for one in rows(team(firm), 2 * CARDS) if "feed" in one]
    page = random.Random(1).sample(cards, CARDS)  # noqa: S311 - the same in every run
    answer = {"Count": CARDS, "Items": page, "ScannedCount": CARDS}
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()


def _by_pynamodb() -> None:
    assert len(list(CardItem.query(BOOK, limit=CARDS))) == CARDS


def _by_us() -> None:
    assert len([card_view(plain_card(raw), {}) for raw in table.page(Range(BOOK), limit=CARDS).items]) == CARDS


@contextmanager
def _answering(body: bytes) -> Iterator[None]:
    """Every query gets this answer; nobody is asked."""
    events = table.connection().connection.client.meta.events

    def answer(**_: object) -> Any:  # noqa: ANN401 - botocore's
        return AWSResponse("https://dynamodb", 200, HTTPHeaders(), _Body(body))

    listener: Any = answer
    events.register("before-send.dynamodb.Query", listener)
    try:
        yield
    finally:
        events.unregister("before-send.dynamodb.Query", listener)
