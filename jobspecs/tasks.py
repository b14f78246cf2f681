"""Tasks of job specs: load by id, run one operation."""

from __future__ import annotations

from django.conf import settings

from config.celery import task
from config.work import standing_still
from jobspecs.models import Draft, QuestionOrder, Redraft
from jobspecs.operations import drafts, questions, redrafts

# Seconds for work that may ask a language model: longer than its questions may take together, so that they end by themselves.
ASKING = int(settings.LLM_WORK_SECONDS) + 60


@task(soft_limit=ASKING)
def draft_spec(*, draft_id: str) -> None:
    drafts.run_draft(draft_id)


@task(soft_limit=ASKING)
def redraft_spec(*, redraft_id: str) -> None:
    redrafts.run_redraft(redraft_id)


@task(soft_limit=ASKING)
def write_question(*, order_id: str) -> None:
    questions.run_question_order(order_id)


@task()
def sweep() -> None:
    """Send again what stands still: its message was lost, or its worker was."""
    for draft_id in standing_still(Draft):
        draft_spec.send(draft_id=str(draft_id))
    for redraft_id in standing_still(Redraft):
        redraft_spec.send(redraft_id=str(redraft_id))
    for order_id in standing_still(QuestionOrder):
        write_question.send(order_id=str(order_id))
