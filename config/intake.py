"""What is let in before anything looks at it: no more than a page can hold, and text that a database can keep."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse

MOST_BYTES = 20 * 1024 * 1024  # of one request; a description of 2 MB and one byte gets its own message from its form


class Bounded(FileUploadHandler):
    """Refuses a form with files before they are written to the disk: Django limits the fields of a form, not its files."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, Any],  # noqa: N803  # Django's name
        content_length: int,
        boundary: Any,
        encoding: str | None = None,
    ) -> None:
        """Raises RequestDataTooBig. A body without a length is none: the server in front says how long it is."""
        if content_length > MOST_BYTES:
            raise RequestDataTooBig(f"This form has {content_length} bytes; at most {MOST_BYTES} are taken.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None  # the next handler keeps it


def text_alone(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """400 for what no browser sends and every page would stumble over: another coding than UTF-8, a NUL in a cookie."""

    def middleware(request: HttpRequest) -> HttpResponse:
        coding = (request.encoding or "utf-8").lower()
        if coding != "utf-8" or any("\x00" in value for value in request.COOKIES.values()):
            raise BadRequest("This request is no text in UTF-8.")
        return get_response(request)

    return middleware
