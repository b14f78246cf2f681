"""Parts of files, as players ask for them."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.http import HttpResponseBase
from django.test import RequestFactory

from config.ranges import CHUNK, serve_file

DATA = bytes(range(256)) * 1000


class Remote(io.RawIOBase):
    """A file as a storage elsewhere hands it out: it reads and seeks, and gives less than it is asked for."""

    name = "recordings/remote"

    def __init__(self) -> None:
        super().__init__()
        self.inner = io.BytesIO(DATA)

    def read(self, size: int = -1) -> bytes:
        return self.inner.read(min(size, 1000) if size >= 0 else 1000)

    def seek(self, offset: int, whence: int = 0) -> int:
        return self.inner.seek(offset, whence)


def ask(range_: str = "", *, file: Any = None, method: str = "get", **given: Any) -> HttpResponseBase:
    headers = ({"Range": range_} if range_ else {}) | given.pop("headers", {})
    request = getattr(RequestFactory(), method)("/", headers=headers)
    file = file or ContentFile(DATA, name="recordings/one")
    return serve_file(request, file=file, size=len(DATA), media_type="audio/webm", **given)


def body(response: HttpResponseBase) -> bytes:
    return b"".join(getattr(response, "streaming_content", [response.content if not response.streaming else b""]))  # type: ignore[attr-defined]


def test_the_whole_file_says_that_parts_can_be_had() -> None:
    response = ask()
    assert (response.status_code, body(response)) == (200, DATA)
    assert response["Content-Length"] == str(len(DATA))
    assert response["Accept-Ranges"] == "bytes"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Type"] == "audio/webm"
    assert "Content-Range" not in response


@pytest.mark.parametrize(
    ("range_", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=0-99", 0, 99),
        ("bytes=100-", 100, len(DATA) - 1),
        ("bytes=-50", len(DATA) - 50, len(DATA) - 1),
        (f"bytes=-{10 * len(DATA)}", 0, len(DATA) - 1),
        (f"bytes=5-{10 * len(DATA)}", 5, len(DATA) - 1),
        (f"bytes=10-{CHUNK + 20}", 10, CHUNK + 20),
        (f"bytes={len(DATA) - 1}-", len(DATA) - 1, len(DATA) - 1),
    ],
)
@pytest.mark.parametrize("remote", [False, True])
def test_a_part(range_: str, first: int, last: int, remote: bool) -> None:
    response = ask(range_, file=Remote() if remote else None)
    assert response.status_code == 206
    assert response["Content-Range"] == f"bytes {first}-{last}/{len(DATA)}"
    assert response["Content-Length"] == str(last - first + 1)
    assert body(response) == DATA[first : last + 1]


@pytest.mark.parametrize("range_", [f"bytes={len(DATA)}-", f"bytes={10 * len(DATA)}-", "bytes=-0"])
def test_behind_the_end_is_no_part(range_: str) -> None:
    file = io.BytesIO(DATA)
    response = ask(range_, file=file)
    assert (response.status_code, body(response)) == (416, b"")
    assert response["Content-Range"] == f"bytes */{len(DATA)}"
    assert file.closed


@pytest.mark.parametrize(
    "range_",
    ["bytes=5-2", "bytes=0-1,5-9", "bytes=", "bytes=a-b", "seconds=0-5", "bytes=-", "bytes=--5", "bytes=0-1 2", "bytes=٣-"],
)
def test_what_is_no_single_range_gets_the_whole_file(range_: str) -> None:
    if range_.isascii():
        response = ask(range_)
        assert (response.status_code, body(response)) == (200, DATA)
    else:
        request = RequestFactory().get("/")
        request.META["HTTP_RANGE"] = range_
        assert serve_file(request, file=ContentFile(DATA), size=len(DATA), media_type="audio/webm").status_code == 200


def test_a_number_of_any_length_is_no_trouble() -> None:
    assert ask(f"bytes={'9' * 5000}-").status_code == 200
    assert ask(f"bytes={'9' * 18}-").status_code == 416


def test_a_part_of_what_has_changed_since_is_the_whole() -> None:
    etag = ask()["ETag"]
    assert ask("bytes=0-9", headers={"If-Range": etag}).status_code == 206
    assert ask("bytes=0-9", headers={"If-Range": '"other"'}).status_code == 200
    assert ask("bytes=0-9", headers={"If-Range": "Sun, 22 Nov 2026 10:00:00 GMT"}).status_code == 200
    assert ask("bytes=0-9", file=io.BytesIO(DATA), headers={"If-Range": etag}).status_code == 200
    assert ask("bytes=0-9", file=io.BytesIO(DATA), etag='"mine"', headers={"If-Range": '"mine"'}).status_code == 206


def test_head_has_the_headers_of_the_whole_and_no_body() -> None:
    file = io.BytesIO(DATA)
    response = ask("bytes=0-9", method="head", file=file)
    assert (response.status_code, response["Content-Length"], body(response)) == (200, str(len(DATA)), b"")
    assert file.closed


@pytest.mark.django_db  # the end of a response looks at the connection
def test_the_file_is_closed_when_nobody_reads_to_the_end() -> None:
    file = io.BytesIO(DATA)
    response = ask(file=file)
    next(iter(response))
    assert not file.closed
    response.close()
    assert file.closed


def test_a_download_has_a_name_and_what_is_played_is_shown_in_place() -> None:
    assert ask(filename="answer 4.webm", download=True)["Content-Disposition"] == 'attachment; filename="answer 4.webm"'
    assert ask(filename='a"\r\nSet-Cookie: x.webm', download=True)["Content-Disposition"].startswith("attachment; filename")
    assert ask(filename="answer.webm")["Content-Disposition"] == 'inline; filename="answer.webm"'
    assert "Content-Disposition" not in ask()
