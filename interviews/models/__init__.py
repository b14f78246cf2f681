"""The tables of interviews: people and their links, interviews, answers, recordings, mails, and the audit of what was purged."""

from interviews.models.answers import Answer, AnswerRevision, Asked
from interviews.models.interviews import Interview
from interviews.models.mails import Mail
from interviews.models.people import Candidate, Erasure, Invitation
from interviews.models.recordings import Piece, Recording, SpokenPrompt, Take, Transcript, Transcription

__all__ = [
    "Answer",
    "AnswerRevision",
    "Asked",
    "Candidate",
    "Erasure",
    "Interview",
    "Invitation",
    "Mail",
    "Piece",
    "Recording",
    "SpokenPrompt",
    "Take",
    "Transcript",
    "Transcription",
]
