"""Letters about a result: an outcome that was decided, a reply, an explanation that there is. Sent by a person alone."""

from __future__ import annotations

from django.db import transaction

from interviews.models import CandidateRequest, Interview, Letter
from interviews.operations import letters
from interviews.operations.letters import CannotWrite
from jobspecs.models import User
from scoring.models import Decision
from scoring.queries.explanation import explanation_of


class DecidedMeanwhile(CannotWrite):
    """Another decision was made since the page was opened: the letter may tell the wrong one."""

    def __init__(self) -> None:
        super().__init__("Somebody decided anew meanwhile. Look at the decision, then at your letter.")


@transaction.atomic
def send_outcome(*, interview: Interview, text: str, explains: bool, decision: str, newest: str, by: User) -> Letter:
    """Tell the outcome. `decision` and `newest` are the keys of the newest decision and letter that the page showed.

    Raises CannotWrite (also DecidedMeanwhile, LetterMeanwhile).
    """
    Interview.objects.select_for_update(no_key=True).get(pk=interview.pk)  # decisions take the same lock
    made = Decision.objects.filter(interview=interview).order_by("-decided_at", "-pk").first()
    if made is None:
        raise CannotWrite("Nobody has decided yet. Decide first, then tell the outcome.")
    if str(made.pk) != decision:
        raise DecidedMeanwhile
    _check(interview, explains=explains)
    before = Letter.objects.filter(interview=interview).order_by("-sent_at", "-pk").first()
    if newest != (str(before.pk) if before else ""):
        raise letters.LetterMeanwhile
    return letters.send_outcome(interview=interview, text=text, explains=explains, seen=before.pk if before else None, by=by)


@transaction.atomic
def reply(*, request: CandidateRequest, text: str, explains: bool, by: User) -> Letter:
    """Answer a candidate's request. Raises CannotWrite, AlreadyAnswered."""
    _check(request.interview, explains=explains)
    return letters.reply(request=request, text=text, explains=explains, by=by)


def _check(interview: Interview, *, explains: bool) -> None:
    if explains and explanation_of(interview) is None:
        raise CannotWrite("There is no result to explain now: nothing is graded, or somebody has to listen first.")
