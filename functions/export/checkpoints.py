"""How far a file is, as its next worker needs to know it: an item of its own, so that lists of jobs stay light."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from pynamodb.attributes import UnicodeAttribute

from export.model import JobItem
from export.sheets import Sheet
from export.upload import Sent
from export.workbook import Mark
from kernel import keys, table
from kernel.table import Item, Key, Write


class CheckpointItem(Item):
    """The last checkpoint of a job."""

    value = UnicodeAttribute()


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What storage has, and where the file stands; nowhere any more, when all of it was sent."""

    sent: Sent
    mark: Mark | None
    shape: str


def shape(sheets: Sequence[Sheet]) -> str:
    """Tells whether sheets are those that a file was begun with: the looks of its cells are counted in their order."""
    told = [(sheet.title, [*sheet.columns], [*sheet.charts]) for sheet in sheets]
    return hashlib.sha256(repr(told).encode("utf-8", "surrogatepass")).hexdigest()


def find(job: JobItem) -> Checkpoint | None:
    """The last checkpoint of a job, if there is one."""
    item = table.get(CheckpointItem, _key(job), consistent=True)
    if item is None:
        return None
    told = json.loads(item.value)
    parts = tuple((tag, checksum) for tag, checksum in told["sent"]["parts"])
    mark = Mark(**told["mark"]) if told["mark"] else None
    return Checkpoint(Sent(**told["sent"] | {"parts": parts}), mark, told["shape"])


def keeping(job: JobItem, one: Checkpoint) -> Write:
    """The write that makes it the last checkpoint."""
    return table.put(CheckpointItem(*_key(job), value=json.dumps(asdict(one)), expires_at=job.expires_at))


def dropping(job: JobItem) -> Write:
    """The write that forgets it."""
    return table.delete(_key(job))


def _key(job: JobItem) -> Key:
    return job.pk, keys.export_checkpoint(job.value.id)
