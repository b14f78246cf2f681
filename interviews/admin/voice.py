"""What was said, in Django admin: without the sound, which is heard in the report, where it is asked who listens.

How often somebody began anew or asked for time stands nowhere here: those who rate may be administrators too.
"""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from config.admin import ReadOnlyAdmin, page_link
from interviews import models
from interviews.operations.speaking import retry_prompt
from interviews.operations.transcribing import retry_transcription
from jobspecs.access import member_of


@admin.register(models.Recording)
class RecordingAdmin(ReadOnlyAdmin[models.Recording]):
    list_display = ("id", "answer", "playable_type", "size", "seconds", "kept_at", "deleted_at", "page")
    fields = (
        "id",
        "answer",
        "media_type",
        "playable_type",
        "size",
        "seconds",
        "sha256",
        "kept_at",
        "delete_wanted_at",
        "deleted_at",
        "page",
    )
    readonly_fields = ("page",)
    list_filter = ("playable_type", ("deleted_at", admin.EmptyFieldListFilter))
    list_select_related = ("answer__asked",)
    search_fields = ("id", "answer__asked__interview__id")

    @admin.display(description="report")
    def page(self, recording: models.Recording) -> SafeString:
        return page_link("scoring:report", recording.answer.asked.interview_id)


@admin.register(models.Transcription)
class TranscriptionAdmin(ReadOnlyAdmin[models.Transcription]):
    list_display = ("id", "answer", "state", "attempts", "queued_at", "finished_at", "error", "page")
    fields = ("id", "answer", "state", "attempts", "due_at", "queued_at", "finished_at", "error", "page")
    readonly_fields = ("answer", "page")
    list_filter = ("state", "queued_at")
    list_select_related = ("take__answer__asked",)
    search_fields = ("id", "error", "take__answer__asked__interview__id")
    actions = ("write_down_again",)

    @admin.action(description="Write down again what has stopped", permissions=["act"])
    def write_down_again(self, request: HttpRequest, chosen: QuerySet[models.Transcription]) -> None:
        by = member_of(request)
        self.act_on(request, chosen, lambda work: retry_transcription(transcription=work, by=by), done="Sent again")

    @admin.display(description="answer")
    def answer(self, transcription: models.Transcription) -> str:
        return str(transcription.take.answer)

    @admin.display(description="report")
    def page(self, transcription: models.Transcription) -> SafeString:
        return page_link("scoring:report", transcription.take.answer.asked.interview_id)


@admin.register(models.Transcript)
class TranscriptAdmin(ReadOnlyAdmin[models.Transcript]):
    """The text is the revision's; the words with their times are shown in the report alone."""

    list_display = ("id", "answer", "language", "engine", "model", "doubt", "checked_by", "checked_at", "created_at")
    exclude = ("words", "speech_seconds")
    list_filter = ("doubt", ("checked_at", admin.EmptyFieldListFilter), "engine", "language")
    list_select_related = ("recording__answer", "checked_by")
    search_fields = ("id", "recording__answer__asked__interview__id")

    @admin.display(description="answer")
    def answer(self, transcript: models.Transcript) -> str:
        return str(transcript.recording.answer)


@admin.register(models.SpokenPrompt)
class SpokenPromptAdmin(ReadOnlyAdmin[models.SpokenPrompt]):
    list_display = ("id", "revision", "state", "attempts", "seconds", "engine", "voice", "finished_at", "error")
    list_filter = ("state", "engine", "voice")
    list_select_related = ("revision",)
    search_fields = ("id", "error", "revision__text")
    actions = ("say_again",)

    @admin.action(description="Say again what has stopped", permissions=["act"])
    def say_again(self, request: HttpRequest, chosen: QuerySet[models.SpokenPrompt]) -> None:
        by = member_of(request)
        self.act_on(request, chosen, lambda prompt: retry_prompt(prompt=prompt, by=by), done="Sent again")
