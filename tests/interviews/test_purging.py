"""Erasing a candidate: afterwards they are nowhere. Each search is shown to find something before."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from django.test import Client, override_settings
from django.utils import timezone

from interviews import signals
from interviews.links import link_token
from interviews.models import (
    Answer,
    AnswerRevision,
    Candidate,
    CandidateRequest,
    Declaration,
    Erasure,
    Interview,
    Invitation,
    Letter,
    Mail,
    Recording,
    Retake,
)
from interviews.operations.answering import Save, save_draft
from interviews.operations.excluding import exclude
from interviews.operations.identifying import identify
from interviews.operations.invitations import Person, invite
from interviews.operations.purging import OnLegalHold, erase_candidate, hold_candidate, keep_retention
from interviews.operations.recordings import remove_files
from interviews.operations.retakes import offer_retake
from jobspecs.models import JobSpec, MustHave, Organisation
from scoring.choices import Outcome
from scoring.operations.judging import RatingGiven, decide, rate
from tests.factories import UserFactory, make_spec
from tests.factories.interviews import CandidateFactory, make_interview, make_invitation
from tests.factories.scoring import completed, make_evaluation
from tests.interviews.test_answering import at_once
from tests.interviews.whole_database import find_everywhere, text_columns

pytestmark = pytest.mark.django_db
NAME, EMAIL, WORDS, DRAFT = "Zerlina Quastenfloh", "zerlina.q@example.com", "brambleworth gearbox", "half a snorkelquill"
AROUND = "quillfeather licence"


@pytest.fixture
def media(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def make_zerlina() -> Interview:
    """Somebody who leaves traces wherever one can: two interviews, a draft, a recording, mails, the admin's log."""
    candidate = CandidateFactory.create(name=NAME, email=EMAIL)
    interview = make_interview(make_spec(), candidate=candidate, answers={1: WORDS, 2: WORDS + " again"}, submitted=True)
    running = make_interview(make_spec(), candidate=candidate, answers={1: WORDS})
    save_draft(interview=running, position=2, save=Save(DRAFT), by=candidate)
    answer = Answer.objects.get(asked__interview=interview, asked__position=1)
    exclude(answer=answer, reason=f"{NAME} could not be heard", by=UserFactory.create())
    leave_words_around(interview)
    keep_recording(answer)
    kind = ContentType.objects.get_for_model(Candidate)
    LogEntry.objects.create(
        user=UserFactory.create(), content_type=kind, object_id=str(candidate.pk), object_repr=NAME, action_flag=CHANGE
    )
    Mail.objects.create(
        kind="invitation", invitation=running.invitation, link_number=1, state="failed", error=f"550 no such user {EMAIL}"
    )
    return interview


def leave_words_around(interview: Interview) -> None:
    """What is said around the questions: by the candidate, and to them."""
    Declaration.objects.create(interview=interview, must_have=MustHave.objects.earliest("pk"), said="partly", line=AROUND)
    offer_retake(asked=interview.asked.get(position=2), reason=f"{AROUND}, said {NAME}", by=UserFactory.create())
    asked = CandidateRequest.objects.create(interview=interview, kind="correct", text=f"{AROUND} is wrong")
    by = UserFactory.create()
    Letter.objects.create(interview=interview, kind="reply", request=asked, text=f"{NAME}, the {AROUND} is right.", sent_by=by)
    identify(interview=interview, sex="female", race_ethnicity="two_or_more", by=interview.candidate)


def keep_recording(answer: Answer) -> Recording:
    recording = Recording(answer=answer, take=1, media_type="audio/webm", size=5, sha256="ab" * 32)
    recording.file.save("from outside.webm", ContentFile(b"sound"), save=False)
    recording.playable.save("to play.webm", ContentFile(b"to play"), save=False)
    recording.save()
    return recording


def stored_files(folder: Path) -> list[str]:
    return [str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()]


