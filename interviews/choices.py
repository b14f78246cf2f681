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


class Doubt(TextChoices):
    """Why a transcript needs a listener: no score and no rank until a person has checked it."""

    UNSURE = "unsure", "Many words were hard to hear"
    TOO_FEW = "too_few", "Far fewer words than speech"
    REWRITTEN = "rewritten", "The candidate changed many words"
    DECISIVE = "decisive", "The score depends on words that were hard to hear"


class MailKind(TextChoices):
    INVITATION = "invitation", "Invitation to the candidate"
    COMPLETED = "completed", "Completed, to the team"


class LinkState(TextChoices):
    """What a candidate's link leads to."""

    LIVE = "live", "Live"
    FORGED = "forged", "Not a link of ours"
    RENEWED = "renewed", "Replaced by a newer link"
    CANCELLED = "cancelled", "Cancelled"
    EXPIRED = "expired", "Expired"
    WITHDRAWN = "withdrawn", "Withdrawn"
    FINISHED = "finished", "Finished"
    ERASED = "erased", "Erased"


class InvitationStatus(TextChoices):
    """Where an invited person stands, as the team sees it."""

    INVITED = "invited", "Invited"
    OPENED = "opened", "Opened"
    IN_PROGRESS = "in_progress", "In progress"
    COMPLETED = "completed", "Completed"
    WITHDRAWN = "withdrawn", "Withdrawn"
    CANCELLED = "cancelled", "Cancelled"
    EXPIRED = "expired", "Expired"
