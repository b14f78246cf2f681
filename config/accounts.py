"""Accounts: members come by invitation, nobody signs up by themselves."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedSignup(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """As allauth does, but never to strangers: "you have no account here" mails would make us a spam relay."""
        if "unknown_account" not in template_prefix:
            super().send_mail(template_prefix, email, context)
