"""The only way for a view to get an object. Whoever may not see it gets 404, whoever may only read it 403."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from jobspecs.choices import Role
from jobspecs.models import Draft, JobSpec, Membership, Organisation, Question, Redraft, Round, User, Version
from jobspecs.queries.page import CompetencyLine, spec_being_weighed
from jobspecs.queries.redrafts import open_redraft_of
from jobspecs.queries.specs import visible_spec

MAY_EDIT = (Role.OWNER, Role.EDITOR)
CHANGE = "Reviewers read and rate; owners and editors change a spec."
_QUESTIONS = Question.objects.select_related("round", "competency", "current_revision")


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
    found = visible_spec(member_of(request), spec_id)
    if found is None:
        raise Http404("There is no such job spec, or you do not belong to it.")
    return found


def spec_to_edit(request: HttpRequest, spec_id: UUID) -> JobSpec:
    """404 for a stranger, 403 for who may only review."""
    return _with_role(spec_to_see(request, spec_id), MAY_EDIT, CHANGE)


def lines_to_weigh(request: HttpRequest, spec_id: UUID) -> list[CompetencyLine]:
    """What the weights of a spec are of. 404 for a stranger, 403 for who may only review."""
    found = spec_being_weighed(member_of(request), spec_id)
    if found is None:
        raise Http404("There is no such job spec, or you do not belong to it.")
    _with_role(found[0], MAY_EDIT, CHANGE)
    return found[1]


def spec_to_own(request: HttpRequest, spec_id: UUID) -> JobSpec:
    """404 for a stranger, 403 for editors and reviewers: members, archive, engine and retention are the owner's."""
    return _with_role(spec_to_see(request, spec_id), (Role.OWNER,), "Only an owner of this spec may do this.")


def question_to_see(request: HttpRequest, question_id: UUID) -> Question:
    """A question of a spec that the member may see, removed ones too."""
    question = get_object_or_404(_QUESTIONS, pk=question_id)
    question.round.job_spec = spec_to_see(request, question.round.job_spec_id)
    return question


def question_to_edit(request: HttpRequest, question_id: UUID, *, removed: bool = False) -> Question:
    """A question that is asked; with `removed`, one that is asked of nobody any more, to bring it back."""
    question = get_object_or_404(_QUESTIONS, pk=question_id, retired_at__isnull=not removed)
    question.round.job_spec = spec_to_edit(request, question.round.job_spec_id)
    return question


def round_to_edit(request: HttpRequest, spec_id: UUID, position: int) -> Round:
    round_ = get_object_or_404(Round, job_spec=spec_id, position=position)
    round_.job_spec = spec_to_edit(request, spec_id)
    return round_


def membership_to_change(request: HttpRequest, spec_id: UUID, membership_id: UUID) -> Membership:
    """404 for a stranger or a membership of another spec, 403 for who does not own the spec."""
    spec = spec_to_own(request, spec_id)
    membership = get_object_or_404(Membership.objects.select_related("user"), pk=membership_id, job_spec=spec)
    membership.job_spec = spec
    return membership


def draft_to_see(request: HttpRequest, draft_id: UUID, *, discarded: bool = False) -> Draft:
    """Drafts are seen by who asked for them, and by administrators; with `discarded`, to bring one back."""
    user = member_of(request)
    drafts = Draft.objects.filter(discarded_at__isnull=not discarded)
    return get_object_or_404(drafts if user.is_superuser else drafts.filter(requested_by=user), pk=draft_id)


def redraft_to_edit(request: HttpRequest, spec_id: UUID) -> tuple[JobSpec, Redraft | None]:
    """A spec and the new draft of it that is open; None where nobody drafts it again, or somebody has taken from it.

    404 for a stranger, 403 for who may only review.
    """
    spec = spec_to_edit(request, spec_id)
    redraft = open_redraft_of(spec)
    if redraft is not None:
        redraft.job_spec = spec
    return spec, redraft


def version_to_see(request: HttpRequest, spec_id: UUID, number: int) -> Version:
    return get_object_or_404(spec_to_see(request, spec_id).versions.select_related("rubric", "created_by"), number=number)


def administrator(request: HttpRequest) -> User:
    """The signed-in member, who is an administrator; 403 for everybody else."""
    user = member_of(request)
    if not user.is_staff:
        raise PermissionDenied("Only an administrator invites people.")
    return user


def person_to_manage(request: HttpRequest, user_id: UUID) -> User:
    """Somebody's account. 403 for who is no administrator, and for who would reach above themselves."""
    by = administrator(request)
    user = get_object_or_404(User, pk=user_id)
    if user.is_superuser and not by.is_superuser:
        raise PermissionDenied("Only an administrator with all rights may change this account.")
    return user


def person_to_link(request: HttpRequest, user_id: UUID) -> User:
    """Somebody to make a link for that sets their password. Its bearer becomes them, so 403 for who has not all rights
    and would come into an account that is in use or may see something."""
    by, user = administrator(request), person_to_manage(request, user_id)
    is_empty = not (user.has_usable_password() or user.is_staff or user.memberships.exists())
    if not (by.is_superuser or user.pk == by.pk or is_empty):
        raise PermissionDenied("Only an administrator with all rights may make a link into an account that is in use.")
    return user


def auditor(request: HttpRequest) -> User:
    """The signed-in member, who is an auditor; 403 for everybody else, owners and administrators too."""
    user = member_of(request)
    if not user.is_auditor:
        raise PermissionDenied("Only an auditor sees fairness figures.")
    return user


def spec_to_audit(request: HttpRequest, spec_id: UUID) -> JobSpec:
    """Any spec, for its figures alone. 403 for who is no auditor."""
    auditor(request)
    return get_object_or_404(JobSpec, pk=spec_id)


def all_rights(request: HttpRequest) -> User:
    """The signed-in member, who is an administrator with all rights; 403 for everybody else."""
    user = administrator(request)
    if not user.is_superuser:
        raise PermissionDenied("Only an administrator with all rights may do this.")
    return user


def person_to_entitle(request: HttpRequest, user_id: UUID) -> User:
    """Somebody to make an auditor. 403 for who has not all rights: nobody gives what they do not have."""
    all_rights(request)
    return get_object_or_404(User, pk=user_id)


def organisation_to_edit(request: HttpRequest) -> Organisation | None:
    """The organisation, or None where there is none yet. 403 for who is no administrator."""
    if not member_of(request).is_staff:
        raise PermissionDenied("Only an administrator changes the organisation.")
    return Organisation.objects.first()


def _with_role(spec: JobSpec, roles: tuple[Role, ...], otherwise: str) -> JobSpec:
    if spec.my_role not in roles:  # type: ignore[attr-defined]  # annotated by specs_visible_to
        raise PermissionDenied(otherwise)
    return spec
