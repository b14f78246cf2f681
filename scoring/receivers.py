"""What scoring does about what happens below it. Everything here runs inside the sender's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.dispatch import receiver

from interviews import signals as interviews_signals
from interviews.models import Interview
from jobspecs import signals as jobspecs_signals
from jobspecs.models import JobSpec
from scoring import signals
from scoring.choices import WebhookEvent
from scoring.models import Decision, Grading
from scoring.operations.orders import cancel_orders, regrade
from scoring.operations.purging import purge_words
from scoring.operations.rollups import want_rollup
from scoring.operations.webhooks import cancel_deliveries, order_deliveries


@receiver(interviews_signals.begun)
def count_the_begun(*, interview: Interview, **_: Any) -> None:
    want_rollup(spec_id=interview.job_spec_id)


@receiver(interviews_signals.submitted)
def grade_the_submitted(*, interview: Interview, **_: Any) -> None:
    """What was spoken is graded when it is written down: see below."""
    regrade(interview=interview)
    order_deliveries(event=WebhookEvent.COMPLETED, subjects={interview.pk: interview.pk})
    want_rollup(spec_id=interview.job_spec_id)


@receiver(interviews_signals.words_changed)
def grade_the_new_words(*, interview: Interview, **_: Any) -> None:
    """A transcript has come, was corrected, checked or doubted: the newest words are graded, earlier gradings stay."""
    regrade(interview=interview)


@receiver(interviews_signals.withdrawn)
def leave_the_withdrawn(*, interview: Interview, **_: Any) -> None:
    """A withdrawn interview is not graded, and counts in no average."""
    cancel_orders(interview_ids=[interview.pk])
    want_rollup(spec_id=interview.job_spec_id)


@receiver(interviews_signals.erased)
def forget_the_erased(*, interviews: list[UUID], **_: Any) -> None:
    purge_words(interview_ids=interviews)
    cancel_deliveries(interview_ids=interviews)
    # In the order of their keys, so that two erasures at once do not wait for each other.
    specs = Interview.objects.filter(pk__in=interviews).values_list("job_spec_id", flat=True)
    for spec_id in sorted(set(specs)):
        want_rollup(spec_id=spec_id)


@receiver(signals.graded)
def tell_of_the_graded(*, gradings: Sequence[Grading], **_: Any) -> None:
    order_deliveries(event=WebhookEvent.GRADED, subjects={grading.pk: grading.interview_id for grading in gradings})


@receiver(signals.decided)
def tell_of_the_decided(*, decision: Decision, **_: Any) -> None:
    order_deliveries(event=WebhookEvent.DECIDED, subjects={decision.pk: decision.interview_id})


@receiver(jobspecs_signals.version_saved)
def note_the_version(*, job_spec: JobSpec, **_: Any) -> None:
    """Earlier evaluations keep their weights (rule 1); only the page has a version more to show."""
    want_rollup(spec_id=job_spec.pk)
