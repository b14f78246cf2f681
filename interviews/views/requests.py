"""What a candidate may ask for once they have handed in, and what was written to them. By the link alone."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from config.ratelimits import is_over_limit
from interviews.access import Visit
from interviews.choices import LinkState
from interviews.operations import requests
from interviews.queries.requests import requests_of
from interviews.request_forms import RequestForm
from interviews.views.by_link import by_link, page, welcome_url
from interviews.views.candidate import running


@require_http_methods(["GET", "POST"])
@by_link(LinkState.FINISHED)
def ask(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Ask that a person looks again, corrects a fact or explains; read what they wrote."""
    if visit.state != LinkState.FINISHED:
        return HttpResponseRedirect(welcome_url(visit))
    if request.method == "GET":
        return _page(request, visit, RequestForm())
    form = RequestForm(request.POST)
    if not form.is_valid():
        return _page(request, visit, form)
    interview = running(visit)
    if is_over_limit("candidate_request", str(interview.pk)):
        return _said_why(request, visit, form, _("You have asked several times today. Please wait until tomorrow."))
    try:
        requests.ask(interview=interview, kind=form.asked, text=form.cleaned_data["text"], by=visit.candidate)
    except requests.AlreadyAsked:
        return _said_why(request, visit, form, _("You have asked this already, and a person has not answered yet."))
    except requests.CannotAsk:  # withdrawn or erased in another tab meanwhile
        return HttpResponseRedirect(welcome_url(visit))
    return HttpResponseRedirect(reverse("candidate:ask", args=[visit.link]) + "#asked")


def _said_why(request: HttpRequest, visit: Visit, form: RequestForm, why: str) -> HttpResponse:
    form.add_error(None, why)
    return _page(request, visit, form)


def _page(request: HttpRequest, visit: Visit, form: RequestForm) -> HttpResponse:
    found = requests_of(running(visit))
    return page(request, "candidate/request.html", visit, form=form, requests=found, by_mail=settings.EMAIL_IS_SET_UP)
