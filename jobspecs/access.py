"""The only way for a view to get an object. Whoever may not see it gets 404, whoever may only read it 403."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from jobspecs.choices import Role
from jobspecs.models import Draft, JobSpec, Membership, Organisation, Question, User, Version
from jobspecs.queries import specs_visible_to

MAY_EDIT = (Role.OWNER, Role.EDITOR)


def member_of(request: HttpRequest) -> User:
    """The signed-in member; the middleware has let nobody else in."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def role_in(job_spec: JobSpec, user: User) -> Role | None:
    """A member's role; administrators are owners everywhere, strangers get None."""
    if user.is_superuser:
        return Role.OWNER
    role = Membership.objects.filter(job_spec=job_spec, user=user).values_list("role", flat=True).first()
    return Role(role) if role else None


def spec_to_see(request: HttpRequest, spec_id: UUID) -> JobSpec:
    """404 for a stranger. The spec knows the role it is seen in: `spec.my_role`."""
    return get_object_or_404(specs_visible_to(member_of(request)), pk=spec_id)


def spec_to_edit(request: HttpRequest, spec_id: UUID) -> JobSpec:
    """404 for a stranger, 403 for who may only review."""
    return _with_role(spec_to_see(request, spec_id), MAY_EDIT, "Reviewers read and rate; owners and editors change a spec.")


def spec_to_own(request: HttpRequest, spec_id: UUID) -> JobSpec:
    """404 for a stranger, 403 for editors and reviewers: members, archive, engine and retention are the owner's."""
    return _with_role(spec_to_see(request, spec_id), (Role.OWNER,), "Only an owner of this spec may do this.")


def question_to_edit(request: HttpRequest, question_id: UUID) -> Question:
    question = get_object_or_404(
        Question.objects.select_related("round", "competency", "current_revision"), pk=question_id, retired_at__isnull=True
    )
    question.round.job_spec = spec_to_edit(request, question.round.job_spec_id)
    return question


def draft_to_see(request: HttpRequest, draft_id: UUID) -> Draft:
    """Drafts are seen by who asked for them, and by administrators."""
    user = member_of(request)
    drafts = Draft.objects.filter(discarded_at__isnull=True)
    return get_object_or_404(drafts if user.is_superuser else drafts.filter(requested_by=user), pk=draft_id)


def version_to_see(request: HttpRequest, spec_id: UUID, number: int) -> Version:
    return get_object_or_404(spec_to_see(request, spec_id).versions.select_related("rubric", "created_by"), number=number)


def organisation_to_edit(request: HttpRequest) -> Organisation | None:
    """The organisation, or None where there is none yet. 403 for who is no administrator."""
    if not member_of(request).is_staff:
        raise PermissionDenied("Only an administrator changes the organisation.")
    return Organisation.objects.first()


def _with_role(spec: JobSpec, roles: tuple[Role, ...], otherwise: str) -> JobSpec:
    if spec.my_role not in roles:  # type: ignore[attr-defined]  # annotated by specs_visible_to
        raise PermissionDenied(otherwise)
    return spec
