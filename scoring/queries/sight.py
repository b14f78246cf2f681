"""Who has been shown whose scores. A member rates blind by default: until then no page, mail or file of theirs has a score.

What makes scores visible is a row (scoring.models.Disclosure): after rating an interview, or by asking, which is logged.
What is hidden with the scores: levels, reasons, confidence, the quotes they rest on, ranks, totals, what to ask in person,
the ratings of others and why they decided.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q
from django.db.models.expressions import Combinable

from interviews.choices import InterviewState
from interviews.models import Interview
from jobspecs.models import JobSpec
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


def sees_scores(user_id: UUID, interview: Interview) -> bool:
    """Whether the member sees the scores of this one interview."""
    return Interview.objects.filter(was_shown(user_id), pk=interview.pk).exists()


def anything_hidden(user_id: UUID, spec_id: UUID) -> Combinable:
    """Whether anything of the spec that is scored is hidden from the member: for annotating, asked once a query.

    Who was shown the whole spec is found by that one row: what they rate one by one is not looked at.
    """
    scored = Interview.objects.filter(job_spec=spec_id, current_evaluation__isnull=False, state=InterviewState.SUBMITTED)
    all_of_it = Disclosure.objects.filter(user=user_id, job_spec=spec_id, interview__isnull=True, what=Shown.SCORES)
    return ExpressionWrapper(~Exists(all_of_it) & Exists(scored.exclude(was_shown(user_id))), output_field=BooleanField())


def hides_small(user_id: UUID, job_spec: JobSpec) -> bool:
    """Whether averages over fewer than SHOWN_FROM (5) scores are to be hidden from the member.

    They are while anything of the spec that is scored is hidden from them: an average of one is that one's score, and beside
    four that are known the fifth could be reckoned. From five on an average is shown rounded to whole numbers, to everybody.
    A distribution or a list follows the same rule. Ask once a page: `hidden = hides_small(…) and n < SHOWN_FROM`.
    """
    return JobSpec.objects.filter(anything_hidden(user_id, job_spec.pk), pk=job_spec.pk).exists()


__all__ = ["SHOWN_FROM", "anything_hidden", "hides_small", "sees_scores", "was_shown"]
