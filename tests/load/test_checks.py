"""What the load run looks for afterwards is found where it is missing."""

from __future__ import annotations

import random

import pytest

from config.ids import uuid7
from interviews.models import Answer, Piece
from tests.factories.interviews import make_interview
from tests.factories.jobspecs import make_spec
from tests.factories.scoring import make_evaluation
from tests.factories.voices import go_to_part_two, pieces_of, send
from tests.load import checks, people, scene
from tests.load.kept import Kept, SoundKept

pytestmark = pytest.mark.django_db


def test_a_text_that_is_another_than_the_acknowledged_one_is_lost() -> None:
    interview = make_interview(answers={1: "Last week: é,\r\nfour hours."})
    kept = Kept()
    kept.note_text(interview.invitation_id, 1, "Last week: é,\nfour hours.")
    assert checks.texts_lost(kept) == 0
    kept.note_text(interview.invitation_id, 2, "A newer one that never came.")
    assert checks.texts_lost(kept) == 1
    Answer.objects.filter(asked__interview=interview, asked__position=2).update(draft="A newer one that never came")
    assert checks.texts_lost(kept) == 1, "a letter is missing"


def test_a_take_without_one_of_its_acknowledged_pieces_is_lost() -> None:
    interview = make_interview()
    position = go_to_part_two(interview)
    sent = pieces_of(b"some sound that nobody has to decode here", 4)
    send(interview, position, *sent)
    sound = SoundKept({piece.sequence: piece.data for piece in sent})
    kept = Kept(sounds={(interview.invitation_id, position): sound})
    assert checks.sounds_lost(kept) == 0
    sound.is_given = True
    assert checks.sounds_lost(kept) == 1, "it was given as the answer, and is not kept"
    sound.is_given = False
    Piece.objects.filter(sequence=2).delete()
    assert checks.sounds_lost(kept) == 1


def test_a_take_of_which_less_was_heard_was_cut_short() -> None:
    pieces = dict.fromkeys(range(30), b"x")
    takes = {(uuid7(), 4): SoundKept(pieces, ended_seconds=seconds) for seconds in (30.0, 29.2, None)}
    assert checks.takes_cut_short(Kept(sounds=takes)) == 0
    assert checks.takes_cut_short(Kept(sounds=takes | {(uuid7(), 4): SoundKept(pieces, ended_seconds=20.0)})) == 1


def test_completed_interviews_are_such_as_a_batch_grades() -> None:
    spec = make_spec()
    keys = list(scene.completed_interviews(spec, spec.memberships.get().user, 3, "one"))
    assert spec.interviews.filter(pk__in=keys, state="submitted").count() == 3
    from scoring.operations import grading, orders

    run = orders.order_run(job_spec=spec, by=None)
    assert grading.grade_some(run=run) == 3
    assert (checks.gradings_lost(run), checks.done_without_result(run), checks.graded_twice(run)) == (0, 0, 0)
    make_evaluation(spec.interviews.get(pk=keys[0]))
    assert checks.graded_twice(run) == 1


def test_a_recording_is_cut_into_pieces_that_make_the_whole() -> None:
    recording = random.Random(1).randbytes(50_001)
    sent = people.pieces_of(recording, 20, random.Random(2))
    assert b"".join(dict(sent)[number] for number in sorted(dict(sent))) == recording
    assert len(sent) == 22
    assert [number for number, _data in sent] != sorted(number for number, _data in sent)
