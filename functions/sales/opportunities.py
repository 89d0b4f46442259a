"""The opportunity that a document belongs to. Documents keep its id; what there has to be is said here alone."""

from kernel.access import Viewer


def require(viewer: Viewer, customer: str, opportunity: str | None) -> None:
    """422 about `opportunity` unless it is one of the customer's that the viewer sees.

    Nothing is asked as long as there are none: this is where they come in.
    """
