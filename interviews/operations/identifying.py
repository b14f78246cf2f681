"""What candidates choose to say of themselves: apart from their answers, for figures over many alone.

Nothing of it is logged, and its rows have no history.
"""

from __future__ import annotations

from django.db import transaction

from interviews.choices import InterviewState, RaceEthnicity, Sex
from interviews.models import Candidate, Interview, SelfIdentification
from interviews.operations.answering import NotRunning
from interviews.operations.correcting import with_candidate_as_now


@transaction.atomic
def identify(*, interview: Interview, sex: Sex | str | None, race_ethnicity: RaceEthnicity | str | None, by: Candidate) -> None:
    """Keep what is said in place of what was: "" takes it back, None leaves it as it is.

    Where neither is said, nothing is kept. Raises NotRunning before handing in.
    """
    held = with_candidate_as_now(Interview.objects.select_for_update(no_key=True).get(pk=interview.pk))
    if held.state != InterviewState.SUBMITTED or held.candidate.erased_at:
        raise NotRunning("This is asked after handing in.")
    before = SelfIdentification.objects.filter(interview=held).first() or SelfIdentification()
    said = {
        "sex": before.sex if sex is None else sex,
        "race_ethnicity": before.race_ethnicity if race_ethnicity is None else race_ethnicity,
    }
    SelfIdentification.objects.filter(interview=held).delete()
    if any(said.values()):
        SelfIdentification.objects.create(interview=held, **said)
