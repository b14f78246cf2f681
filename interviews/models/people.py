"""Candidates and their invitations. A candidate's identity stands in one row and nowhere else."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now

from config.ids import uuid7
from config.triggers import immutable


class Candidate(models.Model):
    """A person. Erasing empties this row; what refers to it goes on without an identity."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=120, blank=True, default="")
    email = models.EmailField(blank=True, default="")
    legal_hold = models.CharField(
        max_length=200, blank=True, default="", help_text="Why nothing of this person may be deleted for now; empty: no hold."
    )
    erased_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), condition=~Q(email=""), name="candidate_email_unique"),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) & ~Q(email="") | Q(erased_at__isnull=False, name="", email=""),
                name="candidate_erased_has_no_identity",
            ),
        ]

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        return "Erased candidate" if self.erased_at else self.name or self.email


class Invitation(models.Model):
    """A private link for one candidate to one spec. The link is signed, never stored (see interviews.links)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    job_spec = models.ForeignKey("jobspecs.JobSpec", on_delete=models.PROTECT, related_name="invitations", db_index=False)
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="invitations")
    link_number = models.PositiveIntegerField(default=1, help_text="Renewing the link counts up; older links stop working.")
    expires_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        # Newest first, whole, so that a page far down is found without looking at a row.
        indexes = [models.Index(fields=["job_spec", "-created_at", "-id"], include=["candidate"], name="invitation_by_spec")]
        constraints = [
            models.UniqueConstraint(
                fields=["job_spec", "candidate"],
                condition=Q(cancelled_at__isnull=True),
                name="invitation_one_open_per_candidate_and_spec",
            ),
            models.CheckConstraint(condition=Q(link_number__gte=1), name="invitation_link_number_from_one"),
        ]

    def __str__(self) -> str:
        return f"invitation {self.id}"


class Erasure(models.Model):
    """The audit of a purge: who erased what when, without a word of it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="erasures")
    erased_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    ground = models.CharField(max_length=20, choices=[("request", "On request"), ("retention", "Retention")])
    counts = models.JSONField(default=dict, help_text="How many rows of which kind lost their words.")
    erased_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ground__in=["request", "retention"]), name="erasure_known_ground"),
        ]
        triggers = [immutable("erasure_never_changes")]

    def __str__(self) -> str:
        return f"erasure {self.id}"
