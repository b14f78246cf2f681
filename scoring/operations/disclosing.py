"""Showing a member what is hidden from raters by default. The row is the log of it, and what makes it visible."""

from __future__ import annotations

from django.db import transaction

from interviews.models import Interview
from jobspecs.models import JobSpec, User
from scoring.choices import Shown
from scoring.models import Disclosure


@transaction.atomic
def disclose(*, user: User, job_spec: JobSpec, interview: Interview | None = None, what: Shown) -> bool:
    """Note that a member is shown the scores of one interview, or, without `interview`, of the whole spec.

    Asking again for scores that the same row has shown before is not noted again, and gives False; names are noted each time.
    Raises ValueError for an interview of another spec, and for RATED without an interview.
    """
    if interview is not None and interview.job_spec_id != job_spec.pk:
        raise ValueError("This interview is of another job spec.")
    if what == Shown.RATED and interview is None:
        raise ValueError("Who has rated has rated one interview.")
    row = {"user": user, "job_spec": job_spec, "interview": interview, "what": what}
    if what != Shown.NAMES and Disclosure.objects.filter(**row).exists():
        return False
    Disclosure.objects.create(**row)
    return True
