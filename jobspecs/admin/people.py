"""Members, roles and the organisation in Django admin. What writes goes through the operations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as BaseUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html
from django.utils.safestring import SafeString

from config.admin import KeptAdmin, history_link, page_link
from jobspecs import models
from jobspecs.access import member_of
from jobspecs.admin.shared import WithLeast, events_of
from jobspecs.operations import organisation, people


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
    list_filter = ("is_active", "is_staff", "is_superuser", "is_auditor")
    search_fields = ("email", "name")
    ordering = ("email",)
    fieldsets = (
        (None, {"fields": ("email", "name", "password")}),
        ("May", {"fields": ("is_active", "is_staff", "is_superuser", "is_auditor", "groups", "user_permissions")}),
        ("When", {"fields": ("last_login", "date_joined", "changes", "page")}),
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
        fixed: tuple[str, ...] = ("last_login", "date_joined", "changes", "page")
        if not member_of(request).is_superuser:
            fixed += ("is_staff", "is_superuser", "is_auditor", "groups", "user_permissions")
        if obj is not None and obj.pk == request.user.pk:
            fixed += tuple(name for name in ("is_active", "is_staff", "is_superuser") if name not in fixed)
        return fixed

    def save_model(self, request: HttpRequest, obj: models.User, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not change and not obj.has_usable_password():
            text = format_html("They have no password yet. Make them a link to set one: {}", self.page(obj))
            self.message_user(request, text, messages.WARNING)

    @admin.display(description="history")
    def changes(self, user: models.User) -> SafeString:
        return history_link(events_of(models.User), user)

    @admin.display(description="members' page")
    def page(self, user: models.User) -> SafeString:
        return page_link("jobspecs:people", words="People")


@admin.register(models.Organisation)
class OrganisationAdmin(WithLeast, KeptAdmin[models.Organisation]):
    list_display = ("name", "contact_name", "contact_email", "retention_days", "recording_days", "complete")
    fields = (
        "name",
        ("contact_name", "contact_email"),
        "alternative_route",
        ("retention_days", "recording_days", "invitation_days"),
        "complete",
        "changes",
        "page",
    )
    readonly_fields = ("complete", "changes", "page")
    least = {"retention_days": 1, "recording_days": 1, "invitation_days": 1}

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
