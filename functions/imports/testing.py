"""A whole file tested: every row read, then all that it may be the same as looked up at once, then row by row decided.

What stays in memory between the two passes is packed, and what tells records apart: 110 MB for 100,000 rows of leads.
"""

import json
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from imports import known
from imports.deciding import Asked, Decider
from imports.drafting import Draft, Reader
from imports.of_contacts import Contacts
from imports.of_opportunities import Opportunities
from imports.of_products import Products
from imports.of_records import Records
from imports.plans import Digest, Outcome, Planned, Told, written
from imports.values import Row

_LEVEL = 1
_DECIDERS: Mapping[str, Callable[[Asked], Decider]] = {
    "leads": Records, "customers": Records, "contacts": Contacts, "opportunities": Opportunities, "products": Products,
}  # fmt: skip

type Keep = Callable[[int, bytes], None]
"""Takes a piece of the plan, as imports.plans has written it, and its number from 0."""
type Heard = Callable[[int], None]


def tested(
    asked: Asked, reader: Reader, chunks: Iterable[Sequence[Row]], digest: Digest, keep: Keep, heard: Heard
) -> Counter[Outcome]:
    """Make the plan, chunk by chunk, each kept and added to the digest; how many rows come to what."""
    decider = _DECIDERS[asked.kind](asked)
    drafts, marks, total = _read(reader, decider, chunks, heard)
    there = known.marked(asked.viewer, marks) if marks else {}
    del marks
    counts: Counter[Outcome] = Counter()
    for number, packed in enumerate(drafts):
        some = _unpacked(packed)
        decider.look([one for one in some if not one.wrong], there)
        planned = [_decided(asked, decider, one) for one in some]
        piece = written(planned)
        keep(number, piece)
        digest.add(piece)
        counts.update(one.outcome for one in planned)
        heard((total + counts.total()) // 2)
    return counts


def _read(
    reader: Reader, decider: Decider, chunks: Iterable[Sequence[Row]], heard: Heard
) -> tuple[list[bytes], set[str], int]:
    """All rows packed, where in the index to look for their sake, how many they are: half of what is to be done."""
    drafts: list[bytes] = []
    marks: set[str] = set()
    total = 0
    for rows in chunks:
        some = [reader.draft(number, cells) for number, cells in rows]
        for one in some:
            if not one.wrong and one.nothing is None:
                one.marks = decider.marks(one)
                marks.update(one.marks)
        drafts.append(_packed(some))
        total += len(some)
        heard(total // 2)
    return drafts, marks, total


def _decided(asked: Asked, decider: Decider, draft: Draft) -> Planned:
    if draft.nothing is not None:
        return asked.skipped(draft, Told(code=draft.nothing))
    if draft.wrong:
        return asked.wrong(draft, *draft.wrong)
    return decider.decide(draft)


def _packed(drafts: Iterable[Draft]) -> bytes:
    lines = [
        [one.row, one.fields, _told(one.wrong), _told(one.lacks), one.customer, one.nothing, one.marks]
        for one in drafts
    ]
    return zlib.compress(json.dumps(lines, ensure_ascii=False).encode("utf-8", "surrogatepass"), _LEVEL)


def _unpacked(packed: bytes) -> list[Draft]:
    lines: list[Any] = json.loads(zlib.decompress(packed))
    return [
        Draft(row, fields, [Told(**one) for one in wrong], [Told(**one) for one in lacks], customer, nothing, marks)
        for row, fields, wrong, lacks, customer, nothing, marks in lines
    ]


def _told(some: Iterable[Told]) -> list[dict[str, Any]]:
    return [one.as_json() for one in some]
