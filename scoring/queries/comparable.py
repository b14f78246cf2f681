"""Who can be put beside each other, and who is offered for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf

from interviews.choices import InterviewState
from interviews.models import Interview
from jobspecs.models import JobSpec

FEWEST, MOST = 2, 5
OFFERED = 40  # people in the list to choose from; others are found by searching

Named = tuple[UUID, str]


@dataclass(frozen=True)
class People:
    """Who is offered for a comparison: who is chosen already, then others by name. `has_more`: there are others than these."""

    chosen: Sequence[Named]
    others: Sequence[Named]
    has_more: bool

    @property
    def is_too_few(self) -> bool:
        """Whether there are not even two to put beside each other."""
        return len(self.chosen) + len(self.others) + self.has_more < FEWEST


def comparable_of(job_spec: UUID) -> QuerySet[Interview]:
    """Interviews of a spec that can be put beside each other: handed in, and not erased."""
    found = Interview.objects.filter(job_spec=job_spec, state=InterviewState.SUBMITTED, candidate__erased_at__isnull=True)
    return found.select_related("candidate", "rubric")


def named(job_spec: JobSpec, keys: Sequence[UUID]) -> list[Named]:
    """Those of these interviews that can be compared, in their order. One query."""
    found = dict(_names(job_spec).filter(pk__in=keys))
    return [(key, found[key]) for key in keys if key in found]


def people_to_compare(job_spec: JobSpec, chosen: Sequence[Named], search: str) -> People:
    """The chosen, and OFFERED others: those invited last, or some whose name or address has `search` in it.

    One query. Nobody is counted and not all are sorted: of those invited last an index knows the order, and a search ends with
    the first that are enough.
    """
    others = _names(job_spec).exclude(pk__in=[key for key, _ in chosen])
    if search:
        others = others.filter(Q(candidate__name__icontains=search) | Q(candidate__email__icontains=search))
    else:
        others = others.filter(invitation__job_spec=job_spec).order_by("-invitation__created_at", "-invitation__pk")
    found = list(others[: OFFERED + 1])
    return People(_by_name(chosen), _by_name(found[:OFFERED]), len(found) > OFFERED)


def _names(job_spec: JobSpec) -> QuerySet[Interview, Named]:
    name = Coalesce(NullIf("candidate__name", Value("")), "candidate__email", output_field=CharField())
    return comparable_of(job_spec.pk).order_by().annotate(shown=name).values_list("pk", "shown")


def _by_name(people: Sequence[Named]) -> list[Named]:
    return sorted(people, key=lambda one: (one[1].casefold(), str(one[0])))
