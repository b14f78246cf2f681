"""Valkey loses everything, is killed, or answers nothing: the pages go on, and the work is done when it is back."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.urls import reverse

from config.work import WorkState
from interviews.links import link_token
from interviews.models import Answer, Interview, Mail
from jobspecs.models import Draft, JobSpec, User, Version
from jobspecs.operations.drafts import start_draft
from tests.factories.interviews import make_interview, make_invitation
from tests.factories.jobspecs import make_spec
from tests.processes import scenes
from tests.processes.visitor import Visitor
from tests.processes.waiting import until
from tests.processes.world import World

pytestmark = pytest.mark.processes
MOST_SECONDS = 3
AWAY_SECONDS = 5


def test_work_that_was_queued_in_an_emptied_broker_is_done(world: World) -> None:
    world.kill("worker")
    before = len(world.notes.calls("held"))
    spec = scenes.spec_graded_by("held")
    draft = start_draft(description=scenes.DESCRIPTION, by=scenes.a_member())
    interview = scenes.hand_in(spec)
    invited = make_invitation(spec).candidate.email
    assert world.broker.waiting() >= 5  # draft, grading, rollup, two mails

    world.broker.lose_everything()
    assert world.broker.waiting() == 0
    world.have("beat")
    world.have("worker")
    until(lambda: Draft.objects.get(pk=draft.pk).job_spec_id, "the draft is published")
    until(lambda: scenes.is_counted(spec, 1), "the interview is graded and counted")
    until(lambda: all_mails_are_sent(spec), "the mails are sent")
    world.wait_until_idle()

    scenes.assert_graded_exactly_once(interview)
    assert len(world.notes.calls("held")) == before + 1
    assert JobSpec.objects.filter(created_by=draft.requested_by).count() == 1
    assert len(world.notes.mails_to(invited)) == 1
    assert len(world.notes.mails_to(owner_of(spec).email)) == 1


@dataclass
class Office:
    """A spec with its owner, and a candidate who has come to the last page."""

    spec: JobSpec
    interview: Interview
    owner: User
    being_graded: Interview

    @property
    def link(self) -> str:
        return link_token(self.interview.invitation)

    @property
    def candidates_pages(self) -> list[tuple[str, list[object]]]:
        return [("candidate:question", [self.link, 3]), ("candidate:review", [self.link])]


@pytest.fixture
def office(world: World) -> Office:
    world.notes.set("hold")
    owner = scenes.a_member()
    spec = make_spec(by=owner)
    answers = {position: f"Case {position}: I trued the wheel, and the rider was back by noon." for position in range(1, 8)}
    being_graded = scenes.hand_in(scenes.spec_graded_by("held"))
    return Office(spec, make_interview(spec, answers=answers), owner, being_graded)


@pytest.fixture(params=["killed", "frozen"])
def broker_away(world: World, office: Office, request: pytest.FixtureRequest) -> Iterator[str]:
    """Everything runs and has been used, the worker is in the middle of grading; then Valkey goes away.

    The grading ends while Valkey is away, so that its worker can tell nobody.
    """
    world.have("beat")
    world.have("web")
    world.have("worker")
    world.have("speech")  # prompts can be answered aloud here
    until(lambda: Visitor(world.port).get("/healthz").status == 200, "all is there")
    look_around(world, office)
    until(lambda: scenes.order_of(office.being_graded).state == WorkState.RUNNING, "the engine reads")
    if request.param == "killed":
        world.broker.kill()
    else:
        world.broker.freeze()
    world.notes.unset("hold")
    until(lambda: scenes.is_graded(office.being_graded), "what was being graded is graded")
    yield request.param
    come_back(world)


def look_around(world: World, office: Office) -> None:
    """Everything has been used once: templates are loaded, connections are open."""
    member, candidate = Visitor(world.port), Visitor(world.port)
    member.sign_in(office.owner.email, scenes.PASSWORD)
    pages = [member.get(reverse("jobspecs:new")), member.get(reverse("jobspecs:spec", args=[office.spec.pk]))]
    pages += [member.get(reverse("interviews:invite", args=[office.spec.pk]))]
    pages += [candidate.get(reverse(name, args=args)) for name, args in office.candidates_pages]
    assert {page.status for page in pages} == {200}


def come_back(world: World) -> None:
    world.broker.thaw()
    world.broker.start()


def test_pages_save_while_the_broker_is_away_and_the_work_is_done_later(world: World, office: Office, broker_away: str) -> None:
    away_since = time.monotonic()
    member, candidate = Visitor(world.port), Visitor(world.port)
    answers = {
        "sign in": member.sign_in(office.owner.email, scenes.PASSWORD)[-1],
        "new page": member.get(reverse("jobspecs:new")),
        "new spec": member.post(reverse("jobspecs:new"), {"text": scenes.DESCRIPTION}),
        "spec": member.get(reverse("jobspecs:spec", args=[office.spec.pk])),
        "weights": member.post(
            reverse("jobspecs:weights_save", args=[office.spec.pk]),
            {"base": 1, "reason": "", "weight-planning": "0.40", "weight-listening": "0.40", "weight-repairing": "0.20"},
        ),
        "invite": member.post(
            reverse("interviews:invite", args=[office.spec.pk]),
            {"people": "\n".join(f"Person {number} <{broker_away}{number}@example.com>" for number in range(45))},
        ),
        "question": candidate.get(reverse("candidate:question", args=[office.link, 3])),
        "autosave": candidate.post(
            reverse("candidate:save", args=[office.link, 3]),
            {"text": "I began again.", "page": "p", "base": 1, "turn": 2},
            htmx=True,
        ),
        "review": candidate.get(reverse("candidate:review", args=[office.link])),
        "hand in": candidate.post(reverse("candidate:submit", args=[office.link]), {}),
    }
    print({what: (answer.status, round(answer.seconds, 2)) for what, answer in answers.items()})
    statuses = {what: answer.status for what, answer in answers.items()}
    assert statuses == dict.fromkeys(answers, 200) | dict.fromkeys(["sign in", "new spec", "weights", "hand in"], 302)
    assert {what: answer.seconds for what, answer in answers.items() if answer.seconds > MOST_SECONDS} == {}
    draft = Draft.objects.get(requested_by=office.owner)
    assert answers["new spec"].location == reverse("jobspecs:draft", args=[draft.pk])
    assert draft.state == WorkState.QUEUED
    assert Version.objects.filter(job_spec=office.spec).count() == 2
    assert Mail.objects.filter(invitation__job_spec=office.spec, kind="invitation").count() == 46
    changed = Answer.objects.get(asked__interview=office.interview, asked__position=3).current_revision
    assert changed
    assert changed.text == "I began again."

    until(lambda: time.monotonic() > away_since + AWAY_SECONDS, "whatever gives up waiting has given up")
    before = [child.process.pid for child in world.started if child.ended() is None and child.process]
    come_back(world)
    until(lambda: Draft.objects.get(pk=draft.pk).job_spec_id, "the draft is published")
    until(lambda: scenes.is_counted(office.spec, 1), "the interview is graded and counted")
    until(lambda: all_mails_are_sent(office.spec), "the mails are sent")
    until(lambda: scenes.is_counted(office.being_graded.job_spec, 1), "what was graded meanwhile is counted")
    scenes.assert_graded_exactly_once(office.interview)
    scenes.assert_graded_exactly_once(office.being_graded)
    assert len(world.notes.mails_to(f"{broker_away}44@example.com")) == 1
    assert [child.process.pid for child in world.started if child.ended() is None and child.process] == before


def all_mails_are_sent(spec: JobSpec) -> bool:
    return not Mail.objects.filter(invitation__job_spec=spec).exclude(state=WorkState.DONE).exists()


def owner_of(spec: JobSpec) -> User:
    assert spec.created_by
    return spec.created_by
