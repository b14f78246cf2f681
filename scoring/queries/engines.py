"""What grades a spec, what has graded its candidates so far, and what waits for an engine that does not answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Max, Min

from config.work import WorkState
from jobspecs.models import JobSpec
from scoring.engines import engine_label, engine_name_of
from scoring.models import CurrentEvaluation, GradingOrder
from scoring.queries.unheard import completed_of


@dataclass(frozen=True)
class GradedBy:
    """How many candidates' current results come from an engine, of those who count: handed in, and not erased."""

    label: str
    count: int


@dataclass(frozen=True)
class EngineState:
    """The engine of a spec; `waiting` interviews have not been graded since it does not answer."""

    name: str
    label: str
    is_known: bool
    graded_by: Sequence[GradedBy]
    others: Sequence[tuple[str, str]]  # name and label of the engines there are besides
    waiting: int
    since: datetime | None
    next_try: datetime | None
    why: str

    @property
    def is_mixed(self) -> bool:
        """Whether candidates of this spec were graded by more than one engine."""
        return len(self.graded_by) > 1


def engine_of(job_spec: JobSpec) -> EngineState:
    """Three queries at any number of candidates."""
    name = engine_name_of(job_spec)
    waiting = GradingOrder.objects.filter(interview__job_spec=job_spec, state=WorkState.QUEUED).exclude(error="")
    told = waiting.aggregate(count=Count("pk"), since=Min("queued_at"), next_try=Min("due_at"), why=Max("error"))
    graded = (
        CurrentEvaluation.objects.filter(interview__in=completed_of(job_spec.pk))
        .values_list("evaluation__grading__engine")
        .annotate(count=Count("pk"))
        .order_by("-count")
    )
    return EngineState(
        name=name,
        label=engine_label(name),
        is_known=name in settings.GRADING_ENGINES,
        graded_by=[GradedBy(engine_label(engine), count) for engine, count in graded],
        others=[(other, engine_label(other)) for other in sorted(settings.GRADING_ENGINES) if other != name],
        waiting=told["count"],
        since=told["since"],
        next_try=told["next_try"],
        why=told["why"] or "",
    )
