"""One reading of one interview by one engine under one rubric: scores, reasons, evidence. Immutable once sealed."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from config.ids import uuid7
from config.triggers import children_of_open, immutable, refuse, sealable, sealed_at_commit
from jobspecs.choices import CallOutcome
from scoring.choices import Missing
from scoring.points import points_of


class Grading(models.Model):
    """Holds what is needed to run it again and compare: engine, version, model, parameters, hashes of prompt and input."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    interview = models.ForeignKey("interviews.Interview", on_delete=models.PROTECT, related_name="gradings", db_index=False)
    rubric = models.ForeignKey("jobspecs.Rubric", on_delete=models.PROTECT, related_name="+")
    engine = models.CharField(max_length=40)
    engine_version = models.CharField(max_length=40)
    model = models.CharField(max_length=120, blank=True, default="")
    parameters = models.JSONField(default=dict, blank=True)
    prompt_hash = models.CharField(max_length=64, blank=True, default="")
    input_hash = models.CharField(max_length=64)
    input = models.JSONField(
        default=list,
        blank=True,
        help_text="What was read, in order: ref, competency, question and answer revision (ids), why missing. No words.",
    )
    seconds = models.FloatField(default=0)
    created_at = models.DateTimeField(db_default=Now())
    sealed_at = models.DateTimeField(null=True, editable=False)
    points = ArrayField(
        models.SmallIntegerField(),
        default=list,
        editable=False,
        help_text="All scores in one field (scoring.points), written by the database at the moment of sealing.",
    )

    class Meta:
        indexes = [models.Index(fields=["interview", "-created_at"], name="grading_by_interview")]
        constraints = [
            models.CheckConstraint(condition=Q(input_hash__regex=r"^[0-9a-f]{64}$"), name="grading_input_hash_is_sha256"),
            models.CheckConstraint(condition=Q(seconds__gte=0), name="grading_seconds_not_negative"),
        ]
        triggers = [
            sealable(
                "grading_sealed",
                check=f"""
                    IF EXISTS (
                        SELECT FROM (SELECT competency_id FROM jobspecs_rubricrow WHERE rubric_id = NEW.rubric_id) r
                        FULL JOIN (SELECT competency_id FROM scoring_competencyscore WHERE grading_id = NEW.id) s
                        USING (competency_id) WHERE r IS NULL OR s IS NULL
                    ) THEN
                        {refuse("grading_scores_every_competency", "a competency of the rubric has neither score nor reason")}
                    END IF;
                    IF NOT EXISTS (SELECT FROM interviews_interview i WHERE i.id = NEW.interview_id
                                   AND i.rubric_id = NEW.rubric_id) THEN
                        {refuse("grading_under_the_rubric_it_began_under", "the interview began under another rubric")}
                    END IF;
                    NEW.points := {points_of("NEW.id")};
                """,
            ),
            sealed_at_commit("grading_sealed_at_commit", "scoring_grading"),
        ]

    def __str__(self) -> str:
        return f"grading {self.id}"


class CompetencyScore(models.Model):
    """One competency: a score of 0–100 with its level, or NULL and why."""

    grading = models.ForeignKey(Grading, on_delete=models.PROTECT, related_name="scores", db_index=False)
    competency = models.ForeignKey("jobspecs.Competency", on_delete=models.PROTECT, related_name="+", db_index=False)
    score = models.PositiveSmallIntegerField(null=True)
    level = models.PositiveSmallIntegerField(null=True)
    missing = models.CharField(max_length=12, choices=Missing, blank=True, default="")
    reason = models.TextField(blank=True, default="")
    confidence = models.FloatField(null=True)
    flags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    runs = ArrayField(
        models.PositiveSmallIntegerField(),
        default=list,
        blank=True,
        help_text="The score of each run, where an engine runs more than once; their median is the score.",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["grading", "competency"], name="competencyscore_one_per_competency"),
            models.CheckConstraint(condition=Q(score__isnull=True) | Q(score__lte=100), name="competencyscore_in_range"),
            models.CheckConstraint(
                condition=Q(score__isnull=False, missing="") | (Q(score__isnull=True) & Q(missing__in=Missing.values)),
                name="competencyscore_score_or_reason",
            ),
            models.CheckConstraint(  # levels.level_of_score, in integers
                condition=Q(score__isnull=True, level__isnull=True) | Q(level=(F("score") * 2 + 25) / 50 + 1),
                name="competencyscore_level_fits_score",
            ),
            models.CheckConstraint(
                condition=Q(confidence__isnull=True) | Q(confidence__gte=0, confidence__lte=1),
                name="competencyscore_confidence_in_range",
            ),
        ]
        triggers = [
            children_of_open("competencyscore_of_open_grading", "scoring_grading", "SELECT grading_id FROM fresh"),
            immutable("competencyscore_never_changes", but_by_purge="UPDATE"),
        ]

    def __str__(self) -> str:
        return f"{self.competency_id} {self.score if self.score is not None else self.missing}"


