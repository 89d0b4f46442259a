"""Setting fields of a record, whoever does that: a person, or an import."""

from collections.abc import Callable, Mapping

from catalogs.model import require
from customers import rules
from customers.making import fitting
from customers.rules import Customer
from kernel.access import Viewer
from kernel.phones import dialled
from kernel.problems import invalid

_REQUIRED = frozenset({
    "name", "kind", "phones", "emails", "groups", "types", "labels", "priority", "web_clients"
})  # fmt: skip


def setting(viewer: Viewer, changes: Mapping[str, object]) -> Callable[[Customer], Customer]:
    """The decision that sets these fields.

    422 for one that is emptied and may not; from the decision, for what is in no catalogue and was not there before.
    """
    emptied = [name for name, value in changes.items() if value is None and name in _REQUIRED]
    if emptied:
        raise invalid(f"/{emptied[0]}", "missing")

    def decide(before: Customer) -> Customer:
        after = Customer.model_validate(before.model_dump() | dict(changes))
        if after.stage != before.stage:
            rules.require_open(before)
        known = set(rules.choices(before, before.relationship))
        wanted = rules.choices(after, after.relationship)
        require(viewer.tenant, [choice for choice in wanted if choice not in known])
        if after.requirement != before.requirement:
            after = after.model_copy(update={"requirement": fitting(viewer.tenant, after)})
        return after if after.phones == before.phones else after.model_copy(update={"numbers": dialled(after.phones)})

    return decide
