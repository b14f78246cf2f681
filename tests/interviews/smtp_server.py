"""A mail server of the tests' own, on the loopback address: it keeps what it is given, or refuses it."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class SmtpServer(socketserver.ThreadingTCPServer):
    """Speaks as much SMTP as a client needs. `refuse` answers RCPT with that reply instead of 250."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, refuse: str = "") -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.refuse = refuse
        self.received: list[str] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class Conversation(socketserver.StreamRequestHandler):
    server: SmtpServer

    def handle(self) -> None:
        self.say("220 test")
        while line := self.rfile.readline():
            command = line.decode().split(":")[0].split()[0].upper()
            if command == "DATA":
                self.say("354 go on")
                self.take()
            elif command == "QUIT":
                self.say("221 bye")
                return
            elif command == "RCPT" and self.server.refuse:
                self.say(self.server.refuse)
            else:
                self.say("250 ok")

    def take(self) -> None:
        lines = []
        while (line := self.rfile.readline().decode().rstrip("\r\n")) != ".":
            lines.append(line)
        self.server.received.append("\n".join(lines))
        self.say("250 taken")

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def smtp_server(refuse: str = "") -> Iterator[SmtpServer]:
    """A running server; stopped at the end."""
    with SmtpServer(refuse) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join(timeout=5)
