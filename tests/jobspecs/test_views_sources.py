"""Where a piece of the draft came from: the description with its places marked, for whom, and of which version."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from jobspecs.choices import Role
from jobspecs.models import JobSpec, Question, User
from jobspecs.operations.questions import retire_question, reword_question
from jobspecs.operations.versions import MustHaveLine, replace_must_haves
from jobspecs.queries.sources import passages_of
from tests.factories import UserFactory, make_member
from tests.factories.sources import DESCRIPTION, make_sourced_spec, places_in
from tests.jobspecs.pages import HTMX, html_of, signed_in, text_of


class TestPassages:
    def test_without_places_the_text_is_one_passage(self) -> None:
        assert [(passage.text, passage.mark) for passage in passages_of("All of it.")] == [("All of it.", 0)]

    @pytest.mark.parametrize(
        ("places", "marked"),
        [
            ([[0, 3]], ["abc"]),
            ([[3, 6], [0, 2]], ["ab", "def"]),
            ([[0, 4], [2, 6]], ["abcdef"]),
            ([[0, 6], [2, 3]], ["abcdef"]),
            ([[0, 3], [3, 6]], ["abcdef"]),
            ([[2, 2], [4, 1]], []),
            ([[4, 99], [-3, 1]], ["a", "ef"]),
            ([[80, 99]], []),
        ],
        ids=["one", "two, not in order", "overlapping", "inside", "touching", "empty", "beyond the ends", "elsewhere"],
    )
    def test_places_are_marked_in_order_and_apart(self, places: list[list[int]], marked: list[str]) -> None:
        passages = passages_of("abcdef", places)
        assert [passage.text for passage in passages if passage.mark] == marked
        assert [passage.mark for passage in passages if passage.mark] == list(range(1, len(marked) + 1))

    @given(st.text(), st.lists(st.tuples(st.integers(-5, 40), st.integers(-5, 40))))
    def test_together_they_are_the_text_to_the_code_point(self, text: str, places: list[tuple[int, int]]) -> None:
        passages = passages_of(text, places)
        assert "".join(passage.text for passage in passages) == text
        covered = {at for start, end in places for at in range(max(0, start), min(end, len(text)))}
        assert sum(len(passage.text) for passage in passages if passage.mark) == len(covered)
        assert all(passage.text for passage in passages)


pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> User:
    return UserFactory.create(name="Ana")


@pytest.fixture
def spec(ana: User) -> JobSpec:
    return make_sourced_spec(by=ana)


@pytest.fixture
def client(ana: User) -> Client:
    return signed_in(ana)


def ask(client: Client, spec: JobSpec, piece: str = "", *, htmx: bool = False, **more: Any) -> Any:
    query = {"piece": piece} | more if piece else more
    return client.get(reverse("jobspecs:description", args=[spec.pk]), query, headers=HTMX if htmx else {})


def marks(response: Any) -> list[str]:
    """The marked places, letter for letter."""
    return [
        unescape(found) for found in re.findall(r"<mark id=\"source(?:-\d+)?\">(.*?)</mark>", response.content.decode(), re.S)
    ]


def shown(response: Any) -> str:
    """The description as a browser gets it, letter for letter."""
    found = re.search(r'<div class="description-text[^>]*>(.*?)</div>', response.content.decode(), re.S)
    assert found
    return unescape(re.sub(r"</?mark[^>]*>", "", found[1]))


def first_question(spec: JobSpec) -> Question:
    return Question.objects.filter(round__job_spec=spec, round__position=1).earliest("position")


class TestThePage:
    def test_shows_the_description_as_it_was_given(self, client: Client, spec: JobSpec) -> None:
        page = ask(client, spec)
        assert shown(page) == DESCRIPTION
        assert marks(page) == []
        assert f'href="{reverse("jobspecs:spec", args=[spec.pk])}"' in html_of(page)

    def test_marks_where_a_must_have_comes_from(self, client: Client, spec: JobSpec) -> None:
        page = ask(client, spec, "must-have-1")
        assert marks(page) == ["two years 👩🏽‍🔧 in a workshop"]
        assert shown(page) == DESCRIPTION
        assert "Must-have, required: Two years in a workshop" in text_of(page)

    def test_marks_every_place_of_a_role_clause(self, client: Client, spec: JobSpec) -> None:
        page = ask(client, spec, "role-planning")
        assert marks(page) == ["plan the day’s repairs", "order café\u0301 supplies <b>in time</b>"]
        assert 'id="source-2"' in html_of(page)
        assert "It comes from 2 marked places: 1 2" in text_of(page)
        assert "Planning, for this role: carry out planning in the workshop." in text_of(page)

    def test_marks_where_a_wording_of_a_question_comes_from(self, client: Client, spec: JobSpec) -> None:
        question = first_question(spec)
        page = ask(client, spec, f"question-{question.pk}-1")
        assert marks(page) == ["plan the day’s repairs"]
        assert "Question 1 of round 01: " in text_of(page)
        assert f"/specs/{spec.pk}/#question-{question.pk}" in html_of(page)

    def test_shows_code_of_a_description_as_text(self, client: Client, spec: JobSpec) -> None:
        page = ask(client, spec).content.decode()
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
        assert "<script>alert" not in page
        assert "<b>in time" not in ask(client, spec, "role-planning").content.decode()

    def test_says_where_nothing_stands_behind_a_piece(self, client: Client, spec: JobSpec) -> None:
        page = ask(client, spec, "must-have-2")
        assert marks(page) == []
        assert "No sentence of the description stands behind this" in text_of(page)

    def test_is_a_fragment_with_a_way_to_close_it_for_htmx(self, client: Client, spec: JobSpec) -> None:
        panel = html_of(ask(client, spec, "must-have-1", htmx=True))
        assert "<html" not in panel
        assert '<form method="dialog"><button class="button button-icon" aria-label="Close">' in panel
        assert '<mark id="source">' in panel

    def test_of_a_spec_without_a_description_says_so(self, client: Client, ana: User) -> None:
        bare = make_sourced_spec(by=ana, description="")
        assert "This spec came without a description." in text_of(ask(client, bare))


class TestVersions:
    def test_a_piece_is_looked_up_in_the_version_that_was_seen(self, client: Client, ana: User, spec: JobSpec) -> None:
        lines = [MustHaveLine("preferred", "Own bicycle"), MustHaveLine("preferred", "Can weld", places_in("listen to riders"))]
        replace_must_haves(job_spec=spec, base=1, must_haves=lines, reason="", by=ana)
        assert marks(ask(client, spec, "must-have-2")) == ["listen to riders"]
        assert marks(ask(client, spec, "must-have-1", version="1")) == ["two years 👩🏽‍🔧 in a workshop"]
        assert "Own bicycle" in text_of(ask(client, spec, "must-have-1", version="2"))

    def test_an_earlier_wording_of_a_question_keeps_its_place(self, client: Client, ana: User, spec: JobSpec) -> None:
        question = first_question(spec)
        reword_question(question=question, base=1, text="And now?", probes=[], competency=None, by=ana)
        retire_question(question=question, by=ana)
        assert marks(ask(client, spec, f"question-{question.pk}-1")) == ["plan the day’s repairs"]
        assert "Removed question of round 01: And now?" in text_of(ask(client, spec, f"question-{question.pk}-2"))

    @pytest.mark.parametrize("version", ["0", "2", "x", "-1", "1" * 30, "٣"])
    def test_that_are_not_there_are_404(self, client: Client, spec: JobSpec, version: str) -> None:
        assert ask(client, spec, "must-have-1", version=version).status_code == 404


class TestWhatIsNotThere:
    @pytest.mark.parametrize(
        "piece",
        ["must-have-3", "must-have-0", "must-have-99999", "role-juggling", "role-", "question-1-1", "x", "must-have-1\x00"],
    )
    def test_is_404(self, client: Client, spec: JobSpec, piece: str) -> None:
        assert ask(client, spec, piece).status_code == 404

    def test_a_wording_that_never_was_or_of_another_spec_is_404(self, client: Client, ana: User, spec: JobSpec) -> None:
        assert ask(client, spec, f"question-{first_question(spec).pk}-2").status_code == 404
        assert ask(client, spec, f"question-{uuid4()}-1").status_code == 404
        elsewhere = first_question(make_sourced_spec(by=ana))
        assert ask(client, spec, f"question-{elsewhere.pk}-1").status_code == 404


class TestWhoMay:
    def test_a_reviewer_reads_it_and_a_stranger_does_not(self, spec: JobSpec) -> None:
        assert marks(ask(signed_in(make_member(spec, Role.REVIEWER)), spec, "must-have-1"))
        assert ask(signed_in(UserFactory.create()), spec, "must-have-1").status_code == 404
        assert ask(signed_in(UserFactory.create()), spec).status_code == 404


class TestLinks:
    """What leads there: from the page of the spec, from the reading page, from an old version."""

    def links(self, response: Any) -> list[str]:
        return [unescape(found) for found in re.findall(r'<a class="source" href="([^"]+\?[^"]+)"', response.content.decode())]

    def test_each_piece_with_a_source_has_one_and_no_other(self, client: Client, spec: JobSpec) -> None:
        page = client.get(reverse("jobspecs:spec", args=[spec.pk]))
        links = self.links(page)
        assert [link.split("?")[1] for link in links] == [
            "version=1&piece=role-planning#source",
            f"piece=question-{first_question(spec).pk}-1#source",
            "version=1&piece=must-have-1#source",
        ]
        assert all(marks(client.get(link)) for link in links)
        assert "<span>Can weld</span>" in html_of(page)

    def test_a_reviewer_has_them_too(self, spec: JobSpec) -> None:
        reviewer = signed_in(make_member(spec, Role.REVIEWER))
        assert len(self.links(reviewer.get(reverse("jobspecs:spec", args=[spec.pk])))) == 3

    def test_a_wording_by_a_person_has_none(self, client: Client, ana: User, spec: JobSpec) -> None:
        reword_question(question=first_question(spec), base=1, text="And now?", probes=[], competency=None, by=ana)
        assert len(self.links(client.get(reverse("jobspecs:spec", args=[spec.pk])))) == 2

    def test_an_old_version_leads_to_what_it_held(self, client: Client, ana: User, spec: JobSpec) -> None:
        replace_must_haves(job_spec=spec, base=1, must_haves=[], reason="", by=ana)
        links = self.links(client.get(reverse("jobspecs:version", args=[spec.pk, 1])))
        assert [marks(client.get(link)) for link in links] == [
            ["plan the day’s repairs", "order café\u0301 supplies <b>in time</b>"],
            ["two years 👩🏽‍🔧 in a workshop"],
        ]

    def test_who_reads_the_questions_has_them(self, client: Client, spec: JobSpec) -> None:
        links = self.links(client.get(reverse("jobspecs:questions_read", args=[spec.pk])))
        assert [marks(client.get(link)) for link in links] == [["plan the day’s repairs"]]

    def test_the_whole_description_is_one_step_away(self, client: Client, ana: User, spec: JobSpec) -> None:
        address = reverse("jobspecs:description", args=[spec.pk])
        assert f'<a class="source" href="{address}">Description</a>' in html_of(
            client.get(reverse("jobspecs:spec", args=[spec.pk]))
        )
        bare = make_sourced_spec(by=ana, description="")
        assert ">Description</a>" not in html_of(client.get(reverse("jobspecs:spec", args=[bare.pk])))
