"""What is said around an interview, in Django admin: to look at.

What candidates say of themselves is not here: nobody reads that by name.
"""

from __future__ import annotations

from django.contrib import admin

from config.admin import ReadOnlyAdmin
from interviews import models


@admin.register(models.Declaration)
class DeclarationAdmin(ReadOnlyAdmin[models.Declaration]):
    list_display = ("interview", "must_have", "said", "declared_at")
    list_filter = ("said",)
    list_select_related = ("interview", "must_have")
    search_fields = ("interview__id",)


@admin.register(models.Exclusion)
class ExclusionAdmin(ReadOnlyAdmin[models.Exclusion]):
    list_display = ("answer", "excluded_by", "excluded_at", "lifted_by", "lifted_at")
    list_filter = (("lifted_at", admin.EmptyFieldListFilter),)
    list_select_related = ("answer", "excluded_by", "lifted_by")
    search_fields = ("answer__id", "answer__asked__interview__id")


@admin.register(models.Retake)
class RetakeAdmin(ReadOnlyAdmin[models.Retake]):
    list_display = ("asked", "offered_by", "offered_at", "expires_at", "answered_at", "cancelled_at")
    list_select_related = ("asked", "offered_by")
    search_fields = ("asked__interview__id",)


@admin.register(models.CandidateRequest)
class CandidateRequestAdmin(ReadOnlyAdmin[models.CandidateRequest]):
    list_display = ("interview", "kind", "made_at", "answered_at", "answered_by")
    list_filter = ("kind", ("answered_at", admin.EmptyFieldListFilter))
    list_select_related = ("interview", "answered_by")
    search_fields = ("interview__id",)


@admin.register(models.Letter)
class LetterAdmin(ReadOnlyAdmin[models.Letter]):
    list_display = ("interview", "kind", "sent_by", "sent_at")
    list_filter = ("kind",)
    list_select_related = ("interview", "sent_by")
    search_fields = ("interview__id",)
