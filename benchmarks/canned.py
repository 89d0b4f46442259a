"""AWS answers at once with what it answered before: what then remains is our own time and botocore's."""

import copy
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from botocore import xform_name
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders

type Raw = dict[str, Any]

READS = frozenset({"GetItem", "BatchGetItem", "Query"})


class Canned:
    """Remembers the answers that a client gets while recording; writes are answered with nothing."""

    def __init__(self, client: Any, service: str = "dynamodb") -> None:  # noqa: ANN401 - a botocore client
        self._client, self._service = client, service
        self._answers: dict[str, Raw] = {}
        self.calls: list[tuple[str, Raw]] = []
        """Operation and parameters of every call that was recorded."""

    @contextmanager
    def recording(self) -> Iterator[None]:
        """Calls go through."""
        with self._listening("before-parameter-build", self._begin), self._listening("after-call", self._end):
            yield

    @contextmanager
    def replaying(self) -> Iterator[None]:
        """Calls go nowhere. Raises KeyError for a read that was not recorded."""
        with self._listening("before-parameter-build", self._ask), self._listening("before-call", self._answer):
            yield

    def again(self) -> None:
        """The calls that were recorded, by themselves."""
        for operation, params in self.calls:
            getattr(self._client, xform_name(operation))(**params)

    @contextmanager
    def _listening(self, event: str, listener: Any) -> Iterator[None]:  # noqa: ANN401 - botocore's callbacks
        events = self._client.meta.events
        events.register(f"{event}.{self._service}", listener)
        try:
            yield
        finally:
            events.unregister(f"{event}.{self._service}", listener)

    def _begin(self, params: Raw, model: Any, context: Raw, **_: object) -> None:  # noqa: ANN401 - botocore's model
        context["name"] = _name(model.name, params) if model.name in READS else ""
        self.calls.append((model.name, copy.deepcopy(params)))

    def _end(self, parsed: Raw, context: Raw, **_: object) -> None:
        self._answers.setdefault(context["name"], parsed)

    @staticmethod
    def _ask(params: Raw, model: Any, context: Raw, **_: object) -> None:  # noqa: ANN401 - botocore's model
        context["name"] = _name(model.name, params) if model.name in READS else None

    def _answer(self, context: Raw, **_: object) -> tuple[AWSResponse, Raw]:
        name = context["name"]
        return AWSResponse("", 200, HTTPHeaders(), None), self._answers[name] if name else {}


def _name(operation: str, params: Raw) -> str:
    return f"{operation} {json.dumps(params, sort_keys=True)}"
