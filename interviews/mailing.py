"""What mails say, made at the moment of sending."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from interviews.choices import InterviewState, MailKind, RequestKind
from interviews.languages import shown_in
from interviews.links import link_url, retake_url
from interviews.models import Interview, Invitation, Mail, Retake
from interviews.queries.retakes import OPEN
from jobspecs.queries import the_organisation

ASKS_FOR = {
    RequestKind.LOOK_AGAIN: "asks that a person looks at their answers again",
    RequestKind.CORRECT: "says that a fact is wrong",
    RequestKind.EXPLAIN: "asks how the result came about",
}


def compose(mail: Mail) -> EmailMultiAlternatives | None:
    """The mail, or None when it is no longer wanted: cancelled, renewed, expired, erased."""
    invitation = Invitation.objects.select_related("job_spec", "candidate").get(pk=mail.invitation_id)
    if invitation.candidate.erased_at:
        return None
    if mail.kind == MailKind.INVITATION:
        return _invitation(mail, invitation)
    if mail.kind == MailKind.RETAKE:
        return _retake(mail, invitation)
    if mail.kind == MailKind.LETTER:
        return _letter(mail, invitation)
    if mail.kind == MailKind.REQUEST:
        return _request(mail, invitation)
    return _completed(mail, invitation)


def _invitation(mail: Mail, invitation: Invitation) -> EmailMultiAlternatives | None:
    is_stale = invitation.link_number != mail.link_number or invitation.expires_at <= timezone.now()
    organisation = the_organisation()
    if invitation.cancelled_at or is_stale or organisation is None:
        return None
    words = {"invitation": invitation, "organisation": organisation, "url": link_url(invitation)}
    with translation.override(shown_in(invitation.job_spec)):
        said = {"title": invitation.job_spec.title, "organisation": organisation.name}
        subject = _("Your interview: %(title)s at %(organisation)s") % said
        return _message("invitation", subject, invitation.candidate.email, words, reply_to=organisation.contact_email)


def _completed(mail: Mail, invitation: Invitation) -> EmailMultiAlternatives | None:
    interview = Interview.objects.filter(invitation=invitation).first()
    if mail.recipient is None or not mail.recipient.is_active or interview is None:
        return None
    title = " ".join(invitation.job_spec.title.split())
    # Without a name: erasing a candidate does not reach into anybody's inbox.
    words = {"title": title, "url": settings.SITE_URL + reverse("scoring:report", args=[interview.pk])}
    return _message("completed", f"Interview completed: {title}", mail.recipient.email, words)


def _retake(mail: Mail, invitation: Invitation) -> EmailMultiAlternatives | None:
    """Nothing once it is answered, cancelled, over, or the interview was withdrawn."""
    organisation = the_organisation()
    wanted = Retake.objects.filter(OPEN, mails=mail.pk, asked__interview__state=InterviewState.SUBMITTED)
    retake = wanted.select_related("asked__revision").first()
    if retake is None or organisation is None:
        return None
    url = retake_url(invitation, retake.asked.position)
    words = {"retake": retake, "invitation": invitation, "organisation": organisation, "url": url}
    with translation.override(shown_in(invitation.job_spec)):
        said = {"title": invitation.job_spec.title, "organisation": organisation.name}
        subject = _("Please answer one question again: %(title)s at %(organisation)s") % said
        return _message("retake", subject, invitation.candidate.email, words, reply_to=organisation.contact_email)


def _letter(mail: Mail, invitation: Invitation) -> EmailMultiAlternatives | None:
    """What a person wrote, word for word; nothing once it is purged or the interview was withdrawn."""
    organisation = the_organisation()
    is_kept = Interview.objects.filter(invitation=invitation, state=InterviewState.SUBMITTED).exists()
    if mail.letter is None or not mail.letter.text or not is_kept or organisation is None:
        return None
    words = {"letter": mail.letter, "organisation": organisation, "url": link_url(invitation)}
    with translation.override(shown_in(invitation.job_spec)):
        said = {"title": invitation.job_spec.title, "organisation": organisation.name}
        subject = _("About your interview: %(title)s at %(organisation)s") % said
        return _message("letter", subject, invitation.candidate.email, words, reply_to=organisation.contact_email)


def _request(mail: Mail, invitation: Invitation) -> EmailMultiAlternatives | None:
    """To the team: that somebody asks, and where; who it is and what they write stands on the page alone."""
    request = mail.request
    if mail.recipient is None or not mail.recipient.is_active or request is None or request.answered_at:
        return None
    title = " ".join(invitation.job_spec.title.split())
    url = settings.SITE_URL + reverse("scoring:report", args=[request.interview_id]) + "#requests"
    words = {"title": title, "url": url, "what": ASKS_FOR[RequestKind(request.kind)]}
    return _message("request", f"A candidate asks for something: {title}", mail.recipient.email, words)


def _message(name: str, subject: str, to: str, words: dict[str, Any], reply_to: str = "") -> EmailMultiAlternatives:
    # A title may hold anything, a subject holds one line.
    message = EmailMultiAlternatives(
        " ".join(subject.split()),
        render_to_string(f"interviews/mail/{name}.txt", words),
        to=[to],
        reply_to=[reply_to] if reply_to else None,
    )
    message.attach_alternative(render_to_string(f"interviews/mail/{name}.html", words), "text/html")
    return message
