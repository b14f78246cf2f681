"""Prompts of Round 02 as Cal says them, for members: a few words on the page of a spec, and the sound."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.http import is_fragment
from config.ranges import serve_file
from interviews.queries.prompts import spoken_prompt_of
from interviews.speech.engines import speaks
from interviews.views.recordings import suffix_of
from jobspecs.access import question_to_see
from jobspecs.choices import RoundPosition
from jobspecs.models import Question


@never_cache
@require_safe
def hear(request: HttpRequest, question_id: UUID) -> HttpResponse:
    """A prompt's player, or why there is none (yet)."""
    question = _prompt(request, question_id)
    context = {
        "question": question,
        "spec": question.round.job_spec,
        "prompt": spoken_prompt_of(question),
        "speaks": speaks(),
    }
    name = "interviews/_hear.html" if is_fragment(request) else "interviews/hear.html"
    return render(request, name, context)


@never_cache
@require_safe
def prompt_audio(request: HttpRequest, question_id: UUID) -> HttpResponseBase:
    """The sound of a prompt in its current wording."""
    question = _prompt(request, question_id)
    prompt = spoken_prompt_of(question)
    if prompt is None or not prompt.file:
        raise Http404("This prompt has not been spoken.")
    try:
        file, size = prompt.file.open("rb"), prompt.file.size
    except Exception as missing:  # each kind of storage has errors of its own
        raise Http404("The sound of this prompt is missing.") from missing
    name = f"prompt-{question.position}.{suffix_of(prompt.media_type)}"
    return serve_file(request, file=file, size=size, media_type=prompt.media_type, filename=name)


def _prompt(request: HttpRequest, question_id: UUID) -> Question:
    question = question_to_see(request, question_id)
    if question.round.position != RoundPosition.VOICE or question.current_revision_id is None:
        raise Http404("Not a prompt of Round 02.")
    return question
