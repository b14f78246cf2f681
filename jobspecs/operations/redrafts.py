"""Drafting a published spec again: nothing of it changes until a person has chosen what to take (operations.taking).

Claim (a transaction) → engines (none open) → the whole draft is kept in the row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from config import work
from jobspecs.choices import DraftStep
from jobspecs.models import JobSpec, Redraft, User
from jobspecs.operations.drafts import draft_claimed
from jobspecs.operations.questions import not_archived

if TYPE_CHECKING:
    from jobspecs.drafting.whole import WholeDraft

MOST_KEPT = 10  # of the drafts of a spec that were put aside; open is one at most


class NoDescription(Exception):
    """There is nothing to draft from: the spec was not made from a description."""


def start_redraft(*, job_spec: JobSpec, by: User) -> Redraft:
    """Have the spec drafted again in the background; a new draft that is open already is returned.

    Raises SpecArchived, NoDescription.
    """
    spec = JobSpec.objects.get(pk=job_spec.pk)
    not_archived(spec)
    if not spec.description.strip():
        raise NoDescription("This job spec has no description to draft from.")
    try:
        with transaction.atomic():
            redraft = Redraft.objects.create(job_spec=spec, requested_by=by)
            _send(redraft)
    except IntegrityError:
        # Also one that was closed since: it was as new as the one that was wanted.
        redraft = Redraft.objects.filter(job_spec=spec).latest("created_at")
    return redraft


@transaction.atomic
def retry_redraft(*, redraft: Redraft, by: User) -> bool:
    """Try again what has stopped. False when it had not stopped, or was put aside."""
    is_open = Redraft.objects.select_for_update(no_key=True).filter(pk=redraft.pk, closed_at__isnull=True).exists()
    if not is_open or not work.start_over(redraft):
        return False
    Redraft.objects.filter(pk=redraft.pk).update(step=DraftStep.READING, found={})
    _send(redraft)
    return True


@transaction.atomic
def put_aside(*, redraft: Redraft, by: User) -> bool:
    """Close a new draft without taking from it, and stop what is under way. The spec stays as it is.

    False when it was closed already.
    """
    still_open = Redraft.objects.filter(pk=redraft.pk, closed_at__isnull=True)
    work.cancel(still_open)
    is_put_aside = bool(still_open.update(closed_at=Now(), closed_by=by))
    _empty_the_oldest(redraft.job_spec)
    return is_put_aside


def _empty_the_oldest(spec: JobSpec) -> None:
    """Of the drafts put aside, the last MOST_KEPT keep what was in them; of others stays that they were, and what they cost."""
    aside = Redraft.objects.filter(job_spec=spec, closed_at__isnull=False, was_taken=False)
    kept = aside.order_by("-closed_at", "-pk").values("pk")[:MOST_KEPT]
    old = aside.exclude(pk__in=kept)
    old.filter(proposal__isnull=False).exclude(proposal={}).update(proposal={}, found={})


def _send(redraft: Redraft) -> None:
    from jobspecs.tasks import redraft_spec  # the task runs an operation of this module

    redraft_spec.send(redraft_id=str(redraft.pk))


def run_redraft(redraft_id: UUID | str) -> None:
    """Draft a spec again, if nobody else does. A failure is kept with the row, in words for people."""
    redraft = work.claim(Redraft, redraft_id)
    if redraft is not None:
        draft_claimed(redraft, redraft.job_spec.description, lambda found: _keep(redraft, found), "The spec is as it was")


@transaction.atomic
def _keep(redraft: Redraft, draft: WholeDraft) -> None:
    from jobspecs.drafting.stored import to_json  # brings the engine's word lists: only for who drafts

    work.finish(redraft, proposal=to_json(draft), step=DraftStep.PUBLISHED)
