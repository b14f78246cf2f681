"""What every request passes through, beside Django's own."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pghistory.middleware
import structlog
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import Resolver404, resolve
from django_htmx.http import HttpResponseClientRedirect

from config.http import page_path

log = structlog.get_logger("evenhand.request")
Next = Callable[[HttpRequest], HttpResponse]


def route_of(request: HttpRequest) -> str:
    """The name of the route, never the path: a candidate's link is in the path."""
    match = request.resolver_match
    if match is None:
        try:
            match = resolve(request.path_info)
        except Resolver404:
            return "unknown"
    return match.view_name or match.route or "unnamed"


def key_of(user: Any) -> str | None:
    """A member's key as logs and history hold it; None for nobody."""
    return None if getattr(user, "pk", None) is None else str(user.pk)


def request_log(get_response: Next) -> Next:
    """One event a request: route, status, milliseconds, who."""

    def middleware(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = get_response(request)
        user = getattr(request, "user", None) if request.resolver_match else None
        log.info(
            "request",
            method=request.method,
            route=route_of(request),
            status=response.status_code,
            ms=round((time.perf_counter() - began) * 1000, 1),
            user=key_of(user) if getattr(request, "_cached_user", None) else None,
        )
        return response

    return middleware


class MembersOnly(LoginRequiredMiddleware):
    """Django's default deny; an HTMX request whose session ran out is sent to the login page as a whole page."""

    def handle_no_permission(  # type: ignore[override]  # an HX-Redirect is no 302
        self, request: HttpRequest, view_func: Any
    ) -> HttpResponseBase:
        response = super().handle_no_permission(request, view_func)
        if request.headers.get("HX-Request") == "true" and response.status_code == 302:
            # Come back to the page that the user was on, not to the fragment.
            if page := page_path(request):
                response = redirect_to_login(page, self.get_login_url(view_func))
            return HttpResponseClientRedirect(response["Location"])
        return response


class HistoryContext(pghistory.middleware.HistoryMiddleware):
    """Who changed what: the user and the name of the route. URLs are left out, since links of candidates are URLs."""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        return {"user": key_of(getattr(request, "user", None)), "route": route_of(request)}
