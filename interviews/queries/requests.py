"""What candidates asked for after handing in, and what was written to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from interviews.choices import InterviewState, LetterKind
from interviews.models import CandidateRequest, Interview, Letter, Mail


@dataclass(frozen=True)
class LetterShown:
    """A letter as it was sent, and the mail that carries it, where there is one."""

    letter: Letter
    mail: Mail | None


@dataclass(frozen=True)
class RequestShown:
    """What was asked, and what a person wrote back."""

    request: CandidateRequest
    reply: LetterShown | None

    @property
    def is_open(self) -> bool:
        return self.request.answered_at is None


@dataclass(frozen=True)
class Requests:
    """All that was asked and written about one interview, oldest first."""

    asked: Sequence[RequestShown]
    outcomes: Sequence[LetterShown]

    @property
    def open(self) -> Sequence[RequestShown]:
        return [shown for shown in self.asked if shown.is_open]

    @property
    def letters(self) -> Sequence[LetterShown]:
        """Every letter in the order in which they were sent."""
        replies = [shown.reply for shown in self.asked if shown.reply is not None]
        return sorted([*replies, *self.outcomes], key=lambda shown: (shown.letter.sent_at, shown.letter.pk))

    @property
    def newest_letter(self) -> Letter | None:
        return self.letters[-1].letter if self.letters else None

    @property
    def explains(self) -> bool:
        """Whether a person has sent an explanation of the result."""
        return any(shown.letter.explains for shown in self.letters)


def requests_of(interview: Interview) -> Requests:
    """What was asked and written: three queries."""
    mails = Prefetch("mails", queryset=Mail.objects.order_by("-queued_at"), to_attr="sent_mails")
    letters = (
        Letter.objects.filter(interview=interview).select_related("sent_by").prefetch_related(mails).order_by("sent_at", "pk")
    )
    replies, outcomes = {}, []
    for letter in letters:
        shown = LetterShown(letter, next(iter(letter.sent_mails), None))
        if letter.kind == LetterKind.OUTCOME:
            outcomes.append(shown)
        else:
            replies[letter.request_id] = shown
    asked = CandidateRequest.objects.filter(interview=interview).select_related("answered_by").order_by("made_at", "pk")
    return Requests([RequestShown(one, replies.get(one.pk)) for one in asked], outcomes)


def newest_letter_of(interview: Interview) -> Letter | None:
    """What was written to the candidate last, if anything was."""
    return Letter.objects.filter(interview=interview).order_by("-sent_at", "-pk").first()


def open_requests() -> QuerySet[CandidateRequest]:
    """Requests that wait for a person; not of those who withdrew or were erased since."""
    return CandidateRequest.objects.filter(
        answered_at__isnull=True,
        interview__state=InterviewState.SUBMITTED,
        interview__candidate__erased_at__isnull=True,
    )
