"""The new draft of a spec that waits for somebody to look at it, and what it would change."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import F, Q

from jobspecs.choices import Origin, RoundPosition
from jobspecs.drafting.base import DraftedWeight, spans_of
from jobspecs.models import Draft, JobSpec, Question, QuestionRevision, Redraft, Version
from jobspecs.questions.base import Guide, WrittenQuestion
from jobspecs.redraft.comparing import compare
from jobspecs.redraft.content import Asked, Comparison, Content, Line, Wording


def open_redraft_of(spec: JobSpec) -> Redraft | None:
    """The new draft that nobody has taken or put aside yet: under way, stopped, or done; there is one at most."""
    return Redraft.objects.filter(job_spec=spec, closed_at__isnull=True).first()


def comparison_of(spec: JobSpec, version: Version, redraft: Redraft) -> Comparison:
    """What a finished new draft would change in a spec of which `version` is the current one."""
    return compare(_last_draft(spec), _as_it_stands(spec, version), _proposed(redraft))


def _last_draft(spec: JobSpec) -> Content | None:
    """What the engine had drafted before: the last draft of which somebody took something, else version 1.

    None where no engine drafted the spec: it was brought in from elsewhere.
    """
    taken = spec.redrafts.filter(was_taken=True).order_by("-closed_at").first()
    if taken:
        return _proposed(taken)
    was_drafted = bool(spec.drafted_with) or Draft.objects.filter(job_spec=spec).exists()
    return _first_draft(spec) if was_drafted else None


def _first_draft(spec: JobSpec) -> Content:
    """Version 1, with the title and level that the spec began with and the engine's first wordings.

    A question that a person let measure another competency is theirs from then on, also where its words are the first.
    """
    version = spec.versions.select_related("rubric").get(number=1)
    began = apps.get_model("jobspecs", "JobSpecEvent").objects.filter(pgh_obj_id=spec.pk).order_by("pgh_id")
    title, level = began.values_list("title", "level").first() or (spec.title, spec.level)
    turned = Q(question__current_revision__origin=Origin.PERSON, question__current_revision__text=F("text"))
    first = (
        QuestionRevision.objects.filter(~turned, question__round__job_spec=spec, number=1, origin=Origin.ENGINE)
        .select_related("question__round", "question__competency")
        .order_by("question_id")
    )
    return _content(title, level, version, [(revision.question, revision) for revision in first])


def _as_it_stands(spec: JobSpec, version: Version) -> Content:
    """The spec as people see it now, with its retired questions."""
    questions = (
        Question.objects.filter(round__job_spec=spec, current_revision__isnull=False)
        .select_related("round", "competency", "current_revision")
        .order_by("position", "pk")
    )
    pairs = [(question, question.current_revision) for question in questions if question.current_revision]
    return _content(spec.title, spec.level, version, pairs)


def _content(title: str, level: str, version: Version, asked: list[tuple[Question, QuestionRevision]]) -> Content:
    rows = version.rubric.rows.select_related("competency").order_by("position")
    weights = {w.competency.key: DraftedWeight(w.value, w.reason) for w in version.weights.select_related("competency")}
    questions: dict[int, list[Asked]] = {position: [] for position in RoundPosition.values}
    for question, revision in asked:
        questions[question.round.position].append(_asked(question, revision))
    return Content(
        title=title,
        level=level,
        competencies=[
            Wording(row.competency.key, row.name, row.definition, row.for_this_role, tuple(row.anchors), spans_of(row.sources))
            for row in rows
        ],
        weights={row.competency.key: weights[row.competency.key] for row in rows},
        must_haves=[Line(line.kind, line.text, spans_of(line.sources)) for line in version.must_haves.all()],
        questions=questions,
    )


def _asked(question: Question, revision: QuestionRevision) -> Asked:
    guide = Guide(revision.strong, revision.adequate, revision.weak)
    sources = spans_of(revision.sources)
    return Asked(
        WrittenQuestion(question.competency.key, revision.text, tuple(revision.probes), guide, sources),
        row=str(question.pk),
        is_retired=question.retired_at is not None,
        is_persons=revision.origin == Origin.PERSON,
    )


def _proposed(redraft: Redraft) -> Content:
    """A finished draft; of one that was taken, the questions know the rows that they went into."""
    from jobspecs.drafting.stored import from_json  # brings the engine's word lists: only for who looks at a draft

    proposal: dict[str, Any] = redraft.proposal or {}
    draft = from_json(proposal, text="")
    return Content(
        title=draft.reading.title[:200],  # as much as a spec takes
        level=draft.reading.level,
        competencies=[Wording(c.key, c.name, c.definition, c.for_this_role, c.anchors, c.sources) for c in draft.competencies],
        weights=draft.weights,
        must_haves=[Line(line.kind, line.text, (line.source,) if line.source else ()) for line in draft.must_haves],
        questions={
            at: [
                Asked(written, row=stored.get("row", ""))
                for written, stored in zip(asked, proposal["questions"][str(at)], strict=True)
            ]
            for at, asked in draft.questions.items()
        },
    )
