"""Enumerations of the job-spec side. No model is imported here."""

from django.db.models import IntegerChoices, TextChoices


class Level(TextChoices):
    """Seniority of a role, from the least to the most senior."""

    INTERN = "intern"
    JUNIOR = "junior"
    MID = "mid"
    SENIOR = "senior"
    STAFF = "staff"
    LEAD = "lead"
    MANAGER = "manager"
    DIRECTOR = "director"
    EXECUTIVE = "executive"


class MustHaveKind(TextChoices):
    REQUIRED = "required", "required"
    PREFERRED = "preferred", "preferred"


class RoundKind(TextChoices):
    WRITTEN = "written", "Written questions"
    VOICE = "voice", "Behavioral round"


class RoundPosition(IntegerChoices):
    """Round 01 is answered in writing, Round 02 is Cal's."""

    WRITTEN = 1, "01"
    VOICE = 2, "02"


class Role(TextChoices):
    """What a member may do with one spec."""

    OWNER = "owner", "Owner"
    EDITOR = "editor", "Editor"
    REVIEWER = "reviewer", "Reviewer"


class SpecStatus(TextChoices):
    ACTIVE = "active", "Active"
    ARCHIVED = "archived", "Archived"


class Origin(TextChoices):
    """Who worded something."""

    ENGINE = "engine", "from the JD"
    PERSON = "person", "by a person"


class CallOutcome(TextChoices):
    """How a call of a language model ended."""

    OK = "ok", "answered"
    UNUSABLE = "unusable", "answered, but not in the form asked for"
    AWAY = "away", "the provider stayed away"


class DraftStep(TextChoices):
    """The steps of drafting, in their order."""

    READING = "reading", "Reading the description"
    COMPETENCIES = "competencies", "Competencies"
    WEIGHTS = "weights", "Weights"
    MUST_HAVES = "must_haves", "Must-haves"
    ROUND_01 = "round_01", "Round 01"
    ROUND_02 = "round_02", "Round 02"
    PUBLISHED = "published", "Published"
