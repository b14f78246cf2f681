"""What the database refuses of scores, evidence and current evaluations: in every row of a statement, however many it writes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.db.models.functions import Now

from config.copying import copy_in, keys_for
from interviews.models import AnswerRevision, Interview
from jobspecs.models import Competency
from scoring.models import CompetencyScore, CurrentEvaluation, Evidence, Grading
from scoring.models.tallies import COUNTED_ANEW
from tests.factories import make_spec
from tests.factories.scoring import change_weights, completed, make_evaluation, make_grading

pytestmark = pytest.mark.django_db


@contextmanager
def refused(constraint: str) -> Iterator[None]:
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        yield
    assert error.value.__cause__.diag.constraint_name == constraint  # type: ignore[union-attr]


def being_written(interview: Interview) -> list[CompetencyScore]:
    """The scores of a grading that is open still, within the transaction of a test."""
    made = Grading.objects.create(interview=interview, rubric=interview.rubric, engine="offline", input_hash="0" * 64)
    keys = interview.rubric.rows.values_list("competency", flat=True)
    return CompetencyScore.objects.bulk_create(
        CompetencyScore(grading=made, competency_id=key, score=50, level=3) for key in keys
    )


def seal(interview: Interview) -> None:
    assert Grading.objects.filter(interview=interview).update(sealed_at=Now()) == 1


def revision_of(interview: Interview) -> AnswerRevision:
    return AnswerRevision.objects.filter(answer__asked__interview=interview).latest("pk")


def evidence(score: CompetencyScore, revision: AnswerRevision, end: int) -> Evidence:
    return Evidence(score=score, revision=revision, start=0, end=end)


def test_nothing_comes_into_a_sealed_grading() -> None:
    spec = make_spec()
    sealed, another = make_grading(completed(spec)), completed(spec)
    foreign = Competency.objects.create(job_spec=spec, key="cooking")
    opened = Grading(interview=another, rubric=another.rubric, engine="offline", input_hash="0" * 64)
    with refused("competencyscore_of_open_grading"):
        opened.save()
        rows = [CompetencyScore(grading=grading, competency=foreign, score=1, level=1) for grading in (opened, sealed)]
        CompetencyScore.objects.bulk_create(rows)
    with refused("evidence_of_open_grading"):
        Evidence.objects.bulk_create([evidence(sealed.scores.latest("pk"), revision_of(sealed.interview), 1)])


def test_of_many_pieces_of_evidence_none_lies_outside_the_answers() -> None:
    spec = make_spec()
    interview, another = completed(spec), completed(spec)
    scores = being_written(interview)
    own, foreign, none = revision_of(interview), revision_of(another), AnswerRevision()
    whole = len(own.text)
    for wrong in (evidence(scores[1], own, whole + 1), evidence(scores[1], foreign, 1), evidence(scores[1], none, 1)):
        with refused("evidence_within_the_answer"):
            Evidence.objects.bulk_create([evidence(scores[0], own, whole), wrong, evidence(scores[2], own, 1)])
    Evidence.objects.bulk_create(evidence(score, own, whole) for score in scores)
    seal(interview)


def test_what_is_copied_in_is_refused_likewise() -> None:
    interview = completed(make_spec())
    score, own = being_written(interview)[0], revision_of(interview)
    columns = ("score_id", "revision_id", "start", "end")
    with refused("evidence_within_the_answer"):
        copy_in(Evidence, columns, [(score.pk, own.pk, 0, 1), (score.pk, own.pk, 0, len(own.text) + 1)])
    with refused("evidence_once"):
        copy_in(Evidence, columns, [(score.pk, own.pk, 0, 1)] * 2)
    first, second = keys_for(CompetencyScore, 2)
    assert score.pk < first < second < keys_for(CompetencyScore, 1)[0]
    seal(interview)


def test_evidence_does_not_come_before_its_score() -> None:
    interview = completed(make_spec())
    own, (key,) = revision_of(interview), keys_for(CompetencyScore, 1)
    with refused("evidence_within_the_answer"):
        Evidence.objects.bulk_create([Evidence(score_id=key, revision=own, start=0, end=1)])


def test_what_evidence_names_stays_where_it_is_also_in_a_purge() -> None:
    interview = completed(make_spec())
    scores, own = being_written(interview), revision_of(interview)
    Evidence.objects.bulk_create([evidence(scores[0], own, 1)])
    seal(interview)
    another = AnswerRevision.objects.create(answer=own.answer, number=own.number + 1, kind=own.kind, text="Another.")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL evenhand.purge = 'on'")
    for revision in (own, another):
        with refused("answerrevision_never_changes"):
            AnswerRevision.objects.filter(pk=revision.pk)._raw_delete("default")
    with refused("competencyscore_never_changes"):
        CompetencyScore.objects.filter(pk=scores[0].pk)._raw_delete("default")
    with refused("evidence_never_changes"):
        Evidence.objects.filter(score=scores[0]).update(revision=another)
    assert AnswerRevision.objects.filter(pk=own.pk).update(text="") == 1
    assert Evidence.objects.filter(score=scores[0]).delete()[0] == 1


@pytest.mark.parametrize("at_once", ["on", "off"])
def test_a_current_evaluation_says_only_what_is_its_own(at_once: str) -> None:
    spec = make_spec()
    first, second = completed(spec), completed(spec)
    of_first, of_second = make_evaluation(first), make_evaluation(second, {"planning": 90})
    before = list(CurrentEvaluation.objects.order_by("pk").values())
    change_weights(spec, {"planning": "0.10", "listening": "0.10", "repairing": "0.80"})
    wrong: list[dict[str, Any]] = [
        {"evaluation": of_first},
        {"cents": F("cents") + 1},
        {"number": 2},
        {"is_whole": False},
        {"points": []},
        {"engine": "other"},
        {"grading": of_first.grading_id},
        {"spec": first.pk},
    ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [COUNTED_ANEW, at_once])
    mine = CurrentEvaluation.objects.filter(interview=second)
    for fields in wrong:
        with refused("currentevaluation_of_its_interview"):
            if "evaluation" in fields:
                CurrentEvaluation.objects.filter(interview=first).delete()
            mine.update(**fields)
    mine.update(evaluation=of_second)
    assert list(CurrentEvaluation.objects.order_by("pk").values()) == before
