"""Members, the organisation, and who may do what with which spec."""

from __future__ import annotations

from typing import Any, ClassVar

import pghistory
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now

from config.ids import uuid7
from jobspecs.choices import Role


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A member; without a password they set one by the link that they are given."""
        user = self.model(email=self.normalize_email(email).strip(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


@pghistory.track(exclude=["password", "last_login"])
class User(AbstractBaseUser, PermissionsMixin):
    """A hiring manager, recruiter or admin; signs in by e-mail."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True, default="")
    is_staff = models.BooleanField("administrator", default=False)
    is_auditor = models.BooleanField(
        "auditor", default=False, help_text="Sees the fairness figures of every spec, and no candidate for that."
    )
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(db_default=Now())

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_unique"),
            models.CheckConstraint(condition=~Q(email=""), name="user_has_email"),
        ]

    def __str__(self) -> str:
        return self.name or self.email


@pghistory.track()
class Organisation(models.Model):
    """The one organisation of this installation. No invitation goes out before it is complete."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    name = models.CharField(max_length=120)
    contact_name = models.CharField("human contact", max_length=120, blank=True, default="")
    contact_email = models.EmailField("contact's email", blank=True, default="")
    alternative_route = models.TextField(
        "another way to take part", blank=True, default="", help_text="What a candidate does who does not want this interview."
    )
    retention_days = models.PositiveIntegerField(
        "keep candidates' data for (days)", default=180, help_text="From the day an interview ends. A spec may say otherwise."
    )
    recording_days = models.PositiveIntegerField(
        "keep recordings for (days)",
        default=90,
        help_text="From the day an interview ends; transcripts and scores stay as long as the data. A spec may say otherwise.",
    )
    invitation_days = models.PositiveIntegerField("a link is good for (days)", default=14)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="organisation_only_one"),
            models.CheckConstraint(condition=Q(retention_days__gte=1), name="organisation_retention_at_least_a_day"),
            models.CheckConstraint(condition=Q(recording_days__gte=1), name="organisation_recordings_at_least_a_day"),
            models.CheckConstraint(condition=Q(invitation_days__gte=1), name="organisation_invitation_at_least_a_day"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_complete(self) -> bool:
        """May candidates be invited? They must know whom to ask and how else to take part."""
        return bool(self.name and self.contact_name and self.contact_email and self.alternative_route)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Membership(models.Model):
    """What one member may do with one spec."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    job_spec = models.ForeignKey("jobspecs.JobSpec", on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["job_spec", "user"], name="membership_one_per_spec"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_known_role"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} of {self.job_spec_id}"
