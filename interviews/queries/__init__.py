"""Reads, a module a subject. Nothing here writes."""

from interviews.queries.interviews import (
    asked_of,
    candidates_past_retention,
    course_of,
    interviews_past_recording,
    invitations_of,
    invited_emails,
    parts_of,
    questions_of,
    rounds_of,
    seen_counts,
    unread_questions,
)

__all__ = [
    "asked_of",
    "candidates_past_retention",
    "course_of",
    "interviews_past_recording",
    "invitations_of",
    "invited_emails",
    "parts_of",
    "questions_of",
    "rounds_of",
    "seen_counts",
    "unread_questions",
]
