"""Questions on the page of a spec: rows and panels for HTMX, pages without it, and nothing for who may not."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from config import pure
from jobspecs.choices import Role
from jobspecs.models import JobSpec, Question, QuestionOrder, User
from jobspecs.operations import questions as operations
from jobspecs.operations.specs import archive_spec
from tests.factories import UserFactory, make_member, make_spec
from tests.jobspecs import engines
from tests.jobspecs.pages import HTMX, html_of, signed_in, text_of

pytestmark = pytest.mark.django_db

# (name, what comes after the question's id, what is posted); the pages that a reviewer may read are not in it
CHANGES = [
    ("questions_edit", [], {"text": "Hijacked."}),
    ("questions_move", [], {"down": ""}),
    ("questions_remove", [], {}),
    ("questions_anew", [], {}),
    ("questions_reinstate", [1], {}),
]


@pytest.fixture(autouse=True)
def _quick_engines(settings: Settings) -> None:
    settings.QUESTION_ENGINE = engines.QUESTIONS


@pytest.fixture
def ana() -> User:
    return UserFactory.create(name="Ana")


@pytest.fixture
def spec(ana: User) -> JobSpec:
    return make_spec(by=ana)


@pytest.fixture
def client(ana: User) -> Client:
    return signed_in(ana)


def asked(spec: JobSpec, position: int = 1) -> list[Question]:
    return list(
        Question.objects.filter(round__job_spec=spec, round__position=position, retired_at=None)
        .select_related("current_revision", "competency")
        .order_by("position")
    )


def wording(question: Question) -> str:
    question.refresh_from_db()
    assert question.current_revision
    return question.current_revision.text


def url(name: str, question: Question, *more: int) -> str:
    return reverse(f"jobspecs:{name}", args=[question.pk, *more])


def typed(question: Question, **fields: object) -> dict[str, object]:
    return {"text": "In other words?", "competency": question.competency.key, "base": 1} | fields


def order_of(response: Any) -> list[str]:
    """The texts of the rows of a panel, in order."""
    return re.findall(r'<div class="row-main"> <p>([^<]+)</p>', html_of(response))


class TestWhoMay:
    @pytest.mark.parametrize(("name", "more", "data"), CHANGES, ids=[name for name, *_ in CHANGES])
    def test_a_stranger_gets_404_and_a_reviewer_403(
        self, spec: JobSpec, name: str, more: list[int], data: dict[str, str]
    ) -> None:
        question = asked(spec)[0]
        before = [wording(each) for each in asked(spec)]
        assert signed_in(UserFactory.create()).post(url(name, question, *more), data).status_code == 404
        reviewer = make_member(spec, Role.REVIEWER)
        assert signed_in(reviewer).post(url(name, question, *more), data, headers=HTMX).status_code == 403
        assert [wording(each) for each in asked(spec)] == before
        assert not QuestionOrder.objects.exists()

    @pytest.mark.parametrize("name", ["questions_read", "questions_add"])
    def test_neither_adds_nor_confirms(self, spec: JobSpec, name: str) -> None:
        address = reverse(f"jobspecs:{name}", args=[spec.pk] if name == "questions_read" else [spec.pk, 1])
        assert signed_in(UserFactory.create()).post(address).status_code == 404
        assert signed_in(make_member(spec, Role.REVIEWER)).post(address).status_code == 403
        spec.refresh_from_db()
        assert spec.questions_confirmed_at is None

    def test_a_reviewer_reads_without_buttons(self, spec: JobSpec) -> None:
        reviewer = signed_in(make_member(spec, Role.REVIEWER))
        html = html_of(reviewer.get(reverse("jobspecs:spec", args=[spec.pk])))
        assert wording(asked(spec)[0]) in html
        assert "questions_edit" not in html
        assert f'href="{url("questions_edit", asked(spec)[0])}"' not in html
        assert reviewer.get(url("questions_wordings", asked(spec)[0])).status_code == 200

    def test_what_is_not_there_is_404(self, client: Client, spec: JobSpec) -> None:
        assert client.get(reverse("jobspecs:questions_edit", args=[uuid4()])).status_code == 404
        assert client.get(reverse("jobspecs:questions_add", args=[spec.pk, 3])).status_code == 404


class TestThePage:
    def test_has_both_panels_with_their_labels(self, client: Client, spec: JobSpec) -> None:
        words = text_of(client.get(reverse("jobspecs:spec", args=[spec.pk])))
        assert "Interview questions 3 currently · candidate sees this many" in words
        assert "AI-generated from the JD · auto-published · edit anytime" in words
        assert "Behavioral round (Round 02) 4 prompts · Cal walks through each in order during Round 02" in words
        assert "Voice Q&A · pre-generated from the JD · edit anytime" in words
        assert "Nobody has read these 7 questions." in words

    @pytest.mark.parametrize("extra", [0, 3])
    def test_a_panel_costs_the_same_at_any_length(
        self, client: Client, ana: User, spec: JobSpec, extra: int, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        for number in range(extra):
            round_ = spec.rounds.get(position=1)
            competency = spec.competencies.get(key="planning")
            operations.add_question(round_=round_, competency=competency, text=f"More {number}?", probes=[], by=ana)
        question = asked(spec)[0]
        client.get(url("questions_row", question), headers=HTMX)  # reads what is sealed
        with django_assert_num_queries(6):  # session, member, question, spec, how much is asked, questions
            client.get(url("questions_row", question), headers=HTMX)


class TestEditing:
    def test_in_place_by_htmx(self, client: Client, spec: JobSpec) -> None:
        question = asked(spec)[0]
        form = client.get(url("questions_edit", question), headers=HTMX)
        assert wording(question) in html_of(form)
        assert "<html" not in html_of(form)
        saved = client.post(url("questions_edit", question), typed(question), headers=HTMX)
        assert f'<li class="row is-saved" id="question-{question.pk}"' in html_of(saved)
        assert "2 from the JD · 1 by Ana" in text_of(saved)
        assert wording(question) == "In other words?"

    def test_without_htmx_is_a_page_and_leads_back(self, client: Client, spec: JobSpec) -> None:
        question = asked(spec)[0]
        assert "<html" in html_of(client.get(url("questions_edit", question)))
        response = client.post(url("questions_edit", question), typed(question))
        assert response["Location"] == f"{reverse('jobspecs:spec', args=[spec.pk])}#question-{question.pk}"
        assert wording(question) == "In other words?"

    @pytest.mark.parametrize("headers", [HTMX, {}], ids=["htmx", "plain"])
    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"text": "  "}, "A question needs words."),
            ({"text": "word " * 121}, "121 words are too many"),
            ({"probes": "\n".join("abcdefg")}, "6 probes at most; here are 7."),
            ({"competency": "juggling"}, "not one of the available choices"),
        ],
    )
    def test_what_is_wrong_is_said_and_what_was_typed_stays(
        self, client: Client, spec: JobSpec, fields: dict[str, str], said: str, headers: dict[str, str]
    ) -> None:
        question = asked(spec)[0]
        before = wording(question)
        response = client.post(url("questions_edit", question), typed(question, strong="Kept.", **fields), headers=headers)
        assert response.status_code == 200
        assert said in text_of(response)
        assert "Kept.</textarea>" in html_of(response)
        assert wording(question) == before

    def test_a_long_question_is_told_and_taken(self, client: Client, spec: JobSpec) -> None:
        question = asked(spec)[0]
        saved = client.post(url("questions_edit", question), typed(question, text="word " * 61), headers=HTMX)
        assert "61 words: long" in text_of(saved)

    @pytest.mark.parametrize("headers", [HTMX, {}], ids=["htmx", "plain"])
    def test_somebody_elses_wording_is_shown_beside_what_was_typed(
        self, client: Client, spec: JobSpec, headers: dict[str, str]
    ) -> None:
        question = asked(spec)[0]
        ben = make_member(spec, Role.EDITOR, name="Ben")
        signed_in(ben).post(url("questions_edit", question), typed(question, text="Ben's words?"))
        response = client.post(url("questions_edit", question), typed(question, text="Ana's words?"), headers=headers)
        words = html_of(response)
        assert "Changed by Ben in the meantime" in words
        assert "Ben's words?" in words
        assert "Ana's words?</textarea>" in words
        assert wording(question) == "Ben's words?"
        base = re.search(r'name="base" value="(\d+)"', words)
        assert base
        client.post(url("questions_edit", question), typed(question, text="Ana's words?", base=base[1]))
        assert wording(question) == "Ana's words?"
        assert question.revisions.count() == 3

    def test_of_an_archived_spec_is_refused_with_the_text_kept(self, client: Client, ana: User, spec: JobSpec) -> None:
        archive_spec(job_spec=spec, by=ana)
        response = client.post(url("questions_edit", asked(spec)[0]), typed(asked(spec)[0]), headers=HTMX)
        assert "This job spec is archived" in text_of(response)
        assert "In other words?</textarea>" in html_of(response)


class TestOrder:
    def test_moving_answers_with_the_panel(self, client: Client, spec: JobSpec) -> None:
        texts = [wording(question) for question in asked(spec)]
        response = client.post(url("questions_move", asked(spec)[2]), {"up": ""}, headers=HTMX)
        assert order_of(response) == [texts[0], texts[2], texts[1]]

    def test_rows_that_are_being_edited_are_left_alone(self, client: Client, spec: JobSpec) -> None:
        first, _, third = asked(spec)
        response = client.post(url("questions_move", third), {"up": "", "editing": ["", str(first.pk)]}, headers=HTMX)
        preserved = re.findall(r'id="question-([0-9a-f-]+)" hx-preserve', html_of(response))
        assert preserved == [str(first.pk)]

    def test_what_a_request_says_is_being_edited_is_kept_with_no_row(self, client: Client, spec: JobSpec) -> None:
        question = asked(spec)[1]
        pure.kept.clear()
        for junk in ("a", "b" * 10_000):
            for move in ("up", "down"):
                client.post(url("questions_move", question), {move: "", "editing": ["", junk]}, headers=HTMX)
        assert "bbbb" not in repr(list(pure.kept._found))

    def test_removing_offers_undo(self, client: Client, spec: JobSpec) -> None:
        question = asked(spec)[0]
        response = client.post(url("questions_remove", question), headers=HTMX)
        assert len(order_of(response)) == 2
        assert f'hx-post="{url("questions_restore", question)}"' in html_of(response)
        assert "1 removed" in text_of(response)
        back = client.post(url("questions_restore", question), headers=HTMX)
        assert 'id="round-1" aria-labelledby="round-1-title" hx-swap-oob="true"' in html_of(back)
        assert len(asked(spec)) == 3

    def test_without_htmx_it_leads_back_to_the_round(self, client: Client, spec: JobSpec) -> None:
        response = client.post(url("questions_remove", asked(spec)[0]))
        assert response["Location"].endswith("#round-1")

    def test_the_last_one_stays_and_the_page_says_why(self, client: Client, spec: JobSpec) -> None:
        for _ in range(2):
            client.post(url("questions_remove", asked(spec)[0]), headers=HTMX)
        response = client.post(url("questions_remove", asked(spec)[0]), headers=HTMX)
        assert "A round needs at least one question." in text_of(response)
        assert len(asked(spec)) == 1

    def test_what_nobody_asks_about_is_named(self, client: Client, spec: JobSpec) -> None:
        response = None
        for question in [*asked(spec), *asked(spec, 2)]:
            if question.competency.key == "planning":
                response = client.post(url("questions_remove", question), headers=HTMX)
        assert response is not None
        assert "Nothing asks about Planning (0.50). It counts for much and would stay without a score." in text_of(response)


class TestAdding:
    def test_stands_last_and_the_answer_goes_into_the_panel(self, client: Client, spec: JobSpec) -> None:
        address = reverse("jobspecs:questions_add", args=[spec.pk, 2])
        data = {"text": "Who taught you?", "competency": "listening", "probes": "How?\n\n Why? ", "editing": ["", "add"]}
        response = client.post(address, data, headers=HTMX)
        assert response["HX-Retarget"] == "#round-2"
        assert order_of(response)[-1] == "Who taught you?"
        assert "hx-preserve" not in html_of(response)
        new = asked(spec, 2)[-1]
        assert new.current_revision
        assert new.current_revision.probes == ["How?", "Why?"]

    def test_an_empty_one_is_refused_in_its_place(self, client: Client, spec: JobSpec) -> None:
        response = client.post(reverse("jobspecs:questions_add", args=[spec.pk, 1]), {"text": ""}, headers=HTMX)
        assert "HX-Retarget" not in response
        assert "A question needs words." in text_of(response)
        assert len(asked(spec)) == 3


class TestWritingAnew:
    def test_is_polled_until_written_and_can_be_undone(self, client: Client, spec: JobSpec) -> None:
        question = asked(spec)[0]
        before = wording(question)
        row = client.post(url("questions_anew", question), headers=HTMX)
        assert "Writing it anew …" in text_of(row)
        poll = re.search(r'hx-get="([^"]+\?waiting)" hx-trigger="every 1s"', html_of(row))
        assert poll
        assert client.get(poll[1], headers=HTMX).status_code == 204
        operations.run_question_order(QuestionOrder.objects.get().pk)
        written = client.get(poll[1], headers=HTMX)
        assert wording(question) != before
        assert wording(question) in text_of(written)
        assert "every 1s" not in html_of(written)
        undo = re.search(r'hx-post="([^"]+/wordings/1/\?oob)"', html_of(written))
        assert undo
        undone = client.post(undo[1], headers=HTMX)
        assert f'id="question-{question.pk}" hx-swap-oob="true"' in html_of(undone)
        assert wording(question) == before

    def test_a_failure_is_told_and_the_wording_stays(self, client: Client, spec: JobSpec, settings: Settings) -> None:
        settings.QUESTION_ENGINE = f"{engines.HERE}.RefusesQuestions"
        question = asked(spec)[0]
        before = wording(question)
        client.post(url("questions_anew", question), headers=HTMX)
        operations.run_question_order(QuestionOrder.objects.get().pk)
        row = client.get(url("questions_row", question) + "?waiting", headers=HTMX)
        assert "Not written anew: The writer has no more ideas." in text_of(row)
        assert before in text_of(row)

    def test_old_wordings_stand_in_the_history(self, client: Client, spec: JobSpec) -> None:
        question = asked(spec)[0]
        before = wording(question)
        client.post(url("questions_edit", question), typed(question))
        words = text_of(client.get(url("questions_wordings", question), headers=HTMX))
        assert "2 · by Ana" in words
        assert f"{before} Use this again" in words


class TestConfirming:
    def test_shows_all_seven_and_notes_who_read_them(self, client: Client, ana: User, spec: JobSpec) -> None:
        address = reverse("jobspecs:questions_read", args=[spec.pk])
        page = client.get(address)
        for question in [*asked(spec), *asked(spec, 2)]:
            assert wording(question) in text_of(page)
        client.post(address, {"read": re.findall(r'name="read" value="([^"]+)"', html_of(page))})
        spec.refresh_from_db()
        assert spec.questions_confirmed_by == ana
        assert "Nobody has read" not in text_of(client.get(reverse("jobspecs:spec", args=[spec.pk])))

    def test_is_refused_when_a_question_has_changed_meanwhile(self, client: Client, spec: JobSpec) -> None:
        address = reverse("jobspecs:questions_read", args=[spec.pk])
        read = re.findall(r'name="read" value="([^"]+)"', html_of(client.get(address)))
        client.post(url("questions_edit", asked(spec)[0]), typed(asked(spec)[0]))
        response = client.post(address, {"read": [*read, "no-uuid"]})
        assert "A question has changed since you opened this page." in text_of(response)
        spec.refresh_from_db()
        assert spec.questions_confirmed_at is None
