"""What a candidate agrees to: the same sentences are shown on the welcome page and hashed into the interview."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.utils.translation import gettext as _

from interviews.models import Invitation
from jobspecs.models import Organisation


@dataclass(frozen=True)
class Terms:
    """The sentences before the check box."""

    program: str
    looks_at: str
    kept: str
    agreement: str

    @property
    def digest(self) -> str:
        """SHA-256 of the words, in hex: says later which words were agreed to."""
        words = "\n".join([self.program, self.looks_at, self.kept, self.agreement])
        return hashlib.sha256(words.encode()).hexdigest()


def days_kept(invitation: Invitation, organisation: Organisation) -> int:
    """How long answers are kept after the interview has ended, in days."""
    return invitation.job_spec.retention_days or organisation.retention_days


def terms_for(invitation: Invitation, organisation: Organisation) -> Terms:
    """The terms of one invitation, in the language that is active."""
    said = {"organisation": organisation.name, "days": days_kept(invitation, organisation)}
    return Terms(
        program=_("A program reads your words and suggests a score; a person at %(organisation)s decides.") % said,
        looks_at=_("It looks at your words only, and at what they show about the work. Never at tone, pace, accent or feelings."),
        kept=_("Your answers are kept for %(days)s days after you finish, then deleted. You can ask for it sooner.") % said,
        agreement=_("I have read this, and I agree that a program reads my answers and suggests a score."),
    )
