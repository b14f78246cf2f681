"""What is said around an interview and never scored: declarations, requests, letters, and what candidates say of themselves."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from config.ids import uuid7
from config.triggers import immutable
from interviews.choices import Declared, LetterKind, RaceEthnicity, RequestKind, Sex


class Declaration(models.Model):
    """What a candidate declared about one must-have before Part 1. Shown beside it, never scored."""

    interview = models.ForeignKey("interviews.Interview", on_delete=models.PROTECT, related_name="declarations")
    must_have = models.ForeignKey("jobspecs.MustHave", on_delete=models.PROTECT, related_name="+")
    said = models.CharField(max_length=6, choices=Declared)
    line = models.CharField(max_length=300, blank=True, default="", help_text="In the candidate's words. A purge empties it.")
    declared_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["interview", "must_have"], name="declaration_one_per_must_have"),
            models.CheckConstraint(condition=Q(said__in=Declared.values), name="declaration_known_word"),
        ]

    def __str__(self) -> str:
        return self.said


class Exclusion(models.Model):
    """An answer that a person took out of the score, or out and in again. `Answer.technical` says what counts now."""

    answer = models.ForeignKey("interviews.Answer", on_delete=models.PROTECT, related_name="exclusions")
    reason = models.CharField(max_length=200, blank=True, default="", help_text="A purge empties it.")
    excluded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    excluded_at = models.DateTimeField(db_default=Now())
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["answer"], condition=Q(lifted_at__isnull=True), name="exclusion_one_in_force"),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True) | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="exclusion_lifted_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"exclusion of {self.answer_id}"


class Retake(models.Model):
    """An invitation to answer one question again, because something failed. What was said before is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    asked = models.ForeignKey("interviews.Asked", on_delete=models.PROTECT, related_name="retakes")
    reason = models.CharField(max_length=200, blank=True, default="", help_text="Told to the candidate. A purge empties it.")
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    offered_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["asked"], condition=Q(answered_at__isnull=True, cancelled_at__isnull=True), name="retake_one_open"
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(cancelled_at__isnull=True), name="retake_answered_or_cancelled"
            ),
        ]

    def __str__(self) -> str:
        return f"retake of {self.asked_id}"

    @property
    def is_open(self) -> bool:
        """The candidate can answer again."""
        return self.answered_at is None and self.cancelled_at is None and self.expires_at > timezone.now()


class CandidateRequest(models.Model):
    """What a candidate asks for after handing in: that a person looks again, corrects a fact, or explains."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    interview = models.ForeignKey("interviews.Interview", on_delete=models.PROTECT, related_name="requests")
    kind = models.CharField(max_length=10, choices=RequestKind)
    text = models.TextField(blank=True, default="", help_text="In the candidate's words. A purge empties it.")
    made_at = models.DateTimeField(db_default=Now())
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=RequestKind.values), name="candidaterequest_known_kind"),
            models.UniqueConstraint(
                fields=["interview", "kind"], condition=Q(answered_at__isnull=True), name="candidaterequest_one_open_of_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="candidaterequest_answered_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.interview_id}"


class Letter(models.Model):
    """What a person wrote to a candidate, as it was sent. Only a purge empties it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    interview = models.ForeignKey("interviews.Interview", on_delete=models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=10, choices=LetterKind)
    request = models.ForeignKey(CandidateRequest, on_delete=models.PROTECT, null=True, related_name="letters")
    text = models.TextField()
    explains = models.BooleanField(default=False, help_text="The candidate may open the explanation of the result with it.")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=LetterKind.values), name="letter_known_kind"),
            models.CheckConstraint(
                condition=~Q(kind=LetterKind.REPLY) | Q(request__isnull=False), name="letter_reply_is_to_a_request"
            ),
        ]
        triggers = [immutable("letter_never_changes")]

    def __str__(self) -> str:
        return f"{self.kind} to {self.interview_id}"


class SelfIdentification(models.Model):
    """What a candidate chose to say of themselves, for the fairness figures alone. No rater sees it; erasing deletes it."""

    interview = models.OneToOneField(
        "interviews.Interview", on_delete=models.PROTECT, primary_key=True, related_name="self_identification"
    )
    sex = models.CharField(max_length=10, choices=Sex, blank=True, default="", help_text="Empty: not said.")
    race_ethnicity = models.CharField(max_length=12, choices=RaceEthnicity, blank=True, default="", help_text="Empty: not said.")
    given_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(sex="") | Q(sex__in=Sex.values), name="selfidentification_known_sex"),
            models.CheckConstraint(
                condition=Q(race_ethnicity="") | Q(race_ethnicity__in=RaceEthnicity.values),
                name="selfidentification_known_race_ethnicity",
            ),
        ]

    def __str__(self) -> str:
        return f"self-identification of {self.interview_id}"
