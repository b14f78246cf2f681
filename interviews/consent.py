"""What a candidate agrees to: the same sentences are shown on the page and hashed into the interview."""

from __future__ import annotations

import hashlib
from dataclasses import astuple, dataclass

from django.utils.translation import gettext as _

from interviews.models import Invitation
from interviews.speech import engines
from jobspecs.models import Organisation


@dataclass(frozen=True)
class Terms:
    """The sentences before the check box of the whole interview."""

    program: str
    looks_at: str
    kept: str
    agreement: str

    @property
    def digest(self) -> str:
        """SHA-256 of the words, in hex: says later which words were agreed to."""
        return _digest(astuple(self))


@dataclass(frozen=True)
class VoiceTerms:
    """The sentences before the check box of Part 2, where it is spoken."""

    recorded: str
    heard_by: str
    judged: str
    kept: str
    agreement: str

    @property
    def digest(self) -> str:
        """SHA-256 of the words, in hex: says later which words were agreed to."""
        return _digest(astuple(self))


def _digest(sentences: tuple[str, ...]) -> str:
    return hashlib.sha256("\n".join(sentences).encode()).hexdigest()


def days_kept(invitation: Invitation, organisation: Organisation) -> int:
    """How long answers are kept after the interview has ended, in days."""
    return invitation.job_spec.retention_days or organisation.retention_days


def recording_days_kept(invitation: Invitation, organisation: Organisation) -> int:
    """How long recordings are kept after the interview has ended, in days: never longer than the answers."""
    days = invitation.job_spec.recording_days or organisation.recording_days
    return min(days, days_kept(invitation, organisation))


def terms_for(invitation: Invitation, organisation: Organisation) -> Terms:
    """The terms of one invitation, in the language that is active."""
    said = {"organisation": organisation.name, "days": days_kept(invitation, organisation)}
    return Terms(
        program=_("A program reads your words and suggests a score; a person at %(organisation)s decides.") % said,
        looks_at=_("It looks at your words only, and at what they show about the work. Never at tone, pace, accent or feelings."),
        kept=_("Your answers are kept for %(days)s days after you finish, then deleted. You can ask for it sooner.") % said,
        agreement=_("I have read this, and I agree that a program reads my answers and suggests a score."),
    )


def voice_terms_for(invitation: Invitation, organisation: Organisation) -> VoiceTerms:
    """The terms of recording for one invitation, in the language that is active."""
    said = {"organisation": organisation.name, "days": recording_days_kept(invitation, organisation)}
    if engines.listening_path() == engines.REMOTE_LISTENER:
        written = _("A program turns the recordings into text; it runs at a service that works for %(organisation)s.") % said
    else:
        written = _("A program that %(organisation)s runs itself turns the recordings into text.") % said
    return VoiceTerms(
        recorded=_("Your voice is recorded from when you press Record until you press Stop. Nothing else is, and no picture."),
        heard_by=_("The people at %(organisation)s who decide on this job can listen to it.") % said + " " + written,
        judged=_("Only the words are read and judged: never your voice, tone, accent, pauses or feelings."),
        kept=_(
            "Recordings are kept for %(days)s days after you finish, then deleted."
            " You can delete them yourself as soon as you have finished."
        )
        % said,
        agreement=_("I have read this, and I agree that my spoken answers are recorded and turned into text."),
    )
