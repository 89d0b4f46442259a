"""The queue that a purge goes through, step by step."""

from kernel import queues


def send(tenant: str, message: str) -> None:
    """Queue a step of a company's, a trash.purging.Step as JSON."""
    queues.order("PURGE", tenant, message)
