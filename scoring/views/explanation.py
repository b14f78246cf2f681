"""How a result came about: for its candidate, by their link, once a person has sent it; for members as a preview."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_safe

from interviews.access import Visit
from interviews.choices import LinkState
from interviews.queries.requests import requests_of
from interviews.views.by_link import by_link, page, welcome_url
from jobspecs.access import member_of
from jobspecs.queries import the_organisation
from scoring.access import report_to_decide
from scoring.queries.explanation import explanation_of
from scoring.queries.sight import sees_scores


@require_GET
@by_link(LinkState.FINISHED)
def explanation(request: HttpRequest, visit: Visit) -> HttpResponse:
    """In plain words: what was asked, what was found, what was missing, who decided. 404 until a person has sent it."""
    if visit.state != LinkState.FINISHED or visit.interview is None:
        return HttpResponseRedirect(welcome_url(visit))
    sent = [shown.letter.sent_at for shown in requests_of(visit.interview).letters if shown.letter.explains]
    if not sent:
        return page(request, "candidate/explanation.html", visit, status=404, sent_at=None, explanation=None)
    found, sent_at = explanation_of(visit.interview), max(sent)
    changed = found is not None and found.current_from > sent_at
    return page(request, "candidate/explanation.html", visit, sent_at=sent_at, changed=changed, explanation=found)


@require_safe
def preview(request: HttpRequest, interview_id: UUID) -> HttpResponse:
    """What the candidate would read, before somebody sends it. Hidden from who rates blind."""
    interview = report_to_decide(request, interview_id)
    shown = sees_scores(member_of(request).pk, interview)
    context = {
        "interview": interview,
        "spec": interview.job_spec,
        "organisation": the_organisation(),
        "is_blind": not shown,
        "explanation": explanation_of(interview) if shown else None,
    }
    return render(request, "scoring/explanation_preview.html", context)
