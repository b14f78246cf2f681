"""What the team's list of invitations says, at a constant number of queries."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from interviews.models import Invitation
from interviews.operations.endings import withdraw
from interviews.operations.invitations import cancel_invitation, note_opened
from interviews.queries import invitations_of
from tests.factories import make_spec
from tests.factories.interviews import make_interview, make_invitation

pytestmark = pytest.mark.django_db


def standing(invitation: Invitation) -> tuple[str, int, int]:
    row: Any = invitations_of(invitation.job_spec).get(pk=invitation.pk)
    return row.status, row.answered_count, row.asked_count


def test_invited_then_opened_then_in_progress_then_completed() -> None:
    invitation = make_invitation()
    assert standing(invitation) == ("invited", 0, 0)
    note_opened(invitation=invitation)
    assert standing(invitation) == ("opened", 0, 0)
    make_interview(invitation=invitation, answers={1: "one", 2: "two", 3: "three"})
    assert standing(invitation) == ("in_progress", 3, 7)
    make_interview(invitation=invitation, submitted=True)
    assert standing(invitation) == ("completed", 3, 7)


def test_withdrawn_cancelled_and_expired() -> None:
    withdrawn = make_interview(answers={1: "one"}, submitted=True)
    withdraw(interview=withdrawn, by=withdrawn.candidate)
    assert standing(withdrawn.invitation) == ("withdrawn", 1, 7)
    cancelled = make_invitation()
    cancel_invitation(invitation=cancelled, by=cancelled.invited_by)
    assert standing(cancelled)[0] == "cancelled"
    expired = make_interview()
    Invitation.objects.filter(pk=expired.invitation_id).update(expires_at=timezone.now() - timedelta(hours=1))
    assert standing(expired.invitation)[0] == "expired"


@pytest.mark.parametrize("rows", [1, 3])
def test_costs_two_queries_for_one_and_for_three(rows: int, django_assert_num_queries: Any) -> None:
    spec = make_spec()
    for _row in range(rows):
        make_interview(spec, answers={1: "one"})
    with django_assert_num_queries(2):
        found: list[Any] = list(invitations_of(spec))
        assert [(row.candidate.name != "", row.interview.state, row.invitation_mails) for row in found] == [
            (True, "in_progress", [])
        ] * rows
