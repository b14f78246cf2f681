"""The candidate's interview, from welcome to thanks. Every page works without JavaScript."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from interviews.access import Visit
from interviews.around_forms import AboutYouForm
from interviews.choices import LinkState
from interviews.consent import terms_for
from interviews.course import Course, Place
from interviews.forms import BeginForm
from interviews.models import Interview
from interviews.operations import answering, endings, invitations
from interviews.queries import asked_of, course_of, parts_of
from interviews.queries.declarations import is_to_declare, must_haves_of
from interviews.queries.identifying import about_you_of
from interviews.queries.requests import newest_letter_of
from interviews.queries.retakes import retakes_of
from interviews.speech import engines
from interviews.views.by_link import by_link, page, welcome_url
from interviews.views.heard import heard_context
from jobspecs.models import Organisation
from jobspecs.queries import the_organisation

LONG = 6  # digits that no position has
FIVE = 5  # minutes: the whole is rounded up to these, since it is no promise


def place_url(visit: Visit, place: Place) -> str:
    """The address of a place on the way."""
    if place.position is None:
        return reverse("candidate:review", args=[visit.link])
    if place.is_intro:
        return reverse("candidate:part_two", args=[visit.link])
    return reverse("candidate:question", args=[visit.link, place.position])


def way_on(visit: Visit, course: Course) -> str:
    """The address at which a running interview goes on: the must-haves, where nobody has asked about them yet."""
    if is_to_declare(running(visit), visit.invitation.job_spec, course):
        return reverse("candidate:declare", args=[visit.link])
    return place_url(visit, course.resume())


def running(visit: Visit) -> Interview:
    """The interview of a live link. Raises NotRunning where it has not begun."""
    if visit.interview is None:
        raise answering.NotRunning
    return visit.interview


def the_organisation_or_none() -> Organisation:
    """The organisation; before it is set up, one without any words."""
    return the_organisation() or Organisation()


@require_GET
@by_link()
def welcome(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What will happen; or, where it has begun, the place where it stopped."""
    if visit.interview is not None:
        return HttpResponseRedirect(way_on(visit, course_of(asked_of(visit.interview))))
    invitations.note_opened(invitation=visit.invitation)
    return _welcome(request, visit, BeginForm())


def _welcome(request: HttpRequest, visit: Visit, form: BeginForm, *, changed: bool = False) -> HttpResponse:
    parts = parts_of(visit.invitation.job_spec)
    return page(
        request,
        "candidate/welcome.html",
        visit,
        form=form,
        changed=changed,
        terms=terms_for(visit.invitation, the_organisation_or_none()),
        parts=parts,
        must_haves=len(must_haves_of(visit.invitation.job_spec)),
        is_spoken=engines.is_spoken(),
        questions=sum(part.questions for part in parts),
        minutes=-(-sum(part.minutes for part in parts) // FIVE) * FIVE,
    )


@require_POST
@by_link()
def begin(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Consent: the interview begins."""
    form = BeginForm(request.POST)
    if not form.is_valid():
        return _welcome(request, visit, form)
    terms = terms_for(visit.invitation, the_organisation_or_none())
    if form.cleaned_data["words"] != terms.digest:  # somebody changed them while they were being read
        return _welcome(request, visit, BeginForm(), changed=True)
    try:
        answering.begin(invitation=visit.invitation, consent_hash=terms.digest, by=visit.candidate)
    except answering.NothingToAsk:
        return page(request, "candidate/nothing_to_ask.html", visit)
    except answering.NotOpen:
        pass  # the welcome address says why
    return HttpResponseRedirect(welcome_url(visit))


@require_GET
@by_link()
def review(request: HttpRequest, visit: Visit) -> HttpResponse:
    """All questions: which are answered, which are not; then hand in."""
    return _review(request, visit)


def _review(request: HttpRequest, visit: Visit, too_long: answering.TooManyWords | None = None) -> HttpResponse:
    if visit.interview is None:
        return HttpResponseRedirect(welcome_url(visit))
    asked = asked_of(visit.interview)
    course = course_of(asked)
    if course.frontier is not None:
        return HttpResponseRedirect(place_url(visit, course.resume()))
    rows = [
        {"asked": one, "step": step, "open": course.may_visit(one.position)}
        for one, step in zip(asked, course.steps, strict=True)
    ]
    lengths = too_long.lengths if too_long else {}
    return page(request, "candidate/review.html", visit, rows=rows, unanswered=course.unanswered, lengths=lengths)


@require_POST
@by_link(LinkState.FINISHED)
def submit(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Hand in. Sent twice, the second finds it done."""
    told = {int(number) for number in request.POST.getlist("unanswered") if number.isdecimal() and len(number) < LONG}
    try:
        answering.submit(interview=running(visit), left_unanswered=told, by=visit.candidate)
    except answering.Unanswered:
        return _review(request, visit)  # another tab emptied one: it is listed now
    except answering.TooManyWords as too_long:
        return _review(request, visit, too_long)
    except answering.NotRunning:
        return HttpResponseRedirect(welcome_url(visit))
    return HttpResponseRedirect(reverse("candidate:done", args=[visit.link]))


@require_GET
@by_link(LinkState.FINISHED)
def done(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Thanks, and what happens next."""
    if visit.state != LinkState.FINISHED:
        return HttpResponseRedirect(welcome_url(visit))
    return done_page(request, visit)


def done_page(request: HttpRequest, visit: Visit, about_form: AboutYouForm | None = None) -> HttpResponse:
    """The last page; `about_form` is what was sent about oneself and could not be taken."""
    terms = terms_for(visit.invitation, the_organisation_or_none())
    return page(
        request,
        "candidate/done.html",
        visit,
        terms=terms,
        waits_long=not engines.listens(),
        retakes=retakes_of(running(visit)),
        letter=newest_letter_of(running(visit)),
        **_about_you(visit, about_form or AboutYouForm()),
        **heard_context(running(visit)),
    )


def _about_you(visit: Visit, form: AboutYouForm) -> dict[str, Any]:
    """What the last page asks of oneself, where it does."""
    found = about_you_of(running(visit), visit.invitation.job_spec)
    if found is None:
        return {}
    return {"about_you": {"given": found.has_said, "form": form}}


@require_http_methods(["GET", "POST"])
@by_link(LinkState.FINISHED)
def withdraw(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Stop, before or after handing in; asks first."""
    if request.method == "GET":
        return page(request, "candidate/withdraw.html", visit)
    try:
        if visit.interview is None:
            invitations.cancel_invitation(invitation=visit.invitation, by=visit.candidate)
        else:
            endings.withdraw(interview=visit.interview, by=visit.candidate)
    except invitations.InvitationOver:  # another tab began it meanwhile: ask once more, as of now
        return HttpResponseRedirect(reverse("candidate:withdraw", args=[visit.link]))
    return HttpResponseRedirect(welcome_url(visit))
