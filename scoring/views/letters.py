"""Letters to a candidate: written, looked at once more, sent. Nothing is sent by a single press."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_http_methods

from interviews.choices import RequestKind
from interviews.languages import shown_in
from interviews.models import CandidateRequest, Interview
from interviews.operations.letters import CannotWrite
from interviews.queries.requests import requests_of
from jobspecs.access import member_of
from jobspecs.queries import the_organisation
from scoring.access import report_to_decide, request_to_answer
from scoring.choices import Outcome
from scoring.letter_forms import LetterForm
from scoring.letters import outcome_draft, reply_draft
from scoring.models import Decision
from scoring.operations import letters
from scoring.queries.explanation import explanation_of
from scoring.queries.sight import sees_scores


@dataclass(frozen=True)
class _Desk:
    """What a letter is written about: an outcome, or a reply to a request."""

    interview: Interview
    draft: str
    send: Callable[[LetterForm], Any]
    decision: Decision | None = None
    asked: CandidateRequest | None = None


@require_http_methods(["GET", "POST"])
def outcome(request: HttpRequest, interview_id: UUID) -> HttpResponse:
    """Tell a candidate what was decided; there must be a decision."""
    interview = report_to_decide(request, interview_id)
    decision = interview.decisions.order_by("-decided_at", "-pk").first()
    if decision is None:
        messages.error(request, "Nobody has decided yet. Decide first, then tell the outcome.")
        return _back(interview, "decision")

    def send(form: LetterForm) -> None:
        given = form.cleaned_data
        letters.send_outcome(
            interview=interview,
            text=given["text"],
            explains=form.is_explained,
            decision=given["decision"],
            newest=given["newest"],
            by=member_of(request),
        )

    with translation.override(shown_in(interview.job_spec)):
        draft = outcome_draft(Outcome(decision.outcome), title=interview.job_spec.title, **_names(request, interview))
    return _write(request, _Desk(interview, draft, send, decision=decision))


@require_http_methods(["GET", "POST"])
def reply(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Answer what a candidate asked for."""
    asked = request_to_answer(request, request_id)
    interview = asked.interview
    if asked.answered_at:
        messages.info(request, "This is answered already.")
        return _back(interview, "requests")

    def send(form: LetterForm) -> None:
        letters.reply(request=asked, text=form.cleaned_data["text"], explains=form.is_explained, by=member_of(request))

    with translation.override(shown_in(interview.job_spec)):
        draft = reply_draft(RequestKind(asked.kind), asked.made_at, **_names(request, interview))
    return _write(request, _Desk(interview, draft, send, asked=asked))


def _names(request: HttpRequest, interview: Interview) -> dict[str, str]:
    organisation = the_organisation()
    return {
        "name": interview.candidate.name,
        "writer": member_of(request).name,
        "organisation": organisation.name if organisation else "",
    }


def _write(request: HttpRequest, desk: _Desk) -> HttpResponse:
    interview = desk.interview
    sent = requests_of(interview)
    may_explain = sees_scores(member_of(request).pk, interview) and explanation_of(interview) is not None
    if request.method == "GET":
        first = {
            "text": desk.draft,
            "explains": desk.asked is not None and desk.asked.kind == RequestKind.EXPLAIN,
            "decision": _key(desk.decision),
            "newest": _key(sent.newest_letter),
        }
        return _page(request, desk, LetterForm(initial=first, may_explain=may_explain), sent=sent)
    form = LetterForm(request.POST, may_explain=may_explain)
    step = request.POST.get("do")
    if not form.is_valid() or step == "change":
        return _page(request, desk, form, sent=sent)
    if step != "send":
        return _page(request, desk, form, sent=sent, look=True)
    try:
        desk.send(form)
    except CannotWrite as refused:
        by_now = {"decision": _key(desk.decision), "newest": _key(sent.newest_letter)}  # what a second try refers to
        form = LetterForm(request.POST.dict() | by_now, may_explain=may_explain)
        form.add_error(None, str(refused))
        return _page(request, desk, form, sent=sent)
    messages.success(request, "Sent." if settings.EMAIL_IS_SET_UP else "It stands on their page now. E-mail is not set up here.")
    return _back(interview, "letters")


def _key(row: Any) -> str:
    return str(row.pk) if row is not None else ""


def _page(request: HttpRequest, desk: _Desk, form: LetterForm, **more: Any) -> HttpResponse:
    context = {
        "interview": desk.interview,
        "spec": desk.interview.job_spec,
        "decision": desk.decision,
        "asked": desk.asked,
        "form": form,
        "by_mail": settings.EMAIL_IS_SET_UP,
        "may_explain": "explains" in form.fields,
    }
    return render(request, "scoring/letter.html", context | more)


def _back(interview: Interview, place: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('scoring:report', args=[interview.pk])}#{place}")
