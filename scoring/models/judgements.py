"""What people say: ratings beside the engine's, and decisions. A score never decides alone."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from config.ids import uuid7
from config.triggers import immutable
from scoring.choices import Outcome, Shown


class HumanRating(models.Model):
    """One person's level for one competency of one interview. A new opinion is a new row; the newest counts."""

    interview = models.ForeignKey("interviews.Interview", on_delete=models.PROTECT, related_name="ratings", db_index=False)
    competency = models.ForeignKey("jobspecs.Competency", on_delete=models.PROTECT, related_name="+")
    rater = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField()
    note = models.TextField(blank=True, default="")
    saw_the_score = models.BooleanField(help_text="Had this person seen the engine's score when they rated?")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["interview", "competency", "rater", "-created_at"], name="humanrating_newest")]
        constraints = [models.CheckConstraint(condition=Q(level__gte=1, level__lte=5), name="humanrating_level_in_range")]
        triggers = [immutable("humanrating_never_changes")]

    def __str__(self) -> str:
        return f"level {self.level} by {self.rater_id}"


@pghistory.track(pghistory.InsertEvent(), exclude=["reason"])
class Decision(models.Model):
    """A person's Advance, Hold or Decline; the newest counts. Made one by one, never in bulk by score."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    interview = models.ForeignKey("interviews.Interview", on_delete=models.PROTECT, related_name="decisions", db_index=False)
    outcome = models.CharField(max_length=10, choices=Outcome)
    reason = models.TextField(blank=True, default="", help_text="Not in the history table: it may name the candidate.")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(db_default=Now())
    evaluation = models.ForeignKey(
        "scoring.Evaluation", on_delete=models.PROTECT, null=True, related_name="+", help_text="What the person saw."
    )

    class Meta:
        indexes = [models.Index(fields=["interview", "-decided_at"], name="decision_newest")]
        constraints = [models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="decision_known_outcome")]
        triggers = [immutable("decision_never_changes")]

    def __str__(self) -> str:
        return self.outcome


class Disclosure(models.Model):
    """A member was shown what is hidden from raters by default. The log of it, and what makes it visible from then on.

    Of one interview (`interview`), or of a whole spec (`interview` empty): then they rate blind nowhere in it.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    job_spec = models.ForeignKey("jobspecs.JobSpec", on_delete=models.PROTECT, related_name="disclosures")
    interview = models.ForeignKey("interviews.Interview", on_delete=models.PROTECT, null=True, related_name="disclosures")
    what = models.CharField(max_length=8, choices=Shown)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["user", "job_spec", "interview"], name="disclosure_to_user")]
        constraints = [
            models.CheckConstraint(condition=Q(what__in=Shown.values), name="disclosure_known"),
            models.CheckConstraint(
                condition=~Q(what=Shown.RATED) | Q(interview__isnull=False), name="disclosure_after_rating_is_of_one_interview"
            ),
        ]
        triggers = [immutable("disclosure_never_changes")]

    def __str__(self) -> str:
        return f"{self.what} to {self.user_id}"
