"""The questions of a spec as its page shows them: few queries at any number of questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import CharField, Count, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, JSONObject, NullIf

from config.compiled import Compiled
from config.work import WorkState
from jobspecs import coverage
from jobspecs.choices import Origin, RoundPosition
from jobspecs.models import JobSpec, Question, QuestionOrder, QuestionRevision
from jobspecs.queries.page import CompetencyLine, competencies_of

LONG = 60  # words; more than that is hard to keep in mind while answering


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
    is_new: bool  # worded since somebody last read all

    @property
    def words(self) -> int:
        return len(self.revision.text.split())

    @property
    def author(self) -> str:
        """Who worded it: "from the JD", or "by" and a name."""
        return author_of(self.revision)

    @property
    def is_from_the_description(self) -> bool:
        """An engine worded it, and it is known from which places."""
        return self.revision.origin == Origin.ENGINE and bool(self.revision.sources)

    @property
    def shown(self) -> QuestionShown:
        """What the page says of it, in plain values."""
        revision, words = self.revision, self.words
        return QuestionShown(
            key=self.question.pk,
            id=str(self.question.pk),
            number=self.question.position,
            text=revision.text,
            wording=revision.number,
            competency=self.competency,
            author=self.author,
            is_from_the_description=self.is_from_the_description,
            is_new=self.is_new,
            is_long=words > LONG,
            words=words,
            is_measured=self.is_measured,
            is_being_written=self.is_being_written,
            failure=self.failure,
            has_more=bool(revision.probes or revision.strong or revision.adequate or revision.weak),
            has_probes=bool(revision.probes),
            wordings=self.wordings,
        )


@dataclass(frozen=True)
class QuestionShown:
    """A row of the page.

    `has_more`: there are probes or a guide to fold away. `wording` is the number of the wording in use, `wordings` counts them.
    """

    key: UUID
    id: str
    number: int | None
    text: str
    wording: int
    competency: str
    author: str
    is_from_the_description: bool
    is_new: bool
    is_long: bool
    words: int
    is_measured: bool
    is_being_written: bool
    failure: str
    has_more: bool
    has_probes: bool
    wordings: int


@dataclass(frozen=True)
class RoundPanel:
    """One round: what is asked, and what was removed."""

    position: int
    rows: Sequence[QuestionRow]
    removed: Sequence[QuestionRow]

    @property
    def is_voice(self) -> bool:
        return self.position == RoundPosition.VOICE

    @property
    def shown(self) -> list[QuestionShown]:
        """What is asked, in plain values."""
        return [row.shown for row in self.rows]

    @property
    def authors(self) -> str:
        """ "2 from the JD · 1 by Ana" once a person has worded something; empty while all is from the description."""
        counted = Counter(row.author for row in self.rows)
        if not set(counted) - {Origin.ENGINE.label}:
            return ""
        first = [Origin.ENGINE.label] if Origin.ENGINE.label in counted else []
        return " · ".join(f"{counted[author]} {author}" for author in [*first, *sorted(set(counted) - set(first))])


@dataclass(frozen=True)
class Unread:
    """Questions that somebody should read: all of them, or the `new` ones since `reader` read all; the name is "" of nobody."""

    questions: int
    new: int
    reader: str = ""
    reader_id: UUID | None = None


@dataclass(frozen=True)
class SpecQuestions:
    """All questions of a spec."""

    panels: Sequence[RoundPanel]
    gaps: Sequence[coverage.Gap]
    unread: Unread | None
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
    """Both rounds of a spec in one query; one more where the competencies (`lines`) are not given."""
    if lines is None:
        lines = competencies_of(spec.current_version) if spec.current_version else []
    names = {line.key: line.name for line in lines}
    questions = (_READ if spec.questions_confirmed_at else _UNREAD)(spec=spec.pk)
    panels = [_panel(position, questions, names) for position in RoundPosition.values]
    asked = [row for panel in panels for row in panel.rows]
    counted = Counter(row.question.competency.key for row in asked)
    gaps = coverage.gaps([(line.key, line.name, line.weight) for line in lines], counted)
    return SpecQuestions(panels, gaps, None if spec.questions_confirmed_at else _unread(asked), lines)


def _panel(position: int, questions: Sequence[Question], names: dict[str, str]) -> RoundPanel:
    rows = [_row(question, names) for question in questions if question.round.position == position]
    asked = [row for row in rows if row.question.retired_at is None]
    return RoundPanel(position, asked, [row for row in rows if row.question.retired_at is not None])


def _questions(spec: UUID) -> QuerySet[Question]:
    """With the number of their wordings, and with the state, error and time of the newest order to write them anew."""
    orders = QuestionOrder.objects.filter(question=OuterRef("pk")).order_by("-created_at")
    wordings = QuestionRevision.objects.filter(question=OuterRef("pk")).order_by().values("question")
    return (
        Question.objects.filter(round__job_spec=spec, current_revision__isnull=False)
        .select_related("round", "competency", "current_revision__created_by")
        .annotate(
            wordings=Subquery(wordings.annotate(count=Count("pk")).values("count")),
            order=Subquery(orders.values(order=JSONObject(state="state", error="error"))[:1]),
            order_at=Subquery(orders.values("created_at")[:1]),
        )
        .order_by("round__position", "position", "-retired_at")
    )


def _unread_questions(spec: UUID) -> QuerySet[Question]:
    """With who last read all questions, from the history of the spec, and how each was worded then."""
    events = apps.get_model("jobspecs", "JobSpecEvent").objects.filter(pgh_obj_id=spec, questions_confirmed_at__isnull=False)
    last = events.order_by("-pgh_id")
    name = Coalesce(NullIf("questions_confirmed_by__name", Value("")), "questions_confirmed_by__email", output_field=CharField())
    wordings = QuestionRevision.objects.filter(
        question=OuterRef("pk"), created_at__lte=Subquery(last.values("questions_confirmed_at")[:1])
    ).order_by("-number")
    return _questions(spec).annotate(
        read_by=Subquery(last.values(by=JSONObject(name=name, id="questions_confirmed_by_id"))[:1]),
        read_as=Subquery(wordings.values(said=JSONObject(text="text", probes="probes"))[:1]),
    )


_READ: Compiled[Question] = Compiled(_questions, "spec", prepared=True)
_UNREAD: Compiled[Question] = Compiled(_unread_questions, "spec", prepared=True)


def _unread(asked: Sequence[QuestionRow]) -> Unread | None:
    """What is to be read, of these questions of a spec that counts as unread; None where each is as somebody read it."""
    if not asked:
        return None
    reader = getattr(asked[0].question, "read_by", None)
    if reader is None:
        return Unread(len(asked), len(asked))
    new = sum(row.is_new for row in asked)
    return Unread(len(asked), new, reader["name"], UUID(reader["id"])) if new else None


def _row(question: Any, names: dict[str, str]) -> QuestionRow:
    order = question.order or {"state": "", "error": ""}
    revision = question.current_revision
    # An old failure says nothing about a wording that came after it.
    failed = order["state"] == WorkState.FAILED and question.order_at > revision.created_at
    is_read = getattr(question, "read_by", None) is not None
    return QuestionRow(
        question=question,
        revision=revision,
        competency=names.get(question.competency.key, question.competency.key),
        is_measured=question.competency.key in names,
        wordings=question.wordings,
        is_being_written=order["state"] in (WorkState.QUEUED, WorkState.RUNNING),
        failure=order["error"] if failed else "",
        is_new=is_read and question.read_as != {"text": revision.text, "probes": revision.probes},
    )


def wordings_of_question(question: Question) -> list[QuestionRevision]:
    """All wordings of a question, the newest first."""
    return list(question.revisions.select_related("created_by").order_by("-number"))
