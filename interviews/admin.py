"""Candidates, interviews and answers in Django admin. Nothing is deleted here: erasing is an operation of its own."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString

from config.admin import KeptAdmin, ReadOnlyAdmin, ReadOnlyInline, page_link
from interviews import models


class InvitationInline(ReadOnlyInline):
    model = models.Invitation
    fields = ("job_spec", "expires_at", "cancelled_at", "opened_at", "invited_by", "created_at")


@admin.register(models.Candidate)
class CandidateAdmin(KeptAdmin[models.Candidate]):
    list_display = ("shown_name", "email", "legal_hold", "erased_at", "created_at")
    list_filter = (("erased_at", admin.EmptyFieldListFilter), ("legal_hold", admin.EmptyFieldListFilter), "created_at")
    search_fields = ("name", "email", "id")
    readonly_fields = ("id", "erased_at", "created_at")
    inlines = (InvitationInline,)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # candidates come by invitation


@admin.register(models.Invitation)
class InvitationAdmin(ReadOnlyAdmin[models.Invitation]):
    list_display = ("candidate", "job_spec", "expires_at", "cancelled_at", "opened_at", "invited_by", "page")
    list_filter = ("expires_at", ("cancelled_at", admin.EmptyFieldListFilter), ("opened_at", admin.EmptyFieldListFilter))
    list_select_related = ("candidate", "job_spec", "invited_by")
    search_fields = ("candidate__name", "candidate__email", "job_spec__title", "id")

    @admin.display(description="recruiter's page")
    def page(self, invitation: models.Invitation) -> SafeString:
        return page_link("scoring:candidates", invitation.job_spec_id)


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


@admin.register(models.Recording)
class RecordingAdmin(ReadOnlyAdmin[models.Recording]):
    list_display = ("id", "answer", "take", "media_type", "size", "seconds", "kept_at", "deleted_at")
    list_filter = ("media_type", ("deleted_at", admin.EmptyFieldListFilter))
    list_select_related = ("answer",)
    search_fields = ("id", "answer__asked__interview__id")


@admin.register(models.Mail)
class MailAdmin(ReadOnlyAdmin[models.Mail]):
    list_display = ("id", "kind", "state", "attempts", "invitation", "recipient", "queued_at", "finished_at", "error")
    list_filter = ("kind", "state", "queued_at")
    list_select_related = ("invitation", "recipient")
    search_fields = ("id", "error", "recipient__email")


@admin.register(models.Erasure)
class ErasureAdmin(ReadOnlyAdmin[models.Erasure]):
    list_display = ("id", "candidate", "ground", "erased_by", "erased_at")
    list_filter = ("ground", "erased_at")
    list_select_related = ("candidate", "erased_by")
    search_fields = ("id", "candidate__id", "erased_by__email")
