"""Accounts: members come by invitation, nobody signs up by themselves."""

from typing import Any
from urllib.parse import quote

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse


class ClosedSignup(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": "Too many failed sign-ins. Wait five minutes and try again, or set a new password below.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """As allauth does, but never to strangers: "you have no account here" mails would make us a spam relay."""
        if "unknown_account" not in template_prefix:
            super().send_mail(template_prefix, email, context)

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """As allauth does, but leaves alone what an administrator changes meanwhile: an account just closed, a new auditor."""
        user.set_password(password)
        user.save(update_fields=["password"])


def password_link(user: AbstractBaseUser) -> str:
    """Where a member sets a password: the address allauth mails. Whoever has it becomes that member, once.

    Good for settings.PASSWORD_RESET_TIMEOUT seconds, and until a password is set.
    """
    token = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
    return settings.SITE_URL + path.replace("UID-KEY", f"{user_pk_to_url_str(user)}-{quote(token)}")
