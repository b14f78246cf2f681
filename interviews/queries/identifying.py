"""What candidates said of themselves, as each of them sees it. Nobody else reads it by name."""

from __future__ import annotations

from dataclasses import dataclass

from interviews.models import Interview, SelfIdentification
from jobspecs.models import JobSpec


@dataclass(frozen=True)
class AboutYou:
    """What was said; None where nothing was."""

    given: SelfIdentification | None


def about_you_of(interview: Interview, job_spec: JobSpec) -> AboutYou | None:
    """None where the spec does not ask. What was said can be changed and deleted also after the asking has ended."""
    given = SelfIdentification.objects.filter(interview=interview).first()
    return AboutYou(given) if job_spec.asks_self_identification or given else None
