"""Webhooks: addresses that are told when an interview is completed, graded or decided, and the log of each delivery."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from config.ids import uuid7
from config.work import Work
from scoring.choices import WebhookEvent


class Endpoint(models.Model):
    """Where to send, what to send, and the secret that signs it (Standard Webhooks)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    url = models.URLField(max_length=500)
    secret = models.CharField(max_length=120, help_text="“whsec_” and base64; shown once, when it is made.")
    events = ArrayField(models.CharField(max_length=24, choices=WebhookEvent), default=list)
    is_active = models.BooleanField(default=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(secret__startswith="whsec_"), name="endpoint_secret_has_prefix")]  # noqa: S106 - a prefix

    def __str__(self) -> str:
        return self.url


class Delivery(Work):
    """One event on its way to one endpoint. What is sent is made when it is sent: keys, scores, times, no name and no word."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    endpoint = models.ForeignKey(Endpoint, on_delete=models.PROTECT, related_name="deliveries")
    event = models.CharField(max_length=24, choices=WebhookEvent)
    interview = models.ForeignKey("interviews.Interview", on_delete=models.PROTECT, related_name="deliveries")
    subject = models.UUIDField(help_text="The interview, grading or decision that it tells of: once each.")
    happened_at = models.DateTimeField(db_default=Now())
    status = models.PositiveSmallIntegerField(null=True, help_text="Of the last answer (HTTP); NULL: none came.")
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta(Work.Meta):
        verbose_name_plural = "deliveries"
        indexes = [models.Index(fields=["endpoint", "-queued_at"], name="delivery_newest")]
        constraints = [
            *Work.Meta.constraints,
            models.UniqueConstraint(fields=["endpoint", "event", "subject"], name="delivery_once"),
        ]

    def __str__(self) -> str:
        return f"{self.event} to {self.endpoint_id}"
