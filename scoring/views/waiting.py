"""What waits for the member: a panel of the list of job specs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from config.http import is_fragment
from jobspecs.access import member_of
from scoring.queries.waiting import waiting_for


@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """ "4 to review · 2 stuck", and in which specs."""
    name = "scoring/_waiting.html" if is_fragment(request) else "scoring/waiting.html"
    return render(request, name, {"waiting": waiting_for(member_of(request))})
