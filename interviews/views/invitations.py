"""Members' pages: invite, pass the link on, and what can happen to an invitation."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from config.http import is_fragment, redirect_or_refresh
from config.ratelimits import is_over_limit
from interviews import access
from interviews.forms import EraseForm, InviteForm
from interviews.links import link_url
from interviews.models import Interview, Invitation
from interviews.operations import endings, invitations, mails, purging
from interviews.operations.recordings import OnLegalHold
from interviews.queries import invitations_of, questions_of, seen_counts
from jobspecs.access import member_of, question_to_see, spec_to_edit
from jobspecs.models import JobSpec
from jobspecs.queries.questions import questions_of as questions_on_page


@never_cache
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest, spec_id: UUID) -> HttpResponse:
    """Invite one or several people. With lines that are not right, nobody is invited before `go_on` says so."""
    spec = spec_to_edit(request, spec_id)
    if request.method == "GET":
        return _invite(request, spec, InviteForm(job_spec=spec))
    form = InviteForm(request.POST, job_spec=spec)
    if not form.is_valid() or not form.good or (form.problems and "go_on" not in request.POST):
        return _invite(request, spec, form)
    if _are_too_many(request, len(form.good)):
        form.add_error(None, f"Nobody was invited: {_too_many()} Invite fewer at once, or send this again in an hour.")
        return _invite(request, spec, form)
    try:
        done = invitations.invite(job_spec=spec, people=form.good, by=member_of(request))
    except invitations.CannotInvite as reason:
        form.add_error(None, str(reason))
        return _invite(request, spec, form)
    spec.refresh_from_db()  # its questions count as read now
    return _invite(request, spec, _rest(form, spec), done=done)


def _are_too_many(request: HttpRequest, people: int = 1) -> bool:
    """Whether this member sends more links in an hour than anybody needs."""
    return is_over_limit("invite", str(member_of(request).pk), count=people)


def _too_many() -> str:
    return f"one person can invite {settings.RATE_LIMITS['invite'][0]} people an hour, and this would be more."


def _rest(form: InviteForm, spec: JobSpec) -> InviteForm:
    """A fresh form that still holds the lines which were not right."""
    return InviteForm(initial={"people": form.left_over}, job_spec=spec)


def _invite(request: HttpRequest, spec: JobSpec, form: InviteForm, *, done: invitations.Invited | None = None) -> HttpResponse:
    context: dict[str, Any] = {
        "spec": spec,
        "form": form,
        "reason": invitations.reason_not_to_invite(spec),
        "unread": questions_on_page(spec).unread,
        "questions": questions_of(spec),
        "done": done,
        "new": [{"invitation": one, "url": link_url(one)} for one in done.new] if done else [],
        "email_is_set_up": settings.EMAIL_IS_SET_UP,
    }
    return render(request, "interviews/_invite.html" if is_fragment(request) else "interviews/invite.html", context)


@never_cache
@require_GET
def link(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """The private link, to be copied, and how its mail is doing."""
    invitation = access.invitation_to_edit(request, invitation_id)
    shown = invitations_of(invitation.job_spec).get(pk=invitation.pk)
    context = {
        "spec": invitation.job_spec,
        "invitation": shown,
        "url": link_url(shown),
        "mail": next(iter(shown.invitation_mails), None),  # type: ignore[attr-defined]  # by invitations_of
        "email_is_set_up": settings.EMAIL_IS_SET_UP,
    }
    return render(request, "interviews/_link.html" if is_fragment(request) else "interviews/link.html", context)


@require_http_methods(["GET", "POST"])
def renew(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Make a new link; the older ones stop."""
    invitation = access.invitation_to_edit(request, invitation_id)
    if request.method == "GET":
        return _confirm(request, "interviews/renew.html", invitation, email_is_set_up=settings.EMAIL_IS_SET_UP)
    if _are_too_many(request):
        messages.error(request, f"The link was not renewed: {_too_many()} Try again in an hour.")
        return redirect_or_refresh(request, reverse("interviews:link", args=[invitation.pk]))
    try:
        invitations.renew_link(invitation=invitation, by=member_of(request))
        messages.success(request, "The link is new. Older links of this person no longer work.")
    except invitations.InvitationOver as reason:
        messages.error(request, str(reason))
    return redirect_or_refresh(request, reverse("interviews:link", args=[invitation.pk]))


