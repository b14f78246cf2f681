"""What was asked and what was answered."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from config.ids import uuid7
from config.triggers import immutable, only_if
from interviews.choices import RevisionKind


class Asked(models.Model):
    """One question of one interview, in the wording that this candidate sees; fixed when the interview begins."""

    interview = models.ForeignKey("interviews.Interview", on_delete=models.PROTECT, related_name="asked", db_index=False)
    revision = models.ForeignKey("jobspecs.QuestionRevision", on_delete=models.PROTECT, related_name="+")
    question = models.ForeignKey("jobspecs.Question", on_delete=models.PROTECT, related_name="+")
    competency = models.ForeignKey("jobspecs.Competency", on_delete=models.PROTECT, related_name="+", db_index=False)
    round_position = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField(help_text="From 1, over both rounds.")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["interview", "question"], name="asked_once_per_question"),
            models.UniqueConstraint(fields=["interview", "position"], name="asked_one_per_position"),
        ]
        triggers = [
            immutable("asked_never_changes"),
            only_if(
                "asked_wording_of_its_question",
                """EXISTS (SELECT FROM jobspecs_questionrevision r
                   WHERE r.id = NEW.revision_id AND r.question_id = NEW.question_id)""",
                "the wording is of another question",
            ),
        ]

    def __str__(self) -> str:
        return f"question {self.position} of {self.interview_id}"


class Answer(models.Model):
    """What a candidate gives to one question. `draft` is what is being typed; each finished text is a revision."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    asked = models.OneToOneField(Asked, on_delete=models.PROTECT, related_name="answer")
    draft = models.TextField(blank=True, default="")
    saved_at = models.DateTimeField(null=True)
    save_number = models.PositiveIntegerField(default=0, help_text="Counts up with each save; a page says which one it knows.")
    saved_from = models.CharField(max_length=16, blank=True, default="", help_text="The page (browser tab) that saved last.")
    passed_at = models.DateTimeField(null=True, help_text="When the candidate went on to the next question.")
    current_revision = models.OneToOneField("interviews.AnswerRevision", on_delete=models.PROTECT, null=True, related_name="+")
    more_time = models.PositiveSmallIntegerField(
        default=0, help_text='How often "I need more time" was used. For the candidate alone: nobody who rates sees it.'
    )
    technical = models.CharField(
        max_length=200, blank=True, default="", help_text="What went wrong on our side, so that there is nothing to read."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(current_revision__isnull=True) | Q(draft=""), name="answer_draft_ends_with_a_revision"
            ),
            models.CheckConstraint(condition=Q(more_time__lte=2), name="answer_more_time_at_most_twice"),
        ]
        triggers = [
            only_if(
                "answer_current_revision_of_it",
                """NEW.current_revision_id IS NULL OR EXISTS (SELECT FROM interviews_answerrevision r
                   WHERE r.id = NEW.current_revision_id AND r.answer_id = NEW.id)""",
                "the current text is of another answer",
            )
        ]

    def __str__(self) -> str:
        return f"answer {self.id}"


class AnswerRevision(models.Model):
    """One immutable text of an answer: typed, transcribed, or corrected. Only a purge empties it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="revisions", db_index=False)
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=RevisionKind)
    text = models.TextField(blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    erased_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["answer", "number"], name="answerrevision_number_unique"),
            models.CheckConstraint(condition=Q(kind__in=RevisionKind.values), name="answerrevision_known_kind"),
            models.CheckConstraint(condition=Q(erased_at__isnull=True) | Q(text=""), name="answerrevision_erased_is_empty"),
        ]
        triggers = [immutable("answerrevision_never_changes", but_by_purge="UPDATE")]

    def __str__(self) -> str:
        return f"revision {self.number} of {self.answer_id}"