@pytest.mark.django_db(transaction=True)
class TestErase:
    def test_nothing_of_them_is_left_anywhere(self, media: Path, caplog: pytest.LogCaptureFixture) -> None:
        interview = make_zerlina()
        assert {"interviews_candidate.name", "admin_log", "interviews_mail"} <= {
            place if place == "interviews_candidate.name" else place.split(".")[0].replace("django_", "")
            for place in [*find_everywhere(NAME), *find_everywhere(EMAIL)]
        }
        assert find_everywhere(WORDS) == ["interviews_answerrevision.text"]
        assert find_everywhere("snorkelquill") == ["interviews_answer.draft"]
        assert find_everywhere("quillfeather") == [
            f"interviews_{place}" for place in ("candidaterequest.text", "declaration.line", "letter.text", "retake.reason")
        ]
        assert find_everywhere("two_or_more") == ["interviews_selfidentification.race_ethnicity"]
        assert len(stored_files(media)) == 2

        with caplog.at_level(logging.DEBUG):
            erasure = erase_candidate(candidate=interview.candidate, by=UserFactory.create())

        for words in (NAME, "Quastenfloh", EMAIL, WORDS, "brambleworth", "snorkelquill", "quillfeather", "two_or_more"):
            assert find_everywhere(words) == [], words
            assert words not in caplog.text
        assert stored_files(media) == []
        assert erasure.counts["revisions"] == 3
        assert erasure.counts["drafts"] == 1
        assert erasure.counts["recordings"] == 1
        around = ("declarations", "exclusions", "retakes", "requests", "letters")
        assert [erasure.counts[what] for what in around] == [1] * 5
        assert Retake.objects.get().cancelled_at is not None

    def test_nothing_of_them_is_left_after_grading_rating_and_deciding(self, caplog: pytest.LogCaptureFixture) -> None:
        owner = UserFactory.create()
        candidate = CandidateFactory.create(name=NAME, email=EMAIL)
        interview = completed(make_spec(by=owner), {1: f"The {WORDS} slipped, so I mended it."}, candidate=candidate)
        evaluation = make_evaluation(interview)
        grading = evaluation.grading
        rated = interview.asked.get(position=1).competency
        rate(interview=interview, ratings={rated.pk: RatingGiven(4, f"{NAME} was clear")}, by=owner)
        reason = f"{NAME} knows a {WORDS}"
        decide(interview=interview, outcome=Outcome.ADVANCE, reason=reason, seen=evaluation.pk, by=owner)
        assert grading.scores.filter(evidence__isnull=False).exists()
        assert len(find_everywhere(NAME)) >= 3

        with caplog.at_level(logging.DEBUG):
            erase_candidate(candidate=interview.candidate, by=owner)

        for words in (NAME, "Quastenfloh", WORDS, "brambleworth"):
            assert find_everywhere(words) == [], words
            assert words not in caplog.text
        assert not grading.scores.filter(evidence__isnull=False).exists()
        assert grading.scores.filter(score__isnull=False).exists()

    def test_the_search_reads_history_tables_and_json_too(self) -> None:
        tables = {table for table, _column in text_columns()}
        assert {"jobspecs_jobspecevent", "scoring_decisionevent", "django_admin_log", "django_session"} <= tables
        assert ("interviews_erasure", "counts") in text_columns()

    def test_what_happened_when_stays(self) -> None:
        interview = make_zerlina()
        erase_candidate(candidate=interview.candidate, by=UserFactory.create())
        interview.refresh_from_db()
        assert interview.state == "submitted"
        assert interview.submitted_at is not None
        assert AnswerRevision.objects.filter(answer__asked__interview=interview).count() == 2
        candidate = Candidate.objects.get()
        assert candidate.shown_name == "Erased candidate"
        assert candidate.erasures.get().ground == "request"

    def test_closes_what_is_open(self) -> None:
        interview = make_zerlina()
        erase_candidate(candidate=interview.candidate, by=UserFactory.create())
        assert set(Interview.objects.values_list("state", flat=True)) == {"submitted", "withdrawn"}
        assert Invitation.objects.filter(cancelled_at__isnull=True).count() == 1  # the completed one: there is no link to use
        token = link_token(Invitation.objects.get(interview__state="withdrawn"))
        page = Client().get(f"/i/{token}/")
        assert page.status_code == 410
        assert "Your data is deleted" in page.text

    def test_tells_those_above_inside_the_purge(self) -> None:
        heard: list[Any] = []

        def listen(candidate: Candidate, interviews: list[Any], **_: Any) -> None:
            with connection.cursor() as cursor:
                cursor.execute("SELECT current_setting('evenhand.purge', true)")
                heard.append((candidate.name, len(interviews), cursor.fetchone()[0]))

        interview = make_zerlina()
        signals.erased.connect(listen)
        try:
            erase_candidate(candidate=interview.candidate, by=None)
        finally:
            signals.erased.disconnect(listen)
        assert heard == [("", 2, "on")]

    def test_lifts_the_rules_for_itself_alone(self) -> None:
        interview = make_zerlina()
        with transaction.atomic():
            erase_candidate(candidate=interview.candidate, by=None)
            with pytest.raises(IntegrityError), transaction.atomic():
                AnswerRevision.objects.update(text="changed")

    def test_twice_is_once(self) -> None:
        interview = make_zerlina()
        first = erase_candidate(candidate=interview.candidate, by=None)
        assert erase_candidate(candidate=interview.candidate, by=None) == first
        assert Erasure.objects.count() == 1

    def test_of_one_leaves_the_others_alone(self) -> None:
        other = make_interview(answers={1: "other words"})
        erase_candidate(candidate=make_zerlina().candidate, by=None)
        other.refresh_from_db()
        assert other.state == "in_progress"
        assert AnswerRevision.objects.filter(text="other words").exists()

    def test_is_stopped_by_a_legal_hold(self) -> None:
        interview = make_zerlina()
        hold_candidate(candidate=interview.candidate, reason="a claim is pending", by=UserFactory.create())
        with pytest.raises(OnLegalHold, match="a claim is pending"):
            erase_candidate(candidate=interview.candidate, by=None)
        assert find_everywhere(WORDS)
        hold_candidate(candidate=interview.candidate, reason="", by=UserFactory.create())
        erase_candidate(candidate=interview.candidate, by=None)
        assert not find_everywhere(WORDS)

    def test_files_that_the_storage_would_not_give_up_go_with_the_next_sweep(
        self, media: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        interview = make_zerlina()

        def away(*_args: Any) -> None:
            raise OSError("the storage is away")

        with monkeypatch.context() as storage:
            storage.setattr(default_storage, "delete", away)
            erase_candidate(candidate=interview.candidate, by=None)
        assert len(stored_files(media)) == 2
        assert remove_files() == 1
        assert stored_files(media) == []
        assert remove_files() == 0

    def test_inviting_at_the_same_moment_never_joins_an_erased_person(self) -> None:
        candidate = CandidateFactory.create(name=NAME, email=EMAIL)
        invitation = make_invitation(candidate=candidate)
        spec, owner = make_spec(by=invitation.invited_by), invitation.invited_by
        works: list[Callable[[], Any]] = [
            lambda: erase_candidate(candidate=candidate, by=None),
            lambda: invite(job_spec=spec, people=[Person(NAME, EMAIL)], by=owner),
        ]
        results = at_once(2, lambda: works.pop()())
        assert not [result for result in results if isinstance(result, Exception)]
        assert not Invitation.objects.filter(candidate__erased_at__isnull=False, cancelled_at__isnull=True).exists()


class TestRetention:
    def ended(self, days_ago: float, **changes: Any) -> Interview:
        interview = make_interview(answers={1: "one"}, submitted=True)
        at = timezone.now() - timedelta(days=days_ago)
        Interview.objects.filter(pk=interview.pk).update(begun_at=at - timedelta(hours=1), submitted_at=at)
        Candidate.objects.filter(pk=interview.candidate_id).update(**changes)
        return interview

    def test_erases_who_was_kept_long_enough_and_nobody_else(self) -> None:
        old, young = self.ended(181), self.ended(179)
        assert keep_retention() == 1
        old.candidate.refresh_from_db()
        young.candidate.refresh_from_db()
        assert old.candidate.erased_at is not None
        assert young.candidate.erased_at is None
        assert Erasure.objects.get().ground == "retention"
        assert Erasure.objects.get().erased_by is None

    def test_a_spec_may_keep_longer_or_shorter(self) -> None:
        longer, shorter = self.ended(200), self.ended(100)
        JobSpec.objects.filter(pk=longer.job_spec_id).update(retention_days=1460)
        JobSpec.objects.filter(pk=shorter.job_spec_id).update(retention_days=90)
        assert keep_retention() == 1
        assert list(Candidate.objects.filter(erased_at__isnull=False)) == [shorter.candidate]

    def test_a_second_interview_that_is_younger_keeps_both(self) -> None:
        old = self.ended(400)
        make_interview(make_spec(), candidate=old.candidate)
        assert keep_retention() == 0

    def test_an_invitation_that_came_to_nothing_ends_when_it_expires(self) -> None:
        invitation = make_invitation()
        Invitation.objects.update(expires_at=timezone.now() - timedelta(days=181))
        assert keep_retention() == 1
        invitation.candidate.refresh_from_db()
        assert invitation.candidate.email == ""

    def test_legal_hold_stops_it(self) -> None:
        self.ended(400, legal_hold="a claim")
        assert keep_retention() == 0

    def test_follows_the_organisation(self) -> None:
        self.ended(31)
        Organisation.objects.update(retention_days=30)
        assert keep_retention() == 1


@override_settings(EMAIL_IS_SET_UP=True)
def test_erasing_calls_back_a_mail_on_its_way() -> None:
    invitation = make_invitation()
    assert Mail.objects.get().state == "queued"
    erase_candidate(candidate=invitation.candidate, by=None)
    assert Mail.objects.get().state == "cancelled"
