"""Running a grading again from its report."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from config.http import is_fragment, redirect_or_refresh
from jobspecs.access import member_of
from scoring.access import DECIDE, grading_to_see, may_edit
from scoring.engines import UnknownEngine
from scoring.models import Grading
from scoring.operations import replaying
from scoring.queries.replays import newest_replay
from scoring.queries.sight import sees_scores

BLIND = "Rate this interview first, or have its scores shown."
ASKED = "The language model is being asked again. What comes of it shows here once it is there."


@require_POST
def replay(request: HttpRequest, grading_id: UUID) -> HttpResponse:
    """Run one grading again. The answer to a fragment is the panel; a model is asked in the background."""
    grading, by = grading_to_see(request, grading_id), member_of(request)
    if not may_edit(grading.interview.job_spec):
        raise PermissionDenied(DECIDE)
    if not sees_scores(by.pk, grading.interview):
        messages.warning(request, BLIND)
        return _back(request, grading)
    try:
        if replaying.asks_model(grading):
            replaying.replay_later(grading=grading, by=by)
            problem = ASKED
        else:
            problem = replaying.try_replay(grading=grading, by=by)
    except UnknownEngine as error:
        problem = str(error)
    if is_fragment(request):
        context = {"grading": grading, "replay": newest_replay(grading.pk), "problem": problem, "may_edit": True}
        return render(request, "scoring/_replay_panel.html", context)
    if problem:
        messages.warning(request, problem)
    return _back(request, grading)


def _back(request: HttpRequest, grading: Grading) -> HttpResponse:
    return redirect_or_refresh(request, f"{reverse('scoring:report', args=[grading.interview_id])}#replay")
