"""The Candidates tab: invitations with what came of them, ranked where totals can be compared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Lower, NullIf, Round

from config.work import WorkState
from interviews.choices import InterviewState, InvitationStatus
from interviews.models import Interview, Invitation
from interviews.queries import invitations_of
from interviews.queries.recordings import has_doubts, has_stopped, has_unwritten
from interviews.queries.requests import open_requests
from jobspecs.models import JobSpec
from scoring.choices import Outcome
from scoring.engines import engine_label, engine_name_of
from scoring.models import Decision, Evaluation, GradingOrder
from scoring.queries.gradings import total_from
from scoring.queries.sight import was_shown
from scoring.totals import RANKED_FROM, in_words, whole

PAGE = 50
OPEN_STATUSES = frozenset(
    {InvitationStatus.INVITED, InvitationStatus.OPENED, InvitationStatus.IN_PROGRESS, InvitationStatus.EXPIRED}
)
TO_REVIEW, TO_HEAR, ASKS = "to_review", "to_hear", "asks"


@dataclass(frozen=True)
class Wish:
    """What a reader asks of the list: words of a name or address, a status, an order."""

    search: str = ""
    status: str = ""
    sort: str = ""


def candidates_of(job_spec: JobSpec, wish: Wish, *, reader: UUID) -> QuerySet[Invitation]:
    """Invitations as `described` gives them, each with its `rank`: what is meant. Of many, scoring.queries.places reads a page.

    Whose scores are hidden from the reader is not ranked, is not placed by a score, and takes no rank from anybody: the
    ranks are among those that the reader sees, and that the same engine has graded: two engines are two scales.
    """
    ahead = Coalesce(_ahead(ranked_for(job_spec.pk, job_spec.current_version_id, reader)), 0)
    rows = ordered(job_spec, wish, reader=reader)
    return rows.annotate(rank=Case(When(is_comparable=True, then=1 + ahead), output_field=IntegerField()))


def ordered(job_spec: JobSpec, wish: Wish, *, reader: UUID) -> QuerySet[Invitation]:
    """What is asked for of a list, in its order."""
    rows = described(job_spec.pk, job_spec.current_version_id, reader)
    return _sorted(_filtered(rows, wish), wish.sort, engine_name_of(job_spec))


def described(job_spec: UUID, version: UUID | None, reader: UUID) -> QuerySet[Invitation]:
    """Invitations of a spec, whose current version this is, with candidate, interview, current evaluation, `engine`, `is_shown`,
    `is_comparable`, `total`, `outcome`, `order_state`, `order_error`, and whether a transcript `is_unwritten`, `has_stopped`,
    `has_doubts`.
    """
    rows = invitations_of(job_spec).select_related("interview__current_evaluation__evaluation__version__rubric")
    newest_order = GradingOrder.objects.filter(interview=OuterRef("interview")).order_by("-queued_at", "-pk")
    decisions = Decision.objects.filter(interview=OuterRef("interview")).order_by("-decided_at", "-pk")
    comparable = ranked_for(job_spec, version, reader)
    own = Evaluation.objects.filter(current_for__interview=OuterRef("interview"))
    return rows.annotate(
        outcome=Subquery(decisions.values("outcome")[:1]),
        is_shown=was_shown(reader, "interview", "job_spec"),
        order_state=Subquery(newest_order.values("state")[:1]),
        order_error=Subquery(newest_order.values("error")[:1]),
        is_comparable=Exists(comparable.filter(current_for__interview=OuterRef("interview"))),
        total=Subquery(own.values("total")[:1]),
        engine=Subquery(own.values("grading__engine")[:1]),
        is_unwritten=has_unwritten("interview"),
        has_stopped=has_stopped("interview"),
        has_doubts=has_doubts("interview"),
    )


def ranked_for(job_spec: UUID, version: UUID | None, reader: UUID) -> QuerySet[Evaluation]:
    """The comparable evaluations of a spec whose scores the reader sees."""
    return _comparable(job_spec, version).filter(was_shown(reader, "current_for__interview", "current_for__interview__job_spec"))


def comparable_evaluations(job_spec: JobSpec) -> QuerySet[Evaluation]:
    """Current evaluations that may stand in one ranking: of the current version, on enough of the weights."""
    return _comparable(job_spec.pk, job_spec.current_version_id)


def _comparable(job_spec: UUID, version: UUID | None) -> QuerySet[Evaluation]:
    return Evaluation.objects.filter(
        version=version,
        coverage__gte=RANKED_FROM,
        current_for__interview__state=InterviewState.SUBMITTED,
        current_for__interview__job_spec=job_spec,
        current_for__interview__candidate__erased_at__isnull=True,
    )


def _ahead(comparable: QuerySet[Evaluation]) -> Subquery:
    """How many of the comparable, graded by the same engine, have a higher total as it is shown: in whole numbers."""
    higher = (
        comparable.annotate(shown=Round("total"))
        .filter(shown__gt=Round(OuterRef("total")), grading__engine=OuterRef("engine"))
        .order_by()
        .annotate(one=Value(1))
        .values("one")
    )
    return Subquery(higher.annotate(n=Count("pk")).values("n"), output_field=IntegerField())


def _filtered(rows: QuerySet[Invitation], wish: Wish) -> QuerySet[Invitation]:
    if wish.search:
        rows = rows.filter(Q(candidate__name__icontains=wish.search) | Q(candidate__email__icontains=wish.search))
    return rows.filter(_wanted(wish.status))


def _wanted(status: str) -> Q:
    """A filter on what candidates_of annotates; an unknown word filters nothing."""
    if status == TO_REVIEW:
        completed = Q(status=InvitationStatus.COMPLETED)
        kept = Q(candidate__erased_at__isnull=True)  # nobody can decide on who was erased
        return completed & kept & Q(interview__current_evaluation__isnull=False, outcome__isnull=True)
    if status == TO_HEAR:
        return Q(status=InvitationStatus.COMPLETED, candidate__erased_at__isnull=True) & (
            Q(has_doubts=True) | Q(has_stopped=True)
        )
    if status == ASKS:
        return Q(Exists(open_requests().filter(interview=OuterRef("interview"))))
    if status in Outcome.values:
        return Q(outcome=status)
    return Q(status=status) if status in InvitationStatus.values else Q()


def _sorted(rows: QuerySet[Invitation], sort: str, engine: str) -> QuerySet[Invitation]:
    """By rank: those graded by the spec's own `engine` first, then those of each other one."""
    name = Lower(Coalesce(NullIf("candidate__name", Value("")), "candidate__email"))
    orders = {
        "name": [name.asc()],
        "-name": [name.desc()],
        "invited": [F("created_at").asc()],
        "-invited": [F("created_at").desc()],
    }
    by_engine = [Case(When(is_comparable=True, engine=engine, then=0), When(is_comparable=True, then=1)), "by_other_engine"]
    rows = rows.annotate(by_other_engine=Case(When(is_comparable=True, then=F("engine"))))
    by_total = Case(When(is_comparable=True, then=F("total"))).desc(nulls_last=True)
    ranked = [F("is_comparable").desc(), *by_engine, by_total]
    unranked = [F("interview__submitted_at").desc(nulls_last=True), F("interview__begun_at").desc(nulls_last=True)]
    return rows.order_by(*orders.get(sort, [*ranked, *unranked]), "-created_at", "-pk")


