"""Background work, rollups and history of job specs in Django admin."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from config.admin import EventAdmin, ReadOnlyAdmin, page_link
from jobspecs import models
from jobspecs.access import member_of
from jobspecs.admin.shared import events_of
from jobspecs.operations import drafts, redrafts


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


@admin.register(models.Redraft)
class RedraftAdmin(ReadOnlyAdmin[models.Redraft]):
    list_display = ("id", "job_spec", "state", "step", "attempts", "requested_by", "created_at", "was_taken", "error", "page")
    list_filter = ("state", "was_taken", "created_at")
    list_select_related = ("job_spec", "requested_by")
    search_fields = ("id", "job_spec__title", "error")
    date_hierarchy = "created_at"
    actions = ("draft_again",)

    @admin.action(description="Draft again what has stopped", permissions=["act"])
    def draft_again(self, request: HttpRequest, chosen: QuerySet[models.Redraft]) -> None:
        by = member_of(request)
        self.act_on(request, chosen, lambda r: redrafts.retry_redraft(redraft=r, by=by), done="Sent again")

    @admin.display(description="recruiter's page")
    def page(self, redraft: models.Redraft) -> SafeString:
        return page_link("jobspecs:redraft", redraft.job_spec_id)


@admin.register(models.ModelCall)
class ModelCallAdmin(ReadOnlyAdmin[models.ModelCall]):
    list_display = (
        "created_at",
        "purpose",
        "model",
        "outcome",
        "tries",
        "input_tokens",
        "output_tokens",
        "seconds",
        "cost",
        "work",
    )
    list_filter = ("outcome", "purpose", "model", "created_at")
    list_select_related = ("draft", "redraft", "question_order")
    search_fields = ("id", "model", "prompt_hash", "problem")
    date_hierarchy = "created_at"

    @admin.display(description="for")
    def work(self, call: models.ModelCall) -> str:
        return str(call.draft or call.redraft or call.question_order)


@admin.register(models.SpecRollup)
class SpecRollupAdmin(ReadOnlyAdmin[models.SpecRollup]):
    list_display = ("job_spec", "interviews", "in_progress", "completed", "computed_at")
    list_select_related = ("job_spec",)
    search_fields = ("job_spec__title",)


@admin.register(models.VersionRollup)
class VersionRollupAdmin(ReadOnlyAdmin[models.VersionRollup]):
    """Without the sums, here and below: a sum over one is that one's score, and administrators may be raters."""

    list_display = ("version", "evaluated", "n")
    secret = ("total_sum", "total_squares", "histogram")
    list_select_related = ("version",)
    search_fields = ("version__tag", "version__job_spec__title")


@admin.register(models.CompetencyRollup)
class CompetencyRollupAdmin(ReadOnlyAdmin[models.CompetencyRollup]):
    list_display = ("competency", "rubric", "n")
    secret = ("score_sum", "score_squares", "histogram")
    list_select_related = ("competency", "rubric")
    search_fields = ("competency__key",)


@admin.register(models.WeightRollup)
class WeightRollupAdmin(ReadOnlyAdmin[models.WeightRollup]):
    list_display = ("competency", "version", "n")
    secret = ("covariance",)
    list_select_related = ("competency", "version")
    search_fields = ("competency__key", "version__tag")


@admin.register(events_of(models.JobSpec))
class JobSpecEventAdmin(EventAdmin):
    what = ("title", "level", "status", "grading_engine", "retention_days", "recording_days")
    search_fields = ("title", "id")


@admin.register(events_of(models.User))
class UserEventAdmin(EventAdmin):
    what = ("email", "name", "is_staff", "is_superuser", "is_auditor", "is_active")
    search_fields = ("email", "name", "id")


@admin.register(events_of(models.Round))
class RoundEventAdmin(EventAdmin):
    what = ("job_spec", "position", "minutes_each", "most_words")
    list_select_related = ("job_spec",)
    search_fields = ("job_spec__title",)


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
    what = ("name", "contact_name", "contact_email", "retention_days", "recording_days", "invitation_days")
    search_fields = ("name", "contact_name", "contact_email")
