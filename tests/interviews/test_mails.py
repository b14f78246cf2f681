"""Mails: ordered with the change, composed when they are sent, tried again, and never said to be sent when they are not."""

from __future__ import annotations

import email
import email.policy
import logging
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import mail as outbox
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from interviews.choices import MailKind
from interviews.links import link_url
from interviews.mailing import compose
from interviews.models import Invitation, Mail
from interviews.operations import mails
from interviews.operations.invitations import cancel_invitation, renew_link
from interviews.operations.mails import retry_mail, send_mail
from interviews.tasks import send_mails, sweep
from jobspecs.choices import Role
from tests.factories import UserFactory, make_member, make_spec
from tests.factories.interviews import CandidateFactory, make_interview, make_invitation
from tests.interviews.smtp_server import smtp_server

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def set_up(settings: Any) -> None:
    settings.EMAIL_IS_SET_UP = True
    settings.SITE_URL = "https://jobs.example.org"


def send_all() -> None:
    for mail in Mail.objects.order_by("queued_at"):
        send_mail(mail_id=mail.pk)


def sent() -> list[EmailMultiAlternatives]:
    """What has been sent, each with its two forms."""
    return [message for message in outbox.outbox if isinstance(message, EmailMultiAlternatives)]


def html_of(message: EmailMultiAlternatives) -> str:
    [(html, _kind)] = message.alternatives
    assert isinstance(html, str)
    return html


class TestInvitation:
    def test_is_never_sent_into_the_void(self, settings: Any) -> None:
        make_invitation()
        settings.EMAIL_IS_SET_UP = False
        send_all()
        mail = Mail.objects.get()
        assert (mail.state, mail.error, sent()) == ("failed", "Email is not set up.", [])

    def test_a_mistake_of_ours_stops_one_mail_and_not_the_others(self, monkeypatch: pytest.MonkeyPatch) -> None:
        first, second = make_invitation(), make_invitation()

        def composed(mail: Mail) -> Any:
            if mail.invitation_id == first.pk:
                raise KeyError(first.candidate.email)
            return compose(mail)

        monkeypatch.setattr(mails, "compose", composed)
        send_mails(ids=[str(pk) for pk in Mail.objects.order_by("queued_at").values_list("pk", flat=True)])
        assert Mail.objects.get(invitation=first).error == "Something went wrong on our side (KeyError)."
        assert Mail.objects.get(invitation=second).state == "done"

    def test_is_in_one_language(self) -> None:
        make_invitation(make_spec(language="de"))
        send_all()
        assert '<html lang="en">' in html_of(sent()[0])

    def test_holds_the_private_link_and_whom_to_ask(self) -> None:
        invitation = make_invitation(candidate=CandidateFactory.create(name="Ana Novak", email="ana@example.com"))
        send_all()
        message = sent()[0]
        assert message.to == ["ana@example.com"]
        assert message.reply_to == ["ida@example.org"]
        assert message.subject == "Your interview: Bicycle Mechanic at Northlight Works"
        html = html_of(message)
        for text in (message.body, html):
            assert link_url(invitation) in text
            assert "Dear Ana Novak," in text
            assert "A program reads your words and suggests a score; a person at Northlight Works decides." in text
        assert Mail.objects.get().state == "done"

    def test_is_sent_once_however_often_the_task_comes(self) -> None:
        make_invitation()
        ids = [str(Mail.objects.get().pk)]
        for _time in range(3):
            send_mails(ids=ids)
        assert len(outbox.outbox) == 1

    def test_of_an_older_link_is_not_sent(self) -> None:
        invitation = make_invitation()
        renew_link(invitation=invitation, by=invitation.invited_by)
        send_all()
        [message] = outbox.outbox
        invitation.refresh_from_db()
        assert link_url(invitation) in message.body
        assert sorted(Mail.objects.values_list("link_number", "state")) == [(1, "cancelled"), (2, "done")]

    def test_is_called_back_by_cancelling(self) -> None:
        invitation = make_invitation()
        cancel_invitation(invitation=invitation, by=invitation.invited_by)
        send_all()
        assert outbox.outbox == []

    def test_is_not_sent_when_the_link_has_expired_meanwhile(self) -> None:
        make_invitation()
        Invitation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
        send_all()
        assert outbox.outbox == []
        assert Mail.objects.get().state == "cancelled"

    def test_a_title_of_two_lines_makes_no_second_header(self) -> None:
        make_invitation(make_spec(title="Mechanic\nBcc: everybody@example.com"))
        send_all()
        assert outbox.outbox[0].subject.count("\n") == 0
        assert outbox.outbox[0].bcc == []

    def test_what_stands_still_is_sent_by_the_sweep(self, monkeypatch: pytest.MonkeyPatch) -> None:
        make_invitation()
        sent = []
        monkeypatch.setattr(send_mails, "send", lambda **ids: sent.append(ids))
        sweep()
        assert sent == [], "what was sent a moment ago is on its way"
        Mail.objects.update(due_at=timezone.now() - timedelta(seconds=2 * settings.SWEEP_SECONDS))
        sweep()
        assert sent == [{"ids": [str(Mail.objects.get().pk)]}]


