"""The test of an import: what would become of each row, and why."""

from collections.abc import Iterator

from identity.viewers import viewer_of
from imports import annotated, known, plans, store, testing
from imports.cells import Style
from imports.deciding import Asked
from imports.drafting import Reader, Use
from imports.reading import Heard
from imports.rules import Import, Options, Tested
from imports.values import Row


def test(tenant: str, value: Import, heard: Heard) -> Tested:
    """Make the plan of the test `value.test` and keep it in chunks; nothing of it is remembered until this returns.

    Done again, it writes the same again. Raises Problem when who asked may not import this at all.
    """
    options, test = value.options, value.test
    if options is None or test is None:
        raise ValueError("an import is tested after it was read")
    viewer = viewer_of(tenant, value.requested_by)
    company = known.company(viewer, value.kind)
    uses = [
        Use(place=one.place, field=one.field, style=Style(decimal=one.decimal, days=one.days))
        for one in options.columns if one.field
    ]  # fmt: skip
    reader = Reader(value.kind, uses, company.names)
    look = store.looks(tenant, value.id)[options.sheet - 1]
    asked = Asked(
        viewer=viewer, import_id=value.id, kind=value.kind, sheet=look["name"], columns=reader.columns,
        duplicates=options.duplicates, clears=options.empty == "clear", owner=options.owner, company=company,
    )  # fmt: skip
    digest = plans.Digest(value.kind, str(value.sha256), options.model_dump(mode="json"))
    chunks = 0

    def keep(number: int, piece: bytes) -> None:
        nonlocal chunks
        store.keep_piece(tenant, value.id, test, number, piece)
        chunks = number + 1

    counts = testing.tested(asked, reader, _chunks(tenant, value, options), digest, keep, heard)
    annotated.keep(tenant, value.model_copy(update={"chunks": chunks}))
    return Tested(plan=digest.value(), chunks=chunks, counts=counts)


def _chunks(tenant: str, value: Import, options: Options) -> Iterator[list[Row]]:
    """The rows below the header, as they were kept."""
    number = 0
    while some := store.rows(tenant, value.id, options.sheet, number):
        data = [one for one in some if options.header is None or one[0] > options.header]
        if data:
            yield data
        number += 1
