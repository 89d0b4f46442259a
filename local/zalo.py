"""A stand-in for Zalo: its token endpoint, its consultation messages and its notices, as their documentation has them.

Refresh tokens buy once here as there. It remembers what it took, and says of the next message what it is told to say.
"""

import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs

APP, SECRET = "1234567890", "an-app-secret"
_FIRST = ("refresh-0", "access-0")
LIFE = 90_000


@dataclass
class Taken:
    """One message that it took."""

    path: str
    body: Mapping[str, Any]


@dataclass
class Zalo:
    """`with Zalo() as zalo: zalo.address`."""

    refresh_token: str = _FIRST[0]
    access_token: str = _FIRST[1]
    taken: list[Taken] = field(default_factory=list)
    refreshed: int = 0
    refused: int = 0
    """How often somebody came with a refresh token that was spent."""
    answers: list[tuple[int, Mapping[str, Any] | None]] = field(default_factory=list)
    """What it says next instead, (status, body); None: it takes the message, and the line goes dead."""

    def __enter__(self) -> Self:
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        zalo = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                text = self.rfile.read(int(self.headers["Content-Length"])).decode()
                with zalo._lock:
                    answer = zalo.answer(self.path, text, dict(self.headers))
                if answer is None:
                    self.connection.close()
                    return
                status, body = answer
                said = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            def log_message(self, *_: object) -> None:
                """Quiet."""

        return Handler

    def answer(self, path: str, text: str, headers: Mapping[str, str]) -> tuple[int, Mapping[str, Any]] | None:
        """(status, body) of an answer; None for none."""
        if path == "/v4/oa/access_token":
            return self._refresh({name: values[0] for name, values in parse_qs(text).items()}, headers)
        instead = self.answers.pop(0) if self.answers else None
        if instead is not None and instead[1] is not None:
            return instead[0], instead[1]
        if headers.get("access_token") != self.access_token:
            return 200, {"error": -216, "message": "Access token is invalid"}
        self.taken.append(Taken(path, json.loads(text)))
        if instead is not None:
            return None
        name = "message_id" if path.startswith("/v3.0/oa") else "msg_id"
        return 200, {"error": 0, "message": "Success", "data": {name: f"z{len(self.taken)}"}}

    def _refresh(self, fields: Mapping[str, str], headers: Mapping[str, str]) -> tuple[int, Mapping[str, Any]]:
        time.sleep(0.02)  # so that two who come at once do come at once
        if headers.get("secret_key") != SECRET or fields.get("app_id") != APP:
            return 200, {"error": -14004, "error_name": "Invalid app"}
        if fields.get("refresh_token") != self.refresh_token:
            self.refused += 1
            return 200, {"error": -14020, "error_name": "Invalid refresh token"}
        self.refreshed += 1
        self.refresh_token, self.access_token = f"refresh-{self.refreshed}", f"access-{self.refreshed}"
        return 200, {
            "access_token": self.access_token, "refresh_token": self.refresh_token, "expires_in": str(LIFE),
        }  # fmt: skip
