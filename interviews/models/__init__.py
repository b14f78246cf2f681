"""The tables of interviews: people and their links, interviews, answers, recordings, mails, what is said around an interview,
and the audit of what was purged.
"""

from interviews.models.answers import Answer, AnswerRevision, Asked
from interviews.models.interviews import Interview
from interviews.models.mails import Mail
from interviews.models.people import Candidate, Erasure, Invitation
from interviews.models.recordings import Piece, Recording, SpokenPrompt, Take, Transcript, Transcription
from interviews.models.requests import CandidateRequest, Declaration, Exclusion, Letter, Retake, SelfIdentification

__all__ = [
    "Answer",
    "AnswerRevision",
    "Asked",
    "Candidate",
    "CandidateRequest",
    "Declaration",
    "Erasure",
    "Exclusion",
    "Interview",
    "Invitation",
    "Letter",
    "Mail",
    "Piece",
    "Recording",
    "Retake",
    "SelfIdentification",
    "SpokenPrompt",
    "Take",
    "Transcript",
    "Transcription",
]
