"""Whether mail goes out: the sender's event source, which can be switched off while somebody looks at what waits."""

from typing import Any

from console.places import Place
from local.failure import Failure


def switch(where: Place, *, on: bool) -> None:
    """Have the sender take orders, or leave them in their queue, which keeps them for four days."""
    where.client("lambda").update_event_source_mapping(UUID=_source(where)["UUID"], Enabled=on)


def is_on(where: Place) -> bool:
    """Whether it takes orders, or is about to."""
    return str(_source(where)["State"]) in {"Enabled", "Enabling", "Creating", "Updating"}


def _source(where: Place) -> dict[str, Any]:
    name = where.outputs()["MailSenderName"]
    found: list[dict[str, Any]] = where.client("lambda").list_event_source_mappings(FunctionName=name)[
        "EventSourceMappings"
    ]
    if len(found) != 1:
        raise Failure(f"{name} has {len(found)} event sources, not one")
    return found[0]