class TestCompleted:
    def test_goes_to_owners_and_editors_without_the_candidates_name(self) -> None:
        owner = UserFactory.create(email="owner@example.com")
        spec = make_spec(by=owner)
        make_member(spec, Role.EDITOR, email="editor@example.com")
        make_member(spec, Role.REVIEWER, email="reviewer@example.com")
        make_member(spec, Role.EDITOR, email="gone@example.com", is_active=False)
        interview = make_interview(spec, candidate=CandidateFactory.create(name="Ana Novak"), submitted=True)
        Mail.objects.filter(kind=MailKind.INVITATION).delete()
        send_all()
        assert sorted(message.to[0] for message in outbox.outbox) == ["editor@example.com", "owner@example.com"]
        for message in sent():
            assert f"https://jobs.example.org/interviews/{interview.pk}/" in message.body
            assert "Novak" not in f"{message.subject} {message.body} {html_of(message)}"


class TestRealServer:
    """Through Django's SMTP backend, to a server that listens on this machine."""

    @pytest.fixture(autouse=True)
    def by_smtp(self, settings: Any) -> None:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = "127.0.0.1", False, False
        settings.EMAIL_TIMEOUT = 5

    def test_arrives(self, settings: Any) -> None:
        invitation = make_invitation(candidate=CandidateFactory.create(email="ana@example.com"))
        with smtp_server() as server:
            settings.EMAIL_PORT = server.port
            send_all()
        [raw] = server.received
        message = email.message_from_string(raw, policy=email.policy.default)
        assert message["To"] == "ana@example.com"
        body = message.get_body(("plain",))
        text = body.get_content() if body else ""
        assert link_url(invitation) in text.replace("\n", "")
        assert Mail.objects.get().state == "done"

    def test_a_refused_address_stops_at_once_and_stands_in_no_row_and_no_log(
        self, settings: Any, caplog: pytest.LogCaptureFixture
    ) -> None:
        make_invitation(candidate=CandidateFactory.create(email="nobody@example.com"))
        with smtp_server(refuse="550 no such user nobody@example.com") as server, caplog.at_level(logging.DEBUG):
            settings.EMAIL_PORT = server.port
            send_all()
        mail = Mail.objects.get()
        assert (mail.state, mail.error) == ("failed", "The mail server refused it (answer 550).")
        assert "nobody@example.com" not in caplog.text

    def test_a_server_that_is_busy_is_asked_again(self, settings: Any) -> None:
        make_invitation()
        with smtp_server(refuse="451 later") as server:
            settings.EMAIL_PORT = server.port
            send_all()
        mail = Mail.objects.get()
        assert (mail.state, mail.attempts) == ("queued", 1)
        assert mail.due_at > timezone.now()

    def test_a_server_that_is_away_fails_after_three_attempts_and_a_person_can_try_again(self, settings: Any) -> None:
        make_invitation()
        with smtp_server() as server:
            settings.EMAIL_PORT = server.port
        for _attempt in range(3):
            Mail.objects.update(due_at=timezone.now() - timedelta(seconds=1))
            send_all()
        mail = Mail.objects.get()
        assert (mail.state, mail.error) == ("failed", "The mail server could not be reached.")
        assert retry_mail(mail=mail, by=UserFactory.create())
        with smtp_server() as server:
            settings.EMAIL_PORT = server.port
            send_all()
        assert len(server.received) == 1
        assert not retry_mail(mail=mail, by=UserFactory.create())
