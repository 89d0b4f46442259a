"""What a client of HTTP sends, handed to the functions as API Gateway would: no socket, no server."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from urllib3 import HTTPResponse

from tests.world import Answer, Person, World

API = "http://leadstream.test"
OPEN = ("/v1/webhooks/ses", "/v1/webhooks/in/", "/v1/web/", "/v1/unsubscribe/")
"""What needs no login: nobody's name comes along."""


class Gateway(HTTPAdapter):
    """Stands for the network in a `requests.Session`; what is called `<lead_id>` goes out as that lead's id.

    Names instead of ids make a failing example legible, and the same in every run.
    """

    def __init__(self, world: World, by: Person, ids: Mapping[str, str]) -> None:
        super().__init__()
        self._world, self._by, self._ids = world, by, ids
        self.calls({})

    def calls(self, others: Mapping[str, str]) -> None:
        """Names that stand for other ids from now on."""
        self._names = {f"<{name}>": value for name, value in {**self._ids, **others}.items()}

    def send(self, request: PreparedRequest, *_: Any, **__: Any) -> Response:
        """One request and its answer."""
        answer = self.asked(request)
        raw = HTTPResponse(BytesIO(answer.raw.encode()), dict(answer.headers), answer.status, preload_content=False)
        return self.build_response(request, raw)

    def asked(self, request: PreparedRequest) -> Answer:
        """The same as an event."""
        url = urlsplit(str(request.url))
        assert url.path.startswith("/v1/"), url
        query: dict[str, str] = {}
        for name, value in parse_qsl(url.query, keep_blank_values=True, errors="surrogateescape"):
            query[name] = f"{query[name]},{value}" if name in query else value  # as API Gateway joins them
        body = request.body.encode() if isinstance(request.body, str) else request.body
        binary = body if body and not _readable(body) else None
        text = body.decode() if body and binary is None else None
        return self._world.request(
            str(request.method), self._named(unquote(url.path)), binary=binary,
            raw=None if text is None else self._named(text), by=None if url.path.startswith(OPEN) else self._by,
            query={name: self._named(value) for name, value in query.items()},
            headers={name.lower(): str(value) for name, value in request.headers.items()},
        )  # fmt: skip

    def _named(self, text: str) -> str:
        for name, value in self._names.items():
            text = text.replace(name, value)
        return text


def _readable(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True
