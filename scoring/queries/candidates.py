"""The Candidates tab: invitations with what came of them, ranked where totals can be compared."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import (
    Case,
    Count,
    Exists,
    Expression,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Lower, NullIf, Round

from interviews.choices import InterviewState, InvitationStatus
from interviews.models import Candidate, Invitation
from interviews.queries import invitations_of
from interviews.queries.recordings import has_doubts, has_stopped, has_unwritten
from interviews.queries.requests import open_requests
from jobspecs.models import JobSpec
from scoring.choices import Outcome
from scoring.engines import engine_name_of
from scoring.models import CurrentEvaluation, Decision, Evaluation, GradingOrder
from scoring.queries.sight import was_shown
from scoring.totals import RANKED_FROM

TO_REVIEW, TO_HEAR, ASKS = "to_review", "to_hear", "asks"
# Beside that by rank; what is alike in them goes by NEWEST.
ORDERS = {
    "name": [F("sorted_name").asc()],
    "-name": [F("sorted_name").desc()],
    "invited": [F("created_at").asc()],
    "-invited": [F("created_at").desc()],
}
NEWEST = ("-created_at", "-pk")


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


def chosen(job_spec: JobSpec, wish: Wish, *, reader: UUID) -> QuerySet[Invitation]:
    """Whom the words and the status of a wish leave, in no order."""
    return _filtered(described(job_spec.pk, job_spec.current_version_id, reader), wish).order_by()


def sortable(invitations: QuerySet[Invitation]) -> QuerySet[Invitation]:
    """Invitations that can be brought into each of ORDERS."""
    name = Lower(Coalesce(NullIf("name", Value("")), "email", output_field=TextField()))
    return invitations.annotate(sorted_name=_of_the_candidate(name))


def ordered(job_spec: JobSpec, wish: Wish, *, reader: UUID) -> QuerySet[Invitation]:
    """What is asked for of a list, in its order."""
    rows = described(job_spec.pk, job_spec.current_version_id, reader)
    return _sorted(_filtered(rows, wish), wish.sort, engine_name_of(job_spec))


def described(job_spec: UUID, version: UUID | None, reader: UUID) -> QuerySet[Invitation]:
    """Invitations of a spec, whose current version this is, with candidate, interview, `engine`, `is_shown`, `is_comparable`,
    `total`, `outcome`, `order_state`, and whether a transcript `is_unwritten`, `has_stopped`, `has_doubts`.
    """
    newest_order = GradingOrder.objects.filter(interview=OuterRef("interview")).order_by("-queued_at", "-pk")
    decisions = Decision.objects.filter(interview=OuterRef("interview")).order_by("-decided_at", "-pk")
    comparable = ranked_for(job_spec, version, reader)
    own = Evaluation.objects.filter(current_for__interview=OuterRef("interview"))
    return invitations_of(job_spec).annotate(
        outcome=Subquery(decisions.values("outcome")[:1]),
        is_shown=was_shown(reader, "interview", "job_spec"),
        order_state=Subquery(newest_order.values("state")[:1]),
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


def ranked_along_the_index(job_spec: UUID, reader: UUID, number: int, engine: str) -> QuerySet[CurrentEvaluation]:
    """The same of those whom one engine has graded under the version of this number, found in the order of their `cents`."""
    ranked = CurrentEvaluation.objects.filter(
        spec=job_spec,
        number=number,
        engine=engine,
        cents__isnull=False,
        evaluation__coverage__gte=RANKED_FROM,
        interview__state=InterviewState.SUBMITTED,
        interview__candidate__erased_at__isnull=True,
    )
    return ranked.filter(was_shown(reader, "interview", "spec"))


def ranked_in_order(job_spec: UUID, reader: UUID, number: int, engine: str) -> QuerySet[CurrentEvaluation]:
    """These in the order in which they are listed."""
    return ranked_along_the_index(job_spec, reader, number, engine).order_by(
        F("cents").desc(),
        F("interview__submitted_at").desc(nulls_last=True),
        F("interview__begun_at").desc(nulls_last=True),
        "-interview__invitation__created_at",
        "-interview__invitation__pk",
    )


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
        named = Q(name__icontains=wish.search) | Q(email__icontains=wish.search)
        rows = rows.annotate(hit=_of_the_candidate(F("pk"), named)).filter(hit__isnull=False)
    return rows.filter(_wanted(wish.status))


def _of_the_candidate(what: Expression | F, *which: Q) -> Subquery:
    """Something of an invitation's candidate; NULL where that is none of `which`.

    Looked up by key, one after the other: it costs what the spec has, however many people are in the table.
    """
    own = Candidate.objects.filter(*which, pk=OuterRef("candidate")).annotate(wanted=what)
    return Subquery(own.order_by().values("wanted")[:1])


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
    by_engine = [Case(When(is_comparable=True, engine=engine, then=0), When(is_comparable=True, then=1)), "by_other_engine"]
    rows = rows.annotate(by_other_engine=Case(When(is_comparable=True, then=F("engine"))))
    by_total = Case(When(is_comparable=True, then=F("total"))).desc(nulls_last=True)
    ranked = [F("is_comparable").desc(), *by_engine, by_total]
    unranked = [F("interview__submitted_at").desc(nulls_last=True), F("interview__begun_at").desc(nulls_last=True)]
    return sortable(rows).order_by(*ORDERS.get(sort, [*ranked, *unranked]), *NEWEST)
