"""Requests and responses as HTMX pages use them."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails


class HtmxRequest(HttpRequest):
    """A request that has passed through HtmxMiddleware."""

    htmx: HtmxDetails


def is_fragment(request: HttpRequest) -> bool:
    """Does HTMX want one panel of a page? A boosted or plain request wants the whole page."""
    htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined]  # set by the middleware on every request
    return bool(htmx) and not htmx.boosted


def page_path(request: HttpRequest) -> str:
    """The path of the page that HTMX asks from. Empty where there is none, or none of ours: the header may be forged."""
    try:
        path = urlsplit(request.headers.get("HX-Current-URL", "")).path
    except ValueError:  # "http://["
        return ""
    # Browsers read "//host" and "/\host" as another site.
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else ""


def redirect_or_refresh(request: HttpRequest, url: str) -> HttpResponse:
    """Go to a page: by header for HTMX, so that the page does not land in a panel; by 302 for everybody else."""
    return HttpResponseClientRedirect(url) if is_fragment(request) else HttpResponseRedirect(url)


def say(request: HttpRequest, text: str, *, undo: str = "") -> None:
    """Good news for the next answer; with the address that an Undo button posts to (a message's extra tags hold it)."""
    messages.success(request, text, extra_tags=undo)
