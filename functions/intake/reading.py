"""From a body as it came to the events in it: each form has its reader."""

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from itertools import chain

from intake.raw import Body
from intake.reports import Event, Unreadable
from mailing.shapes import Malformed

FORMS: Mapping[str, str] = {
    "ses": "intake.ses", "generic": "intake.generic", "sendgrid": "intake.sendgrid", "mailgun": "intake.mailgun",
    "postmark": "intake.postmark", "zalo": "intake.zalo",
}  # fmt: skip
"""Module of each form, imported when the first body of it comes: its `events(body)`."""


def events(body: Body) -> Iterator[Event]:
    """All events in a body, in their order; a body that cannot be read is itself one that cannot."""
    read: Callable[[Body], Iterator[Event]] = import_module(FORMS[body.source]).events
    try:
        yield from chain(read(body))
    except Malformed as error:
        yield Unreadable(body.text, f"{error.field} {error.reason}", body.tenant)
