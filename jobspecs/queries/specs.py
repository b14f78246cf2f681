"""Who sees which spec, and the organisation."""

from __future__ import annotations

from uuid import UUID

from django.db.models import CharField, OuterRef, QuerySet, Subquery, Value

from config.compiled import Compiled
from jobspecs.choices import Role
from jobspecs.models import JobSpec, Membership, Organisation, Redraft, User


def specs_visible_to(user: User) -> QuerySet[JobSpec]:
    """The specs a member may see, each with `my_role`. Administrators see all, as owners."""
    return specs_of_owner() if user.is_superuser else specs_of_member(user.pk)


def visible_spec(user: User, spec_id: UUID) -> JobSpec | None:
    """One spec that the member may see, with `my_role` and `redraft_state`: None where there is none, or none for them."""
    found = _ANY(spec=spec_id) if user.is_superuser else _MINE(spec=spec_id, user=user.pk)
    return found[0] if found else None


def with_redraft(specs: QuerySet[JobSpec]) -> QuerySet[JobSpec]:
    """Each spec with `redraft_state`: the state of the new draft that is open, None where none is."""
    waiting = Redraft.objects.filter(job_spec=OuterRef("pk"), closed_at__isnull=True)
    return specs.annotate(redraft_state=Subquery(waiting.values("state")[:1]))


def specs_of_owner() -> QuerySet[JobSpec]:
    """Every spec, in the role that an administrator with all rights has."""
    specs = JobSpec.objects.select_related("current_version")
    return specs.annotate(my_role=Value(Role.OWNER.value, output_field=CharField()))


def specs_of_member(user_id: UUID) -> QuerySet[JobSpec]:
    """The specs that a member belongs to, in their role."""
    mine = Membership.objects.filter(job_spec=OuterRef("pk"), user=user_id).values("role")
    return JobSpec.objects.select_related("current_version").annotate(my_role=Subquery(mine)).filter(my_role__isnull=False)


_ANY: Compiled[JobSpec] = Compiled(lambda spec: with_redraft(specs_of_owner()).filter(pk=spec), "spec", prepared=True)
_MINE: Compiled[JobSpec] = Compiled(
    lambda spec, user: with_redraft(specs_of_member(user)).filter(pk=spec), "spec", "user", prepared=True
)


def the_organisation() -> Organisation | None:
    return next(iter(_ORGANISATION()), None)


_ORGANISATION: Compiled[Organisation] = Compiled(lambda: Organisation.objects.order_by("pk")[:1], prepared=True)
