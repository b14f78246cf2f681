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
