"""What interviews do about what happens below them. Everything here runs inside the sender's transaction."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from interviews.operations.speaking import order_prompts
from jobspecs import signals as jobspecs_signals
from jobspecs.models import JobSpec


@receiver(jobspecs_signals.questions_changed)
def have_prompts_spoken(*, job_spec: JobSpec, **_: Any) -> None:
    order_prompts(job_spec=job_spec)
