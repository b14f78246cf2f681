"""Cal's prompts as files: ordered when they are published, by workers, never for ever."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from config.work import WorkState
from interviews.models import SpokenPrompt
from interviews.operations.speaking import order_prompts, speak
from interviews.queries.recordings import prompt_audio
from interviews.speech.base import SpeechUnavailable, SpokenAudio
from interviews.tasks import sweep
from jobspecs.models import JobSpec, Question
from jobspecs.operations.questions import (
    add_question,
    move_question,
    reinstate_wording,
    restore_question,
    retire_question,
    reword_question,
)
from jobspecs.operations.specs import archive_spec, restore_spec
from jobspecs.signals import questions_changed
from tests.factories import UserFactory, make_spec
from tests.interviews.voice_engines import Script, scripted

pytestmark = pytest.mark.django_db


@pytest.fixture
def engine(tmp_path: Path, settings: Any) -> Iterator[Script]:
    settings.MEDIA_ROOT = tmp_path
    with scripted() as script:
        yield script


def prompts(spec: JobSpec) -> list[Question]:
    return list(Question.objects.filter(round__job_spec=spec, round__position=2, retired_at__isnull=True).order_by("position"))


def ordered(spec: JobSpec) -> list[str]:
    rows = SpokenPrompt.objects.filter(revision__question__round__job_spec=spec)
    return sorted(rows.values_list("revision__text", flat=True))


def run(prompt: SpokenPrompt) -> bool:
    past = timezone.now() - timedelta(minutes=5)
    SpokenPrompt.objects.filter(pk=prompt.pk).update(due_at=past)
    SpokenPrompt.objects.filter(pk=prompt.pk, state=WorkState.RUNNING).update(lease_until=past)
    done = speak(prompt_id=prompt.pk)
    prompt.refresh_from_db()
    return done


class TestOrdering:
    def test_publishing_a_spec_orders_its_prompts_of_round_02(self, engine: Script) -> None:
        spec = make_spec()
        assert ordered(spec) == [
            f"Round 2, number {n}: describe a case of {key}."
            for n, key in zip((1, 2, 3, 4), ("planning", "listening", "repairing", "planning"), strict=True)
        ]
        assert order_prompts(job_spec=spec) == 0

    def test_another_wording_is_another_order(self, engine: Script) -> None:
        spec = make_spec()
        question, by = prompts(spec)[0], UserFactory.create()
        reword_question(question=question, base=1, text="Tell me of a plan.", probes=[], competency=None, by=by)
        assert "Tell me of a plan." in ordered(spec)
        assert len(ordered(spec)) == 5
        reinstate_wording(question=question, number=1, by=by)
        assert len(ordered(spec)) == 6  # the earlier words as a wording of their own

    def test_a_question_that_comes_is_ordered_and_one_of_round_01_is_not(self, engine: Script) -> None:
        spec = make_spec()
        by = UserFactory.create()
        for round_ in spec.rounds.all():
            add_question(round_=round_, competency=spec.competencies.first(), text=f"New in {round_.position}", probes=[], by=by)  # type: ignore[arg-type]
        assert "New in 2" in ordered(spec)
        assert "New in 1" not in ordered(spec)

    def test_where_nothing_speaks_nothing_waits(self, engine: Script) -> None:
        with scripted(speaking=False):
            assert ordered(make_spec()) == []
            assert order_prompts() == 0

    def test_where_round_02_is_typed_nothing_is_ordered(self, engine: Script, settings: Any) -> None:
        settings.ROUND_02 = "typed"
        assert ordered(make_spec()) == []

    def test_the_sweeper_orders_what_was_there_before_there_was_a_voice(self, engine: Script) -> None:
        with scripted(speaking=False):
            spec, archived = make_spec(), make_spec()
            archive_spec(job_spec=archived, by=UserFactory.create())
        sweep()
        assert len(ordered(spec)) == 4
        assert ordered(archived) == []
        restore_spec(job_spec=archived, by=UserFactory.create())
        assert len(ordered(archived)) == 4

    def test_the_sweeper_finds_nothing_in_few_queries(self, engine: Script, django_assert_max_num_queries: Any) -> None:
        for _ in range(3):
            make_spec()
        with django_assert_max_num_queries(3):  # one, within a transaction of its own
            assert order_prompts() == 0


def test_all_that_changes_what_is_asked_says_so(engine: Script) -> None:
    told: list[JobSpec] = []

    def listen(job_spec: JobSpec, **_: Any) -> None:
        told.append(job_spec)

    questions_changed.connect(listen)
    try:
        spec, by = make_spec(), UserFactory.create()
        assert told == [spec]
        first, second = prompts(spec)[:2]
        told.clear()
        reword_question(question=first, base=1, text="Other words.", probes=[], competency=None, by=by)
        reword_question(question=first, base=2, text="Other words.", probes=[], competency=None, by=by)  # changes nothing
        reinstate_wording(question=first, number=1, by=by)
        move_question(question=second, up=True, by=by)
        move_question(question=second, up=True, by=by)  # is the first by now
        retire_question(question=second, by=by)
        retire_question(question=second, by=by)
        restore_question(question=second, by=by)
        restore_question(question=second, by=by)
        assert told == [spec] * 5
    finally:
        questions_changed.disconnect(listen)


class TestSpeaking:
    def test_makes_a_file_that_browsers_play(self, engine: Script, tmp_path: Path) -> None:
        spec = make_spec()
        prompt = SpokenPrompt.objects.get(revision=prompts(spec)[0].current_revision)
        assert prompt_audio([prompt.revision_id]) == {}
        assert run(prompt)
        assert engine.spoken == [("Round 2, number 1: describe a case of planning.", "en")]
        assert (prompt.media_type, prompt.engine, prompt.voice) == ("audio/mpeg", "scripted", "v1")
        assert float(prompt.seconds or 0) == pytest.approx(0.5, abs=0.1)
        assert prompt.file.name == f"prompts/{prompt.pk}.mp3"
        assert (tmp_path / prompt.file.name).read_bytes()[:2] in (b"\xff\xfb", b"\xff\xf3", b"ID")
        assert prompt_audio([prompt.revision_id]) == {prompt.revision_id: prompt}
        assert not run(prompt)

    def test_mp3_is_taken_as_it_is(self, engine: Script) -> None:
        engine.says = lambda _text: SpokenAudio(b"an mp3", "audio/mpeg", 2.0)
        make_spec()
        prompt = SpokenPrompt.objects.all()[0]
        assert run(prompt)
        with prompt.file.open() as file:
            assert file.read() == b"an mp3"

    def test_a_voice_that_is_away_is_waited_for(self, engine: Script) -> None:
        def away(_text: str) -> SpokenAudio:
            raise SpeechUnavailable("no answer")

        engine.says = away
        make_spec()
        prompt = SpokenPrompt.objects.all()[0]
        for _ in range(4):
            assert not run(prompt)
        assert (prompt.state, prompt.attempts) == (WorkState.QUEUED, 0)
        assert "no answer" in prompt.error

    def test_a_language_that_it_does_not_speak_stops_at_once(self, engine: Script) -> None:
        spec = make_spec(language="fi")
        prompt = SpokenPrompt.objects.filter(revision__question__round__job_spec=spec)[0]
        assert not run(prompt)
        assert (prompt.state, prompt.attempts) == (WorkState.FAILED, 1)
        assert "No voice for fi" in prompt.error

    def test_a_storage_that_fails_is_tried_again(self, engine: Script, monkeypatch: pytest.MonkeyPatch) -> None:
        def away(*_args: Any) -> str:
            raise OSError("away")

        make_spec()
        prompt = SpokenPrompt.objects.all()[0]
        with monkeypatch.context() as patch:
            patch.setattr(default_storage, "save", away)
            assert not run(prompt)
        assert prompt.state == WorkState.QUEUED
        assert run(prompt)

    def test_a_worker_without_a_voice_says_so_and_stops(self, engine: Script) -> None:
        make_spec()
        prompt = SpokenPrompt.objects.all()[0]
        with scripted(speaking=False):
            assert not run(prompt)
        assert prompt.state == WorkState.FAILED
        assert "Nothing is set up" in prompt.error
