"""Members' pages of what was said: hear it, correct its words, delete it; and hear prompts as Cal says them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.base import File
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.http import redirect_or_refresh
from config.ranges import serve_file
from interviews import access
from interviews.forms import ConfirmForm, CorrectionForm
from interviews.models import Answer, Recording
from interviews.operations import correcting, recordings, transcribing
from interviews.operations.answering import SavedElsewhere
from interviews.queries.recordings import recordings_of
from jobspecs.access import member_of

SUFFIXES = {"audio/webm": "webm", "audio/mp4": "m4a", "audio/ogg": "ogg", "audio/mpeg": "mp3", "audio/wav": "wav"}


@never_cache
@require_safe
def recording(request: HttpRequest, recording_id: UUID) -> HttpResponseBase:
    """The sound of one answer, whole or the part that a player asks for; with `?download` as a file."""
    found = access.recording_to_hear(request, recording_id)
    if found.delete_wanted_at or found.deleted_at:
        return _nothing_to_hear(request, found, status=410)
    try:
        file, size = _opened(found.playable)
    except (FileNotFoundError, ValueError):  # ValueError: it was never made
        return _nothing_to_hear(request, found, status=404)
    except Exception:  # each kind of storage has errors of its own for being away
        return _nothing_to_hear(request, found, status=503)
    position = found.answer.asked.position
    return serve_file(
        request,
        file=file,
        size=size,
        media_type=found.playable_type,
        filename=f"answer-{position}.{suffix_of(found.playable_type)}",
        download="download" in request.GET,
    )


def _opened(stored: Any) -> tuple[File[bytes], int]:
    """A stored file, open, and its size. Raises what its storage raises, and ValueError where there is none."""
    size = stored.size
    return stored.open("rb"), size


def suffix_of(media_type: str) -> str:
    """What the name of a file of this type ends in."""
    return SUFFIXES.get(media_type.partition(";")[0].strip(), "bin")


def _nothing_to_hear(request: HttpRequest, found: Recording, *, status: int) -> HttpResponse:
    context = {"recording": found, "interview": found.answer.asked.interview}
    return render(request, "interviews/nothing_to_hear.html", context | {"status": status}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, answer_id: UUID) -> HttpResponse:
    """Write down what was really said. Somebody else's correction in between is shown beside what was typed."""
    answer = access.answer_to_correct(request, answer_id)
    current = answer.current_revision
    if request.method != "POST":
        shown = {"text": current.text, "base": current.number} if current else {"base": 0}
        return _correcting(request, answer, CorrectionForm(initial=shown))
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        return _correcting(request, answer, form)
    try:
        correcting.correct(answer=answer, by=member_of(request), **form.cleaned_data)
    except SavedElsewhere as newer:
        latest = access.answer_to_correct(request, answer_id).current_revision
        typed = request.POST.copy()
        typed["base"] = str(latest.number if latest else 0)
        return _correcting(request, answer, CorrectionForm(typed), theirs=newer.text)
    messages.success(request, "The words are corrected. What was heard is kept beside them.")
    return _to_answer(request, answer)


def _correcting(request: HttpRequest, answer: Answer, form: CorrectionForm, *, theirs: str | None = None) -> HttpResponse:
    interview = answer.asked.interview
    context = {
        "answer": answer,
        "interview": interview,
        "spec": interview.job_spec,
        "spoken": recordings_of(interview).get(answer.asked.position),
        "form": form,
        "theirs": theirs,
    }
    return render(request, "interviews/correct.html", context)


@require_POST
def confirm(request: HttpRequest, answer_id: UUID) -> HttpResponse:
    """ "I have listened: the words are right", of the words that were on the page."""
    answer, form = access.answer_to_correct(request, answer_id), ConfirmForm(request.POST)
    try:
        correcting.confirm(answer=answer, by=member_of(request), base=form.cleaned_data["base"] if form.is_valid() else 0)
    except (SavedElsewhere, correcting.NotSpoken):
        messages.error(request, "These words have changed meanwhile. Compare them with the recording once more.")
    else:
        messages.success(request, "Noted: you have listened, and the words are right.")
    return _to_answer(request, answer)


@require_POST
def retry_transcription(request: HttpRequest, transcription_id: UUID) -> HttpResponse:
    """Have an answer written down once more, after it has stopped."""
    transcription = access.transcription_to_retry(request, transcription_id)
    if not transcribing.retry_transcription(transcription=transcription, by=member_of(request)):
        messages.error(request, "There is nothing to try again: it is being written down, or its recording is gone.")
    return _to_answer(request, transcription.take.answer)


@require_http_methods(["GET", "HEAD", "POST"])
def delete_recordings(request: HttpRequest, interview_id: UUID) -> HttpResponse:
    """Delete the recordings of an interview; says what stays, and asks first."""
    interview = access.interview_to_unrecord(request, interview_id)
    if request.method == "POST":
        try:
            recordings.delete_recordings(interview=interview, by=member_of(request), ground="request")
        except recordings.OnLegalHold as reason:
            messages.error(request, str(reason))
        else:
            messages.success(request, "The recordings are deleted. The words and scores stay.")
        return redirect_or_refresh(request, reverse("scoring:report", args=[interview.pk]))
    heard = [one for one in recordings_of(interview).values() if not (one.recording and one.recording.delete_wanted_at)]
    context = {
        "interview": interview,
        "spec": interview.job_spec,
        "count": len(heard),
        "unwritten": sum(one.asked.answer.current_revision is None for one in heard),
    }
    return render(request, "interviews/delete_recordings.html", context)


def _to_answer(request: HttpRequest, answer: Answer) -> HttpResponse:
    url = reverse("scoring:report", args=[answer.asked.interview_id])
    return redirect_or_refresh(request, f"{url}#answer-{answer.asked.position}")
