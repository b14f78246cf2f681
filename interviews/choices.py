"""Enumerations of the interview side. No model is imported here."""

from django.db.models import TextChoices


class InterviewState(TextChoices):
    IN_PROGRESS = "in_progress", "In progress"
    SUBMITTED = "submitted", "Completed"
    WITHDRAWN = "withdrawn", "Withdrawn"


class RevisionKind(TextChoices):
    """How the text of an answer came about."""

    TYPED = "typed", "Typed"
    TRANSCRIBED = "transcribed", "Transcribed"
    CORRECTED_BY_CANDIDATE = "candidate", "Corrected by the candidate"
    CORRECTED_BY_RECRUITER = "recruiter", "Corrected by a recruiter"


class MailKind(TextChoices):
    INVITATION = "invitation", "Invitation to the candidate"
    COMPLETED = "completed", "Completed, to the team"
