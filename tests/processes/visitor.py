"""A browser as far as these tests need one: cookies, forms with their token, and a watch."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from http.client import HTTPResponse
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
LONGEST_SECONDS = 20


@dataclass(frozen=True)
class Answer:
    status: int
    body: str
    location: str
    seconds: float


class _Stay(HTTPRedirectHandler):
    """Redirects are answers too."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


class Visitor:
    """One person with one browser."""

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self._open = build_opener(HTTPCookieProcessor(CookieJar()), _Stay()).open
        self._token = ""

    def get(self, path: str) -> Answer:
        return self._ask(Request(self.address + path))

    def head(self, path: str) -> Answer:
        """What is said about something, without it."""
        return self._ask(Request(self.address + path, method="HEAD"))

    def post(self, path: str, fields: dict[str, Any], *, htmx: bool = False) -> Answer:
        """Send a form with the token of the page that was looked at last."""
        body = urlencode({"csrfmiddlewaretoken": self._token, **fields}, doseq=True).encode()
        return self._ask(Request(self.address + path, body, {"HX-Request": "true"} if htmx else {}))

    def send(self, path: str, body: bytes, media_type: str) -> Answer:
        """Send something as a page's script does, with the token of the page that was looked at last."""
        headers = {"X-CSRFToken": self._token, "Content-Type": media_type}
        return self._ask(Request(self.address + path, body, headers))

    def sign_in(self, email: str, password: str) -> list[Answer]:
        page = "/accounts/login/"
        return [self.get(page), self.post(page, {"login": email, "password": password})]

    def _ask(self, request: Request) -> Answer:
        began = time.monotonic()
        try:
            with self._open(request, timeout=LONGEST_SECONDS) as response:
                return self._answer(response, began)
        except HTTPError as other:
            with other:
                return self._answer(other, began)

    def _answer(self, response: HTTPResponse | HTTPError, began: float) -> Answer:
        body = response.read().decode()
        found = TOKEN.search(body)
        self._token = found[1] if found else self._token
        status = response.status or 0
        return Answer(status, body, response.headers.get("Location", ""), time.monotonic() - began)
