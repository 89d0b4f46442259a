"""Why a message that came from outside is not believed."""

from typing import Literal

type Reason = Literal[
    "malformed", "type", "topic", "stale", "early", "version", "url", "certificate", "signature", "sender"
]


class Rejected(Exception):  # noqa: N818 - a verdict, not a fault
    """Not a message of whom it should be from, just now: `reason` is a code to count by, `detail` is for the log."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason: Reason = reason
        self.detail = detail


class Unavailable(Exception):  # noqa: N818 - a passing state, not a fault
    """The certificate could not be had: transient, so that the sender must be made to try again."""