@require_http_methods(["GET", "POST"])
def invite_again(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Invite somebody who withdrew once more; asks first."""
    invitation = access.invitation_to_edit(request, invitation_id)
    if request.method == "GET":
        return _confirm(request, "interviews/invite_again.html", invitation, email_is_set_up=settings.EMAIL_IS_SET_UP)
    shown = invitation
    if _are_too_many(request):
        messages.error(request, f"Nobody was invited: {_too_many()} Try again in an hour.")
    else:
        try:
            shown = invitations.invite_again(invitation=invitation, by=member_of(request))
            messages.success(request, "Invited again. This is the new link.")
        except (invitations.InvitationOver, invitations.CannotInvite) as reason:
            messages.error(request, str(reason))
    return redirect_or_refresh(request, reverse("interviews:link", args=[shown.pk]))


@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Cancel an invitation that has not begun; asks first."""
    invitation = access.invitation_to_edit(request, invitation_id)
    if request.method == "GET":
        return _confirm(request, "interviews/cancel.html", invitation)
    try:
        invitations.cancel_invitation(invitation=invitation, by=member_of(request))
        messages.success(request, "Invitation cancelled. Its link no longer works.")
    except invitations.InvitationOver as reason:
        messages.error(request, str(reason))
    return _back(request, invitation)


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Withdraw an interview; asks first."""
    invitation = access.invitation_to_edit(request, invitation_id)
    interview = Interview.objects.filter(invitation=invitation).first()
    if request.method == "GET":
        return _confirm(request, "interviews/withdraw.html", invitation, interview=interview)
    if interview is None:
        messages.error(request, "There is nothing to withdraw: this interview has not begun. Cancel the invitation instead.")
    else:
        endings.withdraw(interview=interview, by=member_of(request))
        messages.success(request, "Interview withdrawn. It is no longer scored or counted.")
    return _back(request, invitation)


@require_http_methods(["GET", "POST"])
def erase(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Erase a candidate; confirmed by typing the name."""
    invitation = access.invitation_to_erase(request, invitation_id)
    form = EraseForm(request.POST or None, candidate=invitation.candidate)
    if request.method == "GET" or not form.is_valid():
        return _confirm(request, "interviews/erase.html", invitation, form=form)
    try:
        purging.erase_candidate(candidate=invitation.candidate, by=member_of(request))
    except OnLegalHold as reason:
        form.add_error(None, str(reason))
        return _confirm(request, "interviews/erase.html", invitation, form=form)
    messages.success(request, "Erased. What happened when is kept, without the person.")
    return _back(request, invitation)


@require_POST
def retry_mail(request: HttpRequest, mail_id: UUID) -> HttpResponse:
    """Send a mail again that has stopped."""
    mail = access.mail_to_retry(request, mail_id)
    if _are_too_many(request):
        messages.error(request, f"No mail was sent: {_too_many()} Copy the link instead, or try again in an hour.")
    else:
        mails.retry_mail(mail=mail, by=member_of(request))
    if mail.letter is not None:  # it was found on the report
        return redirect_or_refresh(request, reverse("scoring:report", args=[mail.letter.interview_id]) + "#letters")
    return redirect_or_refresh(request, reverse("interviews:link", args=[mail.invitation_id]))


@require_GET
def seen(request: HttpRequest, question_id: UUID) -> HttpResponse:
    """ "4 candidates saw the old wording": a few words for the page of questions, or nothing."""
    current, older = seen_counts(question_to_see(request, question_id))
    return render(request, "interviews/_seen.html", {"current": current, "older": older})


def _confirm(request: HttpRequest, template: str, invitation: Invitation, **context: Any) -> HttpResponse:
    return render(request, template, {"spec": invitation.job_spec, "invitation": invitation, **context})


def _back(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    return redirect_or_refresh(request, reverse("scoring:candidates", args=[invitation.job_spec_id]))
