"""Runs over many interviews, with their progress counted from their orders."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.formats import date_format

from config.work import OPEN, WorkState
from interviews.models import Interview
from interviews.queries.recordings import has_doubts, has_unwritten
from jobspecs.models import JobSpec
from scoring.engines import engine_label
from scoring.models import GradingOrder, Run
from scoring.queries.unheard import completed_of

_OPEN_ORDERS = Q(orders__state__in=[WorkState.QUEUED, WorkState.RUNNING])


def run_by_id(run_id: UUID) -> Run | None:
    return Run.objects.filter(pk=run_id).first()


def runs_with_progress() -> QuerySet[Run]:
    """Runs with `ordered`, `graded`, `stopped`, `left` and `untouched` (taken back), the newest first."""
    return Run.objects.annotate(
        ordered=Count("orders"),
        graded=Count("orders", filter=Q(orders__state=WorkState.DONE)),
        stopped=Count("orders", filter=Q(orders__state=WorkState.FAILED)),
        left=Count("orders", filter=_OPEN_ORDERS),
        untouched=Count("orders", filter=Q(orders__state=WorkState.CANCELLED)),
    ).order_by("-created_at")


def runs_of(job_spec: JobSpec) -> QuerySet[Run]:
    return runs_with_progress().filter(job_spec=job_spec).select_related("requested_by")


def open_runs_of(job_spec: JobSpec) -> dict[UUID, bool]:
    """The runs of a spec that are not over, by key, and whether each is paused."""
    rows = Run.objects.filter(job_spec=job_spec, finished_at__isnull=True, cancelled_at__isnull=True)
    return {run.pk: run.paused_at is not None for run in rows}


SHOWN, MOST_CHOICES = 20, 200


@dataclass(frozen=True)
class RunShown:
    """A run as the page tells of it."""

    run: Run

    @property
    def what(self) -> str:
        if self.run.chosen:
            return "Some, chosen"
        return "All again" if self.run.again else "What was not graded"

    @property
    def engine(self) -> str:
        """The engine that was chosen for it; "" for the spec's own."""
        return engine_label(self.run.engine) if self.run.engine else ""

    @property
    def is_open(self) -> bool:
        return self.run.finished_at is None and self.run.cancelled_at is None


def runs_shown(job_spec: JobSpec) -> list[RunShown]:
    """The newest runs of a spec; one query."""
    return [RunShown(run) for run in runs_of(job_spec)[:SHOWN]]


@dataclass(frozen=True)
class Choosable:
    """Interviews that can be picked for a run: (key, name and day) of those listed, and how many fit the search in all.

    `fitting` are the keys of these, where something was searched for.
    """

    interviews: list[tuple[str, str]]
    matching: int
    fitting: Sequence[UUID] = ()

    @property
    def mark(self) -> str:
        """Which ones fit, in short: other interviews have another mark."""
        return sha256(b"".join(sorted(key.bytes for key in self.fitting))).hexdigest()[:32]

    @property
    def has_more(self) -> bool:
        """Whether more fit than are listed."""
        return self.matching > MOST_CHOICES


def matching_interviews(job_spec: JobSpec, find: str = "") -> QuerySet[Interview]:
    """Completed interviews that can be graded, of candidates in whose name or address `find` stands."""
    ready = completed_of(job_spec.pk).filter(~has_unwritten(), ~has_doubts())
    return ready.filter(Q(candidate__name__icontains=find) | Q(candidate__email__icontains=find)) if find else ready


def choosable_interviews(job_spec: JobSpec, *, find: str = "", ticked: Collection[UUID] = ()) -> Choosable:
    """Those ticked before, whether they fit the search or not, then those that fit, the newest first. No score is among it.

    One query; one more for each of: something is searched for, there are more than can be listed, some that are ticked are not
    among them.
    """
    fit = matching_interviews(job_spec, find)
    listed = _named(fit.order_by("-submitted_at", "-pk")[: MOST_CHOICES + 1])
    fitting = list(fit.values_list("pk", flat=True)) if find else []
    matching = len(fitting) if find else len(listed) if len(listed) <= MOST_CHOICES else fit.count()
    listed = listed[:MOST_CHOICES]
    elsewhere = set(ticked) - {interview.pk for interview in listed}
    before = _named(matching_interviews(job_spec).filter(pk__in=elsewhere).order_by("-submitted_at", "-pk")) if elsewhere else []
    return Choosable([_choice(interview) for interview in [*before, *listed]], matching, fitting)


def _named(interviews: QuerySet[Interview]) -> list[Interview]:
    return list(interviews.select_related("candidate"))


def _choice(interview: Interview) -> tuple[str, str]:
    day = date_format(interview.submitted_at or interview.begun_at, "j M Y")
    return str(interview.pk), f"{interview.candidate.shown_name} · completed {day}"


def reasons_of_stops(run: Run) -> list[str]:
    """Why orders of a run stopped, each reason once."""
    return sorted(set(run.orders.filter(state=WorkState.FAILED).values_list("error", flat=True)))


def has_open_orders(run: Run) -> bool:
    """Whether something of the run is not over: due, waiting for its time, or with somebody."""
    return run.orders.filter(OPEN).exists()


@dataclass(frozen=True)
class Ordered:
    """What has come of ordering a run: how many are in it, and how many are left out since they are ordered otherwise."""

    inside: int
    elsewhere: int


def what_was_ordered(run: Run, chosen: Collection[UUID] | None = None) -> Ordered:
    """Counted for what a run was to be about: these interviews, all of its spec, or of that what is not graded."""
    meant = GradingOrder.objects.filter(OPEN, interview__in=completed_of(run.job_spec_id))
    if chosen is not None:
        meant = meant.filter(interview__in=chosen)
    elif not run.again:
        meant = meant.filter(interview__current_evaluation__isnull=True)
    return Ordered(run.orders.count(), meant.exclude(run=run).count())


def is_paused(run: Run) -> bool:
    """Whether somebody has paused it, as it is now."""
    return Run.objects.filter(pk=run.pk, paused_at__isnull=False, cancelled_at__isnull=True).exists()


def reason_to_wait(run: Run) -> str:
    """Why the next order of a run waits, "" for none: a provider does not answer, or an attempt has failed."""
    waiting = run.orders.filter(state=WorkState.QUEUED).exclude(error="").order_by("due_at")
    return waiting.values_list("error", flat=True).first() or ""


@dataclass(frozen=True)
class Progress:
    """How many orders of a run there are, and how many are graded, stopped, and still open."""

    ordered: int
    graded: int
    stopped: int
    left: int


def progress_of(run: Run) -> Progress:
    counts = run.orders.aggregate(
        ordered=Count("pk"),
        graded=Count("pk", filter=Q(state=WorkState.DONE)),
        stopped=Count("pk", filter=Q(state=WorkState.FAILED)),
        left=Count("pk", filter=OPEN),
    )
    return Progress(**counts)