@dataclass(frozen=True)
class Row:
    """One line of the list, worded."""

    invitation: Invitation
    interview: Interview | None
    status: str
    decision: str
    score: str
    is_hidden: bool  # there is a score, and the reader has not been shown it
    why_unranked: str
    grading: str  # "", "grading", "stopped", "waiting"; before there can be any: "writing", "unwritten", "listener"
    error: str
    engine: str  # what has graded it, where that is not what grades this spec now
    is_movable: bool  # another version of the same rubric: one click brings it under the current one

    @property
    def is_moving(self) -> bool:
        """Whether something is being done that will show here."""
        return self.grading in ("grading", "writing")

    @property
    def is_open(self) -> bool:
        """Whether the link still has a use: it can be copied, renewed, taken back."""
        return self.invitation.status in OPEN_STATUSES and not self.invitation.candidate.erased_at  # type: ignore[attr-defined]  # annotated

    @property
    def may_come_back(self) -> bool:
        """Whether this is somebody who withdrew and has not been invited again."""
        invitation = self.invitation
        is_withdrawn = invitation.status == InvitationStatus.WITHDRAWN  # type: ignore[attr-defined]  # annotated
        return is_withdrawn and not invitation.cancelled_at and not invitation.candidate.erased_at


def rows_of(invitations: Iterable[Invitation], job_spec: JobSpec) -> list[Row]:
    """Word invitations of candidates_of. One query, for the rubric of the current version, where some are under another."""
    rows = list(invitations)
    current = job_spec.current_version
    root = current.rubric.root_id if current and any(_is_under_another(row, job_spec) for row in rows) else None
    return [_row(row, job_spec, root) for row in rows]


