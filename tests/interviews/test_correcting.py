"""What people make of a transcript: both texts are kept, and whoever changes much is listened to."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from interviews import signals
from interviews.choices import Doubt, RevisionKind
from interviews.models import Answer, AnswerRevision, Interview, Transcript, Transcription
from interviews.operations.answering import NotRunning, SavedElsewhere, TooLong, TooManyWords, Unanswered, submit
from interviews.operations.correcting import (
    NotSpoken,
    TooDifferent,
    TooLate,
    confirm,
    correct,
    correct_own,
    is_correctable,
)
from interviews.operations.endings import withdraw
from interviews.operations.transcribing import transcribe
from interviews.queries.recordings import recordings_of, unheard
from interviews.texts import share_changed
from jobspecs.models import User
from tests.factories import UserFactory
from tests.factories.interviews import make_interview
from tests.factories.voices import go_to_part_two, speak
from tests.interviews.voice_engines import Script, scripted, transcript

pytestmark = pytest.mark.django_db
HEARD = "I planned the weak with the riders and then I asked the shop what it would take to mend all of them by Friday"
PROMPT = 4


@pytest.fixture(autouse=True)
def engine(tmp_path: Path, settings: Any) -> Iterator[Script]:
    settings.MEDIA_ROOT = tmp_path
    with scripted() as script:
        script.hears = lambda _path: transcript(HEARD)
        yield script


@pytest.fixture
def by() -> User:
    return UserFactory.create()


@pytest.fixture
def told() -> Iterator[list[Interview]]:
    heard: list[Interview] = []

    def listen(interview: Interview, **_: Any) -> None:
        heard.append(interview)

    signals.words_changed.connect(listen)
    yield heard
    signals.words_changed.disconnect(listen)


def spoken(*, handed_in: bool = True, written: bool = True) -> Interview:
    interview = make_interview()
    speak(interview, go_to_part_two(interview))
    if handed_in:
        interview = submit(interview=interview, left_unanswered=range(1, 8), by=interview.candidate)
    if written:
        assert transcribe(transcription_id=Transcription.objects.get(take__answer__asked__interview=interview).pk)
    return interview


def answer_of(interview: Interview, position: int = PROMPT) -> Answer:
    return Answer.objects.select_related("current_revision").get(asked__interview=interview, asked__position=position)


def text_of(interview: Interview) -> str:
    revision = answer_of(interview).current_revision
    assert revision
    return revision.text


def own(interview: Interview, text: str, *, base: int = 1, position: int = PROMPT) -> AnswerRevision:
    return correct_own(interview=interview, position=position, text=text, base=base, by=interview.candidate)


class TestByTheTeam:
    def test_both_texts_are_kept(self, by: User, told: list[Interview]) -> None:
        interview = spoken()
        told.clear()
        made = correct(answer=answer_of(interview), text="I planned the week.\r\n", by=by)
        assert (made.kind, made.number, made.text, made.created_by) == (
            RevisionKind.CORRECTED_BY_RECRUITER,
            2,
            "I planned the week.\n",
            by,
        )
        heard = recordings_of(interview)[PROMPT]
        assert heard.heard
        assert heard.heard.text == HEARD
        assert heard.corrected == made
        assert told == [interview]

    def test_whoever_corrects_has_listened(self, by: User, engine: Script) -> None:
        engine.hears = lambda _path: transcript(HEARD, confidence=0.1)
        interview = spoken()
        assert unheard(interview)
        correct(answer=answer_of(interview), text="I planned the week.", by=by)
        assert not unheard(interview)
        assert Transcript.objects.get().checked_by == by

    def test_the_same_text_is_no_other_text_but_a_check(self, by: User) -> None:
        interview = spoken()
        assert correct(answer=answer_of(interview), text=HEARD, by=by).number == 1
        assert Transcript.objects.get().checked_by == by

    def test_what_no_engine_could_write_down_a_person_can(self, by: User, told: list[Interview]) -> None:
        interview = spoken(written=False)
        Transcription.objects.update(state="failed")
        assert [one.why for one in unheard(interview)] == ["stopped"]
        correct(answer=answer_of(interview), text="I heard it myself.", by=by)
        assert not unheard(interview)
        assert told == [interview]

    def test_confirming_says_that_the_words_are_right(self, by: User, engine: Script, told: list[Interview]) -> None:
        engine.hears = lambda _path: transcript(HEARD, confidence=0.1)
        interview = spoken()
        told.clear()
        assert confirm(answer=answer_of(interview), by=by)
        assert not confirm(answer=answer_of(interview), by=by)
        assert not unheard(interview)
        assert told == [interview]
        assert Transcript.objects.get().doubt == Doubt.UNSURE

    def test_refuses_what_makes_no_sense(self, by: User) -> None:
        interview = spoken(written=False)
        with pytest.raises(NotSpoken):
            confirm(answer=answer_of(interview), by=by)
        with pytest.raises(NotSpoken):
            correct(answer=answer_of(interview, 1), text="typed", by=by)
        with pytest.raises(Unanswered):
            correct(answer=answer_of(interview), text=" \n", by=by)
        with pytest.raises(TooLong):
            correct(answer=answer_of(interview), text="x" * 50_001, by=by)
        withdraw(interview=interview, by=by)
        with pytest.raises(NotRunning):
            correct(answer=answer_of(interview), text="words", by=by)


class TestByTheCandidate:
    def test_a_few_wrong_words(self, told: list[Interview]) -> None:
        interview = spoken()
        told.clear()
        made = own(interview, HEARD.replace("weak", "week"))
        assert (made.kind, made.number, made.created_by) == (RevisionKind.CORRECTED_BY_CANDIDATE, 2, None)
        assert "the week with" in text_of(interview)
        assert not unheard(interview)
        assert told == [interview]

    def test_many_words_need_a_listener(self) -> None:
        interview = spoken()
        own(interview, "I led a team of forty engineers and doubled what we earned in a single year")
        assert Transcript.objects.get().doubt == Doubt.REWRITTEN
        assert [one.why for one in unheard(interview)] == ["needs_listener"]

    def test_many_words_in_small_steps_need_one_too(self) -> None:
        interview = spoken()
        words = HEARD.split()
        for number in range(8):
            words[number] = f"new{number}"
            own(interview, " ".join(words), base=number + 1)
        assert Transcript.objects.get().doubt == Doubt.REWRITTEN

    def test_many_words_after_somebody_has_listened_need_them_again(self, by: User) -> None:
        interview = spoken()
        correct(answer=answer_of(interview), text="I planned the week with the riders.", by=by)
        own(interview, "I planned that week with the riders.", base=2)
        assert not unheard(interview)
        own(interview, "I led forty engineers.", base=3)
        assert unheard(interview)
        confirm(answer=answer_of(interview), by=by)
        assert not unheard(interview)

    def test_what_a_person_alone_wrote_down_is_not_rewritten(self, by: User) -> None:
        interview = spoken(written=False)
        correct(answer=answer_of(interview), text="I planned the weak with the riders.", by=by)
        with pytest.raises(TooDifferent):
            own(interview, "I led forty engineers.")
        own(interview, "I planned the week with the riders.")
        assert text_of(interview) == "I planned the week with the riders."

    def test_one_that_knows_less_than_another_tab_overwrites_nothing(self) -> None:
        interview = spoken()
        own(interview, HEARD.replace("weak", "week"))
        with pytest.raises(SavedElsewhere) as caught:
            own(interview, HEARD.replace("weak", "wreck"), base=1)
        assert "week" in caught.value.text
        own(interview, HEARD.replace("weak", "week"), base=1)  # the same once more
        assert AnswerRevision.objects.filter(kind=RevisionKind.CORRECTED_BY_CANDIDATE).count() == 1

    def test_only_for_a_while_and_only_once_handed_in(self, settings: Any) -> None:
        interview = spoken(handed_in=False)
        with pytest.raises(TooLate):
            own(interview, "other words")
        interview = submit(interview=interview, left_unanswered=range(1, 8), by=interview.candidate)
        at = timezone.now() - timedelta(hours=47, minutes=59)
        Interview.objects.update(begun_at=at - timedelta(hours=1), submitted_at=at)
        assert is_correctable(interview)
        Interview.objects.update(submitted_at=at - timedelta(minutes=2))
        assert not is_correctable(interview)
        with pytest.raises(TooLate):
            own(interview, "other words")

    def test_refuses_what_makes_no_sense(self) -> None:
        interview = spoken(written=False)
        for position in (1, PROMPT, 99):
            with pytest.raises(NotSpoken):
                own(interview, "words", position=position)
        interview = spoken()
        with pytest.raises(Unanswered):
            own(interview, "")
        with pytest.raises(TooManyWords):
            own(interview, HEARD + " word" * 200)
        withdraw(interview=interview, by=interview.candidate)
        with pytest.raises(NotRunning):
            own(interview, "words")


@pytest.mark.parametrize(
    ("heard", "wanted", "share"),
    [
        ("one two three four", "one two three four", 0),
        ("one two three four", "One, two: three — four!", 0),
        ("one two three four", "one two tree four", 0.25),
        ("one two three four", "one two three four five", 0.25),
        ("one two three four", "one two", 0.5),
        ("one two three four", "", 1),
        ("", "one two", 2),
        ("", "", 0),
        ("a b c d", "d c b a", 0.75),
    ],
)
def test_how_much_has_changed(heard: str, wanted: str, share: float) -> None:
    assert share_changed(heard, wanted) == share


def test_a_text_that_is_made_to_be_slow_is_compared_in_time() -> None:
    began = time.process_time()
    share_changed("a b " * 10_000, "b c a " * 8_000)
    assert time.process_time() - began < 3