class Evidence(models.Model):
    """A verbatim span of an answer revision, in code points. The words stand in the revision alone."""

    # The trigger below looks up what these two name, once a statement; foreign keys would do so once a row, of which there are
    # most of all here. Neither is ever deleted, not by a purge either. And nobody asks for the evidence in a revision: no index.
    score = models.ForeignKey(
        CompetencyScore, on_delete=models.PROTECT, related_name="evidence", db_index=False, db_constraint=False
    )
    revision = models.ForeignKey(
        "interviews.AnswerRevision", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    class Meta:
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="evidence_is_not_empty"),
            models.UniqueConstraint(fields=["score", "revision", "start", "end"], name="evidence_once"),
        ]
        triggers = [
            immutable("evidence_never_changes", but_by_purge="DELETE"),
            children_of_open(
                "evidence_within_the_answer",
                "scoring_grading",
                "SELECT s.grading_id FROM fresh JOIN scoring_competencyscore s ON s.id = fresh.score_id",
                refusing="evidence_of_open_grading",
                then=f"""
                    IF EXISTS (
                        SELECT FROM (
                            SELECT g.interview_id, f.revision_id, max(f."end") AS longest
                            FROM fresh f LEFT JOIN scoring_competencyscore s ON s.id = f.score_id
                            LEFT JOIN scoring_grading g ON g.id = s.grading_id GROUP BY g.interview_id, f.revision_id
                        ) spans
                        LEFT JOIN (
                            interviews_answerrevision r JOIN interviews_answer a ON a.id = r.answer_id
                            JOIN interviews_asked q ON q.id = a.asked_id
                        ) ON r.id = spans.revision_id AND q.interview_id = spans.interview_id
                        WHERE spans.longest > coalesce(char_length(r.text), 0)
                    ) THEN
                        {refuse("evidence_within_the_answer", "the span is outside the answers of the interview")}
                    END IF;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.revision_id} {self.start}–{self.end}"


class GradingCall(models.Model):
    """One call of a language model for one competency: what was sent, what came back, what it took. Immutable.

    With the texts of the rows it names it is all that is needed to run it again. Never the key. A purge empties the texts.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order = models.ForeignKey("scoring.GradingOrder", on_delete=models.PROTECT, related_name="calls")
    grading = models.ForeignKey(
        Grading, on_delete=models.PROTECT, null=True, related_name="calls", help_text="NULL: none came of it."
    )
    competency = models.ForeignKey("jobspecs.Competency", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(help_text="Which of the runs, from 1.")
    model = models.CharField(max_length=200)
    parameters = models.JSONField(default=dict, blank=True)
    prompt_hash = models.CharField(max_length=64, help_text="SHA-256 over instructions, prompt and schema of the answer, in hex.")
    prompt = models.TextField(blank=True, default="")
    reply = models.TextField(blank=True, default="")
    input_tokens = models.PositiveIntegerField(default=0)
    output_tokens = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=1, help_text="Requests sent, with the retries.")
    seconds = models.FloatField(help_text="From the first request to the last answer.")
    cost = models.DecimalField(max_digits=10, decimal_places=6, null=True, help_text="US dollars; NULL where no price is known.")
    outcome = models.CharField(max_length=10, choices=CallOutcome)
    problem = models.TextField(blank=True, default="", help_text="What went wrong, without anything secret or said.")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["order", "created_at"], name="gradingcall_of_order")]
        constraints = [
            models.CheckConstraint(condition=Q(number__gte=1), name="gradingcall_number_from_one"),
            models.CheckConstraint(condition=Q(prompt_hash__regex=r"^[0-9a-f]{64}$"), name="gradingcall_hash_is_sha256"),
            models.CheckConstraint(condition=Q(seconds__gte=0), name="gradingcall_took_time"),
        ]
        triggers = [immutable("gradingcall_never_changes")]

    def __str__(self) -> str:
        return f"run {self.number} by {self.model}"


class Replay(models.Model):
    """A grading that was run again from what is stored, and what came out. Nothing of it counts."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    grading = models.ForeignKey(Grading, on_delete=models.PROTECT, related_name="replays")
    replayed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    engine_version = models.CharField(max_length=40, help_text="Of the engine that ran again.")
    is_same = models.BooleanField(help_text="Every score, reason and quote, letter for letter.")
    differences = models.JSONField(default=list, blank=True, help_text="Competency, what differs, before and after; no words.")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["grading", "-created_at"], name="replay_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_same=True, differences=[]) | Q(is_same=False) & ~Q(differences=[]),
                name="replay_differs_or_is_same",
            )
        ]
        triggers = [immutable("replay_never_changes")]

    def __str__(self) -> str:
        return f"replay of {self.grading_id}"
