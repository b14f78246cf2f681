"""One question at a time: shown, saved as it is written, passed."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from interviews.access import Visit
from interviews.course import VOICE_ROUND, Course
from interviews.forms import AnswerForm
from interviews.models import Answer, Asked
from interviews.operations import answering
from interviews.operations.answering import Save, text_of
from interviews.queries import asked_of, course_of, rounds_of
from interviews.queries.declarations import is_to_declare
from interviews.speech import engines
from interviews.texts import Length, count_words
from interviews.views.by_link import by_link, page, welcome_url
from interviews.views.candidate import place_url, running, way_on
from interviews.views.voice import is_spoken_here, prompt


@require_http_methods(["GET", "POST"])
@by_link()
def question(request: HttpRequest, visit: Visit, position: int) -> HttpResponse:
    """Show one question, or take what was written and go on (`go`: next, skip, back, keep)."""
    if visit.interview is None:
        return HttpResponseRedirect(welcome_url(visit))
    asked = asked_of(visit.interview)
    course = course_of(asked)
    if request.method == "GET" and is_to_declare(visit.interview, visit.invitation.job_spec, course):
        return HttpResponseRedirect(way_on(visit, course))
    if not course.may_visit(position):
        return HttpResponseRedirect(place_url(visit, course.resume()))
    if request.method == "GET" and is_spoken_here(request, asked, position):
        return prompt(request, visit, asked[position - 1], course)
    if request.method == "GET":
        return _question(request, visit, asked[position - 1], course)
    return _take(request, visit, asked[position - 1], course)


def _take(request: HttpRequest, visit: Visit, asked: Asked, course: Course) -> HttpResponse:
    go = request.POST.get("go", "next")
    save = AnswerForm(request.POST).save_of(insist=go == "keep")
    what: dict[str, Any] = {"interview": running(visit), "position": asked.position, "save": save, "by": visit.candidate}
    try:
        if go in ("back", "keep"):
            answering.save_draft(**what)
        else:
            answering.pass_question(**what, without_answer=go == "skip")
    except (answering.Unanswered, answering.SavedElsewhere, answering.TooLong, answering.TooManyWords) as trouble:
        return _question(request, visit, _again(visit, asked), course, text=save.text, trouble=trouble)
    except (answering.NotRunning, answering.AlreadyGiven):
        return HttpResponseRedirect(welcome_url(visit))
    return HttpResponseRedirect(_where(visit, asked.position, go))


def _where(visit: Visit, position: int, go: str) -> str:
    course = course_of(asked_of(running(visit)))
    if go == "keep":
        return reverse("candidate:question", args=[visit.link, position])
    if go == "back":
        before = course.before(position)
        return reverse("candidate:question", args=[visit.link, before or position])
    return place_url(visit, course.after(position))


def _again(visit: Visit, asked: Asked) -> Asked:
    """The question with its answer as it stands now: the text was kept although going on was refused."""
    return asked_of(running(visit))[asked.position - 1]


def _question(
    request: HttpRequest, visit: Visit, asked: Asked, course: Course, *, text: str | None = None, trouble: Exception | None = None
) -> HttpResponse:
    number, of = course.in_part(asked.position)
    answer = asked.answer
    is_cal = asked.round_position == VOICE_ROUND
    return page(
        request,
        "candidate/question.html",
        visit,
        asked=asked,
        is_cal=is_cal,
        # Whoever types at a prompt that could be spoken stays with typing, until they change their mind.
        wish="?answer=typing" if is_cal and engines.is_spoken() else "",
        number=number,
        of=of,
        percent=round(100 * (asked.position - 1) / len(course.steps)),
        back=course.before(asked.position),
        may_declare=asked.position == 1 and running(visit).declared_at and not course.has_begun,
        is_last=asked.position == len(course.steps) or course.frontier is None,
        # A browser swallows the first line break of a text area: this one, and not the candidate's own.
        text="\n" + (text_of(answer) if text is None else text),
        most=rounds_of(visit.invitation.job_spec_id)[asked.round_position].most_words,
        page=secrets.token_urlsafe(9),
        base=answer.save_number,
        **_told(trouble),
    )


def _told(trouble: Exception | None) -> dict[str, Any]:
    """What a template needs to say what is the matter."""
    match trouble:
        case answering.Unanswered():
            return {"trouble": "unanswered"}
        case answering.SavedElsewhere(text=other):
            return {"trouble": "elsewhere", "other": other}
        case answering.TooLong(letters=letters):
            return {"trouble": "too_long", "letters": letters}
        case answering.TooManyWords(lengths=lengths):
            return {"trouble": "too_many_words", "length": next(iter(lengths.values()))}
    return {"trouble": ""}


@require_POST
@by_link()
def save(request: HttpRequest, visit: Visit, position: int) -> HttpResponse:
    """Save what is being typed, and say so. Answers with a panel: the field itself is never swapped."""
    sent: Save = AnswerForm(request.POST).save_of()
    try:
        answer = answering.save_draft(interview=running(visit), position=position, save=sent, by=visit.candidate)
    except (answering.SavedElsewhere, answering.TooLong) as refused:
        return page(request, "candidate/_saved.html", visit, **_told(refused))
    except (answering.NotRunning, answering.AlreadyGiven, Answer.DoesNotExist):
        return HttpResponseClientRedirect(welcome_url(visit))
    length = Length(count_words(sent.text), answer.most_words)  # type: ignore[attr-defined]  # by save_draft
    return page(
        request,
        "candidate/_saved.html",
        visit,
        saved_at=answer.saved_at,
        trouble="long_so_far" if length.over else "",
        length=length,
    )
