"""Calls the API as a signed-in employee does, over HTTP."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

PATIENCE = 60.0
"""Seconds to wait for what the streams do."""


class Refused(Exception):  # noqa: N818 - an answer, not a fault
    """The API answered with a problem."""

    def __init__(self, status: int, problem: Any) -> None:  # noqa: ANN401 - whatever came
        super().__init__(f"{status} {problem}")
        self.status = status
        self.problem = problem


@dataclass(frozen=True)
class Caller:
    """Somebody with a token, or nobody."""

    api: str
    token: str | None = field(default=None, repr=False)
    language: str = "en"

    def __call__(self, method: str, path: str, body: Any = None, *, version: int | None = None, **query: Any) -> Any:  # noqa: ANN401 - JSON
        """The answer's JSON; raises Refused for a 4xx or 5xx, also if the record's version is not the one named."""
        data = None if body is None else body.encode() if isinstance(body, str) else json.dumps(body).encode()
        headers = {"Accept-Language": self.language, "Content-Type": "application/json"}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        given = {name: value for name, value in query.items() if value is not None}
        url = f"{self.api}{path}" + (f"?{urlencode(given)}" if given else "")
        request = Request(url, data=data, method=method, headers=headers)  # noqa: S310 - our own address
        try:
            with urlopen(request, timeout=60) as answer:  # noqa: S310 - our own address
                text = answer.read()
        except HTTPError as error:
            raise Refused(error.code, _json(error.read())) from None
        return _json(text)


def _json(text: bytes) -> Any:  # noqa: ANN401 - JSON, or what came instead of it
    try:
        return json.loads(text) if text else None
    except ValueError:
        return text.decode(errors="replace")


def eventually[T](what: str, look: Callable[[], T], good: Callable[[T], bool], patience: float = PATIENCE) -> T:
    """Look until it is good; TimeoutError with the last look when it never is."""
    end = time.monotonic() + patience
    while not good(found := look()):
        if time.monotonic() > end:
            raise TimeoutError(f"{what}: still {found!r} after {patience:.0f} s")
        time.sleep(0.1)
    return found


def lenient(call: Callable[[], Any]) -> Callable[[], Any]:
    """The same, but None while the API refuses."""

    def look() -> Any:  # noqa: ANN401 - JSON
        try:
            return call()
        except Refused:
            return None

    return look
