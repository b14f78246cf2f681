"""Candidates in Django admin: identity, legal hold, erasure."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from config.admin import KeptAdmin, ReadOnlyAdmin, ReadOnlyInline, page_link
from interviews import models
from interviews.operations import purging
from interviews.operations.recordings import OnLegalHold
from jobspecs.access import member_of

AT_ONCE = 50  # candidates on one page of confirmation


class InvitationInline(ReadOnlyInline):
    model = models.Invitation
    fields = ("job_spec", "expires_at", "cancelled_at", "opened_at", "invited_by", "created_at", "page")
    readonly_fields = ("page",)

    @admin.display(description="recruiter's page")
    def page(self, invitation: models.Invitation) -> SafeString:
        return page_link("scoring:candidates", invitation.job_spec_id)


class HoldForm(forms.Form):
    reason = forms.CharField(
        max_length=200, help_text="Why nothing of this person may be deleted for now. Without their name.", label="Reason"
    )


@admin.register(models.Candidate)
class CandidateAdmin(KeptAdmin[models.Candidate]):
    """Identity, legal hold and erasure. The log of the administration knows candidates by their id alone."""

    change_form_template = "admin/interviews/candidate/change_form.html"
    list_display = ("shown_name", "email", "legal_hold", "erased_at", "created_at")
    list_filter = (("erased_at", admin.EmptyFieldListFilter), ("legal_hold", admin.EmptyFieldListFilter), "created_at")
    search_fields = ("name", "email", "id")
    readonly_fields = ("id", "legal_hold", "erased_at", "created_at")
    inlines = (InvitationInline,)
    actions = ("erase", "hold", "lift")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # candidates come by invitation

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not (obj is not None and obj.erased_at) and super().has_change_permission(request, obj)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        if "email" in form.base_fields:
            form.base_fields["email"].required = True  # empty means erased
        return form

    def log_change(self, request: HttpRequest, obj: models.Candidate, message: Any) -> LogEntry:
        """As Django does, but without the name: this log outlives an erasure."""
        return LogEntry.objects.create(
            user=member_of(request),
            content_type=ContentType.objects.get_for_model(models.Candidate),
            object_id=str(obj.pk),
            object_repr=f"candidate {obj.pk}",
            action_flag=CHANGE,
            change_message=json.dumps(message) if isinstance(message, list) else message,
        )

    def get_urls(self) -> list[URLPattern]:
        own = [
            path("erase/", self.admin_site.admin_view(self.erase_view), name="interviews_candidate_erase"),
            path("hold/", self.admin_site.admin_view(self.hold_view), name="interviews_candidate_hold"),
        ]
        return [*own, *super().get_urls()]

    @admin.action(description="Erase…", permissions=["act"])
    def erase(self, request: HttpRequest, chosen: QuerySet[models.Candidate]) -> HttpResponse | None:
        return self._ask(request, chosen, "erase")

    @admin.action(description="Put on legal hold…", permissions=["act"])
    def hold(self, request: HttpRequest, chosen: QuerySet[models.Candidate]) -> HttpResponse | None:
        return self._ask(request, chosen, "hold")

    @admin.action(description="Lift legal hold", permissions=["act"])
    def lift(self, request: HttpRequest, chosen: QuerySet[models.Candidate]) -> None:
        def lifted(person: models.Candidate) -> bool:
            if person.legal_hold:
                purging.hold_candidate(candidate=person, reason="", by=member_of(request))
            return bool(person.legal_hold)

        self.act_on(request, chosen, lifted, done="Legal hold lifted")

    def erase_view(self, request: HttpRequest) -> HttpResponse:
        """Say what goes and what stays; erase once that is confirmed."""
        people = self._named(request)
        if request.method == "POST":
            by = member_of(request)
            self.act_on(
                request,
                people,
                lambda person: purging.erase_candidate(candidate=person, by=by),
                done="Erased",
                refusals=(OnLegalHold,),
            )
            return self._to_list()
        return self._page(
            request, "erase", "Erase candidates", people, free=[person for person in people if not person.legal_hold]
        )

    def hold_view(self, request: HttpRequest) -> HttpResponse:
        """Ask for the reason of a legal hold, and place it."""
        people, form = self._named(request), HoldForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            reason, by = form.cleaned_data["reason"], member_of(request)

            def held(person: models.Candidate) -> bool:
                purging.hold_candidate(candidate=person, reason=reason, by=by)
                return True

            self.act_on(request, people, held, done="Put on legal hold")
            return self._to_list()
        return self._page(request, "hold", "Put on legal hold", people, form=form)

    def _ask(self, request: HttpRequest, chosen: QuerySet[models.Candidate], step: str) -> HttpResponse | None:
        keys = [str(person.pk) for person in chosen.filter(erased_at__isnull=True)[: AT_ONCE + 1]]
        if not keys or len(keys) > AT_ONCE:
            text = f"Choose at most {AT_ONCE} at a time." if keys else "They are erased already."
            self.message_user(request, text, messages.WARNING)
            return None
        return HttpResponseRedirect(f"{reverse(f'admin:interviews_candidate_{step}')}?{urlencode({'id': keys}, doseq=True)}")

    def _named(self, request: HttpRequest) -> list[models.Candidate]:
        """The candidates in the address who are not erased. 403 for who may not change them, 404 where there is none."""
        if not self.has_act_permission(request):
            raise PermissionDenied
        try:
            rows = models.Candidate.objects.filter(pk__in=request.GET.getlist("id")[:AT_ONCE], erased_at__isnull=True)
            people: list[models.Candidate] = list(rows.annotate(taken=Count("interviews")).order_by("name", "email"))
        except (ValidationError, ValueError):
            people = []
        if not people:
            raise Http404("No such candidate, or erased already.")
        return people

    def _page(
        self, request: HttpRequest, name: str, title: str, people: list[models.Candidate], **context: Any
    ) -> TemplateResponse:
        context |= self.admin_site.each_context(request) | {"title": title, "opts": self.opts, "people": people}
        return TemplateResponse(request, f"admin/interviews/candidate/{name}.html", context)

    def _to_list(self) -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse("admin:interviews_candidate_changelist"))


@admin.register(models.Erasure)
class ErasureAdmin(ReadOnlyAdmin[models.Erasure]):
    list_display = ("id", "candidate", "ground", "erased_by", "erased_at")
    list_filter = ("ground", "erased_at")
    list_select_related = ("candidate", "erased_by")
    search_fields = ("id", "candidate__id", "erased_by__email")
