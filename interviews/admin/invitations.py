"""Invitations and their mails in Django admin."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from config.admin import ReadOnlyAdmin, page_link
from interviews import models
from interviews.operations import invitations, mails
from jobspecs.access import member_of


@admin.register(models.Invitation)
class InvitationAdmin(ReadOnlyAdmin[models.Invitation]):
    list_display = ("candidate", "job_spec", "expires_at", "cancelled_at", "opened_at", "invited_by", "page")
    list_filter = ("expires_at", ("cancelled_at", admin.EmptyFieldListFilter), ("opened_at", admin.EmptyFieldListFilter))
    list_select_related = ("candidate", "job_spec", "invited_by")
    search_fields = ("candidate__name", "candidate__email", "job_spec__title", "id")
    actions = ("expire", "cancel")

    @admin.action(description="Expire now", permissions=["act"])
    def expire(self, request: HttpRequest, chosen: QuerySet[models.Invitation]) -> None:
        by = member_of(request)
        self.act_on(
            request,
            chosen,
            lambda invitation: invitations.expire_link(invitation=invitation, by=by),
            done="Expired",
            refusals=(invitations.InvitationOver,),
        )

    @admin.action(description="Cancel", permissions=["act"])
    def cancel(self, request: HttpRequest, chosen: QuerySet[models.Invitation]) -> None:
        def cancelled(invitation: models.Invitation) -> bool:
            if not invitation.cancelled_at:
                invitations.cancel_invitation(invitation=invitation, by=member_of(request))
            return not invitation.cancelled_at

        self.act_on(request, chosen, cancelled, done="Cancelled", refusals=(invitations.InvitationOver,))

    @admin.display(description="recruiter's page")
    def page(self, invitation: models.Invitation) -> SafeString:
        return page_link("scoring:candidates", invitation.job_spec_id)


@admin.register(models.Mail)
class MailAdmin(ReadOnlyAdmin[models.Mail]):
    list_display = ("id", "kind", "state", "attempts", "invitation", "recipient", "queued_at", "finished_at", "error")
    list_filter = ("kind", "state", "queued_at")
    list_select_related = ("invitation", "recipient")
    search_fields = ("id", "error", "recipient__email")
    actions = ("send_again",)

    @admin.action(description="Send again what has stopped", permissions=["act"])
    def send_again(self, request: HttpRequest, chosen: QuerySet[models.Mail]) -> None:
        if not settings.EMAIL_IS_SET_UP:
            self.message_user(request, "Email is not set up. Copy the link from the candidates' page.", messages.ERROR)
            return
        by = member_of(request)
        self.act_on(request, chosen, lambda mail: mails.retry_mail(mail=mail, by=by), done="Sent again")
