"""Members of the installation, and who may do what with a spec."""

from __future__ import annotations

from smtplib import SMTPException

import pghistory
import structlog
from django.core.mail import send_mail
from django.db import transaction

from jobspecs.choices import Role
from jobspecs.models import JobSpec, Membership, User

log = structlog.get_logger(__name__)


class AlreadyMember(Exception):
    """There is an account, or a role in the spec, already."""


class AccountClosed(Exception):
    """The account was closed: an administrator must open it first."""


class LastOwner(Exception):
    """A spec cannot be left without an owner."""


class NotYourself(Exception):
    """Nobody closes their own account: the last administrator would lock everybody out."""


class AboveYourself(Exception):
    """Nobody gives or takes rights that they do not have."""


@transaction.atomic
def invite_member(*, email: str, by: User, name: str = "", administrator: bool = False) -> User:
    """Make an account without a password; its owner sets one by a link.

    An administrator sees every spec and may do everything. Raises AlreadyMember, AboveYourself.
    """
    if administrator and not by.is_superuser:
        raise AboveYourself("Only an administrator with all rights can invite another one.")
    if User.objects.filter(email__iexact=email).exists():
        raise AlreadyMember(f"{email} has an account already.")
    user = User.objects.create_user(email, name=name, is_staff=administrator, is_superuser=administrator)
    log.info("member_invited", member=str(user.pk), by=str(by.pk), administrator=administrator)
    return user


def mail_password_link(*, user: User, link: str, by: User) -> bool:
    """Send the link to its owner; False when the mail server would not take it."""
    text = (
        f"{by} has invited you to Evenhand.\n\nSet your password here, once:\n{link}\n\n"
        "If you did not expect this, do nothing: without a password nobody can use the account.\n"
    )
    try:
        return bool(send_mail("Your account at Evenhand", text, None, [user.email]))
    except (SMTPException, OSError) as error:
        log.warning("mail_not_sent", member=str(user.pk), error=type(error).__name__)
        return False


@transaction.atomic
def close_account(*, user: User, by: User) -> None:
    """Let somebody sign in no more; what they did stays theirs. Raises NotYourself, AboveYourself."""
    if user.pk == by.pk:
        raise NotYourself("You cannot close your own account. Another administrator can.")
    if user.is_superuser and not by.is_superuser:
        raise AboveYourself("Only an administrator with all rights can close this account.")
    with pghistory.context(user=str(by.pk)):
        User.objects.filter(pk=user.pk).update(is_active=False)
    log.info("account_closed", member=str(user.pk), by=str(by.pk))


@transaction.atomic
def open_account(*, user: User, by: User) -> None:
    """Let somebody sign in again."""
    with pghistory.context(user=str(by.pk)):
        User.objects.filter(pk=user.pk).update(is_active=True)
    log.info("account_opened", member=str(user.pk), by=str(by.pk))


@transaction.atomic
def make_auditor(*, user: User, is_auditor: bool, by: User) -> None:
    """Let somebody see the fairness figures of every spec, or no more. Raises AboveYourself."""
    if not by.is_superuser:
        raise AboveYourself("Only an administrator with all rights makes auditors.")
    with pghistory.context(user=str(by.pk)):
        User.objects.filter(pk=user.pk).update(is_auditor=is_auditor)
    log.info("auditor_made" if is_auditor else "auditor_unmade", member=str(user.pk), by=str(by.pk))


@transaction.atomic
def add_member(*, job_spec: JobSpec, email: str, role: Role, by: User) -> tuple[Membership, bool]:
    """Give somebody a role in a spec, and an account where they have none; True says that it was made now.

    Raises AlreadyMember, AccountClosed.
    """
    user = User.objects.filter(email__iexact=email).first()
    is_new = user is None
    if user is None:
        user = invite_member(email=email, by=by)
    if not user.is_active:
        raise AccountClosed(f"The account of {email} is closed. An administrator can open it.")
    with pghistory.context(user=str(by.pk)):
        membership, made = Membership.objects.get_or_create(job_spec=job_spec, user=user, defaults={"role": role})
    if not made:
        raise AlreadyMember(f"{user} is {membership.get_role_display().lower()} of this spec already.")
    return membership, is_new


@transaction.atomic
def change_role(*, membership: Membership, role: Role, by: User) -> None:
    """Raises LastOwner."""
    locked = _locked(membership)
    if locked is None or locked.role == role:
        return
    if role != Role.OWNER:
        _another_owner(locked)
    with pghistory.context(user=str(by.pk)):
        locked.role = role
        locked.save(update_fields=["role"])


@transaction.atomic
def remove_member(*, membership: Membership, by: User) -> None:
    """Take a role in a spec away; the account stays. Raises LastOwner."""
    locked = _locked(membership)
    if locked is None:
        return
    _another_owner(locked)
    with pghistory.context(user=str(by.pk)):
        locked.delete()
    log.info("member_removed", member=str(locked.user_id), job_spec=str(locked.job_spec_id), by=str(by.pk))


def _locked(membership: Membership) -> Membership | None:
    """As it now stands; the lock on the spec makes two who remove each other take turns."""
    JobSpec.objects.select_for_update(no_key=True).get(pk=membership.job_spec_id)
    return Membership.objects.filter(pk=membership.pk).first()


def _another_owner(membership: Membership) -> None:
    owners = Membership.objects.filter(job_spec=membership.job_spec_id, role=Role.OWNER, user__is_active=True)
    if membership.role == Role.OWNER and not owners.exclude(pk=membership.pk).exists():
        raise LastOwner("A spec needs an owner. Make somebody else owner first.")
