"""The means that the list of job specs shows: exact to who has been shown every score in them, coarse or none to who has not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef

from interviews.choices import InterviewState
from jobspecs.models import User, Version, VersionRollup
from jobspecs.queries.lists import Mean
from scoring.choices import Shown
from scoring.models import CurrentEvaluation, Disclosure
from scoring.queries.sight import SHOWN_FROM, coarse, tells_of_one, was_shown


def means_for(user: User, rollups: Sequence[VersionRollup]) -> Mapping[UUID, Mean]:
    """The mean of each version as this member may be told it; none where it would tell of one. One query for all of them."""
    hidden = _hidden(user.pk, [rollup.version_id for rollup in rollups])
    return {
        rollup.version_id: _mean(rollup, hidden.get(rollup.version_id, 0))
        for rollup in rollups
        if rollup.n and not tells_of_one(rollup.n, hidden.get(rollup.version_id, 0))
    }


def _mean(rollup: VersionRollup, hidden: int) -> Mean:
    exact = rollup.total_sum / rollup.n
    return Mean(coarse(exact), is_coarse=True) if hidden else Mean(exact, is_coarse=False)


def _hidden(reader: UUID, versions: Sequence[UUID]) -> dict[UUID, int]:
    """How many scores under each version the member has not been shown, SHOWN_FROM at the most.

    Who was shown a whole spec is found by that one row, as in sight.hidden_of: its interviews are not looked at.
    """
    all_of_it = Disclosure.objects.filter(user=reader, job_spec=OuterRef("job_spec"), interview__isnull=True, what=Shown.SCORES)
    of_it = CurrentEvaluation.objects.filter(
        spec=OuterRef("job_spec_id"), number=OuterRef("number"), interview__state=InterviewState.SUBMITTED
    )
    unseen = of_it.exclude(was_shown(reader, "interview", "interview__job_spec")).order_by()
    found = Version.objects.filter(~Exists(all_of_it), pk__in=versions).annotate(
        unseen=ArraySubquery(unseen.values("pk")[:SHOWN_FROM])
    )
    return {key: len(some) for key, some in found.values_list("pk", "unseen")}
