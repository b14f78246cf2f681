"""After handing in: what was heard, wrong words fixed, recordings deleted. By the link alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from config.http import is_fragment
from config.ranges import serve_file
from interviews.access import Visit, recording_by_link
from interviews.choices import LinkState
from interviews.models import Asked, Interview
from interviews.operations import correcting, recordings
from interviews.operations.answering import NotRunning, SavedElsewhere, TooLong, TooManyWords, Unanswered, text_of
from interviews.queries import asked_of
from interviews.queries.recordings import STOPPED, WAITING, HeardAnswer, recordings_of
from interviews.views.by_link import by_link, page, welcome_url
from interviews.voice_forms import CorrectionForm

REFUSALS = (
    Unanswered,
    SavedElsewhere,
    TooLong,
    TooManyWords,
    correcting.NotSpoken,
    correcting.TooLate,
    correcting.TooDifferent,
)


@dataclass(frozen=True)
class Row:
    """One spoken answer as its candidate sees it. `base` is the number of the text that is shown."""

    asked: Asked
    state: str  # "waiting", "stopped", "lost" (nothing to read, on our side) or "text"
    text: str
    base: int
    heard: str
    has_audio: bool
    is_typed: bool  # given again in writing: what was said does not count any more

    @property
    def field(self) -> str:
        """The text as a text area takes it: browsers swallow the first line break."""
        return "\n" + self.text

    @property
    def is_corrected(self) -> bool:
        return bool(self.heard) and self.heard != self.text


def rows_of(interview: Interview) -> list[Row]:
    """The spoken answers of an interview, in order."""
    heard = recordings_of(interview)
    return [_row(one, heard[one.position]) for one in asked_of(interview) if one.position in heard]


def _row(asked: Asked, heard: HeardAnswer) -> Row:
    answer, recording = asked.answer, heard.recording
    state = {WAITING: "waiting", STOPPED: "stopped"}.get(heard.why_unheard, "text")
    return Row(
        asked=asked,
        state="lost" if state == "text" and answer.current_revision is None else state,
        text=text_of(answer),
        base=answer.current_revision.number if answer.current_revision else 0,
        heard=heard.heard.text if heard.heard else "",
        has_audio=recording is not None and recording.deleted_at is None and recording.delete_wanted_at is None,
        is_typed=correcting.is_typed(answer),
    )


def heard_context(interview: Interview) -> dict[str, Any]:
    """What the last page shows of spoken answers."""
    rows = rows_of(interview)
    shown = [row for row in rows if not row.is_typed]
    return {
        "rows": shown,
        "may_correct": bool(shown) and correcting.is_correctable(interview),
        "correct_until": _until(interview),
        "has_recordings": any(row.has_audio or row.state in ("waiting", "stopped") for row in rows),
    }


def _until(interview: Interview) -> datetime | None:
    return interview.submitted_at and interview.submitted_at + timedelta(hours=settings.CORRECTION_HOURS)


def _over(visit: Visit) -> Interview:
    """The interview that was handed in; 404 while it runs."""
    if visit.interview is None or visit.state != LinkState.FINISHED:
        raise Http404
    return visit.interview


def _row_at(interview: Interview, position: int) -> Row:
    row = next((row for row in rows_of(interview) if row.asked.position == position and not row.is_typed), None)
    if row is None:
        raise Http404
    return row


@require_GET
@by_link(LinkState.FINISHED)
def heard(request: HttpRequest, visit: Visit, position: int) -> HttpResponse:
    """One answer: its panel asks for it until the words are there."""
    interview = _over(visit)
    row = _row_at(interview, position)
    if not is_fragment(request):
        return HttpResponseRedirect(reverse("candidate:done", args=[visit.link]))
    if row.state == "waiting" and request.GET.get("seen") == "waiting":
        return HttpResponse(status=204)  # nothing new: what is on the page stays
    return _panel(request, visit, interview, row)


def _panel(request: HttpRequest, visit: Visit, interview: Interview, row: Row, **more: Any) -> HttpResponse:
    may_correct = correcting.is_correctable(interview)
    return page(request, "candidate/_heard.html", visit, row=row, may_correct=may_correct, **more)


@require_POST
@by_link(LinkState.FINISHED)
def correct(request: HttpRequest, visit: Visit, position: int) -> HttpResponse:
    """Take a transcript with its wrong words fixed. What was heard is kept beside it."""
    interview = _over(visit)
    form = CorrectionForm(request.POST)
    form.full_clean()
    text = form.cleaned_data.get("text") or ""
    told: dict[str, Any] = {"saved": True}
    try:
        correcting.correct_own(
            interview=interview, position=position, text=text, base=form.cleaned_data.get("base") or 0, by=visit.candidate
        )
    except NotRunning:
        return HttpResponseRedirect(welcome_url(visit))
    except REFUSALS as refused:
        told = _told(refused) | {"typed": "\n" + text}
    row = _row_at(interview, position)
    if is_fragment(request):
        return _panel(request, visit, interview, row, **told)
    if "saved" in told:
        return HttpResponseRedirect(f"{reverse('candidate:done', args=[visit.link])}#heard-{position}")
    return page(request, "candidate/heard.html", visit, row=row, may_correct=correcting.is_correctable(interview), **told)


def _told(refused: Exception) -> dict[str, Any]:
    """What the panel needs to say what is the matter."""
    match refused:
        case Unanswered():
            return {"trouble": "empty"}
        case SavedElsewhere(text=other):
            return {"trouble": "elsewhere", "other": other}
        case TooManyWords(lengths=lengths):
            return {"trouble": "too_many_words", "length": next(iter(lengths.values()))}
        case TooLong():
            return {"trouble": "too_long"}
        case correcting.TooLate():
            return {"trouble": "too_late"}
        case correcting.TooDifferent():
            return {"trouble": "too_different"}
    return {"trouble": "not_yet"}


@require_GET
@by_link(LinkState.FINISHED)
def audio(request: HttpRequest, visit: Visit, position: int) -> HttpResponseBase:
    """One's own recording, to listen to or (with ?download) to keep."""
    recording = recording_by_link(visit, position)
    try:
        file, size = recording.playable.open("rb"), recording.playable.size
    except Exception:  # each kind of storage has errors of its own for being away
        words = _("Your recording cannot be had just now. It is kept: try again in a few minutes.")
        return HttpResponse(words, status=503, content_type="text/plain; charset=utf-8")
    ending = recording.playable_type.partition("/")[2].partition(";")[0] or "webm"
    return serve_file(
        request,
        file=file,
        size=size,
        media_type=recording.playable_type,
        filename=f"answer-{position}.{ending}",
        download="download" in request.GET,
    )


@require_http_methods(["GET", "POST"])
@by_link(LinkState.FINISHED, LinkState.WITHDRAWN)
def delete_recordings(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Delete one's own recordings now; asks first."""
    interview = visit.interview
    if interview is None or not visit.is_over:
        raise Http404
    context = heard_context(interview)
    if request.method == "GET" and not context["has_recordings"]:
        return HttpResponseRedirect(welcome_url(visit))
    held = False
    if request.method == "POST":
        try:
            recordings.delete_recordings(interview=interview, by=visit.candidate)
            return HttpResponseRedirect(welcome_url(visit))
        except recordings.OnLegalHold:
            held = True
    unwritten = sum(1 for row in context["rows"] if row.state in ("waiting", "stopped"))
    return page(request, "candidate/delete_recordings.html", visit, held=held, unwritten=unwritten)
