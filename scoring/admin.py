"""Gradings, evaluations, judgements and the work of grading in Django admin. What is graded is history: to look at."""

from __future__ import annotations

from typing import Any, cast

from django.apps import apps
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString

from config.admin import EventAdmin, KeptAdmin, ReadOnlyAdmin, ReadOnlyInline, page_link
from config.work import WorkState
from interviews.admin.requests import LetterAdmin
from interviews.models import Interview, Letter
from jobspecs.access import member_of
from scoring import models
from scoring.engines import UnknownEngine
from scoring.operations import orders
from scoring.queries.sight import sees_scores, was_shown


class InterviewPage:
    """A column that leads to the report of the interview a row belongs to."""

    @admin.display(description="report")
    def page(self, row: Any) -> SafeString:
        return page_link("scoring:report", row.interview_id)


class Sighted:
    """Rows of scores, left out where the administrator has not been shown them: who administers may rate, too.

    They are shown here once they are shown on the recruiters' pages: after rating, or by asking there, which is noted.
    """

    interview = "interview"  # the path to it

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Those of interviews whose scores this administrator sees."""
        rows: QuerySet[Any] = super().get_queryset(request)  # type: ignore[misc]  # of the admin that this is mixed into
        return rows.filter(was_shown(member_of(request).pk, self.interview, f"{self.interview}__job_spec"))


class SightedAdmin(Sighted, ReadOnlyAdmin[Any]):
    """A list of such rows, which says that it may not be whole."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        told = "Only of interviews whose scores you have been shown. Rate them, or ask on the candidates page of the job spec."
        return super().changelist_view(request, {"subtitle": told, **(extra_context or {})})


class PartlySighted:
    """Rows of which some columns are left out until the administrator has been shown the scores of their interview."""

    with_scores: tuple[str, ...] = ()

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        known: tuple[str, ...] = super().get_exclude(request, obj)  # type: ignore[misc]  # of the admin that this is mixed into
        is_shown = obj is None or sees_scores(member_of(request).pk, obj.interview)
        return known if is_shown else (*known, *self.with_scores)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """A list holds rows of interviews that are hidden, too: it is not searched by these columns."""
        may: bool = super().lookup_allowed(lookup, value, request)  # type: ignore[misc]  # likewise
        return may and lookup.partition("__")[0] not in self.with_scores


class CompetencyScoreInline(Sighted, ReadOnlyInline):
    interview = "grading__interview"
    model = models.CompetencyScore
    fields = ("competency", "score", "level", "missing", "reason", "confidence", "flags")


class EvaluationInline(Sighted, ReadOnlyInline):
    interview = "grading__interview"
    model = models.Evaluation
    fields = ("version", "total", "coverage", "lower", "upper", "created_at")


@admin.register(models.Grading)
class GradingAdmin(InterviewPage, ReadOnlyAdmin[models.Grading]):
    secret = ("points",)  # the scores in another writing
    list_display = ("id", "interview", "engine", "engine_version", "model", "seconds", "created_at", "page")
    list_filter = ("engine", "engine_version", "created_at")
    list_select_related = ("interview",)
    search_fields = ("id", "interview__id", "input_hash")
    date_hierarchy = "created_at"
    inlines = (CompetencyScoreInline, EvaluationInline)


class EvidenceInline(Sighted, ReadOnlyInline):
    interview = "score__grading__interview"
    model = models.Evidence
    fields = ("revision", "start", "end")


@admin.register(models.CompetencyScore)
class CompetencyScoreAdmin(SightedAdmin):
    interview = "grading__interview"
    list_display = ("grading", "competency", "score", "level", "missing", "confidence", "flags")
    list_filter = ("level", "missing")
    list_select_related = ("grading", "competency")
    search_fields = ("grading__id", "competency__key")
    inlines = (EvidenceInline,)


@admin.register(models.Evidence)
class EvidenceAdmin(SightedAdmin):
    interview = "score__grading__interview"
    list_display = ("score", "revision", "start", "end")
    list_select_related = ("score", "revision")
    search_fields = ("score__grading__id",)


@admin.register(models.Evaluation)
class EvaluationAdmin(SightedAdmin):
    interview = "grading__interview"
    list_display = ("id", "grading", "version", "total", "coverage", "lower", "upper", "created_at")
    list_filter = ("created_at",)
    list_select_related = ("grading", "version")
    search_fields = ("id", "grading__interview__id", "version__tag")


@admin.register(models.CurrentEvaluation)
class CurrentEvaluationAdmin(InterviewPage, ReadOnlyAdmin[models.CurrentEvaluation]):
    secret = ("cents", "points", "is_whole")  # scores and total in another writing
    list_display = ("interview", "evaluation", "since", "page")
    list_select_related = ("interview", "evaluation")
    search_fields = ("interview__id",)


@admin.register(models.HumanRating)
class HumanRatingAdmin(InterviewPage, SightedAdmin):
    list_display = ("interview", "competency", "rater", "level", "saw_the_score", "created_at", "page")
    list_filter = ("level", "saw_the_score")
    list_select_related = ("interview", "competency", "rater")
    search_fields = ("interview__id", "rater__email", "competency__key")


