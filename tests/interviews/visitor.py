"""A candidate's browser, as far as tests without JavaScript need one."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

from interviews.links import link_token
from interviews.models import Invitation


class Browser:
    """One browser of a candidate, with a link."""

    def __init__(self, invitation: Invitation, **client: Any) -> None:
        self.client = Client(**client)
        self.base = f"/i/{link_token(invitation)}/"

    def get(self, path: str = "", **extra: Any) -> Any:
        return self.client.get(self.base + path, follow=True, **extra)

    def post(self, path: str, data: dict[str, Any] | None = None, *, follow: bool = True, **extra: Any) -> Any:
        return self.client.post(self.base + path, data or {}, follow=follow, **extra)

    def at(self, response: Any) -> str:
        """Where the browser ended up, behind the link."""
        return str(response.request["PATH_INFO"]).removeprefix(self.base)

    def begin(self) -> Any:
        words = re.search(r'name="words" value="([0-9a-f]{64})"', self.get().text)
        assert words
        page = self.post("begin/", {"agree": "on", "words": words[1]})
        return self.declare() if self.at(page) == "before/" else page

    def declare(self, **said: str) -> Any:
        """Go on from the must-haves; `said` and `line` are for the first of them."""
        text = self.get("before/").text
        names = re.findall(r'name="said-([0-9a-f]{16})" value="yes"', text)
        lines = re.search(r'name="lines" value="([0-9a-f]{64})"', text)
        assert lines
        fields = {f"said-{name}": "" for name in names} | {f"{what}-{names[0]}": words for what, words in said.items()}
        return self.post("before/", fields | {"lines": lines[1]})

    def fields(self, page: Any) -> dict[str, str]:
        """The hidden fields of an answer's form."""
        return dict(re.findall(r'name="(page|base|turn)"[^>]* value="([^"]*)"', page.text))

    def answer(self, position: int, text: str, go: str = "next") -> Any:
        page = self.get(f"{position}/")
        return self.post(f"{position}/", {"text": text, "go": go, **self.fields(page)})
