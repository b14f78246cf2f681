"""Interviews, what was asked and what was answered, in Django admin."""

from __future__ import annotations

from django.contrib import admin
from django.utils.safestring import SafeString

from config.admin import ReadOnlyAdmin, ReadOnlyInline, page_link
from interviews import models


class AskedInline(ReadOnlyInline):
    model = models.Asked
    fields = ("position", "round_position", "revision", "competency")


@admin.register(models.Interview)
class InterviewAdmin(ReadOnlyAdmin[models.Interview]):
    list_display = ("id", "candidate", "job_spec", "state", "rubric", "begun_at", "submitted_at", "page")
    list_filter = ("state", "begun_at")
    list_select_related = ("candidate", "job_spec", "rubric")
    search_fields = ("id", "candidate__name", "candidate__email", "job_spec__title")
    date_hierarchy = "begun_at"
    inlines = (AskedInline,)

    @admin.display(description="report")
    def page(self, interview: models.Interview) -> SafeString:
        return page_link("scoring:report", interview.pk)


@admin.register(models.Asked)
class AskedAdmin(ReadOnlyAdmin[models.Asked]):
    list_display = ("interview", "position", "revision", "competency")
    list_select_related = ("interview", "revision", "competency")
    search_fields = ("interview__id",)


class AnswerRevisionInline(ReadOnlyInline):
    model = models.AnswerRevision
    fk_name = "answer"
    fields = ("number", "kind", "text", "created_by", "created_at", "erased_at")


@admin.register(models.Answer)
class AnswerAdmin(ReadOnlyAdmin[models.Answer]):
    list_display = ("id", "asked", "saved_at", "passed_at", "technical")
    secret = ("more_time",)  # the candidate's alone
    list_filter = (("technical", admin.EmptyFieldListFilter), ("current_revision", admin.EmptyFieldListFilter))
    list_select_related = ("asked",)
    search_fields = ("id", "asked__interview__id")
    inlines = (AnswerRevisionInline,)


@admin.register(models.AnswerRevision)
class AnswerRevisionAdmin(ReadOnlyAdmin[models.AnswerRevision]):
    list_display = ("id", "answer", "number", "kind", "created_by", "created_at", "erased_at")
    list_filter = ("kind", ("erased_at", admin.EmptyFieldListFilter))
    list_select_related = ("answer", "created_by")
    search_fields = ("id", "answer__asked__interview__id")
