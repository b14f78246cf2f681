"""What candidates say around the questions: must-haves before Part 1, themselves after handing in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from config.http import is_fragment
from interviews.access import Visit
from interviews.around_forms import AboutYouForm, DeclareForm
from interviews.choices import LinkState
from interviews.course import Course
from interviews.forms import AnswerForm
from interviews.models import Interview
from interviews.operations import declaring, identifying, retakes
from interviews.operations.answering import NotRunning, TooLong, TooManyWords, Unanswered
from interviews.queries import asked_of, course_of, rounds_of
from interviews.queries.declarations import declared_of, must_haves_of
from interviews.queries.identifying import about_you_of
from interviews.queries.retakes import open_retakes_of
from interviews.views.by_link import by_link, page, welcome_url
from interviews.views.candidate import done_page, place_url, running


@require_http_methods(["GET", "POST"])
@by_link()
def declare(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The must-haves of the job, before Part 1. Each choice is saved at once; going on needs none."""
    if visit.interview is None:
        return HttpResponseRedirect(welcome_url(visit))
    course = course_of(asked_of(visit.interview))
    must_haves = must_haves_of(visit.invitation.job_spec)
    if course.has_begun or not must_haves:
        return _leave(request, place_url(visit, course.resume()))
    sent = request.POST if request.method == "POST" else None
    form = DeclareForm(sent, must_haves=must_haves, declared=declared_of(visit.interview))
    if sent is None:
        return _declare(request, visit, course, form)
    return _keep(request, visit, course, form)


def _keep(request: HttpRequest, visit: Visit, course: Course, form: DeclareForm) -> HttpResponse:
    goes_on = form.is_valid() and form.is_of_these_lines and not is_fragment(request)
    try:
        declaring.declare(interview=running(visit), said=form.said(), go_on=goes_on, by=visit.candidate)
    except (NotRunning, declaring.AlreadyBegun):  # in another tab
        return _leave(request, welcome_url(visit))
    if is_fragment(request):
        return page(request, "candidate/_kept.html", visit, saved_at=None if form.errors else timezone.now())
    if goes_on:
        return _leave(request, place_url(visit, course.resume()))
    return _declare(request, visit, course, form, changed=not form.is_of_these_lines)


def _declare(request: HttpRequest, visit: Visit, course: Course, form: DeclareForm, *, changed: bool = False) -> HttpResponse:
    opens = "Part 1" if course.steps and course.steps[0].round_position == 1 else "Part 2"
    return page(request, "candidate/declare.html", visit, form=form, changed=changed, opens=opens)


@require_http_methods(["GET", "POST"])
@by_link(LinkState.FINISHED)
def again(request: HttpRequest, visit: Visit, position: int) -> HttpResponse:
    """One question once more, because something went wrong with its answer. It is typed, also where it was spoken."""
    interview = _finished(visit)
    retake = open_retakes_of(interview).filter(asked__position=position).first() if interview else None
    if retake is None:
        return HttpResponseRedirect(_done(visit) if interview else welcome_url(visit))
    text, told = "", {}
    if request.method == "POST":
        text = AnswerForm(request.POST).save_of().text
        try:
            retakes.answer_again(retake=retake, text=text, by=visit.candidate)
            return HttpResponseRedirect(_done(visit))
        except retakes.RetakeOver:
            return HttpResponseRedirect(_done(visit))
        except (Unanswered, TooLong, TooManyWords) as refused:
            told = _told(refused)
    most = rounds_of(visit.invitation.job_spec_id)[retake.asked.round_position].most_words
    # A browser swallows the first line break of a text area: this one, and not the candidate's own.
    return page(request, "candidate/again.html", visit, retake=retake, most=most, text="\n" + text, **told)


def _told(refused: Exception) -> dict[str, Any]:
    """What the page needs to say what is the matter."""
    match refused:
        case TooManyWords(lengths=lengths):
            return {"trouble": "too_many_words", "length": next(iter(lengths.values()))}
        case TooLong(letters=letters):
            return {"trouble": "too_long", "letters": letters}
    return {"trouble": "empty"}


@require_POST
@by_link(LinkState.FINISHED)
def about_you(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What a candidate chooses to say of themselves, changed or deleted as often as they like."""
    interview, form = _finished(visit), AboutYouForm(request.POST)
    if interview is None or about_you_of(interview, visit.invitation.job_spec) is None:
        return HttpResponseRedirect(welcome_url(visit))
    wanted: dict[str, str | None] = {"sex": "", "race_ethnicity": ""}
    if "delete" not in request.POST:
        if not form.is_valid():
            return done_page(request, visit, about_form=form)
        wanted = form.said()
    identifying.identify(interview=interview, by=visit.candidate, **wanted)
    return HttpResponseRedirect(f"{_done(visit)}#about-you")


def _finished(visit: Visit) -> Interview | None:
    return visit.interview if visit.state == LinkState.FINISHED else None


def _done(visit: Visit) -> str:
    return reverse("candidate:done", args=[visit.link])


def _leave(request: HttpRequest, url: str) -> HttpResponse:
    return HttpResponseClientRedirect(url) if is_fragment(request) else HttpResponseRedirect(url)
