"""The interview: one candidate's attempt at a spec, begun when consent is given."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from config.ids import uuid7
from config.triggers import only_if
from interviews.choices import InterviewState


class Interview(models.Model):
    """Remembers the rubric and, through `asked`, the wordings it began under."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    invitation = models.OneToOneField("interviews.Invitation", on_delete=models.PROTECT, related_name="interview")
    job_spec = models.ForeignKey("jobspecs.JobSpec", on_delete=models.PROTECT, related_name="interviews", db_index=False)
    candidate = models.ForeignKey("interviews.Candidate", on_delete=models.PROTECT, related_name="interviews")
    rubric = models.ForeignKey("jobspecs.Rubric", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=InterviewState, default=InterviewState.IN_PROGRESS)
    consent_hash = models.CharField(max_length=64, help_text="SHA-256 of the words that were agreed to, in hex.")
    recording_consent_hash = models.CharField(
        max_length=64, blank=True, default="", help_text="SHA-256 of the words agreed to before recording; empty: no recording."
    )
    declared_at = models.DateTimeField(null=True, help_text="When the candidate went on from the must-haves; NULL: not yet.")
    begun_at = models.DateTimeField(db_default=Now())
    submitted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["job_spec", "state"], include=["id"], name="interview_by_spec_and_state"),
            # Handed in last, first: as people without a rank are listed.
            models.Index(
                "job_spec",
                F("submitted_at").desc(nulls_last=True),
                F("begun_at").desc(nulls_last=True),
                include=["id", "invitation"],
                name="interview_by_spec_in_order",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="in_progress", submitted_at__isnull=True, withdrawn_at__isnull=True)
                | Q(state="submitted", submitted_at__isnull=False, withdrawn_at__isnull=True)
                | Q(state="withdrawn", withdrawn_at__isnull=False),
                name="interview_state_matches_times",
            ),
            models.CheckConstraint(condition=Q(consent_hash__regex=r"^[0-9a-f]{64}$"), name="interview_has_consent"),
            models.CheckConstraint(
                condition=Q(recording_consent_hash="") | Q(recording_consent_hash__regex=r"^[0-9a-f]{64}$"),
                name="interview_recording_consent_is_sha256",
            ),
        ]
        triggers = [
            only_if(
                "interview_of_its_invitation",
                """EXISTS (SELECT FROM interviews_invitation v WHERE v.id = NEW.invitation_id
                   AND v.job_spec_id = NEW.job_spec_id AND v.candidate_id = NEW.candidate_id)""",
                "the invitation is of another spec or candidate",
            ),
            only_if(
                "interview_rubric_of_its_spec",
                "EXISTS (SELECT FROM jobspecs_rubric r WHERE r.id = NEW.rubric_id AND r.job_spec_id = NEW.job_spec_id)",
                "the rubric is of another spec",
            ),
        ]

    def __str__(self) -> str:
        return f"interview {self.id}"
