"""Workers that are killed, that get the same message twice, that want the same row, and work that always fails."""

from __future__ import annotations

from itertools import pairwise

import pytest
from django.test import Client
from django.urls import reverse

from config.work import WorkState
from interviews.models import Mail
from interviews.tasks import send_mails
from jobspecs.choices import Role
from jobspecs.models import JobSpec, Membership
from scoring import tasks
from scoring.models import Grading, GradingOrder
from tests.factories.interviews import make_invitation
from tests.processes import scenes
from tests.processes.waiting import until
from tests.processes.world import World

pytestmark = pytest.mark.processes


def test_a_worker_killed_in_the_middle_of_grading_loses_and_doubles_nothing(world: World) -> None:
    spec = scenes.spec_graded_by("held")
    world.notes.set("hold")
    world.have("beat")
    world.have("worker")
    before = len(world.notes.calls("held"))
    interview = scenes.hand_in(spec)
    until(lambda: len(world.notes.calls("held")) == before + 1, "the engine reads")

    world.kill("worker")
    assert scenes.order_of(interview).state == WorkState.RUNNING
    assert not Grading.objects.filter(interview=interview).exists()

    world.notes.unset("hold")
    world.have("worker")
    until(lambda: scenes.is_counted(spec, 1), "another worker has graded it, and the page counts it")
    scenes.assert_graded_exactly_once(interview)
    assert scenes.order_of(interview).attempts == 2
    assert len(world.notes.calls("held")) == before + 2


def test_a_worker_that_was_stopped_for_longer_than_its_lease_stores_nothing(world: World) -> None:
    """It comes back to life while another one, which took over, is still reading; both finish."""
    spec = scenes.spec_graded_by("held")
    world.notes.set("hold")
    world.have("beat")
    world.have("worker")
    before = len(world.notes.calls("held"))
    interview = scenes.hand_in(spec)
    until(lambda: len(world.notes.calls("held")) == before + 1, "the first worker reads")

    with world.frozen("worker") as frozen:
        world.start("worker")
        until(lambda: len(world.notes.calls("held")) == before + 2, "the second worker has taken over")
    world.notes.unset("hold")
    until(lambda: scenes.is_counted(spec, 1), "it is graded and counted")
    until(
        lambda: any("lease_lost" in worker.log.read_text() for worker in frozen),
        "the first worker notices that it has lost the lease",
    )
    scenes.assert_graded_exactly_once(interview)


def test_a_message_delivered_twice_grades_once_and_mails_once(world: World) -> None:
    spec = scenes.spec_graded_by("held")
    world.notes.set("hold")
    world.have("worker", 2)
    before = len(world.notes.calls("held"))
    interview = scenes.hand_in(spec)
    tasks.grade.send(order_id=str(scenes.order_of(interview).pk))
    until(lambda: len(world.notes.calls("held")) == before + 1, "one worker reads")
    until(lambda: world.broker.waiting() == 0, "the other one has taken the second message")
    world.notes.unset("hold")

    until(lambda: scenes.is_counted(spec, 1), "it is graded and counted")
    scenes.assert_graded_exactly_once(interview)
    assert len(world.notes.calls("held")) == before + 1

    invitation = make_invitation(spec)
    mail = Mail.objects.get(invitation=invitation)
    send_mails.send(ids=[str(mail.pk)])
    until(lambda: Mail.objects.get(pk=mail.pk).state == WorkState.DONE, "the mail is sent")
    world.wait_until_idle()
    assert len(world.notes.mails_to(invitation.candidate.email)) == 1


def test_work_that_always_fails_stops_after_three_attempts_and_can_be_tried_again(world: World) -> None:
    spec = scenes.spec_graded_by("broken")
    world.have("beat")
    world.have("worker")
    interview = scenes.hand_in(spec)
    until(lambda: scenes.order_of(interview).state == WorkState.FAILED, "it stops")
    reason = "The grading engine failed (ZeroDivisionError)."
    assert (scenes.order_of(interview).error, scenes.order_of(interview).attempts) == (reason, 3)
    first, second = (later - earlier for earlier, later in pairwise(world.notes.calls("broken")))
    assert first >= 1
    assert second >= 4

    _let_the_sweeper_pass(world)
    assert len(world.notes.calls("broken")) == 3

    person, report = _owner_of(spec), reverse("scoring:report", args=[interview.pk])
    page = person.get(report).content.decode()
    assert reason in page
    again = reverse("scoring:grade_again", args=[interview.pk])
    assert again in page
    world.notes.set("mended")
    person.post(again)
    until(lambda: scenes.is_counted(spec, 1), "it is graded and counted")
    assert reason not in person.get(report).content.decode()
    assert Grading.objects.filter(interview=interview).count() == 1
    assert len(world.notes.calls("broken")) == 4


def _let_the_sweeper_pass(world: World) -> None:
    """An order of which no message tells is graded: the sweeper has looked at everything after this was called."""
    unsent = GradingOrder.objects.create(interview=scenes.hand_in_unheard(scenes.spec_graded_by("offline")))
    until(lambda: GradingOrder.objects.get(pk=unsent.pk).state == WorkState.DONE, "the sweeper finds an order")


def _owner_of(spec: JobSpec) -> Client:
    client = Client()
    client.force_login(Membership.objects.get(job_spec=spec, role=Role.OWNER).user)
    return client
