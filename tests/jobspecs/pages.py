"""What the tests of the pages share: a spec seen by an owner, a reviewer and a stranger, and plain looks at the HTML."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.test import Client

from jobspecs.models import JobSpec, User, Version

HTMX = {"HX-Request": "true"}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def current(spec: JobSpec) -> Version:
    spec.refresh_from_db()
    assert spec.current_version is not None
    return spec.current_version


def text_of(response: Any) -> str:
    """The words of a page, without tags, white space run together."""
    html = re.sub(r"<(script|style)\b.*?</\1>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).strip()


def html_of(response: Any) -> str:
    return re.sub(r"\s+", " ", unescape(response.content.decode()))
