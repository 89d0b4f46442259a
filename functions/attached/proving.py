"""What somebody holds of a record is listed and counted as it is to be, or is made so: should the stream have lost it.

Rows and counters change with the notes, so it is enough that the notes are right, and what is kept beside the record.
"""

from collections.abc import Iterator

from attached import tracking
from attached.kinds import NOTED
from customers import busy
from kernel import keys, table
from kernel.table import Range


def prove(pk: str, until: str) -> bool:
    """Whether the notes of a record's collection, and what it is busy with, were right; they are now.

    What was changed from the moment `until` on is left to the stream.
    """
    home = keys.owner_of(pk)
    if home is None:
        raise ValueError("not a record's collection")
    things = {sk for prefix in NOTED for sk in _sort_keys(pk, prefix)}
    noted = {sk.removeprefix(keys.tracked("")) for sk in _sort_keys(pk, keys.tracked(""))}
    right = tracking.settled(pk, sorted(things | noted), until)
    return busy.prove(*home, lambda: tracking.busy_in(pk)) and right


def _sort_keys(pk: str, prefix: str) -> Iterator[str]:
    return (row["sk"]["S"] for row in table.every(Range(pk, prefix=prefix, consistent=True)))
