"""How often each value stands among a spec's current evaluations: what rollups are made of, without looking at each interview.

Whatever moves a current evaluation adds a `TallyChange` in its own transaction, by a trigger: rows that are only inserted, so
that workers who grade for one spec never wait for each other. The rollup folds them into `Tally`, under its own lock. Both are
made of the current evaluations alone: a change with the sign 0 has all of a spec counted anew (scoring.rollups).
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

# Set to "on" for a statement that moves many within their gradings, and writes what stands in them once more by itself: it is
# checked once for all, and leaves a change with the sign 0 instead of one for each.
COUNTED_ANEW = "evenhand.counted_anew"


class Tally(models.Model):
    """One value among the current evaluations of one version: a score at its place (scoring.points), or a bin of totals (< 0)."""

    spec = models.UUIDField(editable=False)
    number = models.PositiveIntegerField(editable=False, help_text="Of the version.")
    point = models.SmallIntegerField(editable=False)
    n = models.BigIntegerField(editable=False, help_text="How many have it.")
    whole = models.BigIntegerField(editable=False, help_text="How many of these have a score for every competency.")
    cents = models.BigIntegerField(editable=False, help_text="The sum of their totals, times 100: of the whole, for a score.")
    squares = models.BigIntegerField(editable=False, help_text="The sum of the squares of these, for a bin.")

    class Meta:
        verbose_name_plural = "tallies"
        constraints = [models.UniqueConstraint(fields=["spec", "number", "point"], name="tally_once_per_value")]

    def __str__(self) -> str:
        return f"{self.n} × {self.point} of v{self.number}"


class TallyChange(models.Model):
    """A current evaluation that came (1) or went (-1); 0: all of the spec are to be counted anew."""

    spec = models.UUIDField(editable=False)
    number = models.PositiveIntegerField(editable=False)
    cents = models.PositiveSmallIntegerField(null=True, editable=False)
    is_whole = models.BooleanField(editable=False)
    points = ArrayField(models.SmallIntegerField(), editable=False)
    sign = models.SmallIntegerField(editable=False)

    class Meta:
        indexes = [models.Index(fields=["spec"], name="tallychange_of_spec")]
        constraints = [models.CheckConstraint(condition=Q(sign__in=[-1, 0, 1]), name="tallychange_known_sign")]

    def __str__(self) -> str:
        return f"{self.sign:+} under v{self.number}"
