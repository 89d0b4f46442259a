"""One book of a viewer: what they own and were given, what their department was given, their team's, or everything."""

from collections.abc import Sequence
from typing import Literal

from kernel import keys
from kernel.access import Viewer
from kernel.problems import Problem, invalid

type Scope = Literal["mine", "department", "team", "all"]


def book_of(viewer: Viewer, scope: Scope, departments: Sequence[str] = ()) -> str:
    """The book that is meant; `departments` names the team's where there are several.

    403 `not_your_scope` for what is somebody else's, 422 when the team is not told.
    """
    match scope:
        case "mine":
            return keys.own(viewer.employee)
        case "department":
            return keys.members(viewer.department)
        case "all" if viewer.role == "admin":
            return keys.EVERYBODY
        case "team":
            return keys.team(_team(viewer, departments))
    raise Problem("not_your_scope")


def _team(viewer: Viewer, departments: Sequence[str]) -> str:
    teams = departments or sorted(viewer.manages)
    if not viewer.manages.issuperset(teams) and viewer.role != "admin":
        raise Problem("not_your_scope")
    if len(teams) == 1:
        return teams[0]
    if not teams and viewer.role != "admin":
        raise Problem("not_your_scope")
    raise invalid("/department", "missing" if not departments else "too_long")
