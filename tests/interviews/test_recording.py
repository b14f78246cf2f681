"""Pieces, takes, and the one that is kept: in order and out of it, twice, late, from two tabs, too much."""

from __future__ import annotations

import hashlib
import random
from typing import Any

import pytest
from django.conf import settings as project
from django.db import connection
from django.test.utils import CaptureQueriesContext

from interviews.models import Answer, Interview, Piece, Take, Transcription
from interviews.operations.answering import AlreadyGiven, NotRunning, Save, Unanswered, pass_question, save_draft, submit, text_of
from interviews.operations.endings import withdraw
from interviews.operations.recording import (
    MOST_SEGMENTS,
    BadPiece,
    Gaps,
    NoConsent,
    NotEnded,
    NoTriesLeft,
    NotThisPrompt,
    PieceDiffers,
    TooMuch,
    ask_more_time,
    consent_to_recording,
    end_take,
    keep_take,
)
from interviews.queries import asked_of, course_of, invitations_of
from interviews.queries.recordings import SpokenState, segments_of, spoken_state
from interviews.sound.base import BadSound, Flaw
from jobspecs.models import Round
from tests.factories.interviews import make_interview
from tests.factories.voices import agree, first_prompt, go_to_part_two, piece_of, pieces_of, record, send, speak, webm

pytestmark = pytest.mark.django_db


@pytest.fixture
def interview() -> Interview:
    made = make_interview()
    go_to_part_two(made)
    return made


PROMPT = 4


def state(interview: Interview, position: int = PROMPT) -> SpokenState:
    return spoken_state(asked_of(interview)[position - 1])


def end(interview: Interview, *segments: int, take: int = 1, position: int = PROMPT) -> Take:
    return end_take(interview=interview, position=position, take=take, segments=segments, by=interview.candidate)


def keep(interview: Interview, take: int = 1, position: int = PROMPT) -> Answer:
    return keep_take(interview=interview, position=position, take=take, by=interview.candidate)


