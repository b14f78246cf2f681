"""People, job specs and their background work in Django admin. What writes goes through the operations."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.apps import apps
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as BaseUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.db.models import Field, Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html
from django.utils.safestring import SafeString

from config.admin import EventAdmin, KeptAdmin, ReadOnlyAdmin, ReadOnlyInline, history_link, page_link
from jobspecs import models
from jobspecs.access import member_of
from jobspecs.operations import drafts, organisation, people


def events_of(model: type[Model]) -> type[Model]:
    """The table in which the database keeps the history of a model."""
    return cast("type[Model]", apps.get_model("jobspecs", f"{model.__name__}Event"))


class OneAccountAnAddress:
    """The same address in other letters is the same account; said in words, before the database refuses it."""

    instance: models.User
    cleaned_data: dict[str, Any]

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if models.User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("Somebody has an account with this address already.")
        return email


class UserCreationForm(OneAccountAnAddress, AdminUserCreationForm):  # type: ignore[type-arg]
    class Meta:
        model = models.User
        fields = ("email", "name")


class UserForm(OneAccountAnAddress, UserChangeForm):  # type: ignore[type-arg]
    class Meta:
        model = models.User
        fields = "__all__"  # the fieldsets of the admin below choose


@admin.register(models.User)
class UserAdmin(BaseUserAdmin):  # type: ignore[type-arg]
    form = UserForm
    add_form = UserCreationForm
    list_display = ("email", "name", "is_staff", "is_superuser", "is_active", "last_login")
    list_filter = ("is_active", "is_staff", "is_superuser")
    search_fields = ("email", "name")
    ordering = ("email",)
    fieldsets = (
        (None, {"fields": ("email", "name", "password")}),
        ("May", {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
        ("When", {"fields": ("last_login", "date_joined", "page")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "name", "usable_password", "password1", "password2")}),)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What a member did stays theirs: close the account (is active) instead."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody reaches above themselves: who sets the password of an administrator with all rights has all rights."""
        above = obj is not None and obj.is_superuser and not member_of(request).is_superuser
        return not above and super().has_change_permission(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Rights are given by who has them all; nobody locks themselves out."""
        fixed: tuple[str, ...] = ("last_login", "date_joined", "page")
        if not member_of(request).is_superuser:
            fixed += ("is_staff", "is_superuser", "groups", "user_permissions")
        if obj is not None and obj.pk == request.user.pk:
            fixed += tuple(name for name in ("is_active", "is_staff", "is_superuser") if name not in fixed)
        return fixed

    def save_model(self, request: HttpRequest, obj: models.User, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not change and not obj.has_usable_password():
            text = format_html("They have no password yet. Make them a link to set one: {}", self.page(obj))
            self.message_user(request, text, messages.WARNING)

    @admin.display(description="members' page")
    def page(self, user: models.User) -> SafeString:
        return page_link("jobspecs:people", words="People")


class WithLeast:
    """Number fields with the least that the database takes, so that the form says it in words."""

    least: dict[str, int] = {}

    def formfield_for_dbfield(self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.least:
            kwargs["min_value"] = self.least[db_field.name]
        return super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]


@admin.register(models.Organisation)
class OrganisationAdmin(WithLeast, KeptAdmin[models.Organisation]):
    list_display = ("name", "contact_name", "contact_email", "retention_days", "invitation_days", "complete")
    fields = (
        "name",
        ("contact_name", "contact_email"),
        "alternative_route",
        ("retention_days", "invitation_days"),
        "complete",
        "changes",
        "page",
    )
    readonly_fields = ("complete", "changes", "page")
    least = {"retention_days": 1, "invitation_days": 1}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not models.Organisation.objects.exists()

    def save_model(self, request: HttpRequest, obj: models.Organisation, form: Any, change: bool) -> None:
        organisation.save_organisation(by=member_of(request), **form.cleaned_data)

    @admin.display(description="complete", boolean=True)
    def complete(self, row: models.Organisation) -> bool:
        """May candidates be invited?"""
        return row.is_complete

    @admin.display(description="history")
    def changes(self, row: models.Organisation) -> SafeString:
        return history_link(events_of(models.Organisation), row)

    @admin.display(description="administrators' page")
    def page(self, row: models.Organisation) -> SafeString:
        return page_link("jobspecs:organisation")


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
        fields = ("title", "level", "language", "status", "description", "grading_engine", "retention_days")

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
    least = {"retention_days": 1}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # a spec is made whole, from a description

    @admin.display(description="history")
    def changes(self, spec: models.JobSpec) -> SafeString:
        return history_link(events_of(models.JobSpec), spec)

    @admin.display(description="recruiter's page")
    def page(self, spec: models.JobSpec) -> SafeString:
        return page_link("jobspecs:spec", spec.pk)


@admin.register(models.Membership)
class MembershipAdmin(admin.ModelAdmin[models.Membership]):
    list_display = ("user", "role", "job_spec", "created_at", "page")
    list_filter = ("role",)
    list_select_related = ("user", "job_spec")
    search_fields = ("user__email", "user__name", "job_spec__title")
    autocomplete_fields = ("user", "job_spec")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("created_at", "changes", "page") if obj is None else ("user", "job_spec", "created_at", "changes", "page")

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """One by one: each removal asks whether an owner is left."""
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    def save_model(self, request: HttpRequest, obj: models.Membership, form: Any, change: bool) -> None:
        if change:
            people.change_role(membership=obj, role=form.cleaned_data["role"], by=member_of(request))
        else:
            super().save_model(request, obj, form, change)

    def delete_model(self, request: HttpRequest, obj: models.Membership) -> None:
        people.remove_member(membership=obj, by=member_of(request))

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except people.LastOwner as refused:
            return self._back(request, refused)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().delete_view(request, *args, **kwargs)
        except people.LastOwner as refused:
            return self._back(request, refused)

    def _back(self, request: HttpRequest, refused: Exception) -> HttpResponse:
        self.message_user(request, str(refused), messages.ERROR)
        return HttpResponseRedirect(request.get_full_path())

    @admin.display(description="history")
    def changes(self, membership: models.Membership) -> SafeString:
        return history_link(events_of(models.Membership), membership)

    @admin.display(description="members' page")
    def page(self, membership: models.Membership) -> SafeString:
        return page_link("jobspecs:members", membership.job_spec_id)


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


@admin.register(models.Draft)
class DraftAdmin(ReadOnlyAdmin[models.Draft]):
    list_display = ("id", "state", "step", "attempts", "requested_by", "created_at", "error", "page")
    list_filter = ("state", "step", "created_at")
    list_select_related = ("requested_by", "job_spec")
    search_fields = ("id", "requested_by__email", "error")
    date_hierarchy = "created_at"
    actions = ("draft_again",)

    @admin.action(description="Draft again what has stopped", permissions=["act"])
    def draft_again(self, request: HttpRequest, chosen: QuerySet[models.Draft]) -> None:
        by = member_of(request)
        # One that its author has discarded stays discarded: they can bring it back.
        self.act_on(request, chosen, lambda d: not d.discarded_at and drafts.retry_draft(draft=d, by=by), done="Sent again")

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


@admin.register(events_of(models.JobSpec))
class JobSpecEventAdmin(EventAdmin):
    what = ("title", "level", "status", "grading_engine", "retention_days")
    search_fields = ("title", "id")


@admin.register(events_of(models.Version))
class VersionEventAdmin(EventAdmin):
    what = ("tag", "job_spec", "reason")
    list_select_related = ("job_spec",)
    search_fields = ("tag", "reason", "job_spec__title")


@admin.register(events_of(models.Membership))
class MembershipEventAdmin(EventAdmin):
    what = ("user", "role", "job_spec")
    list_select_related = ("user", "job_spec")
    search_fields = ("user__email", "job_spec__title")


@admin.register(events_of(models.Organisation))
class OrganisationEventAdmin(EventAdmin):
    what = ("name", "contact_name", "contact_email", "retention_days", "invitation_days")
    search_fields = ("name", "contact_name", "contact_email")
