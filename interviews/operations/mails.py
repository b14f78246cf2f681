"""Mails: ordered as rows with the change they tell of, composed and sent by a worker.

An address stands in no row and no log: it is read when the mail is sent, and what a mail server answers is kept as its
number alone, since its words repeat the address.
"""

from __future__ import annotations

import smtplib
from collections.abc import Sequence
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction

from config import work
from interviews.choices import MailKind
from interviews.mailing import compose
from interviews.models import CandidateRequest, Interview, Invitation, Letter, Mail, Retake
from jobspecs.choices import Role
from jobspecs.models import Membership, User

log = structlog.get_logger(__name__)
CHUNK = 20
PERMANENT = 500  # SMTP replies from 500 on say: do not try again


def order_invitations(invitations: Sequence[Invitation]) -> None:
    """Order a mail with the link of each; nothing where e-mail is not set up. To be called inside a transaction."""
    if settings.EMAIL_IS_SET_UP:
        _order([Mail(kind=MailKind.INVITATION, invitation=i, link_number=i.link_number) for i in invitations])


def order_completed(interview: Interview) -> None:
    """Tell owners and editors of the spec. To be called inside a transaction."""
    if settings.EMAIL_IS_SET_UP:
        of_it = {"kind": MailKind.COMPLETED, "invitation_id": interview.invitation_id}
        _order([Mail(recipient_id=member, **of_it) for member in _team(interview)])


def order_request(request: CandidateRequest) -> None:
    """Tell owners and editors that a candidate asks for something. To be called inside a transaction."""
    if settings.EMAIL_IS_SET_UP:
        interview = request.interview
        of_it = {"kind": MailKind.REQUEST, "invitation_id": interview.invitation_id, "request": request}
        _order([Mail(recipient_id=member, **of_it) for member in _team(interview)])


def order_letter(letter: Letter) -> None:
    """Send a letter to its candidate; without e-mail they read it at their link. To be called inside a transaction."""
    if settings.EMAIL_IS_SET_UP:
        _order([Mail(kind=MailKind.LETTER, invitation_id=letter.interview.invitation_id, letter=letter)])


def order_retake(retake: Retake) -> None:
    """Ask a candidate to answer one question again. To be called inside a transaction."""
    if settings.EMAIL_IS_SET_UP:
        interview = Interview.objects.get(asked=retake.asked_id)
        _order([Mail(kind=MailKind.RETAKE, invitation_id=interview.invitation_id, retake=retake)])


def _team(interview: Interview) -> list[UUID]:
    """Who is told about an interview: active owners and editors of its spec."""
    team = Membership.objects.filter(job_spec=interview.job_spec_id, role__in=[Role.OWNER, Role.EDITOR], user__is_active=True)
    return list(team.values_list("user", flat=True))


def _order(mails: Sequence[Mail]) -> None:
    from interviews.tasks import send_mails  # tasks import operations; the other way round only when it is called

    rows = Mail.objects.bulk_create(mails, ignore_conflicts=True)
    for first in range(0, len(rows), CHUNK):
        send_mails.send(ids=[str(row.pk) for row in rows[first : first + CHUNK]])


def send_mail(*, mail_id: UUID | str) -> None:
    """Send one mail, or note why it could not be sent. Does nothing when somebody else has it, or it is no longer wanted."""
    mail = work.claim(Mail, mail_id)
    if mail is None:
        return
    if not settings.EMAIL_IS_SET_UP:  # any more: what stands in for a server says that it has sent
        work.fail(mail, "Email is not set up.", again=False)
        return
    try:
        with work.holding(mail):
            if message := compose(mail):
                message.send()
        work.finish(mail, state=work.WorkState.DONE if message else work.WorkState.CANCELLED)
    except (smtplib.SMTPException, OSError) as error:
        reason, again = _reason(error)
        work.fail(mail, reason, again=again)
        log.warning("mail_not_sent", mail=str(mail.pk), reason=reason, state=mail.state)
    except ValueError as error:  # an address or a header that cannot be written as a mail: trying again would not help
        work.fail(mail, "This mail cannot be written: look at the address.", again=False)
        log.warning("mail_not_written", mail=str(mail.pk), error=type(error).__name__)
    except work.LeaseLost:
        log.info("mail_lease_lost", mail=str(mail.pk))
    except Exception as error:  # its words could repeat an address: neither the row nor the log takes them
        work.fail(mail, f"Something went wrong on our side ({type(error).__name__}).")
        log.warning("mail_failed", mail=str(mail.pk), error=type(error).__name__)


def _reason(error: Exception) -> tuple[str, bool]:
    """What to show, without an address in it, and whether another attempt makes sense."""
    code = 0
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = max((answer[0] for answer in error.recipients.values()), default=0)
    elif isinstance(error, smtplib.SMTPResponseException):
        code = error.smtp_code
    if code:
        return f"The mail server refused it (answer {code}).", code < PERMANENT
    return "The mail server could not be reached.", True


@transaction.atomic
def retry_mail(*, mail: Mail, by: User) -> bool:
    """Try a mail again that has stopped; False when there was nothing to try."""
    from interviews.tasks import send_mails

    again = work.start_over(mail)
    if again:
        send_mails.send(ids=[str(mail.pk)])
    return again
