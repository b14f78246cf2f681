"""Members of the installation, and of one spec."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from config.accounts import password_link
from config.http import say
from jobspecs.access import (
    administrator,
    member_of,
    membership_to_change,
    person_to_entitle,
    person_to_link,
    person_to_manage,
    spec_to_own,
    spec_to_see,
)
from jobspecs.choices import Role
from jobspecs.forms.people import InviteForm, MemberForm, RoleForm
from jobspecs.models import JobSpec, User
from jobspecs.operations import people as operations
from jobspecs.queries import specs_visible_to
from jobspecs.queries.people import addresses_outside, all_members, members_of
from jobspecs.views.page import rights_in


@dataclass(frozen=True)
class Invited:
    """A link for somebody who has no password: shown once, to whoever made it, and mailed where that is possible."""

    user: User
    link: str
    is_mailed: bool
    days: int


def _invited(user: User, by: User) -> Invited:
    link = password_link(user)
    is_mailed = settings.EMAIL_IS_SET_UP and operations.mail_password_link(user=user, link=link, by=by)
    return Invited(user, link, is_mailed, settings.PASSWORD_RESET_TIMEOUT // 86400)


@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """Everybody with an account; administrators invite more."""
    by = administrator(request)
    form = InviteForm(request.POST or None)
    invited = None
    if request.method == "POST" and form.is_valid():
        try:
            invited = _invited(operations.invite_member(by=by, **form.cleaned_data), by)
            form = InviteForm()
        except operations.AlreadyMember as problem:
            form.add_error("email", str(problem))
        except operations.AboveYourself as problem:
            form.add_error("administrator", str(problem))
    return _people(request, form=form, invited=invited)


@require_POST
def new_link(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Another link to set a password, for who lost theirs."""
    user = person_to_link(request, user_id)
    return _people(request, form=InviteForm(), invited=_invited(user, member_of(request)))


@require_POST
def close(request: HttpRequest, user_id: UUID) -> HttpResponse:
    user = person_to_manage(request, user_id)
    try:
        operations.close_account(user=user, by=member_of(request))
        say(request, f"{user} can no longer sign in.", undo=reverse("jobspecs:person_open", args=[user.pk]))
    except (operations.NotYourself, operations.AboveYourself) as problem:
        messages.error(request, str(problem))
    return redirect("jobspecs:people")


@require_POST
def reopen(request: HttpRequest, user_id: UUID) -> HttpResponse:
    user = person_to_manage(request, user_id)
    operations.open_account(user=user, by=member_of(request))
    messages.success(request, f"{user} can sign in again.")
    return redirect("jobspecs:people")


@require_POST
def audit(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Make somebody an auditor (`auditor` is "1"), or no longer one."""
    user = person_to_entitle(request, user_id)
    wanted = request.POST.get("auditor") == "1"
    operations.make_auditor(user=user, is_auditor=wanted, by=member_of(request))
    if not wanted:
        messages.success(request, f"{user} no longer sees fairness figures.")
    elif user.is_superuser or user.memberships.exists():
        text = f"{user} is an auditor now, and also sees candidates. Better is an auditor who rates nobody."
        messages.warning(request, text)
    else:
        messages.success(request, f"{user} is an auditor now: sees the fairness figures of every job spec, and no candidate.")
    return redirect("jobspecs:people")


def _people(request: HttpRequest, *, form: InviteForm, invited: Invited | None) -> HttpResponse:
    context = {"members": all_members(), "form": form, "invited": invited, "mails": settings.EMAIL_IS_SET_UP}
    return render(request, "jobspecs/people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def members(request: HttpRequest, spec_id: UUID) -> HttpResponse:
    """Who may do what with a spec. Owners add; everybody else reads."""
    if request.method != "POST":
        return _members(request, spec_to_see(request, spec_id), MemberForm())
    spec, by = spec_to_own(request, spec_id), member_of(request)
    form = MemberForm(request.POST)
    invited = None
    if form.is_valid():
        role = Role(form.cleaned_data["role"])
        try:
            membership, is_new = operations.add_member(job_spec=spec, email=form.cleaned_data["email"], role=role, by=by)
        except (operations.AlreadyMember, operations.AccountClosed) as problem:
            form.add_error("email", str(problem))
        else:
            # A link would let its bearer be that person: shown only for an account that this owner has just made.
            invited = _invited(membership.user, by) if is_new else None
            messages.success(request, f"{membership.user} is now {role.label.lower()} of this job spec.")
            if not invited:
                return redirect("jobspecs:members", spec.pk)
            form = MemberForm()
    return _members(request, spec, form, invited)


@require_POST
def role(request: HttpRequest, spec_id: UUID, membership_id: UUID) -> HttpResponse:
    membership = membership_to_change(request, spec_id, membership_id)
    form = RoleForm(request.POST)
    if form.is_valid():
        wanted = Role(form.cleaned_data["role"])
        try:
            operations.change_role(membership=membership, role=wanted, by=member_of(request))
            messages.success(request, f"{membership.user} is now {wanted.label.lower()}.")
        except operations.LastOwner as problem:
            messages.error(request, str(problem))
    return _after_change(request, spec_id)


@require_POST
def remove(request: HttpRequest, spec_id: UUID, membership_id: UUID) -> HttpResponse:
    membership = membership_to_change(request, spec_id, membership_id)
    try:
        operations.remove_member(membership=membership, by=member_of(request))
        messages.success(request, f"{membership.user} no longer belongs to this job spec.")
    except operations.LastOwner as problem:
        messages.error(request, str(problem))
    return _after_change(request, spec_id)


def _after_change(request: HttpRequest, spec_id: UUID) -> HttpResponse:
    """Back to the members; who has just left the spec goes to the list."""
    may_see = specs_visible_to(member_of(request)).filter(pk=spec_id).exists()
    return redirect("jobspecs:members", spec_id) if may_see else redirect("jobspecs:list")


def _members(request: HttpRequest, spec: JobSpec, form: MemberForm, invited: Invited | None = None) -> HttpResponse:
    rights = rights_in(spec)
    context = {
        "spec": spec,
        "memberships": members_of(spec),
        "form": form,
        "roles": Role.choices,
        "invited": invited,
        "addresses": addresses_outside(spec) if rights["may_own"] else [],
        "tab": "",
    }
    return render(request, "jobspecs/members.html", context | rights)
