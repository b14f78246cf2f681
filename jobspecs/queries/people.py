"""Members of the installation and of a spec."""

from __future__ import annotations

from django.db.models import Case, CharField, Count, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Lower, NullIf

from jobspecs.choices import Role, SpecStatus
from jobspecs.models import JobSpec, Membership, User


def all_members() -> QuerySet[User]:
    """Everybody with an account, open ones first, each with the number of active specs (`specs`) they belong to."""
    active = Q(memberships__job_spec__status=SpecStatus.ACTIVE)
    shown = Lower(Coalesce(NullIf("name", Value("")), "email", output_field=CharField()))
    return User.objects.annotate(specs=Count("memberships", filter=active)).order_by("-is_active", shown.asc())


def members_of(job_spec: JobSpec) -> QuerySet[Membership]:
    """Owners first, then editors, then reviewers."""
    order = Case(*[When(role=role, then=Value(place)) for place, role in enumerate(Role)], output_field=IntegerField())
    return job_spec.memberships.select_related("user").alias(place=order).order_by("place", "user__name", "user__email")


def addresses_outside(job_spec: JobSpec) -> list[str]:
    """Addresses of members of the installation who could be added to the spec."""
    outside = User.objects.filter(is_active=True).exclude(memberships__job_spec=job_spec)
    return list(outside.order_by("email").values_list("email", flat=True)[:200])
