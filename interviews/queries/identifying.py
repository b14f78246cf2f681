"""Whether candidates said something of themselves. Nobody reads by name what it was.

Not even they themselves: the link to their page is copied by whoever invites them, and may open it.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from config.compiled import Compiled
from interviews.models import Interview, SelfIdentification
from jobspecs.models import JobSpec


@dataclass(frozen=True)
class AboutYou:
    """Whether something was said."""

    has_said: bool


def about_you_of(interview: Interview, job_spec: JobSpec) -> AboutYou | None:
    """None where the spec does not ask. What was said can be changed and deleted also after the asking has ended."""
    has_said = bool(_SAID(interview=interview.pk))
    return AboutYou(has_said) if job_spec.asks_self_identification or has_said else None


_SAID: Compiled[tuple[UUID]] = Compiled(
    lambda interview: SelfIdentification.objects.filter(interview=interview).values_list("pk"), "interview", prepared=True
)
