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
    RETAKE = "retake", "To answer a question again, to the candidate"
    LETTER = "letter", "A person's words, to the candidate"
    REQUEST = "request", "A candidate asks for something, to the team"


class Declared(TextChoices):
    """What a candidate says about a must-have. Shown beside it, never scored."""

    YES = "yes", "Yes"
    PARTLY = "partly", "Partly"
    NO = "no", "No"


class RequestKind(TextChoices):
    """What a candidate may ask for once they have handed in."""

    LOOK_AGAIN = "look_again", "A person should look again"
    CORRECT = "correct", "A fact is wrong"
    EXPLAIN = "explain", "Please explain the result"


class LetterKind(TextChoices):
    """What a person writes to a candidate."""

    OUTCOME = "outcome", "The outcome"
    REPLY = "reply", "A reply to what they asked"


class Sex(TextChoices):
    """As candidates give it themselves; the categories that New York City's rule counts, and one it leaves out."""

    FEMALE = "female", "Female"
    MALE = "male", "Male"
    OTHER = "other", "Another, or neither"


class RaceEthnicity(TextChoices):
    """The categories of the EEO-1 report, which New York City's rule refers to (29 CFR 1602.7)."""

    HISPANIC = "hispanic", "Hispanic or Latino"
    WHITE = "white", "White"
    BLACK = "black", "Black or African American"
    PACIFIC = "pacific", "Native Hawaiian or Pacific Islander"
    ASIAN = "asian", "Asian"
    NATIVE = "native", "Native American or Alaska Native"
    TWO_OR_MORE = "two_or_more", "Two or more races"


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
