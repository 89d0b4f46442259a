"""What was sent through SES in this process."""

from dataclasses import dataclass

from tests.world import backend


@dataclass(frozen=True)
class Sent:
    """One mail that SES took."""

    to: list[str]
    subject: str
    html: str


def sent() -> list[Sent]:
    """All of them, the oldest first."""
    return [Sent(mail.destinations["ToAddresses"], mail.subject, mail.body) for mail in backend("ses").sent_messages]
