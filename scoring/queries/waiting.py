"""What waits for a member, over all specs they may see: three queries at any number of specs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Now

from config.work import WorkState
from interviews.choices import InterviewState, MailKind
from interviews.models import Interview, Mail
from jobspecs.choices import SpecStatus
from jobspecs.models import Draft, JobSpec, User
from jobspecs.queries import specs_visible_to
from scoring.models import CurrentEvaluation, Decision, GradingOrder


@dataclass(frozen=True)
class SpecWaiting:
    """One spec in which something waits."""

    id: UUID
    title: str
    to_review: int
    stuck: int


@dataclass(frozen=True)
class Waiting:
    specs: Sequence[SpecWaiting]
    stopped_drafts: int

    @property
    def to_review(self) -> int:
        return sum(spec.to_review for spec in self.specs)

    @property
    def stuck(self) -> int:
        return sum(spec.stuck for spec in self.specs) + self.stopped_drafts


def waiting_for(user: User) -> Waiting:
    """Submitted and evaluated without a decision (to review); gradings, invitations and drafts that stopped (stuck)."""
    found: dict[UUID, SpecWaiting] = {}
    for spec_id, title, to_review, ungraded in _by_spec(user):
        found[spec_id] = SpecWaiting(spec_id, title, to_review, ungraded)
    for spec_id, title, unsent in _unsent(user):
        known = found.get(spec_id, SpecWaiting(spec_id, title, 0, 0))
        found[spec_id] = SpecWaiting(spec_id, title, known.to_review, known.stuck + unsent)
    drafts = Draft.objects.filter(requested_by=user, state=WorkState.FAILED, discarded_at__isnull=True).count()
    return Waiting(sorted(found.values(), key=lambda spec: (-spec.to_review, -spec.stuck, spec.title)), drafts)


_STOPPED = Q(newest=WorkState.FAILED) | (Q(is_evaluated=False) & (Q(newest__isnull=True) | Q(newest=WorkState.CANCELLED)))


def _specs(user: User) -> QuerySet[JobSpec]:
    return specs_visible_to(user).filter(status=SpecStatus.ACTIVE).order_by()


def _by_spec(user: User) -> QuerySet[Interview, tuple[UUID, str, int, int]]:
    """(id, title, to review, stopped gradings) of the specs in which there is one or the other.

    A grading has stopped where it failed, or where there is none and none is under way.
    """
    decided = Decision.objects.filter(interview=OuterRef("pk"))
    evaluated = CurrentEvaluation.objects.filter(interview=OuterRef("pk"))
    newest = GradingOrder.objects.filter(interview=OuterRef("pk")).order_by("-queued_at", "-pk")
    rows = (
        Interview.objects.filter(
            state=InterviewState.SUBMITTED, candidate__erased_at__isnull=True, job_spec__in=_specs(user).values("pk")
        )
        .annotate(is_evaluated=Exists(evaluated), is_decided=Exists(decided), newest=Subquery(newest.values("state")[:1]))
        .values("job_spec")
        .annotate(
            to_review=Count("pk", filter=Q(is_evaluated=True, is_decided=False)),
            stopped=Count("pk", filter=_STOPPED),
        )
        .filter(Q(to_review__gt=0) | Q(stopped__gt=0))
    )
    return rows.values_list("job_spec", "job_spec__title", "to_review", "stopped")


def _unsent(user: User) -> QuerySet[Mail, tuple[UUID, str, int]]:
    """(id, title, invitations whose mail stopped) of the specs in which there are any.

    Only while somebody can do something about it: not for a link that was renewed, nor once the candidate has begun.
    """
    rows = Mail.objects.filter(
        state=WorkState.FAILED,
        kind=MailKind.INVITATION,
        link_number=F("invitation__link_number"),
        invitation__cancelled_at__isnull=True,
        invitation__expires_at__gt=Now(),
        invitation__opened_at__isnull=True,
        invitation__interview__isnull=True,
        invitation__job_spec__in=_specs(user).values("pk"),
    )
    counted = rows.values(spec=F("invitation__job_spec")).annotate(unsent=Count("pk"))
    return counted.values_list("spec", "invitation__job_spec__title", "unsent")
