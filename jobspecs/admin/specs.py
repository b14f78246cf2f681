"""Job specs, their versions and their questions in Django admin. What is sealed is to look at."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from config.admin import KeptAdmin, ReadOnlyAdmin, ReadOnlyInline, history_link, page_link
from jobspecs import models
from jobspecs.admin.shared import WithLeast, events_of


class MembershipInline(admin.TabularInline[models.Membership, models.JobSpec]):
    """Roles can be given here; they are changed and taken on a page of their own, which keeps the last owner."""

    model = models.Membership
    extra = 0
    autocomplete_fields = ("user",)
    readonly_fields = ("created_at",)
    show_change_link = True

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[models.Membership]:
        return super().get_queryset(request).select_related("user")


class VersionInline(ReadOnlyInline):
    model = models.Version
    fields = ("number", "tag", "reason", "created_by", "created_at")
    ordering = ("-number",)


class JobSpecForm(forms.ModelForm[models.JobSpec]):
    grading_engine = forms.ChoiceField(required=False, help_text="Candidates of one spec are graded alike: change it with care.")

    class Meta:
        model = models.JobSpec
        fields = (
            "title",
            "level",
            "language",
            "status",
            "description",
            "grading_engine",
            "retention_days",
            "recording_days",
            "asks_self_identification",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get("grading_engine")  # absent where the page is to look at alone
        if isinstance(field, forms.ChoiceField):
            names = sorted({*settings.GRADING_ENGINES, self.instance.grading_engine} - {""})
            field.choices = [("", f"The installation's ({settings.GRADING_ENGINE})"), *((name, name) for name in names)]

    def clean_grading_engine(self) -> str:
        name: str = self.cleaned_data["grading_engine"]
        if name and name not in settings.GRADING_ENGINES:
            raise forms.ValidationError(f"“{name}” is no longer set up (GRADING_ENGINES). Choose another.")
        return name


@admin.register(models.JobSpec)
class JobSpecAdmin(WithLeast, KeptAdmin[models.JobSpec]):
    form = JobSpecForm
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
        "changes",
        "page",
    )
    inlines = (MembershipInline, VersionInline)
    least = {"retention_days": 1, "recording_days": 1}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # a spec is made whole, from a description

    @admin.display(description="history")
    def changes(self, spec: models.JobSpec) -> SafeString:
        return history_link(events_of(models.JobSpec), spec)

    @admin.display(description="recruiter's page")
    def page(self, spec: models.JobSpec) -> SafeString:
        return page_link("jobspecs:spec", spec.pk)


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
class RoundAdmin(WithLeast, KeptAdmin[models.Round]):
    least = {"minutes_each": 1, "most_words": 50}
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