class TestPieces:
    def test_make_up_the_file_in_any_order_and_twice(self, interview: Interview) -> None:
        pieces = pieces_of(webm(), 5) + pieces_of(webm(), 5)
        random.Random(4).shuffle(pieces)
        send(interview, PROMPT, *pieces)
        assert segments_of(Take.objects.get()) == [webm()]
        assert Piece.objects.count() == 5

    def test_know_what_the_browser_called_them_and_no_more_than_that(self, interview: Interview) -> None:
        send(interview, PROMPT, piece_of(b"one", media_type="audio/webm\r\nX: \x00é" + "y" * 100))
        piece = Piece.objects.get()
        assert piece.media_type == "audio/webmX: " + "y" * 47
        assert (piece.size, piece.sha256) == (3, hashlib.sha256(b"one").hexdigest())

    def test_another_one_under_the_same_name_is_refused_and_the_first_stays(self, interview: Interview) -> None:
        send(interview, PROMPT, piece_of(b"one"))
        with pytest.raises(PieceDiffers):
            send(interview, PROMPT, piece_of(b"two"))
        assert bytes(Piece.objects.get().data) == b"one"

    @pytest.mark.parametrize(
        "changes",
        [
            {"take": 0},
            {"take": 2},
            {"take": 10**9},
            {"segment": -1},
            {"segment": MOST_SEGMENTS},
            {"sequence": -1},
            {"sequence": 20_000},
            {"sha256": "ab" * 32},
            {"sha256": hashlib.sha256(b"one").hexdigest().upper()},
            {"sha256": "x' OR 1=1"},
            {"data": b""},
        ],
    )
    def test_that_no_page_sends_are_refused(self, interview: Interview, changes: dict[str, Any]) -> None:
        with pytest.raises(BadPiece):
            send(interview, PROMPT, piece_of(changes.pop("data", b"one"), **changes))
        assert not Take.objects.exists()

    def test_need_consent(self) -> None:
        interview = make_interview(answers={1: "a", 2: "b", 3: "c"})
        with pytest.raises(NoConsent):
            send(interview, PROMPT, piece_of(b"one"))

    def test_are_for_the_prompt_that_is_open_alone(self, interview: Interview) -> None:
        for position in (1, 5, 7, 99):
            with pytest.raises(NotThisPrompt):
                send(interview, position, piece_of(b"one"))
        assert not Take.objects.exists()

    def test_are_not_taken_before_round_01_is_passed(self) -> None:
        interview = agree(make_interview(answers={1: "a"}))
        with pytest.raises(NotThisPrompt):
            send(interview, PROMPT, piece_of(b"one"))

    def test_come_too_late_for_what_is_given_or_over(self, interview: Interview) -> None:
        speak(interview, PROMPT)
        with pytest.raises(AlreadyGiven):
            send(interview, PROMPT, piece_of(b"one"))
        withdraw(interview=interview, by=interview.candidate)
        with pytest.raises(NotRunning):
            send(interview, PROMPT + 1, piece_of(b"one"))

    def test_have_a_size_each_take_and_each_interview(self, interview: Interview, settings: Any) -> None:
        settings.VOICE_PIECE_BYTES, settings.VOICE_TAKE_BYTES, settings.VOICE_INTERVIEW_BYTES = 10, 25, 40
        with pytest.raises(TooMuch) as piece:
            send(interview, PROMPT, piece_of(b"x" * 11))
        send(interview, PROMPT, *(piece_of(b"x" * 10, sequence=n) for n in range(2)))
        with pytest.raises(TooMuch, match="an answer can be") as take:
            send(interview, PROMPT, piece_of(b"x" * 6, sequence=2))
        send(interview, PROMPT, piece_of(b"x" * 5, sequence=2))
        send(interview, PROMPT, piece_of(b"x" * 10, take=2))
        with pytest.raises(TooMuch, match="an interview can be"):
            send(interview, PROMPT, piece_of(b"x" * 6, take=2, sequence=1))
        send(interview, PROMPT, piece_of(b"x" * 10, sequence=1))  # what is here already is no more
        assert piece.value.kind == take.value.kind == "too_big"

    def test_are_bounded_in_number(self, interview: Interview, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("interviews.operations.recording.MOST_PIECES", 3)
        send(interview, PROMPT, *(piece_of(b"x", sequence=n) for n in range(3)))
        with pytest.raises(TooMuch) as caught:
            send(interview, PROMPT, piece_of(b"x", segment=1, sequence=0))
        assert caught.value.kind == "too_long"

    def test_cost_few_queries_however_many_there_are(self, interview: Interview) -> None:
        counts = []
        for sequence in (0, 1, 2, 30, 1):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                send(interview, PROMPT, piece_of(str(sequence).encode(), sequence=sequence))
            counts.append(len([q for q in queries.captured_queries if "SAVEPOINT" not in q["sql"]]))
        assert counts == [6, 5, 5, 5, 5]


class TestTakes:
    def test_three_of_them_and_those_without_speech_do_not_count(self, interview: Interview) -> None:
        assert state(interview).tries_left == 3
        record(interview, PROMPT, webm(speech=False))
        assert state(interview).tries_left == 3
        for left in (2, 1, 0):
            record(interview, PROMPT)
            assert state(interview).tries_left == left
        with pytest.raises(NoTriesLeft):
            record(interview, PROMPT)
        assert Take.objects.count() == 4

    def test_that_are_no_sound_do_not_count_either_and_cannot_be_kept(self, interview: Interview) -> None:
        for number, (data, flaw) in enumerate([(b"<html>hello</html>", Flaw.NOT_AUDIO), (webm()[:40], Flaw.BROKEN)], start=1):
            send(interview, PROMPT, piece_of(data, take=number))
            with pytest.raises(BadSound) as caught:
                end(interview, 1, take=number)
            assert caught.value.flaw == flaw
            assert state(interview).tries_left == 3
            with pytest.raises(NotEnded):
                keep(interview, number)
        assert Piece.objects.count() == 2

    def test_follow_each_other(self, interview: Interview) -> None:
        assert (state(interview).take, state(interview).segment) == (1, 0)
        with pytest.raises(BadPiece):
            send(interview, PROMPT, piece_of(b"x", take=2))

    def test_are_measured_at_their_end(self, interview: Interview) -> None:
        take = record(interview, PROMPT)
        assert float(take.seconds or 0) == pytest.approx(3, abs=0.1)
        assert 0.5 < float(take.speech_seconds or 0) <= 3
        shown = state(interview)
        assert shown.ended
        assert (shown.ended.number, shown.ended.heard, shown.take, shown.segment) == (1, True, 2, 0)

    def test_end_twice_as_once(self, interview: Interview, monkeypatch: pytest.MonkeyPatch) -> None:
        first = record(interview, PROMPT)
        monkeypatch.setattr("interviews.operations.recording.measure", None)
        assert end(interview, 3).ended_at == first.ended_at

    def test_do_not_end_while_pieces_are_missing(self, interview: Interview) -> None:
        one, two, three = pieces_of(webm(), 3)
        send(interview, PROMPT, one, three)
        with pytest.raises(Gaps) as caught:
            end(interview, 4, 2)
        assert caught.value.missing == [(0, 1), (0, 3), (1, 0), (1, 1)]
        send(interview, PROMPT, two)
        assert end(interview, 3).ended_at

    def test_of_which_nothing_has_arrived_are_asked_for_whole(self, interview: Interview) -> None:
        with pytest.raises(Gaps) as caught:
            end(interview, 2)
        assert caught.value.missing == [(0, 0), (0, 1)]

    @pytest.mark.parametrize("segments", [(), (0,), (0, 0)])
    def test_of_nothing_are_empty(self, interview: Interview, segments: tuple[int, ...]) -> None:
        with pytest.raises(BadSound) as caught:
            end(interview, *segments)
        assert caught.value.flaw == Flaw.EMPTY

    @pytest.mark.parametrize("segments", [(-1,), (10**9,), (1,) * 51])
    def test_of_impossible_numbers_are_refused(self, interview: Interview, segments: tuple[int, ...]) -> None:
        with pytest.raises(BadPiece):
            end(interview, *segments)

    def test_go_on_in_a_new_segment_after_an_interruption(self, interview: Interview) -> None:
        first, second = webm(2.0), webm(1.5, seed=8)
        send(interview, PROMPT, *pieces_of(first, 3)[:2])  # then the battery is empty: the third is never sent
        shown = state(interview)
        assert (shown.take, shown.segment, shown.seconds_stored) == (1, 1, 2)
        send(interview, PROMPT, *pieces_of(second, 2, segment=1))
        take = end(interview, 2, 2)
        assert 2 < float(take.seconds or 0) < 3.5
        assert segments_of(take)[1] == second

    def test_end_on_another_device_that_knows_nothing_of_what_the_first_did_not_send(self, interview: Interview) -> None:
        one, _lost, three = pieces_of(webm(), 3)
        send(interview, PROMPT, one, three, *pieces_of(webm(1.0), 1, segment=1))
        assert state(interview).newest.counts == (1, 1)  # type: ignore[union-attr]
        take = end(interview, 0, 1)
        assert segments_of(take) == [one.data, webm(1.0)]

    def test_that_have_ended_go_on_until_they_are_kept(self, interview: Interview) -> None:
        before = record(interview, PROMPT)
        send(interview, PROMPT, *pieces_of(webm(2.0), 2, segment=1))
        with pytest.raises(NotEnded):
            keep(interview)
        assert state(interview).ended is None
        after = end(interview, 3, 2)
        assert float(after.seconds or 0) > float(before.seconds or 0) + 1.5
        assert state(interview).tries_left == 2

    def test_that_are_too_long_stay_and_count(self, interview: Interview) -> None:
        Round.objects.update(minutes_each=1)
        long = webm(80.0, speech=False)
        send(interview, PROMPT, piece_of(long))
        with pytest.raises(BadSound) as caught:
            end(interview, 1)
        assert caught.value.flaw == Flaw.TOO_LONG
        assert Take.objects.get().ended_at is None
        assert state(interview).tries_left == 2
        assert ask_more_time(interview=interview, position=PROMPT, by=interview.candidate) == 1
        assert end(interview, 1).ended_at


class TestKeep:
    def test_gives_the_answer_and_orders_its_transcript(self, interview: Interview) -> None:
        record(interview, PROMPT)
        record(interview, PROMPT)
        answer = keep(interview, 2)
        kept = Take.objects.get()
        assert (kept.number, bool(kept.kept_at), bool(answer.passed_at)) == (2, True, True)
        assert set(Piece.objects.values_list("take", flat=True)) == {kept.pk}
        assert Transcription.objects.get().take == kept
        assert course_of(asked_of(interview)).resume().position == PROMPT + 1

    def test_twice_is_once_and_another_is_too_late(self, interview: Interview) -> None:
        record(interview, PROMPT)
        first, second = keep(interview), keep(interview)
        assert first.passed_at == second.passed_at
        assert Transcription.objects.count() == 1
        with pytest.raises(AlreadyGiven):
            keep(interview, 2)

    def test_takes_nothing_that_has_not_ended_or_in_which_nobody_speaks(self, interview: Interview) -> None:
        with pytest.raises(NotEnded):
            keep(interview)
        send(interview, PROMPT, piece_of(b"x"))
        with pytest.raises(NotEnded):
            keep(interview)
        Take.objects.all().update(ended_at=None)
        record(interview, PROMPT, webm(speech=False))
        with pytest.raises(NotEnded):
            keep(interview, 2)
        assert not Transcription.objects.exists()

    def test_drops_what_was_typed_and_not_given(self, interview: Interview) -> None:
        save_draft(interview=interview, position=PROMPT, save=Save("half a thought"), by=interview.candidate)
        record(interview, PROMPT)
        answer = keep(interview)
        assert text_of(Answer.objects.get(pk=answer.pk)) == ""

    def test_counts_as_answered_everywhere(self, interview: Interview) -> None:
        speak(interview, PROMPT)
        steps = course_of(asked_of(interview)).steps
        assert [step.is_answered for step in steps] == [True, True, True, True, False, False, False]
        assert steps[PROMPT - 1].is_begun
        assert state(interview).is_kept
        shown = invitations_of(interview.job_spec).get()
        assert (shown.answered_count, shown.asked_count) == (4, 7)  # type: ignore[attr-defined]  # by invitations_of

    def test_is_not_called_unanswered_at_the_end(self, interview: Interview) -> None:
        speak(interview, PROMPT)
        with pytest.raises(Unanswered) as caught:
            submit(interview=interview, left_unanswered=[], by=interview.candidate)
        assert caught.value.positions == [5, 6, 7]
        done = submit(interview=interview, left_unanswered=[5, 6, 7], by=interview.candidate)
        assert done.submitted_at
        assert Take.objects.filter(kept_at__isnull=False).count() == 1
        assert Answer.objects.get(asked__interview=interview, asked__position=PROMPT).current_revision is None


class TestTyping:
    def type(self, interview: Interview, text: str = "I write it down instead.", **given: Any) -> Answer:
        save = Save(text, insist=True)
        return pass_question(interview=interview, position=PROMPT, save=save, by=interview.candidate, **given)

    def test_instead_deletes_what_was_recorded(self, interview: Interview) -> None:
        record(interview, PROMPT)
        answer = self.type(interview)
        assert answer.current_revision
        assert not Take.objects.exists()
        assert not Piece.objects.exists()

    def test_leaving_it_out_deletes_it_too(self, interview: Interview) -> None:
        record(interview, PROMPT)
        self.type(interview, "", without_answer=True)
        assert not Piece.objects.exists()

    def test_a_draft_deletes_nothing(self, interview: Interview) -> None:
        record(interview, PROMPT)
        save_draft(interview=interview, position=PROMPT, save=Save("half"), by=interview.candidate)
        with pytest.raises(Unanswered):
            self.type(interview, " ")
        assert Take.objects.count() == 1

    def test_comes_too_late_for_what_is_kept(self, interview: Interview) -> None:
        speak(interview, PROMPT)
        with pytest.raises(AlreadyGiven):
            self.type(interview)
        assert Take.objects.count() == 1

    def test_needs_no_consent(self) -> None:
        interview = make_interview(answers={1: "a", 2: "b", 3: "c", 4: "typed"})
        assert Answer.objects.get(asked__interview=interview, asked__position=4).passed_at

    def test_handing_in_deletes_takes_that_were_not_kept(self, interview: Interview) -> None:
        record(interview, PROMPT)
        submit(interview=interview, left_unanswered=range(4, 8), by=interview.candidate)
        assert not Take.objects.exists()
        assert not Piece.objects.exists()


class TestMoreTime:
    def ask(self, interview: Interview, position: int = PROMPT) -> int:
        return ask_more_time(interview=interview, position=position, by=interview.candidate)

    def test_twice_and_not_a_third_time(self, interview: Interview) -> None:
        assert [state(interview).seconds_allowed, state(interview).more_time_left] == [360, 2]
        assert [self.ask(interview) for _ in range(3)] == [1, 2, 2]
        assert [state(interview).seconds_allowed, state(interview).more_time_left] == [720, 0]

    def test_for_the_prompt_that_is_open(self, interview: Interview) -> None:
        for position in (1, 5):
            with pytest.raises(NotThisPrompt):
                self.ask(interview, position)
        assert state(interview, 5).seconds_allowed == 360


def test_consent_is_kept_with_the_words_that_were_agreed_to(interview: Interview) -> None:
    again = consent_to_recording(interview=interview, words_hash="ab" * 32, by=interview.candidate)
    interview.refresh_from_db()
    assert interview.recording_consent_hash == again.recording_consent_hash == "ab" * 32
    withdraw(interview=interview, by=interview.candidate)
    with pytest.raises(NotRunning):
        agree(interview)


def test_first_prompt_is_where_these_tests_think_it_is(interview: Interview) -> None:
    assert first_prompt(interview) == PROMPT
    assert project.VOICE_TRIES == 3
