"""What was asked of a language model, and what it took. Never the key, never the texts."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from config.ids import uuid7
from config.triggers import immutable
from jobspecs.choices import CallOutcome


class ModelCall(models.Model):
    """One call of a language model, for a draft, another draft or another wording of a question."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    draft = models.ForeignKey("jobspecs.Draft", on_delete=models.PROTECT, null=True, related_name="calls")
    redraft = models.ForeignKey("jobspecs.Redraft", on_delete=models.PROTECT, null=True, related_name="calls")
    question_order = models.ForeignKey("jobspecs.QuestionOrder", on_delete=models.PROTECT, null=True, related_name="calls")
    purpose = models.CharField(max_length=40, help_text="What was asked for: reading, must_haves, round_01 …")
    model = models.CharField(max_length=200)
    parameters = models.JSONField(default=dict, blank=True)
    prompt_hash = models.CharField(max_length=64, help_text="SHA-256 over instructions, prompt and schema of the answer, in hex.")
    input_tokens = models.PositiveIntegerField(default=0)
    output_tokens = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=1, help_text="Requests sent, with the retries.")
    seconds = models.FloatField(help_text="From the first request to the last answer.")
    cost = models.DecimalField(max_digits=10, decimal_places=6, null=True, help_text="US dollars; NULL where no price is known.")
    outcome = models.CharField(max_length=10, choices=CallOutcome)
    problem = models.TextField(blank=True, default="", help_text="What went wrong, without anything secret.")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["-created_at"], name="modelcall_newest")]
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=CallOutcome.values), name="modelcall_known_outcome"),
            models.CheckConstraint(condition=Q(prompt_hash__regex=r"^[0-9a-f]{64}$"), name="modelcall_hash_is_sha256"),
            models.CheckConstraint(condition=Q(seconds__gte=0), name="modelcall_took_time"),
            models.CheckConstraint(
                condition=Q(draft__isnull=False, redraft__isnull=True, question_order__isnull=True)
                | Q(draft__isnull=True, redraft__isnull=False, question_order__isnull=True)
                | Q(draft__isnull=True, redraft__isnull=True, question_order__isnull=False),
                name="modelcall_for_one_piece_of_work",
            ),
        ]
        triggers = [immutable("modelcall_never_changes")]

    def __str__(self) -> str:
        return f"{self.purpose} by {self.model}"
