"""Which columns become which fields, and whether that makes sense. Pure."""

from collections.abc import Iterable

from imports.columns import FIELDS, Kind
from imports.rules import Chosen, Options
from kernel.problems import Problem, invalid


def missing(kind: Kind, options: Options) -> tuple[str, ...]:
    """Fields that a new record must have, and that no column is mapped to; none is asked of what only updates."""
    if options.duplicates == "update":
        return ()
    there = {one.field for one in options.columns}
    return tuple(name for name, field in FIELDS[kind].items() if field.required and name not in there)


def check(kind: Kind, columns: Iterable[Chosen], width: int) -> None:
    """422 for a column that the sheet has not, or that is named twice; for a field that is none, or has two columns."""
    fields = FIELDS[kind]
    places, taken = set[int](), set[str]()
    for number, one in enumerate(columns):
        path = f"/columns/{number}"
        if one.place >= width:
            raise invalid(f"{path}/place", "no_such_column", most=width - 1)
        if one.place in places:
            raise invalid(f"{path}/place", "duplicate", value=one.place)
        places.add(one.place)
        if one.field is None:
            continue
        if one.field not in fields:
            raise invalid(f"{path}/field", "choice", expected=", ".join(fields))
        if one.field in taken and not fields[one.field].several:
            raise invalid(f"{path}/field", "field_twice", field=one.field)
        taken.add(one.field)


def require_whole(kind: Kind, options: Options) -> None:
    """409 unless something could be created with these columns."""
    lacking = missing(kind, options)
    if lacking:
        raise Problem("mapping_incomplete", fields=", ".join(lacking))
