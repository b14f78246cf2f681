"""Who takes part and what lies ready: a spec, recruiters, links, recordings, completed interviews for the batch."""

from __future__ import annotations

import random
import secrets
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from interviews.choices import InterviewState, RevisionKind
from interviews.links import link_token
from interviews.models import Answer, AnswerRevision, Asked, Candidate, Interview, Invitation
from interviews.operations.answering import begin
from interviews.operations.declaring import declare
from interviews.operations.invitations import Person, invite
from interviews.queries import questions_of
from jobspecs.choices import Role
from jobspecs.models import JobSpec, Membership, User
from scoring.models import CurrentEvaluation
from scoring.operations.rollups import want_rollup
from tests.factories.interviews import CONSENT
from tests.factories.jobspecs import OrganisationFactory, make_spec
from tests.factories.sight import show_scores
from tests.factories.voices import go_to_part_two, webm
from tests.interviews.browser_files import chromium, voice
from tests.load.people import WORDS, Link, Sights

PASSWORD = "a password of the load"
WEIGHTS = {"planning": "0.30", "listening": "0.25", "repairing": "0.20", "measuring": "0.15", "explaining": "0.10"}
CHUNK = 500  # interviews that are written at a time
OTHER_SPECS = 20  # that recruiters look at beside the one of this run: those with most interviews
REPORTS = 400


@dataclass(frozen=True)
class Scene:
    spec: JobSpec
    owner: User
    recruiters: list[User]
    sights: Sights


def make_scene(*, recruiters: int, batch: int) -> Scene:
    """A new spec with `batch` completed interviews that are not graded, and recruiters who may see it and the largest others."""
    OrganisationFactory.create()
    run, password = secrets.token_hex(4), make_password(PASSWORD)
    users = User.objects.bulk_create(
        User(email=f"recruiter{number}-{run}@example.com", name=f"Recruiter {number}", password=password)
        for number in range(max(1, recruiters))
    )
    others = list(JobSpec.objects.filter(rollup__interviews__gt=0).order_by("-rollup__interviews")[:OTHER_SPECS])
    spec = make_spec(by=users[0], weights=WEIGHTS, title=f"Load {run}")
    for seen in [spec, *others]:
        Membership.objects.bulk_create(
            (Membership(job_spec=seen, user=user, role=Role.EDITOR) for user in users), ignore_conflicts=True
        )
        show_scores(seen, *users)
    completed = list(completed_interviews(spec, users[0], batch, run))
    return Scene(spec, users[0], users, _sights(spec, others, completed))


def _sights(spec: JobSpec, others: list[JobSpec], completed: list[UUID]) -> Sights:
    graded = CurrentEvaluation.objects.filter(interview__job_spec__in=others).values_list("interview", flat=True)
    reports = [*completed[:REPORTS], *graded[:REPORTS]]
    return Sights(
        lists=[reverse("jobspecs:list")],
        specs=[reverse("jobspecs:spec", args=[one.pk]) for one in [spec] * (len(others) or 1) + others],
        reports=[reverse("scoring:report", args=[pk]) for pk in reports] or [reverse("jobspecs:list")],
    )


# --- completed interviews, many at a time -------------------------------------------------------------------------
def completed_interviews(spec: JobSpec, by: User, count: int, run: str) -> Iterator[UUID]:
    """Interviews as they are after handing in, with texts of all questions; nothing is ordered for them."""
    chance = random.Random(run)
    for first in range(0, count, CHUNK):
        yield from _completed(spec, by, [f"{run}-{number}" for number in range(first, min(first + CHUNK, count))], chance)
    want_rollup(spec_id=spec.pk)


@transaction.atomic
def _completed(spec: JobSpec, by: User, names: list[str], chance: random.Random) -> list[UUID]:
    assert spec.current_version
    now, questions, rubric = timezone.now(), list(questions_of(spec)), spec.current_version.rubric
    people = Candidate.objects.bulk_create(Candidate(name=f"Ready {name}", email=f"ready-{name}@example.com") for name in names)
    invitations = Invitation.objects.bulk_create(
        Invitation(job_spec=spec, candidate=person, invited_by=by, expires_at=now + timedelta(days=30)) for person in people
    )
    interviews = Interview.objects.bulk_create(
        Interview(
            invitation=invitation,
            job_spec=spec,
            candidate_id=invitation.candidate_id,
            rubric=rubric,
            consent_hash=CONSENT,
            declared_at=now,
            state=InterviewState.SUBMITTED,
            submitted_at=now,
        )
        for invitation in invitations
    )
    asked = Asked.objects.bulk_create(
        Asked(
            interview=interview,
            revision=question.current_revision,
            question=question,
            competency_id=question.competency_id,
            round_position=question.round.position,
            position=position,
        )
        for interview in interviews
        for position, question in enumerate(questions, start=1)
    )
    answers = Answer.objects.bulk_create(Answer(asked=one, passed_at=now, saved_at=now) for one in asked)
    AnswerRevision.objects.bulk_create(
        AnswerRevision(answer=answer, number=1, kind=RevisionKind.TYPED, text=" ".join(chance.choices(WORDS, k=6)))
        for answer in answers
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE interviews_answer a SET current_revision_id = r.id FROM interviews_answerrevision r "
            "WHERE r.answer_id = a.id AND a.id = ANY(%s)",
            [[answer.pk for answer in answers]],
        )
    return [interview.pk for interview in interviews]


# --- links --------------------------------------------------------------------------------------------------------
def links(scene: Scene, what: str, count: int) -> list[Link]:
    """Private links of people who are invited now; `what` is part of their addresses."""
    people = [Person(f"{what} {number}", f"{what}-{number}-{scene.owner.pk.hex[-8:]}@example.com") for number in range(count)]
    found: list[Invitation] = []
    for first in range(0, count, CHUNK):
        found += invite(job_spec=scene.spec, people=people[first : first + CHUNK], by=scene.owner).new
    return [Link(invitation.pk, f"/i/{link_token(invitation)}/") for invitation in found]


def ready_to_speak(found: Iterable[Link]) -> list[Link]:
    """The same, who have answered Round 01 and agreed to be recorded."""
    ready = list(found)
    for link in ready:
        invitation = Invitation.objects.select_related("candidate", "job_spec").get(pk=link.invitation)
        interview = begin(invitation=invitation, consent_hash=CONSENT, by=invitation.candidate)
        declare(interview=interview, said={}, go_on=True, by=invitation.candidate)
        go_to_part_two(interview)
    return ready


def recordings(count: int, seconds: int) -> list[tuple[bytes, int]]:
    """WebM with Opus, each of another voice, about so long; a rustling where nothing on this machine can speak."""
    if shutil.which("espeak-ng") is None:
        return [(webm(float(seconds), seed=number), seconds) for number in range(count)]
    spoken = []
    for number in range(count):
        text = " ".join(random.Random(number).choices(WORDS, k=max(1, seconds // 6)))
        samples = voice(text)
        spoken.append((chromium(samples), max(2, len(samples) // 16_000)))
    return spoken
