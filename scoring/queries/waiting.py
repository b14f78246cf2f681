"""What waits for a member, over all specs they may see: four queries at any number of specs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Now

from config.work import WorkState
from interviews.choices import InterviewState, MailKind, RequestKind
from interviews.models import CandidateRequest, Interview, Mail
from interviews.queries.recordings import has_doubts, has_stopped, has_unwritten
from interviews.queries.requests import open_requests
from jobspecs.choices import SpecStatus
from jobspecs.models import Draft, JobSpec, User
from jobspecs.queries import specs_visible_to
from scoring.models import CurrentEvaluation, Decision, GradingOrder
from scoring.queries.candidates import ASKS, TO_HEAR, TO_REVIEW


@dataclass(frozen=True)
class SpecWaiting:
    """One spec in which something waits."""

    id: UUID
    title: str
    to_review: int
    to_hear: int
    stuck: int
    asked: Mapping[str, int] = field(default_factory=dict)  # what candidates ask for, by kind

    @property
    def told(self) -> str:
        """ "4 to review · 1 asks for a look again · 1 to listen to · 2 stuck"."""
        return in_words(self.to_review, self.to_hear, self.stuck, self.asked)

    @property
    def status(self) -> str:
        """The filter of the candidates' list that shows what waits, where there is one for all of it."""
        kinds = [ASKS] * bool(self.asked) + [TO_HEAR] * bool(self.to_hear) + [TO_REVIEW] * bool(self.to_review)
        return kinds[0] if len(kinds) == 1 and not self.stuck else ""


# One, several.
ASK_FOR = {
    RequestKind.LOOK_AGAIN: ("asks for a look again", "ask for a look again"),
    RequestKind.CORRECT: ("says that a fact is wrong", "say that a fact is wrong"),
    RequestKind.EXPLAIN: ("asks for an explanation", "ask for an explanation"),
}


def in_words(to_review: int, to_hear: int, stuck: int, asked: Mapping[str, int]) -> str:
    asks = [(asked.get(kind, 0), words[asked.get(kind, 0) != 1]) for kind, words in ASK_FOR.items()]
    told = ((to_review, "to review"), *asks, (to_hear, "to listen to"), (stuck, "stuck"))
    return " · ".join(f"{count} {what}" for count, what in told if count)


@dataclass(frozen=True)
class Waiting:
    specs: Sequence[SpecWaiting]
    stopped_drafts: int

    @property
    def to_review(self) -> int:
        return sum(spec.to_review for spec in self.specs)

    @property
    def to_hear(self) -> int:
        return sum(spec.to_hear for spec in self.specs)

    @property
    def stuck(self) -> int:
        return sum(spec.stuck for spec in self.specs) + self.stopped_drafts

    @property
    def besides(self) -> str:
        """What waits besides what is to be reviewed."""
        asked: Counter[str] = Counter()
        for spec in self.specs:
            asked.update(spec.asked)
        return in_words(0, self.to_hear, self.stuck, asked)


def waiting_for(user: User) -> Waiting:
    """Submitted and evaluated without a decision (to review); spoken answers that somebody has to listen to before anything
    is scored (to hear); what candidates ask for (asked); gradings, transcripts, invitations and drafts that stopped (stuck).
    """
    found: dict[UUID, SpecWaiting] = {}
    for spec_id, title, to_review, to_hear, stopped in _by_spec(user):
        found[spec_id] = SpecWaiting(spec_id, title, to_review, to_hear, stopped)
    for spec_id, title, unsent in _unsent(user):
        known = found.get(spec_id, SpecWaiting(spec_id, title, 0, 0, 0))
        found[spec_id] = replace(known, stuck=known.stuck + unsent)
    for spec_id, title, kind, count in _asked(user):
        known = found.get(spec_id, SpecWaiting(spec_id, title, 0, 0, 0))
        found[spec_id] = replace(known, asked={**known.asked, kind: count})
    drafts = Draft.objects.filter(requested_by=user, state=WorkState.FAILED, discarded_at__isnull=True).count()
    in_order = sorted(found.values(), key=lambda spec: (-spec.to_review, -spec.to_hear, -spec.stuck, spec.title))
    return Waiting(in_order, drafts)


_HEARD = Q(is_unwritten=False, is_doubted=False)
_TO_HEAR = Q(is_doubted=True, is_untold=False)
_UNGRADED = Q(is_evaluated=False) & (Q(newest__isnull=True) | Q(newest=WorkState.CANCELLED))
_STOPPED = Q(is_untold=True) | (_HEARD & (Q(newest=WorkState.FAILED) | _UNGRADED))


def _specs(user: User) -> QuerySet[JobSpec]:
    return specs_visible_to(user).filter(status=SpecStatus.ACTIVE).order_by()


def _by_spec(user: User) -> QuerySet[Interview, tuple[UUID, str, int, int, int]]:
    """(id, title, to review, to hear, stopped) of the specs in which there is one or the other.

    A grading has stopped where it failed, or where there is none, none is under way, and nothing is being written down.
    """
    decided = Decision.objects.filter(interview=OuterRef("pk"))
    evaluated = CurrentEvaluation.objects.filter(interview=OuterRef("pk"))
    newest = GradingOrder.objects.filter(interview=OuterRef("pk")).order_by("-queued_at", "-pk")
    rows = (
        Interview.objects.filter(
            state=InterviewState.SUBMITTED, candidate__erased_at__isnull=True, job_spec__in=_specs(user).values("pk")
        )
        .annotate(is_evaluated=Exists(evaluated), is_decided=Exists(decided), newest=Subquery(newest.values("state")[:1]))
        .annotate(is_unwritten=has_unwritten(), is_untold=has_stopped(), is_doubted=has_doubts())
        .values("job_spec")
        .annotate(
            to_review=Count("pk", filter=Q(is_evaluated=True, is_decided=False)),
            to_hear=Count("pk", filter=_TO_HEAR),
            stopped=Count("pk", filter=_STOPPED),
        )
        .filter(Q(to_review__gt=0) | Q(to_hear__gt=0) | Q(stopped__gt=0))
    )
    return rows.values_list("job_spec", "job_spec__title", "to_review", "to_hear", "stopped")


def _asked(user: User) -> QuerySet[CandidateRequest, tuple[UUID, str, str, int]]:
    """(id, title, kind, how many) of what candidates ask for and nobody has answered."""
    rows = open_requests().filter(interview__job_spec__in=_specs(user).values("pk")).order_by()
    counted = rows.values("interview__job_spec", "kind").annotate(n=Count("pk"))
    return counted.values_list("interview__job_spec", "interview__job_spec__title", "kind", "n")


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
