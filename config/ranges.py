"""Files served in parts: a player that jumps into a recording asks for the bytes from there on (RFC 9110, section 14).

Django's FileResponse knows no Range, and Safari plays nothing without it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import IO, Any

from django.core.files.base import File
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

CHUNK = 64 * 1024
_ONE_RANGE = re.compile(r"bytes=(?:([0-9]{1,18})-([0-9]{0,18})|-([0-9]{1,18}))", re.ASCII)


class Unsatisfiable(Exception):
    """The range begins behind the end of the file."""


def serve_file(
    request: HttpRequest,
    *,
    file: File[Any] | IO[bytes],
    size: int,
    media_type: str,
    filename: str = "",
    download: bool = False,
    etag: str = "",
) -> HttpResponseBase:
    """Answer with a file of `size` bytes, or with the one part of it that the request asks for (206, 416).

    `file` is open, offers `read` and `seek`, and is closed by the answer. Several ranges at once, or what is no range, get the
    whole file. `etag` names its content; without one a file of a storage is known by its name, which is never used twice.
    """
    etag = etag or _etag_of(file, size)
    headers = _headers(media_type, filename, download, etag)
    try:
        part = _part(request, size, etag)
    except Unsatisfiable:
        file.close()
        return HttpResponse(status=416, headers=headers | {"Content-Range": f"bytes */{size}", "Content-Length": "0"})
    first, last = part or (0, size - 1)
    headers["Content-Length"] = str(last - first + 1)
    if part:
        headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    status = 206 if part else 200
    if request.method == "HEAD":
        file.close()
        return HttpResponse(status=status, headers=headers)
    return StreamingHttpResponse(_Slice(file, first, last - first + 1), status=status, headers=headers)


def _etag_of(file: Any, size: int) -> str:
    name = getattr(file, "name", None)
    return f'"{hashlib.sha256(f"{name}:{size}".encode()).hexdigest()[:32]}"' if isinstance(name, str) and name else ""


def _headers(media_type: str, filename: str, download: bool, etag: str) -> dict[str, str]:
    headers = {"Content-Type": media_type, "Accept-Ranges": "bytes", "X-Content-Type-Options": "nosniff"}
    if disposition := content_disposition_header(download, filename):
        headers["Content-Disposition"] = disposition
    if etag:
        headers["ETag"] = etag
    return headers


def _part(request: HttpRequest, size: int, etag: str) -> tuple[int, int] | None:
    """First and last byte that are wanted; None: all of them. Raises Unsatisfiable."""
    asked = request.headers.get("Range", "")
    if request.method != "GET" or not asked:  # a range means something for GET alone
        return None
    condition = request.headers.get("If-Range", "")
    if condition and condition != etag:  # another file by now, or a date, which we have not
        return None
    match = _ONE_RANGE.fullmatch(asked.strip())
    if match is None:
        return None
    begins, ends, tail = match.groups()
    if tail is not None:
        first, last = max(0, size - int(tail)), size - 1
    else:
        first, last = int(begins), min(int(ends), size - 1) if ends else size - 1
        if ends and int(ends) < first:
            return None  # no range at all, says the RFC
    if first >= size or tail == "0":
        raise Unsatisfiable
    return first, last


class _Slice:
    """`length` bytes of a file from `first` on, in chunks. Closes the file, also where nobody reads to the end."""

    def __init__(self, file: Any, first: int, length: int) -> None:
        self.file = file
        self.first = first
        self.length = length

    def __iter__(self) -> Iterator[bytes]:
        left = self.length
        self.file.seek(self.first)
        while left > 0 and (chunk := self.file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield bytes(chunk)

    def close(self) -> None:
        self.file.close()
