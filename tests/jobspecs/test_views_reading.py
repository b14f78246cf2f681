"""What the page says of the questions as a whole: who has read them, and what they ask too little about."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from jobspecs.choices import Role
from jobspecs.models import JobSpec, Question, User
from jobspecs.operations import questions as operations
from tests.factories import UserFactory, make_member, make_spec
from tests.jobspecs import engines
from tests.jobspecs.pages import HTMX, html_of, signed_in, text_of

pytestmark = pytest.mark.django_db


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


def asked(spec: JobSpec) -> list[Question]:
    """All that is asked, round by round."""
    questions = Question.objects.filter(round__job_spec=spec, retired_at=None).select_related("competency")
    return list(questions.order_by("round__position", "position"))


def url(name: str, question: Question, *more: int) -> str:
    return reverse(f"jobspecs:{name}", args=[question.pk, *more])


class TestWhatIsToBeRead:
    """Before anybody has read the questions; after somebody has, and an engine then wrote one anew."""

    def page(self, client: Client, spec: JobSpec) -> Any:
        return client.get(reverse("jobspecs:spec", args=[spec.pk]))

    def confirm(self, spec: JobSpec, by: User) -> None:
        read = [question.current_revision_id for question in asked(spec)]
        operations.confirm_wordings(job_spec=spec, read=[each for each in read if each], by=by)

    def write_anew(self, question: Question, by: User) -> None:
        operations.run_question_order(operations.order_rewording(question=question, by=by).pk)

    def test_says_what_is_new_since_somebody_read_them(self, client: Client, ana: User, spec: JobSpec) -> None:
        ben = make_member(spec, Role.EDITOR, name="Ben")
        self.confirm(spec, ben)
        self.write_anew(asked(spec)[1], ana)
        page = self.page(client, spec)
        assert "1 of 7 questions is new since Ben read them. Read and confirm" in text_of(page)
        assert "Nobody has read" not in text_of(page)
        assert html_of(page).count('<span class="badge badge-accent">new</span>') == 1
        assert "1 of 7 questions is new since you read them." in text_of(self.page(signed_in(ben), spec))
        reading = html_of(client.get(reverse("jobspecs:questions_read", args=[spec.pk])))
        assert reading.count('<span class="badge badge-accent">new</span>') == 1

    def test_counts_what_people_have_worded_since_as_well(self, client: Client, ana: User, spec: JobSpec) -> None:
        self.confirm(spec, ana)
        client.post(
            url("questions_edit", asked(spec)[0]),
            {"text": "In other words?", "competency": asked(spec)[0].competency.key, "base": 1},
        )
        competency = spec.competencies.get(key="planning")
        operations.add_question(round_=spec.rounds.get(position=2), competency=competency, text="And now?", probes=[], by=ana)
        assert "read them" not in text_of(self.page(client, spec))  # people stand for their own words
        self.write_anew(asked(spec)[1], ana)
        assert "3 of 8 questions are new since you read them." in text_of(self.page(client, spec))

    def test_says_nothing_once_the_wording_that_was_read_is_back(self, client: Client, ana: User, spec: JobSpec) -> None:
        self.confirm(spec, ana)
        question = asked(spec)[1]
        self.write_anew(question, ana)
        client.post(url("questions_reinstate", question, 1))
        spec.refresh_from_db()
        assert spec.questions_confirmed_at is None
        page = self.page(client, spec)
        assert "Read and confirm</a>" not in html_of(page).split('id="round-1"')[1]
        assert "badge-accent" not in html_of(page)

    def test_all_of_them_may_be_new(self, client: Client, ana: User, spec: JobSpec) -> None:
        self.confirm(spec, ana)
        for question in asked(spec):
            self.write_anew(question, ana)
        assert "All 7 questions are new since you read them." in text_of(self.page(client, spec))

    def test_costs_no_query_more(
        self, client: Client, ana: User, spec: JobSpec, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        self.confirm(spec, ana)
        self.write_anew(asked(spec)[1], ana)
        with django_assert_num_queries(7):
            self.page(client, spec)


class TestCoverage:
    def keep(self, client: Client, spec: JobSpec, key: str, count: int) -> Any:
        """Remove the questions about a competency but for `count` of them."""
        response = None
        for question in [q for q in asked(spec) if q.competency.key == key][count:]:
            response = client.post(url("questions_remove", question), headers=HTMX)
        return response

    def test_a_draft_that_asks_enough_is_passed_over_in_silence(self, client: Client, spec: JobSpec) -> None:
        page = client.get(reverse("jobspecs:spec", args=[spec.pk]))
        assert "rests on" not in text_of(page)
        assert "Nothing asks" not in text_of(page)

    def test_a_heavy_weight_on_one_question_is_told_with_what_mends_it(self, client: Client, spec: JobSpec) -> None:
        assert "Planning: 0.50 rests on one of 5 questions. Add another" in text_of(self.keep(client, spec, "planning", 1))
        add = f"{reverse('jobspecs:questions_add', args=[spec.pk, 1])}?for=planning"
        page = client.get(reverse("jobspecs:spec", args=[spec.pk]))
        assert f'href="{add}" hx-get="{add}"' in html_of(page)
        assert '<option value="planning" selected>' in html_of(client.get(add, headers=HTMX))

    def test_what_mends_it_ends_it_in_the_other_round_too(self, client: Client, spec: JobSpec) -> None:
        self.keep(client, spec, "planning", 0)
        assert "Nothing asks about Planning (0.50)." in text_of(client.get(reverse("jobspecs:spec", args=[spec.pk])))
        address = reverse("jobspecs:questions_add", args=[spec.pk, 2])
        for number in (1, 2):
            data = {"text": f"Tell of plan {number}.", "competency": "planning"}
            response = client.post(address, data, headers=HTMX)
        assert "rests on" not in text_of(response)
        assert "Nothing asks" not in text_of(client.get(reverse("jobspecs:spec", args=[spec.pk])))

    def test_a_reviewer_reads_it_without_the_link(self, client: Client, spec: JobSpec) -> None:
        self.keep(client, spec, "planning", 1)
        page = signed_in(make_member(spec, Role.REVIEWER)).get(reverse("jobspecs:spec", args=[spec.pk]))
        assert "Planning: 0.50 rests on one of 5 questions." in text_of(page)
        assert "?for=planning" not in html_of(page)
