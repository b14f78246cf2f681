"""Answers that are given, all at once: by far the most of what tests begin with."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Now

from interviews.choices import RevisionKind
from interviews.models import Answer, AnswerRevision, Interview
from interviews.queries import rounds_of
from interviews.texts import count_words, kept


def give_answers(interview: Interview, texts: Mapping[int, str]) -> None:
    """Type an answer to each of these questions (by position) of an interview that has just begun, and go on to the next one.

    It leaves what `pass_question` leaves when it is called for one after the other, in a fiftieth of the statements;
    tests/interviews/test_answering.py holds the two against each other. White space alone is no answer.
    """
    rounds = rounds_of(interview.job_spec_id)
    answers = {
        answer.asked.position: answer for answer in Answer.objects.filter(asked__interview=interview).select_related("asked")
    }
    revisions = []
    for position, text in sorted(texts.items()):
        answer = answers[position]
        assert count_words(text) <= rounds[answer.asked.round_position].most_words, "No page would let anybody go on with it."
        if text.strip():
            revisions.append(AnswerRevision(answer=answer, number=1, kind=RevisionKind.TYPED, text=kept(text)))
    AnswerRevision.objects.bulk_create(revisions)
    given = AnswerRevision.objects.filter(answer=OuterRef("pk")).values("pk")
    Answer.objects.filter(pk__in=[answers[position].pk for position in texts]).update(
        current_revision=Subquery(given), saved_at=Now(), save_number=1, passed_at=Now()
    )
