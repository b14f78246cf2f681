"""The application as it is served, and beside it "ok": what server and client cost without Django."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from config.wsgi import application as whole

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse


def application(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
    if environ["PATH_INFO"] == "/bench/ok":
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "2")])
        return [b"ok"]
    return whole(environ, start_response)
