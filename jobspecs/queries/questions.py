"""The questions of a spec as its page shows them: few queries at any number of questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from config.work import WorkState
from jobspecs.choices import Origin, RoundPosition
from jobspecs.models import JobSpec, Question, QuestionOrder, QuestionRevision, Round
from jobspecs.queries.page import CompetencyLine, competencies_of

LONG = 60  # words; more than that is hard to keep in mind while answering
HEAVY = Decimal("0.20")


@dataclass(frozen=True)
class QuestionRow:
    """One question with its wording, what it measures, and whether it is being written anew."""

    question: Question
    revision: QuestionRevision
    competency: str
    is_measured: bool
    wordings: int
    is_being_written: bool
    failure: str

    @property
    def words(self) -> int:
        return len(self.revision.text.split())

    @property
    def is_long(self) -> bool:
        return self.words > LONG

    @property
    def author(self) -> str:
        """Who worded it: "from the JD", or "by" and a name."""
        return author_of(self.revision)

    @property
    def has_more(self) -> bool:
        """Are there probes or a guide to fold away?"""
        revision = self.revision
        return bool(revision.probes or revision.strong or revision.adequate or revision.weak)


@dataclass(frozen=True)
class RoundPanel:
    """One round: what is asked, and what was removed."""

    round: Round
    rows: Sequence[QuestionRow]
    removed: Sequence[QuestionRow]

    @property
    def position(self) -> int:
        return self.round.position

    @property
    def is_voice(self) -> bool:
        return self.round.position == RoundPosition.VOICE

    @property
    def authors(self) -> str:
        """ "2 from the JD · 1 by Ana" once a person has worded something; empty while all is from the description."""
        counted = Counter(row.author for row in self.rows)
        if not set(counted) - {Origin.ENGINE.label}:
            return ""
        first = [Origin.ENGINE.label] if Origin.ENGINE.label in counted else []
        return " · ".join(f"{counted[author]} {author}" for author in [*first, *sorted(set(counted) - set(first))])


@dataclass(frozen=True)
class Unasked:
    """A competency that no question of either round asks about."""

    key: str
    name: str
    weight: Decimal

    @property
    def is_heavy(self) -> bool:
        return self.weight >= HEAVY


@dataclass(frozen=True)
class SpecQuestions:
    """All questions of a spec."""

    panels: Sequence[RoundPanel]
    unasked: Sequence[Unasked]
    lines: Sequence[CompetencyLine]

    @property
    def count(self) -> int:
        return sum(len(panel.rows) for panel in self.panels)

    def panel(self, position: int) -> RoundPanel:
        return next(panel for panel in self.panels if panel.position == position)

    def row(self, question: Question) -> QuestionRow | None:
        return next((row for panel in self.panels for row in panel.rows if row.question.pk == question.pk), None)


def author_of(revision: QuestionRevision) -> str:
    if revision.origin == Origin.ENGINE or revision.created_by is None:
        return str(Origin.ENGINE.label)
    return f"by {revision.created_by}"


def questions_of(spec: JobSpec, lines: Sequence[CompetencyLine] | None = None) -> SpecQuestions:
    """Both rounds of a spec in two queries; one more where the competencies (`lines`) are not given."""
    if lines is None:
        lines = competencies_of(spec.current_version) if spec.current_version else []
    names = {line.key: line.name for line in lines}
    questions = list(_questions(spec))
    asked = {question.competency.key for question in questions if question.retired_at is None}
    panels = []
    for round_ in spec.rounds.order_by("position"):
        rows = [_row(question, names) for question in questions if question.round_id == round_.pk]
        panels.append(
            RoundPanel(
                round_,
                [row for row in rows if row.question.retired_at is None],
                [row for row in rows if row.question.retired_at is not None],
            )
        )
    unasked = [Unasked(line.key, line.name, line.weight) for line in lines if line.key not in asked]
    return SpecQuestions(panels, unasked, lines)


def _questions(spec: JobSpec) -> QuerySet[Question]:
    orders = QuestionOrder.objects.filter(question=OuterRef("pk")).order_by("-created_at")
    return (
        Question.objects.filter(round__job_spec=spec, current_revision__isnull=False)
        .select_related("competency", "current_revision__created_by")
        .annotate(
            wordings=Count("revisions"),
            order=Subquery(orders.values(order=JSONObject(state="state", error="error"))[:1]),
            order_at=Subquery(orders.values("created_at")[:1]),
        )
        .order_by("round__position", "position", "-retired_at")
    )


def _row(question: Any, names: dict[str, str]) -> QuestionRow:
    order = question.order or {"state": "", "error": ""}
    revision = question.current_revision
    # An old failure says nothing about a wording that came after it.
    failed = order["state"] == WorkState.FAILED and question.order_at > revision.created_at
    return QuestionRow(
        question=question,
        revision=revision,
        competency=names.get(question.competency.key, question.competency.key),
        is_measured=question.competency.key in names,
        wordings=question.wordings,
        is_being_written=order["state"] in (WorkState.QUEUED, WorkState.RUNNING),
        failure=order["error"] if failed else "",
    )


def wordings_of_question(question: Question) -> list[QuestionRevision]:
    """All wordings of a question, the newest first."""
    return list(question.revisions.select_related("created_by").order_by("-number"))
