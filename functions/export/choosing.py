"""What a request for an export means, and whether it makes sense."""

from datetime import datetime
from typing import get_args

from export import filtering, model
from export.contents import exported, shapes_of
from export.rules import SHELVES, Kind, Selection
from export.schemas import Request
from export.shapes import usual
from kernel.access import Viewer
from kernel.problems import invalid

_ANYWHERE = frozenset({"columns", "sort", "reverse"})


def selection(viewer: Viewer, request: Request, now: datetime) -> Selection:
    """What is to be exported; 422 for what says nothing of its kind, 403 for a list that is not the viewer's."""
    _require_fitting(request)
    chosen = filtering.asked(viewer, request, now)
    return Selection(
        kind=request.kind, sort=request.sort, reverse=request.reverse, filter=chosen, records=request.records,
        columns=_columns(viewer, request), **_subject(viewer, request),
    )  # fmt: skip


def _own(kind: Kind) -> frozenset[str]:
    """What can be said of a kind."""
    one = exported(kind)
    if one.about is not None:
        return frozenset({one.about[0]})
    chosen = {"columns", "records"} if one.shapes else set[str]()
    return frozenset({kind, *chosen, *({"sort", "reverse"} if kind in SHELVES else ())})


def _require_fitting(request: Request) -> None:
    """422 for what is of other kinds, and for two ways to say which."""
    for name in sorted(request.model_fields_set - {"kind", *_own(request.kind)}):
        if name in _ANYWHERE or not shapes_of(request.kind):
            raise invalid(f"/{name}", "not_with", other=f"kind: {request.kind}")
        kinds = [one for one in get_args(Kind.__value__) if name in _own(one)]
        raise invalid(f"/{name}", "not_without", other=f"kind: {' / '.join(kinds)}")
    if request.records is not None:
        both = sorted(request.model_fields_set & {request.kind, "sort", "reverse"})
        if both:
            raise invalid("/records", "not_with", other=both[0])


def _columns(viewer: Viewer, request: Request) -> tuple[str, ...]:
    """Those that are asked for, else those that were chosen the last time, else the usual ones."""
    there = shapes_of(request.kind)
    for number, column in enumerate(request.columns or ()):
        if column not in there:
            raise invalid(f"/columns/{number}", "choice", expected=", ".join(there))
    if request.columns is None and there:
        return chosen(viewer, request.kind) or usual(there)
    return request.columns or ()


def chosen(viewer: Viewer, kind: Kind) -> tuple[str, ...]:
    """The columns that the viewer chose the last time, as far as there still are such."""
    return tuple(name for name in model.chosen(viewer, kind) if name in shapes_of(kind))


def _subject(viewer: Viewer, request: Request) -> dict[str, str]:
    """What one thing the file is about, if that is asked for; 422 unless it is the viewer's to see."""
    about = exported(request.kind).about
    if about is None:
        return {}
    name, find = about
    asked: str | None = getattr(request, name)
    if asked is None:
        raise invalid(f"/{name}", "missing")
    found = find(viewer, asked)
    if found is None:
        raise invalid(f"/{name}", f"no_such_{name}")
    return {name: found}
