"""Begin, write, go on, hand in: each of them twice, late, and from two tabs."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from interviews import signals
from interviews.choices import InterviewState
from interviews.models import Answer, AnswerRevision, Asked, Interview, Invitation
from interviews.operations.answering import (
    AlreadyGiven,
    NothingToAsk,
    NotOpen,
    NotRunning,
    Save,
    SavedElsewhere,
    TooLong,
    TooManyWords,
    Unanswered,
    begin,
    pass_question,
    save_draft,
    submit,
    text_of,
)
from interviews.operations.endings import withdraw
from interviews.operations.invitations import cancel_invitation
from interviews.texts import MOST_LETTERS
from jobspecs.choices import Origin
from jobspecs.models import Question
from jobspecs.operations.specs import revise
from jobspecs.questions.base import Guide, WrittenQuestion
from tests.factories import make_spec
from tests.factories.interviews import CONSENT, make_interview, make_invitation

pytestmark = pytest.mark.django_db


def draft(interview: Interview, text: str, position: int = 1, **save: Any) -> Answer:
    return save_draft(interview=interview, position=position, save=Save(text, **save), by=interview.candidate)


def go_on(interview: Interview, text: str, position: int = 1, *, without_answer: bool = False, **save: Any) -> Answer:
    sent = Save(text, **({"insist": True} | save))
    return pass_question(interview=interview, position=position, save=sent, by=interview.candidate, without_answer=without_answer)


def hand_in(interview: Interview, *left_unanswered: int) -> Interview:
    return submit(interview=interview, left_unanswered=left_unanswered, by=interview.candidate)


def revisions(interview: Interview) -> list[str]:
    rows = AnswerRevision.objects.filter(answer__asked__interview=interview)
    return list(rows.order_by("answer__asked__position", "number").values_list("text", flat=True))


class TestBegin:
    def test_asks_both_rounds_in_order(self) -> None:
        interview = make_interview()
        asked = list(interview.asked.values_list("position", "round_position"))
        assert asked == [(1, 1), (2, 1), (3, 1), (4, 2), (5, 2), (6, 2), (7, 2)]
        assert Answer.objects.filter(asked__interview=interview, draft="").count() == 7

    def test_remembers_rubric_and_consent(self) -> None:
        spec = make_spec()
        interview = make_interview(spec)
        assert interview.rubric == spec.versions.get().rubric
        assert interview.consent_hash == CONSENT

    def test_twice_is_the_same_interview(self) -> None:
        invitation = make_invitation()
        first = begin(invitation=invitation, consent_hash=CONSENT, by=invitation.candidate)
        assert begin(invitation=invitation, consent_hash="d0" * 32, by=invitation.candidate) == first
        assert Asked.objects.count() == 7

    def test_keeps_the_wording_when_a_question_is_changed(self) -> None:
        spec = make_spec()
        interview = make_interview(spec)
        question = Question.objects.get(round__job_spec=spec, round__position=1, position=1)
        old = question.current_revision
        words = WrittenQuestion(question.competency.key, "Another wording?", guide=Guide("s", "a", "w"), probes=())
        revise(question=question, written=words, origin=Origin.ENGINE, by=None)
        assert interview.asked.get(position=1).revision == old

    def test_is_refused_after_cancelling(self) -> None:
        invitation = make_invitation()
        cancel_invitation(invitation=invitation, by=invitation.invited_by)
        with pytest.raises(NotOpen):
            begin(invitation=invitation, consent_hash=CONSENT, by=invitation.candidate)

    def test_is_refused_after_the_link_expired(self) -> None:
        invitation = make_invitation()
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        with pytest.raises(NotOpen):
            begin(invitation=invitation, consent_hash=CONSENT, by=invitation.candidate)

    def test_on_the_last_evening_leaves_a_day_to_finish(self) -> None:
        invitation = make_invitation()
        Invitation.objects.update(expires_at=timezone.now() + timedelta(minutes=5))
        begin(invitation=invitation, consent_hash=CONSENT, by=invitation.candidate)
        invitation.refresh_from_db()
        assert timedelta(hours=23) < invitation.expires_at - timezone.now() <= timedelta(days=1)

    def test_without_questions_says_so(self) -> None:
        invitation = make_invitation()
        Question.objects.update(position=None, retired_at=timezone.now())
        with pytest.raises(NothingToAsk):
            begin(invitation=invitation, consent_hash=CONSENT, by=invitation.candidate)
        assert not Interview.objects.exists()

    def test_is_told_once(self) -> None:
        heard = []

        def listen(interview: Interview, **_: Any) -> None:
            heard.append(interview)

        invitation = make_invitation()
        signals.begun.connect(listen)
        try:
            for _time in range(2):
                begin(invitation=invitation, consent_hash=CONSENT, by=invitation.candidate)
        finally:
            signals.begun.disconnect(listen)
        assert len(heard) == 1


class TestDraft:
    def test_is_kept_as_typed(self) -> None:
        interview = make_interview()
        answer = draft(interview, "  Two lines,\r\nwith  spaces. \x00", page="a", turn=1)
        assert answer.draft == "  Two lines,\nwith  spaces. "
        assert answer.saved_at is not None
        assert revisions(interview) == []

    def test_one_tab_saves_again_and_again(self) -> None:
        interview = make_interview()
        for turn, text in enumerate(["I", "I me", "I mend"], start=1):
            draft(interview, text, page="a", base=0, turn=turn)
        assert Answer.objects.get(asked__interview=interview, asked__position=1).draft == "I mend"

    def test_what_arrives_late_from_the_same_tab_changes_nothing(self) -> None:
        interview = make_interview()
        draft(interview, "newer", page="a", turn=5)
        answer = draft(interview, "older", page="a", turn=4)
        assert answer.draft == "newer"

    def test_an_older_tab_is_told_and_overwrites_nothing(self) -> None:
        interview = make_interview()
        draft(interview, "from the phone", page="phone", turn=1)
        with pytest.raises(SavedElsewhere) as told:
            draft(interview, "from the desk", page="desk", base=0, turn=1)
        assert told.value.text == "from the phone"
        assert Answer.objects.get(asked__interview=interview, asked__position=1).draft == "from the phone"

    def test_an_older_tab_with_the_same_text_is_not_bothered(self) -> None:
        interview = make_interview()
        draft(interview, "same", page="phone", turn=1)
        assert draft(interview, "same", page="desk", turn=1).draft == "same"

    def test_who_insists_overwrites_and_the_other_tab_is_told(self) -> None:
        interview = make_interview()
        draft(interview, "phone", page="phone", turn=1)
        draft(interview, "desk", page="desk", turn=1, insist=True)
        with pytest.raises(SavedElsewhere):
            draft(interview, "phone, more", page="phone", turn=2)

    def test_a_tab_that_was_loaded_later_goes_on(self) -> None:
        interview = make_interview()
        number = draft(interview, "phone", page="phone", turn=3).save_number
        assert draft(interview, "phone and desk", page="desk", base=number, turn=number + 1).draft == "phone and desk"

    def test_fifty_thousand_letters_are_the_end(self) -> None:
        interview = make_interview()
        draft(interview, "x" * MOST_LETTERS, page="a", turn=1)
        with pytest.raises(TooLong):
            draft(interview, "y" * (MOST_LETTERS + 1), page="a", turn=2)
        assert Answer.objects.get(asked__interview=interview, asked__position=1).draft[0] == "x"

    def test_is_refused_when_the_interview_is_over(self) -> None:
        interview = make_interview(submitted=True)
        with pytest.raises(NotRunning):
            draft(interview, "too late", page="a", turn=1)


class TestPass:
    def test_makes_a_revision(self) -> None:
        interview = make_interview()
        answer = go_on(interview, "I mended it.")
        assert text_of(answer) == "I mended it."
        assert revisions(interview) == ["I mended it."]
        assert answer.draft == ""
        assert answer.passed_at is not None

    def test_twice_is_one_revision(self) -> None:
        interview = make_interview()
        for _time in range(2):
            go_on(interview, "I mended it.", page="a", turn=1, insist=False)
        assert revisions(interview) == ["I mended it."]

    def test_a_late_draft_does_not_undo_it(self) -> None:
        interview = make_interview()
        go_on(interview, "whole sentence", page="a", turn=3, insist=False)
        draft(interview, "whole sent", page="a", turn=2)
        assert text_of(Answer.objects.get(asked__interview=interview, asked__position=1)) == "whole sentence"

    def test_changed_later_is_a_second_revision_and_the_first_stays(self) -> None:
        interview = make_interview(answers={1: "first", 2: "other"})
        go_on(interview, "second")
        assert revisions(interview) == ["first", "second", "other"]

    def test_same_words_again_are_the_same_revision(self) -> None:
        interview = make_interview(answers={1: "first"})
        draft(interview, "first, no", insist=True)
        go_on(interview, "first")
        assert revisions(interview) == ["first"]

    def test_without_words_asks_first(self) -> None:
        interview = make_interview()
        with pytest.raises(Unanswered):
            go_on(interview, "  \n ")
        assert go_on(interview, "  \n ", without_answer=True).passed_at is not None
        assert revisions(interview) == []

    def test_too_many_words_are_saved_but_not_passed(self) -> None:
        interview = make_interview()
        with pytest.raises(TooManyWords) as told:
            go_on(interview, "word " * 601)
        assert told.value.lengths[1].over == 1
        answer = Answer.objects.get(asked__interview=interview, asked__position=1)
        assert answer.draft == "word " * 601
        assert answer.passed_at is None

    def test_six_hundred_words_pass(self) -> None:
        assert go_on(make_interview(), "word " * 600).passed_at is not None

    def test_what_cal_has_heard_is_given(self) -> None:
        interview = make_interview(answers=dict.fromkeys(range(1, 5), "answer"))
        with pytest.raises(AlreadyGiven):
            go_on(interview, "better answer", position=4)
        go_on(interview, "better answer", position=3)


class TestSubmit:
    def test_seals_what_is_still_a_draft(self) -> None:
        interview = make_interview(answers={n: f"answer {n}" for n in range(1, 7)})
        draft(interview, "answer 7", position=7)
        assert hand_in(interview).state == InterviewState.SUBMITTED
        assert revisions(interview) == [f"answer {n}" for n in range(1, 8)]

    def test_names_what_is_unanswered_and_takes_it_when_that_was_said(self) -> None:
        interview = make_interview(answers={1: "one", 2: "two"})
        with pytest.raises(Unanswered) as told:
            hand_in(interview, 3)
        assert told.value.positions == [3, 4, 5, 6, 7]
        assert hand_in(interview, 3, 4, 5, 6, 7).state == InterviewState.SUBMITTED

    def test_twice_is_once(self) -> None:
        interview = make_interview(answers={1: "one"}, submitted=True)
        at = interview.submitted_at
        assert hand_in(interview).submitted_at == at

    def test_refuses_an_answer_that_is_too_long(self) -> None:
        interview = make_interview(answers=dict.fromkeys(range(1, 8), "answer"))
        draft(interview, "word " * 700, insist=True)
        with pytest.raises(TooManyWords) as told:
            hand_in(interview)
        assert list(told.value.lengths) == [1]

    def test_is_refused_after_withdrawing(self) -> None:
        interview = make_interview()
        withdraw(interview=interview, by=interview.candidate)
        with pytest.raises(NotRunning):
            hand_in(interview, *range(1, 8))


def at_once(times: int, work: Callable[[], Any]) -> list[Any]:
    """What the same work gives when it is done in several threads at the same moment, each with its own connection."""
    barrier = threading.Barrier(times)
    results: list[Any] = []

    def run() -> None:
        try:
            barrier.wait(timeout=10)
            results.append(work())
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results


@pytest.mark.django_db(transaction=True)
class TestRaces:
    def test_two_tabs_begin_one_interview(self) -> None:
        invitation = make_invitation()
        results = at_once(2, lambda: begin(invitation=invitation, consent_hash=CONSENT, by=invitation.candidate))
        assert len({interview.pk for interview in results}) == 1
        assert Interview.objects.count() == 1
        assert Asked.objects.count() == 7

    def test_two_tabs_hand_in_once(self) -> None:
        heard = []

        def listen(interview: Interview, **_: Any) -> None:
            heard.append(interview)

        interview = make_interview(answers=dict.fromkeys(range(1, 7), "answer"))
        draft(interview, "last", position=7)
        signals.submitted.connect(listen)
        try:
            results = at_once(2, lambda: hand_in(interview))
        finally:
            signals.submitted.disconnect(listen)
        assert [result.state for result in results] == [InterviewState.SUBMITTED] * 2
        assert len(heard) == 1
        assert revisions(interview) == ["answer"] * 6 + ["last"]

    def test_two_clicks_on_next_make_one_revision(self) -> None:
        interview = make_interview()
        results = at_once(2, lambda: go_on(interview, "once", page="a", turn=1, insist=False))
        assert [type(result) for result in results] == [Answer, Answer]
        assert revisions(interview) == ["once"]

    def test_two_tabs_that_save_leave_one_text_whole(self) -> None:
        interview = make_interview()
        pages = iter(["phone", "desk"])
        results = at_once(2, lambda: (lambda page: draft(interview, f"from the {page}", page=page, turn=1))(next(pages)))
        told = [result for result in results if isinstance(result, SavedElsewhere)]
        stored = Answer.objects.get(asked__interview=interview, asked__position=1).draft
        assert len(told) == 1
        assert told[0].text == stored


def test_what_tests_make_at_once_is_what_going_on_makes_one_after_the_other() -> None:
    """The texts of both rounds, one that is stored in another form, one of white space, one not at all."""
    texts = {1: "First.\r\nThen a cafe\u0301.", 2: " \n ", 4: "Typed.", 7: ""}
    spec = make_spec()
    stepwise, at_once = make_interview(spec), make_interview(spec, answers=texts)
    for position, text in texts.items():
        go_on(stepwise, text, position, without_answer=not text.strip())
    assert everything_of(at_once) == everything_of(stepwise)
    with pytest.raises(AssertionError, match="No page"):
        make_interview(spec, answers={1: "word " * 2_000})


def everything_of(interview: Interview) -> list[dict[str, Any]]:
    """All columns of answers and their revisions but numbers of rows; of times, whether they are there."""
    answers = Answer.objects.filter(asked__interview=interview).order_by("asked__position")
    revisions = AnswerRevision.objects.filter(answer__in=answers).order_by("answer__asked__position", "number")
    current = answers.filter(current_revision__isnull=False).values_list("current_revision", flat=True)
    assert [str(row) for row in current] == [str(row.pk) for row in revisions]
    rows = [*answers.values(), *revisions.values()]
    assert len(rows) > len(answers)
    return [
        {name: value is not None if name.endswith("_at") else value for name, value in row.items() if not name.endswith("id")}
        for row in rows
    ]
