"""Erasing people: on request, and when their time is over. The one audited way round what never changes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import structlog
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models.functions import Now

from config import work
from interviews.choices import InterviewState
from interviews.models import (
    Answer,
    AnswerRevision,
    Candidate,
    CandidateRequest,
    Declaration,
    Erasure,
    Exclusion,
    Interview,
    Invitation,
    Letter,
    Mail,
    Retake,
    SelfIdentification,
    Transcript,
)
from interviews.operations.recordings import OnLegalHold as OnLegalHold  # raised here too
from interviews.operations.recordings import forget_voices
from interviews.queries import candidates_past_retention
from interviews.signals import erased
from jobspecs.models import User

log = structlog.get_logger(__name__)
CHUNK = 200


@contextmanager
def purge() -> Iterator[None]:
    """Lift the rules of sealed rows for the rest of this block, in this transaction alone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('evenhand.purge', 'on', true)")
        yield
        cursor.execute("SELECT set_config('evenhand.purge', 'off', true)")


@transaction.atomic
def erase_candidate(*, candidate: Candidate, by: User | None, ground: str = "request") -> Erasure:
    """Take away who a candidate is and every word of theirs; what happened when stays, without them.

    `by` is None for retention. Recordings are deleted from the storage once this has committed; what a lost process
    leaves there is deleted by a later sweep, because its row still names it. Raises OnLegalHold.
    """
    person = Candidate.objects.select_for_update(no_key=True).get(pk=candidate.pk)
    if person.erased_at:
        return person.erasures.latest("erased_at")
    if person.legal_hold:
        raise OnLegalHold(f"On legal hold: {person.legal_hold}. An administrator can lift it.")
    invitations = list(Invitation.objects.select_for_update(no_key=True).filter(candidate=person).values_list("pk", flat=True))
    interviews = list(Interview.objects.select_for_update(no_key=True).filter(candidate=person).values_list("pk", flat=True))
    with purge():
        counts = _empty(interviews) | _empty_around(interviews) | forget_voices(interviews) | _close(invitations, interviews)
        counts["admin_log"] = _forget_in_admin_log(person)
        Candidate.objects.filter(pk=person.pk).update(name="", email="", erased_at=Now())
        person.refresh_from_db()
        erased.send(Candidate, candidate=person, interviews=interviews)
    return Erasure.objects.create(candidate=person, erased_by=by, ground=ground, counts=counts)


def _empty(interviews: list[UUID]) -> dict[str, int]:
    """Take the words out of answers, their revisions and transcripts."""
    answers = Answer.objects.filter(asked__interview__in=interviews)
    return {
        "interviews": len(interviews),
        "revisions": AnswerRevision.objects.filter(answer__in=answers, erased_at__isnull=True).update(text="", erased_at=Now()),
        "drafts": answers.exclude(draft="").update(draft=""),
        "notes": answers.exclude(technical="").update(technical="erased"),
        "transcripts": Transcript.objects.filter(recording__answer__in=answers).exclude(words=[]).update(words=[]),
    }


def _empty_around(interviews: list[UUID]) -> dict[str, int]:
    """Take the words out of what was said around the questions; what was said of oneself goes whole, uncounted."""
    SelfIdentification.objects.filter(interview__in=interviews).delete()
    retakes = Retake.objects.filter(asked__interview__in=interviews)
    retakes.filter(answered_at__isnull=True, cancelled_at__isnull=True).update(cancelled_at=Now())
    declarations = Declaration.objects.filter(interview__in=interviews)
    exclusions = Exclusion.objects.filter(answer__asked__interview__in=interviews)
    return {
        "declarations": declarations.exclude(line="").update(line=""),
        "exclusions": exclusions.exclude(reason="").update(reason=""),
        "retakes": retakes.exclude(reason="").update(reason=""),
        "requests": CandidateRequest.objects.filter(interview__in=interviews).exclude(text="").update(text=""),
        "letters": Letter.objects.filter(interview__in=interviews).exclude(text="").update(text=""),
    }


def _close(invitations: list[UUID], interviews: list[UUID]) -> dict[str, int]:
    """End what is still open: running interviews, links that could be used, mails on their way."""
    Interview.objects.filter(pk__in=interviews, state=InterviewState.IN_PROGRESS).update(
        state=InterviewState.WITHDRAWN, withdrawn_at=Now()
    )
    unfinished = Invitation.objects.filter(pk__in=invitations, cancelled_at__isnull=True).exclude(
        interview__state=InterviewState.SUBMITTED
    )
    mails = Mail.objects.filter(invitation__in=invitations)
    called_back = work.cancel(mails)
    mails.exclude(error="").update(error="")
    return {"invitations": unfinished.update(cancelled_at=Now()), "mails": called_back}


def _forget_in_admin_log(person: Candidate) -> int:
    """Django's own log of the administration writes the name of each object that it changed."""
    kind = ContentType.objects.get_for_model(Candidate)
    entries = LogEntry.objects.filter(content_type=kind, object_id=str(person.pk))
    return entries.update(object_repr="Erased candidate", change_message="")


def keep_retention() -> int:
    """Erase candidates who have been kept for as long as their specs allow; a count of them."""
    gone = 0
    for candidate in candidates_past_retention()[:CHUNK]:
        try:
            erase_candidate(candidate=candidate, by=None, ground="retention")
        except OnLegalHold:
            continue  # placed in between
        gone += 1
    if gone:
        log.info("retention", erased=gone)
    return gone


@transaction.atomic
def hold_candidate(*, candidate: Candidate, reason: str, by: User) -> None:
    """Stop retention and erasure of a candidate for a reason, or (with an empty one) let them go on."""
    Candidate.objects.filter(pk=candidate.pk, erased_at__isnull=True).update(legal_hold=reason[:200])
