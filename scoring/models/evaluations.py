"""One grading seen through one version's weights."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from config.ids import uuid7
from config.triggers import FRESH, immutable, refuse
from scoring.models.tallies import COUNTED_ANEW


class Evaluation(models.Model):
    """Total, coverage and bounds (scoring.totals has the formulas). Immutable."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    grading = models.ForeignKey("scoring.Grading", on_delete=models.PROTECT, related_name="evaluations", db_index=False)
    version = models.ForeignKey("jobspecs.Version", on_delete=models.PROTECT, related_name="+")
    total = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    coverage = models.DecimalField(max_digits=3, decimal_places=2)
    lower = models.DecimalField(max_digits=5, decimal_places=2, help_text="The total if what is not scored were 0.")
    upper = models.DecimalField(max_digits=5, decimal_places=2, help_text="The total if what is not scored were 100.")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["grading", "version"], name="evaluation_once_per_version"),
            models.CheckConstraint(condition=Q(coverage__gte=0, coverage__lte=1), name="evaluation_coverage_in_range"),
            models.CheckConstraint(
                condition=Q(total__isnull=True, coverage__lt="0.50") | Q(total__gte=0, total__lte=100, coverage__gte="0.50"),
                name="evaluation_total_from_half_the_weights",
            ),
            models.CheckConstraint(
                condition=Q(lower__gte=0, upper__lte=100, lower__lte=F("upper")), name="evaluation_bounds_in_order"
            ),
            models.CheckConstraint(
                condition=Q(total__isnull=True) | Q(total__gte=F("lower"), total__lte=F("upper")),
                name="evaluation_total_within_bounds",
            ),
        ]
        triggers = [
            immutable("evaluation_never_changes"),
            pgtrigger.Trigger(
                name="evaluation_of_one_rubric",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=f"""
                    IF NOT EXISTS (
                        SELECT FROM scoring_grading g JOIN jobspecs_rubric gr ON gr.id = g.rubric_id
                        JOIN jobspecs_version v ON v.id = NEW.version_id JOIN jobspecs_rubric vr ON vr.id = v.rubric_id
                        WHERE g.id = NEW.grading_id AND gr.root_id = vr.root_id
                    ) THEN
                        {refuse("evaluation_of_one_rubric", "grading and version are of different rubrics")}
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"evaluation {self.id}"


def _says_what(known: str, written: str, found: str) -> str:
    """PL/pgSQL that refuses new rows of current evaluations which say something else than what they point at."""
    return f"""
        SELECT FROM fresh c LEFT JOIN (scoring_evaluation e JOIN jobspecs_version v ON v.id = e.version_id {known})
        ON e.id = c.evaluation_id
        WHERE (c.spec, c.number, c.grading, c.cents, c.is_whole{written}) IS DISTINCT FROM
              (v.job_spec_id, v.number, e.grading_id, (e.total * 100)::smallint, e.coverage = 1{found})
    """


_REFUSED = refuse("currentevaluation_of_its_interview", "an evaluation of another interview, or not what it says")
_OF_ITS_INTERVIEW = f"""
    IF EXISTS ({
    _says_what(
        "JOIN scoring_grading g ON g.id = e.grading_id",
        ", c.interview_id, c.engine, c.points",
        ", g.interview_id, g.engine, g.points",
    )
}) THEN {_REFUSED} END IF;
    RETURN NULL;
"""
_AT_ONCE = f"current_setting('{COUNTED_ANEW}', true) = 'on'"
_ONE_BY_ONE = f"current_setting('{COUNTED_ANEW}', true) IS DISTINCT FROM 'on'"


def _counted(name: str, operation: pgtrigger.Operation, **rows: str) -> pgtrigger.Trigger:
    """What a statement moves is counted: `new` came, `old` went."""
    counts = " UNION ALL ".join(
        f"SELECT spec, number, cents, is_whole, points, {1 if which == 'new' else -1} FROM {named}"
        for which, named in rows.items()
    )
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(**rows),  # type: ignore[no-untyped-call]  # pgtrigger gives its arguments no types
        condition=pgtrigger.Condition(_ONE_BY_ONE),
        func=f"INSERT INTO scoring_tallychange (spec, number, cents, is_whole, points, sign) {counts}; RETURN NULL;",
    )


class CurrentEvaluation(models.Model):
    """Which evaluation of an interview counts. The one row here that moves.

    What is summed over a spec stands in it once more, and the database refuses what is not so: thus a million interviews are read
    from one index, side by side, and nothing has to be joined.
    """

    interview = models.OneToOneField(
        "interviews.Interview", on_delete=models.PROTECT, primary_key=True, related_name="current_evaluation"
    )
    evaluation = models.OneToOneField(Evaluation, on_delete=models.PROTECT, related_name="current_for")
    since = models.DateTimeField(db_default=Now())
    spec = models.UUIDField(editable=False, help_text="The interview's job spec.")
    number = models.PositiveIntegerField(editable=False, help_text="Of the evaluation's version.")
    grading = models.UUIDField(editable=False, help_text="The evaluation's grading.")
    engine = models.CharField(max_length=40, editable=False, help_text="As in the grading: two engines are two scales.")
    cents = models.PositiveSmallIntegerField(null=True, editable=False, help_text="The total, times 100.")
    is_whole = models.BooleanField(editable=False, help_text="Every competency has a score.")
    points = ArrayField(models.SmallIntegerField(), editable=False, help_text="As in the grading.")

    class Meta:
        indexes = [
            # Who is ranked highest, without sorting a whole spec; and all that is summed, without looking at a row.
            models.Index(
                fields=["spec", "number", "engine", "-cents"],
                include=["interview", "is_whole", "points"],
                name="currentevaluation_ranked",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(cents__isnull=True) | Q(cents__lte=10_000), name="currentevaluation_cents_in_range"
            )
        ]
        # All look at a statement's rows together: a trigger before a row would lock each of them once more.
        triggers = [
            pgtrigger.Trigger(
                name="currentevaluation_of_its_interview",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=FRESH,
                func=_OF_ITS_INTERVIEW,
            ),
            pgtrigger.Trigger(
                name="currentevaluation_moved_in_its_interview",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                referencing=FRESH,
                condition=pgtrigger.Condition(_ONE_BY_ONE),
                func=_OF_ITS_INTERVIEW,
            ),
            # Where many are moved at once they stay within their gradings, which need not be looked at.
            pgtrigger.Trigger(
                name="currentevaluation_moved_at_once",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                referencing=FRESH,
                condition=pgtrigger.Condition(_AT_ONCE),
                declare=[("is_wrong", "boolean")],
                # Planned each time: how many they are decides how they are looked up.
                func=f"""
                    EXECUTE 'SELECT EXISTS ({_says_what("", "", "")})' INTO is_wrong;
                    IF is_wrong THEN {_REFUSED} END IF;
                    RETURN NULL;
                """,
            ),
            pgtrigger.Trigger(
                name="currentevaluation_stays_in_its_grading",
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(f"""
                    ((OLD.grading <> NEW.grading OR OLD.interview_id <> NEW.interview_id OR OLD.spec <> NEW.spec
                     OR OLD.engine <> NEW.engine OR OLD.points <> NEW.points) AND {_AT_ONCE})
                """),
                func=f"{_REFUSED} RETURN NULL;",
            ),
            _counted("currentevaluation_is_counted", pgtrigger.Insert, new="fresh"),
            _counted("currentevaluation_moved_is_counted", pgtrigger.Update, old="stale", new="fresh"),
            _counted("currentevaluation_gone_is_counted", pgtrigger.Delete, old="stale"),
        ]

    def __str__(self) -> str:
        return f"current evaluation of {self.interview_id}"
