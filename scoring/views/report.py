"""The report of one interview, and what people say about it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from config.http import is_fragment, redirect_or_refresh
from interviews.models import Interview
from jobspecs.access import member_of
from scoring.access import grading_to_see, may_edit, report_to_decide, report_to_see
from scoring.choices import Outcome
from scoring.forms import DecisionForm, RatingForm
from scoring.operations import judging, orders
from scoring.queries.gradings import past_reading
from scoring.queries.report import is_under_way, report_of


@require_safe
def report(request: HttpRequest, interview_id: UUID) -> HttpResponse:
    """The whole report. While it is written down or graded the page asks for news: 204 until there is some."""
    interview = report_to_see(request, interview_id)
    if is_fragment(request):
        if is_under_way(interview):
            return HttpResponse(status=204)
        return redirect_or_refresh(request, reverse("scoring:report", args=[interview.pk]))
    return page_of(request, interview)


@require_safe
def answer(request: HttpRequest, interview_id: UUID, position: int) -> HttpResponse:
    """One answer of the report, asked for while it is being written down: 204 until it is."""
    interview = report_to_see(request, interview_id)
    if not is_fragment(request):
        return back_to(request, interview, f"answer-{position}")
    shown = report_of(interview, reader=member_of(request).pk)
    found = next((one for one in shown.answers if one.asked.position == position), None)
    if found is None:
        raise Http404("No such answer, or it is not handed in.")
    if found in shown.unwritten:
        return HttpResponse(status=204)
    return render(request, "scoring/_answer.html", {"report": shown, "answer": found, "may_edit": may_edit(interview.job_spec)})


@require_POST
def decide(request: HttpRequest, interview_id: UUID) -> HttpResponse:
    """Record a decision with the evaluation that was on the page."""
    interview = report_to_decide(request, interview_id)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return page_of(request, interview, decision_form=form)
    wanted = form.cleaned_data
    try:
        judging.decide(
            interview=interview,
            outcome=Outcome(wanted["outcome"]),
            reason=wanted["reason"],
            seen=wanted["seen"],
            by=member_of(request),
            newest=wanted["newest"] if "newest" in request.POST else None,
        )
    except (judging.NotCompleted, judging.EvaluationChanged, judging.DecidedMeanwhile) as refused:
        return page_of(request, report_to_decide(request, interview_id), decision_form=_said_again(form, refused))
    messages.success(request, f"Decision recorded: {Outcome(wanted['outcome']).label}.")
    return back_to(request, interview, "decision")


def _said_again(form: DecisionForm, refused: Exception) -> DecisionForm:
    form.add_error(None, str(refused))
    return form


@require_POST
def grade_again(request: HttpRequest, interview_id: UUID) -> HttpResponse:
    """Order another grading; the earlier ones stay."""
    interview = report_to_decide(request, interview_id)
    try:
        orders.order_grading(interview=interview, by=member_of(request))
    except orders.NotGradable as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "Being graded. The result shows here when it is there.")
    if request.POST.get("next") == "candidates":
        return redirect_or_refresh(request, reverse("scoring:candidates", args=[interview.job_spec_id]))
    return back_to(request, interview)


@require_safe
def grading(request: HttpRequest, grading_id: UUID) -> HttpResponse:
    """An earlier grading, to read. Who is not shown the scores of the interview is led to its report, which says why."""
    found = grading_to_see(request, grading_id)
    shown = report_of(found.interview, reader=member_of(request).pk)
    if shown.evaluation is None or shown.evaluation.grading_id == found.pk:
        return back_to(request, found.interview)
    spec = found.interview.job_spec
    context = {"past": past_reading(found), "report": shown, "spec": spec, "may_edit": may_edit(spec)}
    return render(request, "scoring/grading.html", context)


def back_to(request: HttpRequest, interview: Interview, place: str = "") -> HttpResponse:
    """To the report, at a place of it."""
    url = reverse("scoring:report", args=[interview.pk])
    return redirect_or_refresh(request, f"{url}#{place}" if place else url)


def page_of(request: HttpRequest, interview: Interview, **forms: Any) -> HttpResponse:
    """The report; a form that was refused stands in it with what was typed."""
    shown = report_of(interview, reader=member_of(request).pk)
    context = {
        "report": shown,
        "spec": interview.job_spec,
        "may_edit": may_edit(interview.job_spec),
        "decision_form": DecisionForm(),
        "rating_form": RatingForm(findings=shown.findings),
    }
    return render(request, "scoring/report.html", context | forms)
