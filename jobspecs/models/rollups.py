"""Aggregates for the page, so that it never counts interviews. Written by `scoring`, whole, in one statement.

Sums are kept instead of means: they are exact, and mean, spread and interval follow from them.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

BINS = 20  # of 5 points each: 0 to under 5, …, 95 to 100
SHOWN_FROM = 5  # scores: an average of fewer would give a single one away to who is to rate blind


def no_scores() -> list[int]:
    """An empty distribution."""
    return [0] * BINS


class SpecRollup(models.Model):
    """How many took a spec. Never computed, or a `RollupWish` of the spec, means: out of date."""

    job_spec = models.OneToOneField("jobspecs.JobSpec", on_delete=models.PROTECT, primary_key=True, related_name="rollup")
    interviews = models.PositiveIntegerField(default=0)
    in_progress = models.PositiveIntegerField(default=0)
    completed = models.PositiveIntegerField(default=0)
    computed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(interviews__gte=F("in_progress") + F("completed")), name="specrollup_parts_within_whole"
            )
        ]

    def __str__(self) -> str:
        return f"rollup of {self.job_spec_id}"


class RollupWish(models.Model):
    """Something changed that the rollups of a spec show. Rows are only inserted by whoever changes something, so that nobody
    waits for anybody there; whoever computes takes away those that he has seen.
    """

    spec = models.UUIDField(editable=False)
    wanted_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name_plural = "rollup wishes"
        constraints = [models.UniqueConstraint(fields=["spec", "id"], name="rollupwish_found_by_spec")]

    def __str__(self) -> str:
        return f"wish for {self.spec}"


class VersionRollup(models.Model):
    """Totals of the interviews whose current evaluation is under one version; those without a total are not in it."""

    version = models.OneToOneField("jobspecs.Version", on_delete=models.PROTECT, primary_key=True, related_name="rollup")
    evaluated = models.PositiveIntegerField(default=0, help_text="Current evaluations, with a total or without.")
    n = models.PositiveIntegerField(default=0)
    total_sum = models.DecimalField(max_digits=16, decimal_places=2, default=0)
    total_squares = models.DecimalField(max_digits=20, decimal_places=4, default=0)
    histogram = ArrayField(models.PositiveIntegerField(), size=BINS, default=no_scores, help_text="How many totals in each bin.")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(n__lte=F("evaluated")), name="versionrollup_n_within_evaluated")]

    def __str__(self) -> str:
        return f"rollup of {self.version_id}"


class CompetencyRollup(models.Model):
    """Scores of one competency under one rubric (all wordings of a root together); missing scores are not in it."""

    rubric = models.ForeignKey("jobspecs.Rubric", on_delete=models.PROTECT, related_name="rollups", help_text="The root.")
    competency = models.ForeignKey("jobspecs.Competency", on_delete=models.PROTECT, related_name="+")
    n = models.PositiveIntegerField(default=0)
    score_sum = models.BigIntegerField(default=0)
    score_squares = models.BigIntegerField(default=0)
    histogram = ArrayField(models.PositiveIntegerField(), size=BINS, default=no_scores, help_text="How many scores in each bin.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rubric", "competency"], name="competencyrollup_one_per_competency"),
            models.CheckConstraint(condition=Q(score_sum__gte=0, score_squares__gte=0), name="competencyrollup_not_negative"),
        ]

    def __str__(self) -> str:
        return f"rollup of {self.competency_id}"


class WeightRollup(models.Model):
    """How much one competency decides under one version, over the interviews that have every score.

    `covariance` is w · cov(score, total) · (n − 1): its share of the sum over all competencies is its share of the spread
    of totals.
    """

    version = models.ForeignKey("jobspecs.Version", on_delete=models.PROTECT, related_name="weight_rollups")
    competency = models.ForeignKey("jobspecs.Competency", on_delete=models.PROTECT, related_name="+")
    n = models.PositiveIntegerField(default=0)
    covariance = models.DecimalField(max_digits=24, decimal_places=6, default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "competency"], name="weightrollup_one_per_competency")]

    def __str__(self) -> str:
        return f"share of {self.competency_id} under {self.version_id}"
