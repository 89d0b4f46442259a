"""A catalogue entry goes: contacts, cards and warranties that name it name another one (B3)."""

from collections.abc import Mapping

from attached import model
from attached.items import AttachedItem
from attached.rules import Attached, Card, Contact, Warranty
from catalogs.rules import Kind as Catalog
from customers import attached as places
from kernel import clock, table
from kernel.access import Viewer
from kernel.problems import Problem, in_flight
from kernel.table import Write

NAMING: Mapping[str, type[Attached]] = {one.KIND.prefix: one for one in (Contact, Card, Warranty)}
"""What names entries, by the beginning of its sort key."""
_TRIES = 8


def rename(viewer: Viewer, where: tuple[str, str], kind: Catalog, code: str, instead: str, telling: Write) -> None:
    """For what is the company's own work; `where` is prefix and id, and `telling` is written with the change.

    Raises `unchanged`, with nothing written, where there is nothing to do; `number_taken` for a card whose number is
    another's among those of the other kind.
    """
    prefix, attached_id = where
    for _ in range(_TRIES):
        item = places.find(AttachedItem, viewer.tenant, prefix, attached_id)
        if item is None:
            raise Problem("not_found")
        before = model.value_of(NAMING[prefix], item)
        named = {path.removeprefix("/"): instead for path, *what in before.choices() if what == [kind, code]}
        if not named:
            raise Problem("unchanged")
        after = before.model_copy(update={**named, "updated_at": clock.now(), "updated_by": viewer.employee})
        try:
            table.write(*model.replacing(viewer.tenant, item, before, after), telling)
        except table.Refused:
            continue
        return
    raise in_flight()
