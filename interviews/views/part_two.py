"""The way into Part 2: what is recorded, consent, the microphone, a practice prompt that is kept nowhere."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from interviews.access import Visit
from interviews.consent import voice_terms_for
from interviews.course import VOICE_ROUND
from interviews.models import Asked
from interviews.operations import recording
from interviews.operations.answering import NotRunning
from interviews.queries import asked_of, course_of, rounds_of
from interviews.speech import engines
from interviews.views.by_link import by_link, page, welcome_url
from interviews.views.candidate import place_url, running, the_organisation_or_none
from interviews.views.spoken import clock
from interviews.voice_forms import RecordForm

PRACTICE_SECONDS = 60


@require_http_methods(["GET", "POST"])
@by_link()
def part_two(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Cal is introduced; where it is spoken, consent to be recorded is asked for."""
    here = _prompts_here(visit)
    if isinstance(here, HttpResponse):
        return here
    if not engines.is_spoken():
        return page(request, "candidate/part_two.html", visit, **_facts(visit, here))
    if request.method == "POST":
        return _agree(request, visit, here)
    if running(visit).recording_consent_hash:
        return HttpResponseRedirect(reverse("candidate:microphone", args=[visit.link]))
    return _ask(request, visit, here, RecordForm())


def _agree(request: HttpRequest, visit: Visit, here: list[Asked]) -> HttpResponse:
    form = RecordForm(request.POST)
    if not form.is_valid():
        return _ask(request, visit, here, form)
    terms = voice_terms_for(visit.invitation, the_organisation_or_none())
    if form.cleaned_data["words"] != terms.digest:  # somebody changed them while they were being read
        return _ask(request, visit, here, RecordForm(), changed=True)
    try:
        recording.consent_to_recording(interview=running(visit), words_hash=terms.digest, by=visit.candidate)
    except NotRunning:
        return HttpResponseRedirect(welcome_url(visit))
    return HttpResponseRedirect(reverse("candidate:microphone", args=[visit.link]))


def _ask(request: HttpRequest, visit: Visit, here: list[Asked], form: RecordForm, *, changed: bool = False) -> HttpResponse:
    terms = voice_terms_for(visit.invitation, the_organisation_or_none())
    return page(request, "candidate/part_two_spoken.html", visit, form=form, changed=changed, terms=terms, **_facts(visit, here))


@require_GET
@by_link()
def microphone(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Check the microphone, and practise. No sound leaves the browser on this page."""
    here = _prompts_here(visit)
    if isinstance(here, HttpResponse):
        return here
    if not engines.is_spoken() or not running(visit).recording_consent_hash:
        return HttpResponseRedirect(reverse("candidate:part_two", args=[visit.link]))
    return page(
        request,
        "candidate/microphone.html",
        visit,
        terms=voice_terms_for(visit.invitation, the_organisation_or_none()),
        practice={"allowed": PRACTICE_SECONDS, "clock": clock(PRACTICE_SECONDS)},
        **_facts(visit, here),
    )


def _prompts_here(visit: Visit) -> list[Asked] | HttpResponse:
    """The prompts, from the one that is open on; or the way to where the candidate is, which is not in Part 2."""
    if visit.interview is None:
        return HttpResponseRedirect(welcome_url(visit))
    asked = asked_of(visit.interview)
    course = course_of(asked)
    open_step = course.frontier
    if open_step is None or open_step.round_position != VOICE_ROUND:
        return HttpResponseRedirect(place_url(visit, course.resume()))
    return [one for one in asked if one.position >= open_step.position]


def _facts(visit: Visit, here: list[Asked]) -> dict[str, Any]:
    start = reverse("candidate:question", args=[visit.link, here[0].position])
    return {
        "prompts": len(here),
        "minutes": len(here) * rounds_of(visit.invitation.job_spec_id)[VOICE_ROUND].minutes_each,
        "first": here[0].position,
        "start_url": start + "?answer=speaking",
        "typing_url": start + "?answer=typing",
        "waits": engines.is_spoken() and not engines.listens(),
    }
