"""The means that the list of job specs shows: exact to who has been shown every score in them, coarse or none to who has not."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, Func, IntegerField, OuterRef, When

from interviews.choices import InterviewState
from jobspecs.models.rollups import SHOWN_FROM
from jobspecs.queries.lists import Mean, Told
from scoring.choices import Shown
from scoring.models import CurrentEvaluation, Disclosure
from scoring.queries.sight import coarse, tells_of_one, was_shown_by_itself


def mean(total: Decimal, n: int, hidden: int) -> Mean | None:
    """The mean of `n` totals of this sum, `hidden` of which a member has not been shown; None where it would tell of one."""
    if n < SHOWN_FROM or tells_of_one(n, hidden):
        return None
    exact = total / n
    return Mean(coarse(exact), is_coarse=True) if hidden else Mean(exact, is_coarse=False)


def hidden(reader: UUID) -> Case:
    """How many scores under the current version of a spec the member has not been shown, SHOWN_FROM at the most.

    Who was shown a whole spec is found by that one row, as in sight.hidden_of: its interviews are not looked at. Nor are they
    where there are too few for a mean.
    """
    all_of_it = Disclosure.objects.filter(user=reader, job_spec=OuterRef("pk"), interview__isnull=True, what=Shown.SCORES)
    of_it = CurrentEvaluation.objects.filter(
        spec=OuterRef("pk"), number=OuterRef("current_version__number"), interview__state=InterviewState.SUBMITTED
    )
    unseen = of_it.exclude(was_shown_by_itself(reader, "interview", "spec")).order_by()
    some = Func(ArraySubquery(unseen.values("pk")[:SHOWN_FROM]), function="cardinality", output_field=IntegerField())
    return Case(When(~Exists(all_of_it), current_version__rollup__n__gte=SHOWN_FROM, then=some), default=0)


told = Told(hidden=hidden, mean=mean)
