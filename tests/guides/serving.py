"""A world that answers over HTTP on this machine, so that the commands of a guide reach it as they reach a stack."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

from tests.world import Person, World

STANDING_IN = '#!/bin/sh\ncase "$1" in api) echo "$GUIDE_API" ;; token) echo "$GUIDE_TOKEN" ;; *) exit 1 ;; esac\n'
"""`./leadstream api` and `./leadstream token`; tests/e2e runs the real ones."""


@contextmanager
def serving(world: World, people: Mapping[str, Person]) -> Iterator[str]:
    """The API's address; `people` by their tokens. After a change the streams run until nothing more happens."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            sent = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode() or None
            headers = {name.lower(): value for name, value in self.headers.items()}
            who = people.get(headers.get("authorization", "").removeprefix("Bearer "))
            found = world.call(self.command, self.path, raw=sent, by=who, headers={"accept-language": "vi", **headers})
            if self.command != "GET":
                world.pump()
            content = found.raw.encode()
            self.send_response(found.status)
            for name, value in found.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer  # noqa: N815 - as http.server asks for them

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
