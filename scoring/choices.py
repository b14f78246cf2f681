"""Enumerations of scoring. No model is imported here."""

from django.db.models import TextChoices


class Missing(TextChoices):
    """Why there is no score. NULL with a reason, never 0."""

    NOT_ASKED = "not_asked", "Not asked"
    TECHNICAL = "technical", "Technical problem"
    UNREADABLE = "unreadable", "Could not be read"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Outcome(TextChoices):
    ADVANCE = "advance", "Advance"
    HOLD = "hold", "Hold"
    DECLINE = "decline", "Decline"


class Shown(TextChoices):
    """What a member was shown, and why."""

    RATED = "rated", "Scores, after rating"
    SCORES = "scores", "Scores, without rating"
    NAMES = "names", "Names beside what a change of weights would do"


class WebhookEvent(TextChoices):
    COMPLETED = "interview.completed", "An interview was handed in"
    GRADED = "interview.graded", "An interview was graded"
    DECIDED = "interview.decided", "A person decided"
