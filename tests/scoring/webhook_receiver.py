"""Somebody who is told: a web server of the tests' own on the loopback address, which keeps what it is sent."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Told:
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """Answers with `status` (and `location`); a `slow` one sends its answer letter by letter."""

    port: int = 0
    status: int = 204
    location: str = ""
    slow: float = 0.0
    told: list[Told] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook?a=1"


@contextmanager
def receiver() -> Iterator[Receiver]:
    """A receiver that runs meanwhile."""
    about = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            about.told.append(Told(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            if about.slow:
                return self.drip()
            self.send_response(about.status)
            if about.location:
                self.send_header("Location", about.location)
            self.end_headers()
            self.wfile.write(b"Una Lind said: words that nobody keeps")
            return None

        def drip(self) -> None:
            try:
                for letter in b"HTTP/1.1 200 OK\r\nx-slow: " + b"a" * 500:
                    self.wfile.write(bytes([letter]))
                    time.sleep(about.slow)
            except OSError:
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Tests are quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    about.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield about
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
