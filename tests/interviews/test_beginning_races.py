"""Beginning while somebody lets the link end: whoever waited for them finds it ended, by the clock as it is then."""

from __future__ import annotations

import threading
import time

import pytest
from django.db import connection, transaction

from interviews.models import Interview, Invitation
from interviews.operations.answering import NotOpen, begin
from interviews.operations.invitations import expire_link
from tests.factories.interviews import CONSENT, make_invitation
from tests.factories.jobspecs import UserFactory
from tests.scoring.test_operations_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def somebody_waits() -> None:
    for _ in range(1000):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")  # a transaction sees what it saw first
            cursor.execute(WAITING)
            if cursor.fetchone() != (0,):
                return
        time.sleep(0.01)
    raise AssertionError("nobody waits for the link")


def test_a_link_that_ends_while_its_candidate_waits_for_it_begins_nothing() -> None:
    invitation = make_invitation()
    held = threading.Event()

    def ending() -> bool:
        with transaction.atomic():
            Invitation.objects.select_for_update().get(pk=invitation.pk)
            held.set()
            somebody_waits()
            return expire_link(invitation=invitation, by=UserFactory.create())

    def beginning() -> Interview:
        assert held.wait(20)
        return begin(invitation=invitation, consent_hash=CONSENT, by=invitation.candidate)

    ended, refused = at_once(ending, beginning)
    assert ended is True
    assert isinstance(refused, NotOpen), refused
    assert not Interview.objects.exists()
