"""Linking a record to an object in another system: a new one, or one that another record is linked to (D5)."""

from typing import Any

from attached import service
from attached.schemas import LinkCreate, LinkView
from kernel import clock, ids
from kernel.access import Viewer
from kernel.problems import FieldError, Problem, invalid

_OF_THE_OBJECT = ("kind", "title", "url", "outside_id")


def link(viewer: Viewer, body: LinkCreate) -> LinkView:
    """A link to a new object, or to the object of a link that the viewer sees."""
    object_ = _new(body) if body.existing is None else _known(viewer, body, body.existing)
    return service.create(viewer, service.LINKS, body.customer, object_)


def _new(body: LinkCreate) -> dict[str, Any]:
    lacking = [name for name in ("kind", "title") if getattr(body, name) is None]
    if lacking:
        raise Problem("invalid_request", errors=[FieldError(f"/{name}", "missing") for name in lacking])
    return {**body.model_dump(include=set(_OF_THE_OBJECT)), "object": ids.new(clock.now())}


def _known(viewer: Viewer, body: LinkCreate, existing: str) -> dict[str, Any]:
    given = [name for name in _OF_THE_OBJECT if getattr(body, name) is not None]
    if given:
        raise invalid(f"/{given[0]}", "not_together", other="existing")
    try:
        found = service.read(viewer, service.LINKS, existing)
    except Problem:
        raise invalid("/existing", "no_such_link") from None
    return found.model_dump(include={*_OF_THE_OBJECT, "object"})
