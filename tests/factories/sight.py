"""Who sees scores in a test. Members are shown them unless a test says `blind`: most tests look at scores, few at raters."""

from __future__ import annotations

from interviews.models import Interview
from jobspecs.models import JobSpec, User
from scoring.choices import Shown
from scoring.operations.disclosing import disclose


def show_scores(spec: JobSpec, *users: User, interview: Interview | None = None) -> None:
    """Show these people the scores of a whole spec, or of one interview of it, as if they had asked."""
    for user in users:
        disclose(user=user, job_spec=spec, interview=interview, what=Shown.SCORES)
