"""Something went wrong with an answer: it is asked for again, or taken out of the score, or back in."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from interviews.around_forms import ExcludeForm, RetakeForm
from interviews.links import retake_url
from interviews.models import Asked
from interviews.operations import excluding, retakes
from jobspecs.access import member_of
from scoring.access import answer_to_exclude
from scoring.queries.exclusions import earlier_of
from scoring.queries.sight import sees_scores
from scoring.queries.without import preview_of


@require_safe
def wrong(request: HttpRequest, interview_id: UUID, position: int) -> HttpResponse:
    """What can be done about one answer, the kinder way first; with before and after, for who sees scores."""
    return _page(request, answer_to_exclude(request, interview_id, position))


@require_POST
def exclude(request: HttpRequest, interview_id: UUID, position: int) -> HttpResponse:
    """Take the answer out of the score."""
    asked = answer_to_exclude(request, interview_id, position)
    form = ExcludeForm(request.POST, prefix="exclude")
    if not form.is_valid():
        return _page(request, asked, exclude_form=form)
    try:
        excluding.exclude(answer=asked.answer, reason=form.cleaned_data["reason"], by=member_of(request))
    except excluding.NotExcludable as refused:
        form.add_error(None, str(refused))
        return _page(request, answer_to_exclude(request, interview_id, position), exclude_form=form)
    messages.success(request, "Excluded. The interview is graded anew without this answer; what was said is kept.")
    return _back(asked)


@require_POST
def include_again(request: HttpRequest, interview_id: UUID, position: int) -> HttpResponse:
    """Let the answer count again."""
    asked = answer_to_exclude(request, interview_id, position)
    try:
        excluding.include_again(answer=asked.answer, by=member_of(request))
    except excluding.NotExcludable as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "The answer counts again. The interview is graded anew.")
    return _back(asked)


@require_POST
def offer_retake(request: HttpRequest, interview_id: UUID, position: int) -> HttpResponse:
    """Invite the candidate to answer this question again; then show the link, where no mail goes out."""
    asked = answer_to_exclude(request, interview_id, position)
    form = RetakeForm(request.POST, prefix="retake")
    if not form.is_valid():
        return _page(request, asked, retake_form=form)
    try:
        retakes.offer_retake(asked=asked, reason=form.cleaned_data["reason"], by=member_of(request))
    except retakes.NotOffered as refused:
        form.add_error(None, str(refused))
        return _page(request, answer_to_exclude(request, interview_id, position), retake_form=form)
    if settings.EMAIL_IS_SET_UP:
        messages.success(request, "Invited to answer again. The candidate gets a mail with their link.")
        return _back(asked)
    messages.success(request, "Invited to answer again. Email is not set up: copy the link, and send it to the candidate.")
    return redirect("scoring:wrong", asked.interview_id, asked.position)


@require_POST
def cancel_retake(request: HttpRequest, interview_id: UUID, position: int) -> HttpResponse:
    """Take the invitation to answer again back."""
    asked = answer_to_exclude(request, interview_id, position)
    retake = asked.retakes.filter(answered_at__isnull=True, cancelled_at__isnull=True).first()
    if retake is not None and retakes.cancel_retake(retake=retake, by=member_of(request)):
        messages.success(request, "Cancelled. The earlier answer stays as it is.")
    else:
        messages.error(request, "There is nothing to cancel: it was answered, or cancelled before.")
    return _back(asked)


def _back(asked: Asked) -> HttpResponse:
    return redirect(f"{reverse('scoring:report', args=[asked.interview_id])}#answer-{asked.position}")


def _page(
    request: HttpRequest, asked: Asked, *, exclude_form: ExcludeForm | None = None, retake_form: RetakeForm | None = None
) -> HttpResponse:
    interview = asked.interview
    exclusion = next((one for one in asked.answer.exclusions.all() if one.lifted_at is None), None)
    retake = next((one for one in asked.retakes.all() if one.is_open), None)
    may_see = sees_scores(member_of(request).pk, interview)
    # Without an exclusion nobody here can say why it is not counted: then there is nothing to take in or out.
    is_lost = bool(asked.answer.technical) and exclusion is None
    context = {
        "asked": asked,
        "interview": interview,
        "spec": interview.job_spec,
        "exclusion": exclusion,
        "retake": retake,
        "retake_url": retake_url(interview.invitation, asked.position) if retake else "",
        "is_lost": is_lost,
        "may_see": may_see,
        "preview": preview_of(asked, counts=exclusion is not None) if may_see and not is_lost else None,
        "earlier": earlier_of(exclusion) if may_see and exclusion else None,
        "exclude_form": exclude_form or ExcludeForm(prefix="exclude"),
        "retake_form": retake_form or RetakeForm(prefix="retake"),
        "email_is_set_up": settings.EMAIL_IS_SET_UP,
    }
    return render(request, "scoring/wrong.html", context)
