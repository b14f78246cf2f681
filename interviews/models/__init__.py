"""The tables of interviews: people and their links, interviews, answers, mails, and the audit of what was purged."""

from interviews.models.answers import Answer, AnswerRevision, Asked, Recording
from interviews.models.interviews import Interview
from interviews.models.mails import Mail
from interviews.models.people import Candidate, Erasure, Invitation

__all__ = [
    "Answer",
    "AnswerRevision",
    "Asked",
    "Candidate",
    "Erasure",
    "Interview",
    "Invitation",
    "Mail",
    "Recording",
]
