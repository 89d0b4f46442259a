"""How a service writes: its changes and, if the request carries a key, the answer, in one transaction."""

from typing import Protocol

from kernel import idempotency, table


class Answer(Protocol):
    """A response body (any pydantic model)."""

    def model_dump_json(self) -> str:
        """As JSON."""
        ...


class AlreadyAnswered(Exception):  # noqa: N818 - an outcome, not a fault
    """A simultaneous request with the same Idempotency-Key did the work; its answer is the answer."""


def commit(answer: Answer, *writes: table.Write) -> None:
    """All of it or nothing; without writes only the answer is kept. Raises as table.write does, or AlreadyAnswered."""
    claim = idempotency.current.get()
    if claim is None:
        if writes:
            table.write(*writes)
        return
    remember = claim.put(answer.model_dump_json())
    try:
        table.write(remember, *writes)
    except table.Refused as refused:
        if refused.write is remember:
            raise AlreadyAnswered from refused
        raise
