"""Who has been shown whose scores. A member rates blind by default: until then no page, mail or file of theirs has a score.

What makes scores visible is a row (scoring.models.Disclosure): after rating an interview, or by asking, which is logged.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from interviews.models import Interview
from scoring.choices import Shown
from scoring.models import Disclosure


def was_shown(user_id: UUID, interview: str = "pk", job_spec: str = "job_spec") -> Exists:
    """Whether the member sees the scores of an interview: for annotating and filtering.

    `interview` and `job_spec` are the paths to their keys in the query that this stands in.
    """
    of_it = Q(interview=OuterRef(interview)) | Q(interview__isnull=True)
    rows = Disclosure.objects.filter(of_it, user=user_id, job_spec=OuterRef(job_spec), what__in=[Shown.RATED, Shown.SCORES])
    return Exists(rows)


def sees_scores(user_id: UUID, interview: Interview) -> bool:
    """Whether the member sees the scores of this one interview."""
    return Interview.objects.filter(was_shown(user_id), pk=interview.pk).exists()
