"""What candidates choose to say of themselves: apart from their answers, for figures over many alone.

Nothing of it is logged, and its rows have no history.
"""

from __future__ import annotations

from django.db import transaction

from interviews.choices import InterviewState, RaceEthnicity, Sex
from interviews.models import Candidate, Interview, SelfIdentification
from interviews.operations.answering import NotRunning


@transaction.atomic
def identify(*, interview: Interview, sex: Sex | str, race_ethnicity: RaceEthnicity | str, by: Candidate) -> None:
    """Keep what is said in place of what was; where neither is said, nothing is kept. Raises NotRunning before handing in."""
    held = Interview.objects.select_for_update(no_key=True).get(pk=interview.pk)
    if held.state != InterviewState.SUBMITTED:
        raise NotRunning("This is asked after handing in.")
    SelfIdentification.objects.filter(interview=held).delete()
    if sex or race_ethnicity:
        SelfIdentification.objects.create(interview=held, sex=sex, race_ethnicity=race_ethnicity)
