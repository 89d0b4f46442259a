"""Putting rules in force: only what names something that there is, so that no rule is for nobody by a slip (H5)."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple, get_args

from catalogs import model as catalogs
from catalogs.rules import Kind
from identity.viewers import zone_of
from jobs import model as jobs
from kernel import clock, keys, table
from kernel.access import Viewer, require_admin, require_version
from kernel.commit import commit
from kernel.history import telling
from kernel.problems import FieldError, Problem, in_flight
from kernel.snapshots import SETTLED
from kernel.table import Key, Write
from rulebooks.schemas import RulebookView
from scoring import model, naming
from scoring.model import Publication
from scoring.rules import Rescoring, Rule, Rulebook

_TRIES = 8
_CATALOGUES: tuple[Kind, ...] = get_args(Kind.__value__)


class Looked(NamedTuple):
    """What rules name: of what there is not, where; and by how many rules each entry of a catalogue is named."""

    unknown: list[FieldError]
    ruled: Mapping[str, Mapping[str, int]]


def publish(viewer: Viewer, body: Rulebook, if_match: int | None, *more: Write) -> RulebookView:
    """Every record is then decided by them, in a job; until its turn comes each is as the version it names has it.

    422 names every entry, employee and department that there is not. Entries that are out of use may be named.
    """
    require_admin(viewer)
    before = model.current(viewer.tenant, consistent=True)
    require_version(if_match, before.version)
    looked = look(viewer.tenant, body.rules)
    if looked.unknown:
        raise Problem("invalid_request", errors=looked.unknown)
    number, now = before.version + 1, clock.now()
    job, writes = jobs.starting(viewer, "rescoring", Rescoring(version=number), rest=SETTLED)
    new = Publication(body, number, zone_of(viewer.tenant).key, viewer.employee, job.id, now)
    view = RulebookView(**dict(body), version=number, job=job.id)
    subject = keys.settings(viewer.tenant), keys.RULEBOOK
    told = telling(*subject, number, viewer.employee, before.value.model_dump(), body.model_dump())
    in_use = catalogs.ruling(viewer.tenant, looked.ruled)
    commit(view, *model.publishing(viewer.tenant, new), in_use, *told, *writes, *more)
    return view


def rename(viewer: Viewer, kind: Kind, code: str, instead: str, done: Write) -> None:
    """Let the rules in force name another entry: a version of its own. Raises `unchanged` where none names it."""
    for _ in range(_TRIES):
        before = model.current(viewer.tenant, consistent=True)
        after = tuple(naming.renamed(rule, kind, code, instead) for rule in before.value.rules)
        if after == before.value.rules:
            raise Problem("unchanged")
        try:
            publish(viewer, before.value.model_copy(update={"rules": after}), before.version, done)
        except Problem as problem:
            if problem.code not in {"rulebook_changed", "stale"}:
                raise
            continue
        return
    raise in_flight()


def look(tenant: str, rules: Iterable[Rule]) -> Looked:
    """Look up all that rules name: items in calls of 100, as many as 24 KB of rules can name."""
    named = list(naming.named(rules))
    places = {(of, one.code): _place(tenant, of, one.code) for one in named for of in one.lists}
    there = table.get_many(places.values(), consistent=True) if places else {}
    unknown, ruled = list[FieldError](), dict[str, dict[str, int]]()
    for one in named:
        of = next((of for of in one.lists if places[of, one.code] in there), None)
        if of is None:
            unknown.append(_missing(one))
        elif of in _CATALOGUES:
            counts = ruled.setdefault(of, {})
            counts[one.code] = counts.get(one.code, 0) + 1
    return Looked(unknown, ruled)


def _place(tenant: str, of: str, code: str) -> Key:
    if of == naming.EMPLOYEES:
        return keys.employees(tenant), keys.employee(code)
    if of == naming.DEPARTMENTS:
        return keys.departments(tenant), code
    return keys.catalog(tenant), keys.entry(of, code)


def _missing(one: naming.Named) -> FieldError:
    if one.lists[0] not in _CATALOGUES:
        return FieldError(one.path, "unknown_id", (("value", one.code),))
    return FieldError(one.path, "no_such_entry", (("kind", one.lists[0]), ("value", one.code)))
