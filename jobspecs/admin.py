"""Job specs in Django admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as BaseUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from config.admin import KeptAdmin, ReadOnlyAdmin, ReadOnlyInline, page_link
from jobspecs import models
from jobspecs.operations import drafts


class UserCreationForm(AdminUserCreationForm):  # type: ignore[type-arg]
    class Meta:
        model = models.User
        fields = ("email", "name")


@admin.register(models.User)
class UserAdmin(BaseUserAdmin):  # type: ignore[type-arg]
    add_form = UserCreationForm
    list_display = ("email", "name", "is_staff", "is_superuser", "is_active", "last_login")
    list_filter = ("is_active", "is_staff", "is_superuser")
    search_fields = ("email", "name")
    ordering = ("email",)
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("email", "name", "password")}),
        ("May", {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
        ("When", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "name", "usable_password", "password1", "password2")}),)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What a member did stays theirs: close the account (is active) instead."""
        return False


@admin.register(models.Organisation)
class OrganisationAdmin(KeptAdmin[models.Organisation]):
    list_display = ("name", "contact_name", "contact_email", "retention_days", "invitation_days")
    exclude = ("id",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return not models.Organisation.objects.exists()


class MembershipInline(admin.TabularInline[models.Membership, models.JobSpec]):
    model = models.Membership
    extra = 0
    autocomplete_fields = ("user",)
    readonly_fields = ("created_at",)


class VersionInline(ReadOnlyInline):
    model = models.Version
    fields = ("number", "tag", "reason", "created_by", "created_at")
    ordering = ("-number",)


@admin.register(models.JobSpec)
class JobSpecAdmin(KeptAdmin[models.JobSpec]):
    list_display = ("title", "level", "status", "current_version", "created_at", "page")
    list_filter = ("status", "level", "created_at")
    list_select_related = ("current_version",)
    search_fields = ("title", "id")
    date_hierarchy = "created_at"
    readonly_fields = (
        "id",
        "current_version",
        "questions_confirmed_at",
        "questions_confirmed_by",
        "created_by",
        "created_at",
        "page",
    )
    inlines = (MembershipInline, VersionInline)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # a spec is made whole, from a description

    @admin.display(description="recruiter's page")
    def page(self, spec: models.JobSpec) -> SafeString:
        return page_link("jobspecs:spec", spec.pk)


@admin.register(models.Membership)
class MembershipAdmin(admin.ModelAdmin[models.Membership]):
    list_display = ("user", "role", "job_spec", "created_at")
    list_filter = ("role",)
    list_select_related = ("user", "job_spec")
    search_fields = ("user__email", "user__name", "job_spec__title")
    autocomplete_fields = ("user", "job_spec")
    readonly_fields = ("created_at",)


@admin.register(models.Competency)
class CompetencyAdmin(ReadOnlyAdmin[models.Competency]):
    list_display = ("key", "job_spec")
    list_select_related = ("job_spec",)
    search_fields = ("key", "job_spec__title")


class RubricRowInline(ReadOnlyInline):
    model = models.RubricRow
    fields = ("position", "name", "definition", "for_this_role", "anchors")


@admin.register(models.Rubric)
class RubricAdmin(ReadOnlyAdmin[models.Rubric]):
    list_display = ("__str__", "job_spec", "root", "created_by", "created_at")
    list_select_related = ("job_spec", "root", "created_by")
    search_fields = ("job_spec__title", "id")
    inlines = (RubricRowInline,)


@admin.register(models.RubricRow)
class RubricRowAdmin(ReadOnlyAdmin[models.RubricRow]):
    list_display = ("name", "competency", "rubric", "position")
    list_select_related = ("competency", "rubric")
    search_fields = ("name", "definition", "competency__key")


@admin.register(models.RubricConfirmation)
class RubricConfirmationAdmin(ReadOnlyAdmin[models.RubricConfirmation]):
    list_display = ("rubric", "confirmed_by", "confirmed_at")
    list_select_related = ("rubric", "confirmed_by")


class WeightInline(ReadOnlyInline):
    model = models.Weight
    fields = ("competency", "value", "reason")


class MustHaveInline(ReadOnlyInline):
    model = models.MustHave
    fields = ("position", "kind", "text")


@admin.register(models.Version)
class VersionAdmin(ReadOnlyAdmin[models.Version]):
    list_display = ("tag", "job_spec", "rubric", "reason", "created_by", "created_at", "page")
    list_filter = ("created_at",)
    list_select_related = ("job_spec", "rubric", "created_by")
    search_fields = ("tag", "content_hash", "reason", "job_spec__title")
    date_hierarchy = "created_at"
    inlines = (WeightInline, MustHaveInline)

    @admin.display(description="recruiter's page")
    def page(self, version: models.Version) -> SafeString:
        return page_link("jobspecs:version", version.job_spec_id, version.number)


@admin.register(models.Weight)
class WeightAdmin(ReadOnlyAdmin[models.Weight]):
    list_display = ("version", "competency", "value", "reason")
    list_select_related = ("version", "competency")
    search_fields = ("version__tag", "competency__key")


@admin.register(models.MustHave)
class MustHaveAdmin(ReadOnlyAdmin[models.MustHave]):
    list_display = ("text", "kind", "version")
    list_filter = ("kind",)
    list_select_related = ("version",)
    search_fields = ("text", "version__tag")


@admin.register(models.Round)
class RoundAdmin(KeptAdmin[models.Round]):
    list_display = ("__str__", "job_spec", "kind", "minutes_each", "most_words")
    list_filter = ("kind",)
    list_select_related = ("job_spec",)
    search_fields = ("job_spec__title",)
    readonly_fields = ("job_spec", "position", "kind")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


class QuestionRevisionInline(ReadOnlyInline):
    model = models.QuestionRevision
    fk_name = "question"
    fields = ("number", "text", "origin", "created_by", "created_at")


@admin.register(models.Question)
class QuestionAdmin(ReadOnlyAdmin[models.Question]):
    list_display = ("current_revision", "round", "competency", "position", "retired_at")
    list_filter = ("round__kind", ("retired_at", admin.EmptyFieldListFilter))
    list_select_related = ("current_revision", "round", "competency")
    search_fields = ("current_revision__text", "round__job_spec__title", "competency__key")
    inlines = (QuestionRevisionInline,)


@admin.register(models.QuestionRevision)
class QuestionRevisionAdmin(ReadOnlyAdmin[models.QuestionRevision]):
    list_display = ("text", "question", "number", "origin", "created_by", "created_at")
    list_filter = ("origin",)
    list_select_related = ("question", "created_by")
    search_fields = ("text",)


@admin.register(models.Draft)
class DraftAdmin(ReadOnlyAdmin[models.Draft]):
    list_display = ("id", "state", "step", "attempts", "requested_by", "created_at", "error", "page")
    list_filter = ("state", "step", "created_at")
    list_select_related = ("requested_by", "job_spec")
    search_fields = ("id", "requested_by__email", "error")
    date_hierarchy = "created_at"
    actions = ("draft_again",)

    @admin.action(description="Draft again what has stopped", permissions=["view"])
    def draft_again(self, request: HttpRequest, chosen: QuerySet[models.Draft]) -> None:
        stopped = [draft for draft in chosen if not draft.is_open and draft.job_spec_id is None]
        for draft in stopped:
            drafts.retry_draft(draft=draft, by=request.user)  # type: ignore[arg-type]  # the admin lets members in alone
        self.message_user(request, f"{len(stopped)} sent again, {len(chosen) - len(stopped)} left as they are.", messages.SUCCESS)

    @admin.display(description="recruiter's page")
    def page(self, draft: models.Draft) -> SafeString:
        return page_link("jobspecs:draft", draft.pk)


@admin.register(models.QuestionOrder)
class QuestionOrderAdmin(ReadOnlyAdmin[models.QuestionOrder]):
    list_display = ("id", "question", "state", "attempts", "requested_by", "created_at", "error")
    list_filter = ("state", "created_at")
    list_select_related = ("question", "requested_by")
    search_fields = ("id", "error")


@admin.register(models.SpecRollup)
class SpecRollupAdmin(ReadOnlyAdmin[models.SpecRollup]):
    list_display = ("job_spec", "interviews", "in_progress", "completed", "wanted_at", "computed_at")
    list_select_related = ("job_spec",)
    search_fields = ("job_spec__title",)


@admin.register(models.VersionRollup)
class VersionRollupAdmin(ReadOnlyAdmin[models.VersionRollup]):
    list_display = ("version", "evaluated", "n", "total_sum")
    list_select_related = ("version",)
    search_fields = ("version__tag", "version__job_spec__title")


@admin.register(models.CompetencyRollup)
class CompetencyRollupAdmin(ReadOnlyAdmin[models.CompetencyRollup]):
    list_display = ("competency", "rubric", "n", "score_sum")
    list_select_related = ("competency", "rubric")
    search_fields = ("competency__key",)
