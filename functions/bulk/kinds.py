"""What a kind of job says of itself."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from customers.rewriting import rewrite, rewrite_absorbed
from customers.rules import Customer
from jobs.rules import Job, Plan, Swept
from kernel import table
from kernel.access import Viewer
from kernel.problems import Problem
from kernel.table import Write

type Decide = Callable[[int, Customer], Customer]
"""(place of the record in the job, from 0; the record) -> the record as it is to be; raises Problem when it cannot."""
type Apply = Callable[[int, str, Write], None]
"""(place, record, what tells of it): change the record and tell of it, in one transaction.

Raises Problem, with nothing written, when the record is to be skipped."""


@dataclass(frozen=True)
class Kind[P: BaseModel]:
    """One kind of job."""

    parameters: type[P]
    begin: Callable[[Viewer, P], Apply]
    """Read what all records need, once for each step. A Problem raised here is the asker's 422, or ends the job."""
    page: Callable[[str, P, str | None], Plan] | None = None
    """(tenant, parameters, cursor) -> the next records, and after where to go on: of a walk, which has no list of them.
    A walk is started by a service that has decided who may, so it acts in the company's name, and it always comes to
    its end. Its records must not come back once past."""


type Sweep = Callable[[str, Mapping[str, Any], Job], Swept]
"""(tenant, what the job was asked to do, the job as it stands) -> what the step did; repeated, it changes nothing more.

A job that goes through records, and tells only how many of them it changed: a step is done whole, or again."""


def along_with(telling: Write) -> Callable[[object, Sequence[Write]], None]:
    """Writes a change and what tells of it; raises `unchanged`, with nothing written, where there is nothing to do."""

    def settle(_decided: object, writes: Sequence[Write]) -> None:
        if not writes:
            raise Problem("unchanged")
        table.write(*writes, telling)

    return settle


def rewriting(viewer: Viewer, decide: Decide, *, deleted: bool = False) -> Apply:
    """Change a lead or customer as if its asker had called for each alone; `deleted`: one in the trash."""

    def apply(place: int, record: str, telling: Write) -> None:
        rewrite(viewer, record, lambda before: decide(place, before), along_with(telling), deleted=deleted)

    return apply


def absorbed(viewer: Viewer, decide: Decide) -> Apply:
    """A record that was merged into another and may come back; of nobody but the company itself, in a walk."""

    def apply(place: int, record: str, telling: Write) -> None:
        if not rewrite_absorbed(viewer, record, lambda before: decide(place, before), (telling,)):
            raise Problem("unchanged")

    return apply


def wherever(viewer: Viewer, decide: Decide, *, in_trash: Decide | None = None) -> Apply:
    """A record on its list, or in the trash."""
    listed, trash = rewriting(viewer, decide), rewriting(viewer, in_trash or decide, deleted=True)

    def apply(place: int, record: str, telling: Write) -> None:
        try:
            listed(place, record, telling)
        except Problem as problem:
            if problem.code != "not_found":
                raise
            trash(place, record, telling)

    return apply