@admin.register(models.Decision)
class DecisionAdmin(PartlySighted, InterviewPage, ReadOnlyAdmin[models.Decision]):
    with_scores = ("reason",)
    list_display = ("interview", "outcome", "decided_by", "decided_at", "page")
    list_filter = ("outcome", "decided_at")
    list_select_related = ("interview", "decided_by")
    search_fields = ("interview__id", "decided_by__email")
    date_hierarchy = "decided_at"


@admin.register(models.Run)
class RunAdmin(ReadOnlyAdmin[models.Run]):
    list_display = ("id", "job_spec", "again", "engine", "requested_by", "created_at", "finished_at", "cancelled_at")
    list_filter = ("engine", "again", "created_at")
    list_select_related = ("job_spec", "requested_by")
    search_fields = ("id", "job_spec__title")
    actions = ("cancel",)

    @admin.action(description="Cancel", permissions=["act"])
    def cancel(self, request: HttpRequest, chosen: QuerySet[models.Run]) -> None:
        """What is graded stays, what waits is taken back."""
        still_open = set(orders.open_runs().filter(pk__in=[run.pk for run in chosen]).values_list("pk", flat=True))

        def cancelled(run: models.Run) -> bool:
            if run.pk in still_open:
                orders.cancel_run(run=run, by=member_of(request))
            return run.pk in still_open

        self.act_on(request, chosen, cancelled, done="Cancelled")


@admin.register(models.GradingOrder)
class GradingOrderAdmin(InterviewPage, ReadOnlyAdmin[models.GradingOrder]):
    list_display = ("id", "interview", "engine", "state", "attempts", "queued_at", "finished_at", "error", "page")
    list_filter = ("state", "engine", "queued_at")
    list_select_related = ("interview",)
    search_fields = ("id", "interview__id", "error")
    actions = ("try_again",)

    @admin.action(description="Try again what has stopped", permissions=["act"])
    def try_again(self, request: HttpRequest, chosen: QuerySet[models.GradingOrder]) -> None:
        """A new order by the same engine, where the interview can still be graded; the stopped one stays to be read."""
        by = member_of(request)

        def again(order: models.GradingOrder) -> bool:
            stopped = order.state in (WorkState.FAILED, WorkState.CANCELLED)
            if stopped:
                orders.order_grading(interview=order.interview, by=by, engine=order.engine)
            return stopped

        self.act_on(request, chosen, again, done="Ordered again", refusals=(orders.NotGradable, UnknownEngine))


@admin.action(description="Grade again", permissions=["act"])
def grade_again(modeladmin: admin.ModelAdmin[Interview], request: HttpRequest, chosen: QuerySet[Interview]) -> None:
    """Order another grading of each; the earlier ones stay."""
    by = member_of(request)
    cast("KeptAdmin[Interview]", modeladmin).act_on(
        request,
        chosen,
        lambda interview: orders.order_grading(interview=interview, by=by),
        done="Ordered to be graded",
        refusals=(orders.NotGradable, UnknownEngine),
    )


# The floor below knows no grading, so its page is given this action from here.
_interviews = admin.site.get_model_admin(Interview)
_interviews.actions = (*(_interviews.actions or ()), grade_again)


# Nor does it know who is shown what: a letter may tell of a score.
admin.site.unregister(Letter)


@admin.register(Letter)
class LetterPage(PartlySighted, LetterAdmin):
    with_scores = ("text", "explains")


@admin.register(models.GradingCall)
class GradingCallAdmin(SightedAdmin):
    interview = "order__interview"
    list_display = ("id", "grading", "competency", "number", "model", "outcome", "tries", "seconds", "cost", "created_at")
    list_filter = ("outcome", "model")
    list_select_related = ("grading", "competency")
    search_fields = ("id", "grading__id", "prompt_hash")
    date_hierarchy = "created_at"


@admin.register(models.Replay)
class ReplayAdmin(SightedAdmin):
    interview = "grading__interview"
    list_display = ("id", "grading", "is_same", "engine_version", "replayed_by", "created_at")
    list_filter = ("is_same",)
    list_select_related = ("grading", "replayed_by")
    search_fields = ("grading__id",)


@admin.register(models.Disclosure)
class DisclosureAdmin(ReadOnlyAdmin[models.Disclosure]):
    list_display = ("user", "job_spec", "interview", "what", "created_at")
    list_filter = ("what", "created_at")
    list_select_related = ("user", "job_spec", "interview")
    search_fields = ("user__email", "job_spec__title", "interview__id")


@admin.register(models.Endpoint)
class EndpointAdmin(ReadOnlyAdmin[models.Endpoint]):
    list_display = ("url", "events", "is_active", "created_by", "created_at")
    secret = ("secret",)
    list_filter = ("is_active",)
    list_select_related = ("created_by",)
    search_fields = ("url",)


@admin.register(models.Delivery)
class DeliveryAdmin(ReadOnlyAdmin[models.Delivery]):
    list_display = ("id", "endpoint", "event", "interview", "state", "status", "tries", "queued_at", "finished_at", "error")
    list_filter = ("state", "event")
    list_select_related = ("endpoint", "interview")
    search_fields = ("id", "interview__id", "endpoint__url")


@admin.register(apps.get_model("scoring", "DecisionEvent"))
class DecisionEventAdmin(PartlySighted, EventAdmin):
    with_scores = ("reason",)
    what = ("interview", "outcome", "decided_by")
    list_select_related = ("interview", "decided_by")
    search_fields = ("interview__id", "decided_by__email")
