"""Who sees which spec, and the organisation."""

from __future__ import annotations

from django.db.models import CharField, OuterRef, QuerySet, Subquery, Value

from jobspecs.choices import Role
from jobspecs.models import JobSpec, Membership, Organisation, User


def specs_visible_to(user: User) -> QuerySet[JobSpec]:
    """The specs a member may see, each with `my_role`. Administrators see all, as owners."""
    specs = JobSpec.objects.select_related("current_version")
    if user.is_superuser:
        return specs.annotate(my_role=Value(Role.OWNER.value, output_field=CharField()))
    mine = Membership.objects.filter(job_spec=OuterRef("pk"), user=user).values("role")
    return specs.annotate(my_role=Subquery(mine)).filter(my_role__isnull=False)


def the_organisation() -> Organisation | None:
    return Organisation.objects.first()
