"""A person's own rating, and what is shown after it, or without it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.http import redirect_or_refresh
from jobspecs.access import member_of, spec_to_see
from scoring.access import report_to_rate, report_to_see
from scoring.choices import Shown
from scoring.forms import RatingForm
from scoring.operations import judging
from scoring.operations.disclosing import disclose
from scoring.queries.agreement import ENOUGH, agreement_of
from scoring.queries.report import report_of
from scoring.views.report import back_to, page_of

NOT_BLIND = "A rating that you give from now on does not count as blind."


@require_POST
def rate(request: HttpRequest, interview_id: UUID) -> HttpResponse:
    """Record a person's own levels beside the engine's."""
    interview = report_to_rate(request, interview_id)
    shown = report_of(interview, reader=member_of(request).pk)
    form = RatingForm(request.POST, findings=shown.findings)
    if not form.is_valid():
        return page_of(request, interview, rating_form=form)
    try:
        new = judging.rate(interview=interview, ratings=form.ratings, by=member_of(request))
    except judging.NotCompleted as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "Your rating is saved." if new else "Nothing changed in your rating.")
    return back_to(request, interview, "rating")


@require_POST
def show_scores(request: HttpRequest, interview_id: UUID) -> HttpResponse:
    """Show the scores of one interview to who has not rated it. It is noted."""
    interview = report_to_see(request, interview_id)
    disclose(user=member_of(request), job_spec=interview.job_spec, interview=interview, what=Shown.SCORES)
    messages.info(request, f"The scores are shown, and that is noted. {NOT_BLIND}")
    return back_to(request, interview)


@require_http_methods(["GET", "HEAD", "POST"])
def show_all_scores(request: HttpRequest, spec_id: UUID) -> HttpResponse:
    """Show all scores of a spec to who does not rate in it; asks first, and it is noted."""
    spec = spec_to_see(request, spec_id)
    if request.method != "POST":
        return render(request, "scoring/show_all_scores.html", {"spec": spec, "tab": "candidates"})
    disclose(user=member_of(request), job_spec=spec, what=Shown.SCORES)
    messages.info(request, f"All scores of this job spec are shown, and that is noted. {NOT_BLIND}")
    return redirect_or_refresh(request, reverse("scoring:candidates", args=[spec.pk]))


@require_safe
def agreement(request: HttpRequest, spec_id: UUID) -> HttpResponse:
    """How far people and the engine agree over a spec."""
    spec = spec_to_see(request, spec_id)
    shown = agreement_of(spec, reader=member_of(request).pk)
    return render(request, "scoring/agreement.html", {"spec": spec, "agreement": shown, "enough": ENOUGH, "tab": "candidates"})
