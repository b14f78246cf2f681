"""What every page behind a candidate's link has in common: who may see it, its language, and what it keeps secret."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django_htmx.http import HttpResponseClientRedirect

from config.http import is_fragment
from interviews.access import TooManyAttempts, Visit, invitation_from_link
from interviews.choices import LinkState
from interviews.languages import shown_in

View = Callable[..., HttpResponseBase]
STATUS_CODES = {
    LinkState.FORGED: 404,
    LinkState.RENEWED: 410,
    LinkState.CANCELLED: 410,
    LinkState.EXPIRED: 410,
    LinkState.ERASED: 410,
}


class LinkCsrf(CsrfViewMiddleware):
    """Django's check, for pages that send no referrer.

    `Referrer-Policy: no-referrer` makes browsers send "Origin: null" with a form, which Django takes for a stranger.
    The token and its cookie (SameSite=Lax) are asked for all the same.
    """

    def _origin_verified(self, request: HttpRequest) -> bool:
        return request.META["HTTP_ORIGIN"] == "null" or bool(super()._origin_verified(request))  # type: ignore[misc]  # not in the stubs

    def _reject(self, request: HttpRequest, _reason: str) -> HttpResponse:
        return page(request, "candidate/out_of_date.html", None, status=403)


def _nothing(_request: HttpRequest) -> HttpResponse:
    """The view that the check is for: it decides by the request alone, and never calls it."""
    return HttpResponse()


_csrf = LinkCsrf(_nothing)


def by_link(*also: LinkState) -> Callable[[View], View]:
    """Make a view of a candidate's page: it gets the Visit of a live link (or one in a state of `also`).

    Any other link gets the plain page of its state. Such a page is for nobody's cache, index, log or referrer.
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: HttpRequest, link: str, **kwargs: Any) -> HttpResponseBase:
            try:
                visit = invitation_from_link(request, link)
                _read = request.POST  # read here, where too much of it can still be answered kindly
            except TooManyAttempts:
                return _private(page(request, "candidate/too_many.html", None, status=429))
            except RequestDataTooBig:
                return _private(page(request, "candidate/too_big.html", None, status=413))
            with translation.override(_language(visit)):
                refused = _csrf.process_view(request, _nothing, (), {})
                if refused is not None:
                    return _private(refused)
                if visit.state != LinkState.LIVE and visit.state not in also:
                    return _private(_plain_page(request, visit))
                return _private(view(request, visit, **kwargs))

        return login_not_required(csrf_exempt(guarded))

    return decorate


def for_script(*, limit: str = "candidate_write") -> Callable[[View], View]:
    """Make a view that a script of ours posts to: as `by_link`, but every answer is JSON.

    A refusal is {"error": a code that the script knows, "message": plain words}.
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: HttpRequest, link: str, **kwargs: Any) -> HttpResponseBase:
            try:
                visit = invitation_from_link(request, link, limit=limit)
            except TooManyAttempts:
                return _private(refusal(429, "slow_down", _("Very many requests. It goes on in a moment.")))
            with translation.override(_language(visit)):
                try:
                    _read = request.body  # before it is taken for a form, and gone: it may call itself one
                    return _private(_script_refused(request, visit) or view(request, visit, **kwargs))
                except RequestDataTooBig:
                    return _private(refusal(413, "too_big", _("This is more than can be taken at once.")))
                except (BadRequest, SuspiciousOperation, MultiPartParserError):  # it is no form
                    return _private(refusal(400, "bad_piece", _("This is not what a page of ours sends.")))
                except UnreadablePostError:  # the connection was cut on the way: it comes again
                    return _private(refusal(400, "cut", _("The connection was cut.")))

        return login_not_required(csrf_exempt(guarded))

    return decorate


def _script_refused(request: HttpRequest, visit: Visit) -> HttpResponse | None:
    if _csrf.process_view(request, _nothing, (), {}) is not None:
        return refusal(403, "out_of_date", _("This page was open for very long, or cookies are switched off. Load it again."))
    if visit.is_over:
        return refusal(410, "over", _("This interview is over."))
    if visit.state != LinkState.LIVE:  # it may live on under another link: what is recorded stays where it is
        return refusal(
            STATUS_CODES[visit.state], "closed", _("This link no longer works. Open the newest one that you were sent.")
        )
    return None


def refusal(status: int, error: str, message: str, **more: Any) -> JsonResponse:
    """What a script gets when something is not taken."""
    return JsonResponse({"error": error, "message": message} | more, status=status)


def _language(visit: Visit) -> str:
    return shown_in(visit.found.job_spec) if visit.found else translation.get_language()


def page(request: HttpRequest, template: str, visit: Visit | None, *, status: int = 200, **context: Any) -> HttpResponse:
    """Render a page (or a panel) of the candidate's side."""
    return render(request, template, {"visit": visit, **context}, status=status)


def welcome_url(visit: Visit) -> str:
    return reverse("candidate:welcome", args=[visit.link])


def _plain_page(request: HttpRequest, visit: Visit) -> HttpResponse:
    if is_fragment(request) and visit.found:  # a panel asked; its whole page must give way
        return HttpResponseClientRedirect(welcome_url(visit))
    if visit.state == LinkState.FINISHED:
        return HttpResponseRedirect(reverse("candidate:done", args=[visit.link]))
    return page(request, "candidate/state.html", visit, status=STATUS_CODES.get(visit.state, 200), state=visit.state.value)


def _private(response: HttpResponseBase) -> HttpResponseBase:
    add_never_cache_headers(response)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
