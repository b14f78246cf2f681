"""What a candidate says gets through to its words, once, whoever is killed or away meanwhile."""

from __future__ import annotations

import hashlib
import json
import time
from contextlib import suppress
from urllib.error import URLError
from urllib.parse import urlencode

import pytest
from django.db.models.functions import Now
from django.urls import reverse

from config.work import WorkState
from interviews.choices import RevisionKind
from interviews.links import link_token
from interviews.models import Answer, AnswerRevision, Interview, Piece, Recording, Transcript, Transcription
from interviews.operations.answering import submit
from interviews.queries.recordings import segments_of
from jobspecs.choices import Role
from jobspecs.models import Membership
from tests.factories.interviews import make_interview
from tests.factories.voices import go_to_part_two, speak, webm
from tests.processes import scenes
from tests.processes.engines import HEARD
from tests.processes.visitor import Answer as Answered
from tests.processes.visitor import Visitor
from tests.processes.waiting import until
from tests.processes.world import World

pytestmark = pytest.mark.processes

WEBM = "audio/webm;codecs=opus"


@pytest.fixture
def interview(world: World) -> Interview:
    """Somebody who has come to the first prompt."""
    made = make_interview(scenes.spec_graded_by("offline"))
    go_to_part_two(made)
    return made


def test_a_worker_killed_while_it_listens_loses_and_doubles_nothing(world: World, interview: Interview) -> None:
    world.notes.set("hold_listening")
    world.have("beat")
    world.have("worker")
    world.have("speech")
    before = len(world.notes.calls("listening"))
    answer = speak(interview, 4)
    until(lambda: len(world.notes.calls("listening")) == before + 1, "the engine listens")
    submit(interview=interview, left_unanswered=[5, 6, 7], by=interview.candidate)

    world.kill("speech")
    assert transcription_of(answer).state == WorkState.RUNNING
    assert not Transcript.objects.filter(recording__answer=answer).exists()
    assert not scenes.is_graded(interview)

    world.notes.unset("hold_listening")
    world.have("speech")
    until(lambda: scenes.is_graded(interview), "another worker has written it down, and it is graded")
    assert_written_down_once(world, answer)
    assert transcription_of(answer).attempts == 2
    assert len(world.notes.calls("listening")) == before + 2
    scenes.assert_graded_exactly_once(interview)


def test_a_storage_that_is_away_keeps_recordings_waiting_and_loses_none(world: World, interview: Interview) -> None:
    world.notes.set("storage_away")
    world.have("beat")
    world.have("speech")
    answer = speak(interview, 4)
    until(lambda: "storage of recordings is away" in transcription_of(answer).error, "it is said what it waits for")
    waiting = transcription_of(answer)
    assert (waiting.state, waiting.attempts) == (WorkState.QUEUED, 0)
    assert "bucket" not in waiting.error
    assert Piece.objects.filter(take__answer=answer).count() == 3

    world.notes.unset("storage_away")
    Transcription.objects.filter(pk=waiting.pk).update(due_at=Now())  # as if a minute had passed
    until(lambda: transcription_of(answer).state == WorkState.DONE, "it is written down")
    assert_written_down_once(world, answer)


def test_a_report_says_that_a_recording_cannot_be_had_for_now(world: World, interview: Interview) -> None:
    world.have("beat")
    world.have("speech")
    world.have("web")
    answer = speak(interview, 4)
    until(lambda: transcription_of(answer).state == WorkState.DONE, "it is written down")
    sound = reverse("interviews:recording", args=[Recording.objects.get(answer=answer).pk])
    submit(interview=interview, left_unanswered=[5, 6, 7], by=interview.candidate)
    member = Visitor(world.port)
    member.sign_in(Membership.objects.get(job_spec=interview.job_spec, role=Role.OWNER).user.email, scenes.PASSWORD)

    world.notes.set("storage_away")
    refused = member.get(sound)
    assert refused.status == 503
    assert "bucket" not in refused.body
    own = Visitor(world.port).get(f"/i/{link_token(interview.invitation)}/done/4/audio/")
    assert (own.status, "It is kept" in own.body) == (503, True)
    world.notes.unset("storage_away")
    assert member.head(sound).status == 200


def test_a_server_killed_while_a_candidate_speaks_has_every_piece_once(world: World, interview: Interview) -> None:
    """The page sends again what it has no answer to: also what was stored, and whose answer was lost."""
    world.have("web")
    link, sound = link_token(interview.invitation), webm(6.0)
    pieces = [sound[at : at + 2000] for at in range(0, len(sound), 2000)]
    candidate = Visitor(world.port)
    assert candidate.get(f"/i/{link}/4/?answer=speaking").status == 200
    for sequence, data in enumerate(pieces[:5]):
        assert candidate.send(piece_path(link, sequence, data), data, WEBM).status == 200
    world.kill("web")
    world.start("web")  # takes a few seconds, in which nobody answers
    for sequence, data in enumerate(pieces[4:], 4):
        assert patiently(candidate, piece_path(link, sequence, data), data).status == 200
    ended = patiently(candidate, f"/i/{link}/4/end/", json.dumps({"take": 1, "segments": [len(pieces)]}).encode())
    assert ended.status == 200, ended.body
    assert json.loads(ended.body)["heard"]
    take = Answer.objects.get(asked__interview=interview, asked__position=4).takes.get()
    assert segments_of(take) == [sound]
    assert take.pieces.count() == len(pieces)


def test_an_answer_kept_while_the_broker_is_away_is_written_down_later(world: World, interview: Interview) -> None:
    world.have("beat")
    world.have("speech")
    world.broker.kill()
    began = time.monotonic()
    answer = speak(interview, 4)
    assert time.monotonic() - began < 30
    world.broker.start()
    until(lambda: transcription_of(answer).state == WorkState.DONE, "it is written down")
    assert_written_down_once(world, answer)


def transcription_of(answer: Answer) -> Transcription:
    return Transcription.objects.get(take__answer=answer)


def assert_written_down_once(world: World, answer: Answer) -> None:
    """One file with its copy, one transcript of one text, which is the answer's; nothing of the pieces is left."""
    recording = Recording.objects.get(answer=answer)
    media = world.folder / "media"
    assert hashlib.sha256((media / str(recording.file)).read_bytes()).hexdigest() == recording.sha256
    assert sorted(file.name for file in (media / "recordings").glob(f"{recording.pk}*")) == [
        f"{recording.pk}",
        f"{recording.pk}-play",
    ]
    transcript = Transcript.objects.get(recording=recording)
    assert AnswerRevision.objects.get(answer=answer, kind=RevisionKind.TRANSCRIBED) == transcript.revision
    answer.refresh_from_db()
    assert answer.current_revision == transcript.revision
    assert transcript.revision.text == HEARD
    assert not Piece.objects.filter(take__answer=answer).exists()


def piece_path(link: str, sequence: int, data: bytes) -> str:
    name = {"take": 1, "segment": 0, "sequence": sequence, "sha256": hashlib.sha256(data).hexdigest()}
    return f"/i/{link}/4/piece/?{urlencode(name)}"


def patiently(candidate: Visitor, path: str, body: bytes) -> Answered:
    """Send it until somebody answers, as the page's queue does."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with suppress(URLError, ConnectionError):
            return candidate.send(path, body, WEBM)
        time.sleep(0.1)
    raise AssertionError("nobody answers")
