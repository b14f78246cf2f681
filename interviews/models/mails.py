"""Mails to be sent. A row holds no address and no text: both are made at the moment of sending."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from config.ids import uuid7
from config.work import OPEN, Work
from interviews.choices import MailKind


class Mail(Work):
    """One mail: an invitation to its candidate, or "completed" to one member of the team."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=12, choices=MailKind)
    invitation = models.ForeignKey("interviews.Invitation", on_delete=models.PROTECT, related_name="mails")
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", help_text="NULL: the candidate."
    )
    link_number = models.PositiveIntegerField(null=True, help_text="Which link an invitation announces.")
    retake = models.ForeignKey("interviews.Retake", on_delete=models.PROTECT, null=True, related_name="mails")
    letter = models.ForeignKey("interviews.Letter", on_delete=models.PROTECT, null=True, related_name="mails")
    request = models.ForeignKey("interviews.CandidateRequest", on_delete=models.PROTECT, null=True, related_name="mails")

    class Meta(Work.Meta):
        indexes = [models.Index(fields=["due_at"], condition=OPEN, name="mail_due")]
        constraints = [
            *Work.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kind=MailKind.INVITATION, recipient__isnull=True, link_number__isnull=False)
                | Q(kind=MailKind.COMPLETED, recipient__isnull=False)
                | Q(kind=MailKind.RETAKE, recipient__isnull=True, retake__isnull=False)
                | Q(kind=MailKind.LETTER, recipient__isnull=True, letter__isnull=False)
                | Q(kind=MailKind.REQUEST, recipient__isnull=False, request__isnull=False),
                name="mail_has_recipient",
            ),
            models.UniqueConstraint(
                fields=["kind", "invitation", "recipient", "link_number", "retake", "letter", "request"],
                nulls_distinct=False,
                name="mail_once",
            ),
            models.UniqueConstraint(
                fields=["invitation"], condition=OPEN & Q(kind=MailKind.INVITATION), name="mail_one_open_invitation"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.invitation_id}"