def _is_under_another(invitation: Invitation, job_spec: JobSpec) -> bool:
    current = getattr(getattr(invitation, "interview", None), "current_evaluation", None)
    return current is not None and current.evaluation.version_id != job_spec.current_version_id


def _row(invitation: Invitation, job_spec: JobSpec, root: UUID | None) -> Row:
    interview = getattr(invitation, "interview", None)
    current = getattr(interview, "current_evaluation", None) if interview else None
    # Who withdrew was promised that nobody decides by the answers: what was scored before is not shown any more.
    is_withdrawn = invitation.status == InvitationStatus.WITHDRAWN  # type: ignore[attr-defined]  # annotated
    evaluation = current.evaluation if current and not is_withdrawn else None
    shown = evaluation if invitation.is_shown else None  # type: ignore[attr-defined]  # annotated, as those below
    return Row(
        invitation=invitation,
        interview=interview,
        status=InvitationStatus(invitation.status).label,  # type: ignore[attr-defined]  # annotated
        decision=Outcome(invitation.outcome).label if invitation.outcome else "",  # type: ignore[attr-defined]  # annotated
        score=_short(shown) if shown else "",
        is_hidden=evaluation is not shown,
        why_unranked="not scored: withdrawn" if is_withdrawn else _why_unranked(invitation, shown, job_spec),
        grading=_grading_state(invitation, evaluation),
        engine=_other_engine(invitation, shown, job_spec),
        is_movable=evaluation is not None and _is_movable(evaluation, job_spec, root),
        error=invitation.order_error or "",  # type: ignore[attr-defined]  # annotated
    )


def _other_engine(invitation: Invitation, evaluation: Evaluation | None, job_spec: JobSpec) -> str:
    engine: str = invitation.engine or ""  # type: ignore[attr-defined]  # annotated
    return engine_label(engine) if evaluation is not None and engine != engine_name_of(job_spec) else ""


def _is_movable(evaluation: Evaluation, job_spec: JobSpec, root: UUID | None) -> bool:
    return evaluation.version_id != job_spec.current_version_id and evaluation.version.rubric.root_id == root


def _short(evaluation: Evaluation) -> str:
    total = total_from(evaluation)
    if total.value is None or total.is_complete:
        return in_words(total).partition(" · ")[0]
    return f"{whole(total.value)} · based on {whole(total.coverage * 100)} % of the weights"


def _why_unranked(invitation: Invitation, evaluation: Evaluation | None, job_spec: JobSpec) -> str:
    if evaluation is None or invitation.is_comparable:  # type: ignore[attr-defined]  # annotated
        return ""
    if invitation.candidate.erased_at:
        return "not ranked: erased"
    if evaluation.version_id != job_spec.current_version_id:
        return f"not ranked: scored under v{evaluation.version.number}"
    return f"not ranked: only {whole(evaluation.coverage * 100)} % of the weights scored"


def _grading_state(invitation: Invitation, evaluation: Evaluation | None) -> str:
    """What is going on, where an interview is completed and something is."""
    state = invitation.order_state  # type: ignore[attr-defined]  # annotated
    if invitation.status != InvitationStatus.COMPLETED or invitation.candidate.erased_at:  # type: ignore[attr-defined]  # annotated
        return ""
    if invitation.has_stopped:  # type: ignore[attr-defined]  # annotated
        return "unwritten"
    if invitation.has_doubts:  # type: ignore[attr-defined]  # annotated
        return "listener"
    if invitation.is_unwritten:  # type: ignore[attr-defined]  # annotated
        return "writing"
    if state == WorkState.QUEUED and invitation.order_error:  # type: ignore[attr-defined]  # annotated
        return "waiting"
    if state in (WorkState.QUEUED, WorkState.RUNNING):
        return "grading"
    # What was taken back stops nobody who has been graded before: the earlier result stands.
    return "stopped" if state == WorkState.FAILED or evaluation is None else ""
