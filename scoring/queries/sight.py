"""Who has been shown whose scores. A member rates blind by default: until then no page, mail or file of theirs has a score.

What makes scores visible is a row (scoring.models.Disclosure): after rating an interview, or by asking, which is logged.
What is hidden with the scores: levels, reasons, confidence, the quotes they rest on, ranks, totals, what to ask in person,
the ratings of others and why they decided.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet

from interviews.choices import InterviewState
from interviews.models import Interview
from jobspecs.models.rollups import SHOWN_FROM
from scoring.choices import Shown
from scoring.models import Disclosure


def was_shown(user_id: UUID | OuterRef, interview: str = "pk", job_spec: str = "job_spec") -> Exists:
    """Whether the member sees the scores of an interview: for annotating and filtering.

    `interview` and `job_spec` are the paths to their keys in the query that this stands in; `user_id` may be one, too.
    """
    of_it = Q(interview=OuterRef(interview)) | Q(interview__isnull=True)
    rows = Disclosure.objects.filter(of_it, user=user_id, job_spec=OuterRef(job_spec), what__in=[Shown.RATED, Shown.SCORES])
    return Exists(rows)


def was_shown_by_itself(user_id: UUID, interview: str = "pk", job_spec: str = "job_spec") -> Exists:
    """As `was_shown`, for where it is known that the member has not been shown the whole spec: one probe of an index each."""
    rows = Disclosure.objects.filter(user=user_id, job_spec=OuterRef(job_spec), interview=OuterRef(interview))
    return Exists(rows.filter(what__in=[Shown.RATED, Shown.SCORES]))


def sees_scores(user_id: UUID, interview: Interview) -> bool:
    """Whether the member sees the scores of this one interview."""
    return Interview.objects.filter(was_shown(user_id), pk=interview.pk).exists()


def hidden_of(user_id: UUID, spec_id: UUID) -> QuerySet[Interview]:
    """What is scored in a spec, and hidden from the member.

    Who was shown the whole spec is found by that one row: what they rate one by one is not looked at.
    """
    scored = Interview.objects.filter(job_spec=spec_id, current_evaluation__isnull=False, state=InterviewState.SUBMITTED)
    all_of_it = Disclosure.objects.filter(user=user_id, job_spec=spec_id, interview__isnull=True, what=Shown.SCORES)
    return scored.filter(~Exists(all_of_it)).exclude(was_shown_by_itself(user_id)).order_by()


def some_of(hidden: QuerySet[Interview]) -> ArraySubquery:
    """For annotating: which are hidden, SHOWN_FROM of them at the most. How many more there are makes no difference."""
    return ArraySubquery(hidden.values("pk")[:SHOWN_FROM])


def how_many(hidden: QuerySet[Interview]) -> int:
    """How many are hidden, counted up to SHOWN_FROM."""
    return len(hidden.values_list("pk", flat=True)[:SHOWN_FROM])


def tells_of_one(n: int, hidden: int) -> bool:
    """Whether a figure over `n` scores, `hidden` of which the reader has not been shown, would tell of single ones.

    An average of one is that one's score, and beside four that are known the fifth could be reckoned: so it is hidden while
    there are fewer than SHOWN_FROM (5), of all or of the hidden ones. What else is shown to who rates blind is `coarse`, so that
    a sixth score is not the difference between two looks at the page.
    """
    return hidden > 0 and min(n, hidden) < SHOWN_FROM


def coarse(value: Decimal) -> Decimal:
    """An average as who rates blind is told it: to the nearest five."""
    return 5 * (value / 5).quantize(Decimal(1), ROUND_HALF_UP)


__all__ = [
    "SHOWN_FROM",
    "coarse",
    "hidden_of",
    "how_many",
    "sees_scores",
    "some_of",
    "tells_of_one",
    "was_shown",
    "was_shown_by_itself",
]
