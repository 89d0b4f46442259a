"""What Zalo tells of notices (ZNS): that one has reached its phone. Whatever else it tells is noted."""

from collections.abc import Iterator

from channels import zalo_events
from intake import reports
from intake.raw import Body
from intake.reports import Event, Proof, Report


def events(body: Body) -> Iterator[Event]:
    """The one event of a body."""
    who = reports.recipient(str(body.tenant), None, None)
    told = zalo_events.read(body.text)
    proof = Proof(str(body.tenant), told.message, told.provider_id, told.fate) if told else None
    yield Report(body.text, who, None, proof)
