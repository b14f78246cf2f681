"""What candidates say around the questions: must-haves before Part 1, themselves after handing in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from config.http import is_fragment
from interviews.access import Visit
from interviews.around_forms import DeclareForm
from interviews.course import Course
from interviews.operations import declaring
from interviews.operations.answering import NotRunning
from interviews.queries import asked_of, course_of
from interviews.queries.declarations import declared_of, must_haves_of
from interviews.views.by_link import by_link, page, welcome_url
from interviews.views.candidate import place_url, running


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


def _leave(request: HttpRequest, url: str) -> HttpResponse:
    return HttpResponseClientRedirect(url) if is_fragment(request) else HttpResponseRedirect(url)
