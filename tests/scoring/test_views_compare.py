"""Two to five beside each other: nothing of who is rated blind, nobody ranked who cannot be compared."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from interviews.models import Interview
from interviews.operations.endings import withdraw
from interviews.operations.purging import erase_candidate
from jobspecs.choices import Role
from jobspecs.models import JobSpec
from jobspecs.operations.versions import replace_competencies, wordings_of
from scoring.choices import Outcome, Shown
from scoring.models import Evidence
from scoring.operations.disclosing import disclose
from scoring.operations.evaluating import evaluation_of
from scoring.operations.judging import decide
from tests.factories import UserFactory, make_member, make_spec
from tests.factories.interviews import CandidateFactory
from tests.factories.scoring import change_weights, completed, make_evaluation
from tests.jobspecs.pages import signed_in, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def spec() -> JobSpec:
    return make_spec(by=UserFactory.create(name="Owner"))


def graded(spec: JobSpec, name: str, scores: dict[str, int | None]) -> Interview:
    interview = completed(spec, candidate=CandidateFactory.create(name=name))
    make_evaluation(interview, scores)
    return interview


@pytest.fixture
def ana(spec: JobSpec) -> Interview:
    return graded(spec, "Ana", {"planning": 60, "listening": 40, "repairing": None})


@pytest.fixture
def ben(spec: JobSpec) -> Interview:
    return graded(spec, "Ben", {"planning": 91, "listening": 87, "repairing": 66})


@pytest.fixture
def owner(spec: JobSpec) -> Client:
    return signed_in(spec.memberships.get(role=Role.OWNER).user)


def compared(client: Client, spec: JobSpec, *who: Any) -> str:
    page = client.get(reverse("scoring:compare", args=[spec.pk]), {"who": [str(getattr(one, "pk", one)) for one in who]})
    assert page.status_code == 200
    return text_of(page)


def test_levels_quotes_missing_and_totals_stand_side_by_side(
    spec: JobSpec, owner: Client, ana: Interview, ben: Interview
) -> None:
    by = spec.memberships.get().user
    decide(interview=ben, outcome=Outcome.ADVANCE, reason="Good.", seen=evaluation_of(ben.pk), by=by)
    told = compared(owner, spec, ana, ben)
    assert "highest total first" in told
    assert told.index("What Ben Ana") < told.index("Total")
    assert "based on 80 % of the weights · 42–62 if the rest were scored" in told
    assert "5 · Outstanding 91 confidence high In case" in told
    assert "No score · Could not be read" in told
    assert "Two years in a workshop required, declared, not scored Not declared" in told
    assert "Decision Advance None yet" in told
    assert "How far two totals can be told apart has not been measured here." in told


def test_who_is_rated_blind_shows_nothing(spec: JobSpec, ana: Interview, ben: Interview) -> None:
    editor = make_member(spec, Role.EDITOR, blind=True)
    disclose(user=editor, job_spec=spec, interview=ana, what=Shown.SCORES)
    page = signed_in(editor).get(reverse("scoring:compare", args=[spec.pk]), {"who": [str(ana.pk), str(ben.pk)]})
    told = text_of(page)
    assert "by name, not ranked" in told
    assert "Rate first: what the program found about Ben shows once you have rated them" in told
    assert "42–62 if the rest were scored" in told, "Ana's is there"
    for secret in ("91", "87", "Outstanding", "85"):
        assert secret not in told.partition("Beside each other")[2].partition("Change who is compared")[0]


def test_several_versions_are_said_and_not_ranked(spec: JobSpec, owner: Client, ana: Interview) -> None:
    change_weights(spec, {"planning": "0.10", "listening": "0.10", "repairing": "0.80"})
    ben = graded(spec, "Ben", {"planning": 91, "listening": 87, "repairing": 66})
    told = compared(owner, spec, ana, ben)
    assert "by name, not ranked" in told
    assert "They are scored under different weights (v1-" in told
    assert "See all through one version" in told


def test_several_rubrics_are_said_and_not_ranked(spec: JobSpec, owner: Client, ana: Interview) -> None:
    first = spec.versions.get()
    weights = {w.competency.key: w.value for w in first.weights.all()}
    words = wordings_of(first.rubric)
    replace_competencies(job_spec=spec, base=1, wordings=words, weights=weights, meaning_changed=True, reason="a test", by=None)
    spec.refresh_from_db()
    told = compared(owner, spec, ana, graded(spec, "Ben", {"planning": 91}))
    assert "They were asked under different rubrics" in told
    assert "by name, not ranked" in told


def test_too_few_and_too_many_are_told_in_words(spec: JobSpec, owner: Client, ana: Interview, ben: Interview) -> None:
    for chosen in ((), (ana,), (ana, ana)):
        told = compared(owner, spec, *chosen)
        assert "Choose two to 5" in told
        assert "Beside each other" not in told
    many = [completed(spec) for _ in range(4)]
    told = compared(owner, spec, ana, ben, *many)
    assert "These are 6. At most 5 can be read beside each other" in told
    assert "Beside each other" not in told
    assert "Total" in compared(owner, spec, ana, ben, *many[:3])


def test_what_is_not_of_this_spec_or_not_handed_in_is_left_out(
    spec: JobSpec, owner: Client, ana: Interview, ben: Interview
) -> None:
    foreign, gone, erased = graded(make_spec(), "Zoe", {}), graded(spec, "Kim", {}), graded(spec, "Lou", {})
    withdraw(interview=gone, by=gone.candidate)
    erase_candidate(candidate=erased.candidate, by=None)
    for other in (foreign, gone, erased, uuid4(), "x", "a\x00b", "9" * 5000, "{{ 7|add:7 }}<script>"):
        told = compared(owner, spec, ana, ben, other)
        assert "the others were left out" in told, other
        assert "Zoe" not in told
        assert "Kim" not in told
    stranger = signed_in(UserFactory.create())
    assert stranger.get(reverse("scoring:compare", args=[spec.pk]), {"who": [str(ana.pk), str(ben.pk)]}).status_code == 404


def test_it_is_chosen_on_the_list_of_candidates(spec: JobSpec, owner: Client, ana: Interview, ben: Interview) -> None:
    page = owner.get(reverse("scoring:candidates", args=[spec.pk])).content.decode()
    for one in (ana, ben):
        assert f'name="who" value="{one.pk}" form="compare"' in page


def test_five_take_as_many_queries_as_two(spec: JobSpec, owner: Client, django_assert_max_num_queries: Any) -> None:
    people = [graded(spec, name, {"planning": n}) for n, name in enumerate("abcde")]
    compared(owner, spec, *people[:3])
    with django_assert_max_num_queries(7):
        compared(owner, spec, *people[:2])
    with django_assert_max_num_queries(7):
        compared(owner, spec, *people)


def test_each_score_has_its_longest_quote(spec: JobSpec, owner: Client, ana: Interview, ben: Interview) -> None:
    found = Evidence.objects.filter(score__grading__interview=ben, score__competency__key="planning")
    quotes = [one.revision.text[one.start : one.end] for one in found]
    page = owner.get(reverse("scoring:compare", args=[spec.pk]), {"who": [str(ana.pk), str(ben.pk)]}).content.decode()
    assert f">{max(quotes, key=len)}</blockquote>" in page


def offered(client: Client, spec: JobSpec, **asked: Any) -> list[tuple[str, bool]]:
    """The names to choose from, in their order, and whether each is ticked."""
    return names_in(client.get(reverse("scoring:compare", args=[spec.pk]), asked).content.decode())


def names_in(page: str) -> list[tuple[str, bool]]:
    found = re.findall(r'name="who" value="[^"]+"( checked)?><span>([^<]+)</span>', page)
    return [(name, bool(ticked)) for ticked, name in found]


class TestWhoIsOffered:
    def test_all_by_name_while_they_are_few(self, spec: JobSpec, owner: Client, ben: Interview, ana: Interview) -> None:
        assert offered(owner, spec) == [("Ana", False), ("Ben", False)]
        assert 'name="q"' not in owner.get(reverse("scoring:compare", args=[spec.pk])).content.decode()

    def test_some_of_many_with_a_search_that_keeps_who_is_ticked(
        self, spec: JobSpec, owner: Client, ben: Interview, ana: Interview, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        carla = graded(spec, "Carla", {"planning": 50})
        monkeypatch.setattr("scoring.queries.comparable.OFFERED", 1)
        assert offered(owner, spec) == [("Carla", False)], "invited last"
        assert "invited last. Find others by a name" in compared(owner, spec)
        assert offered(owner, spec, q="carl", who=[str(ben.pk)]) == [("Ben", True), ("Carla", False)]
        assert "No other completed interview fits your search" in compared_with(owner, spec, "nobody\x00 at all")
        graded(spec, carla.candidate.name, {"planning": 50})
        assert "fit: write more of the name" in compared_with(owner, spec, "carl")

    def test_beside_a_comparison_the_others_are_read_when_they_are_asked_for(
        self, spec: JobSpec, owner: Client, ben: Interview, ana: Interview
    ) -> None:
        graded(spec, "Carla", {"planning": 50})
        who = [str(ana.pk), str(ben.pk)]
        assert offered(owner, spec, who=who) == []
        page = owner.get(reverse("scoring:compare", args=[spec.pk]), {"who": who}).content.decode()
        link = re.search(r'href="([^"]+)#choose">Change who is compared', page)
        assert link is not None
        more = owner.get(reverse("scoring:compare", args=[spec.pk]) + unescape(link[1])).content.decode()
        assert "Beside each other" in more and 'id="choose"' in more
        assert names_in(more) == [("Ana", True), ("Ben", True), ("Carla", False)]

    def test_queries_do_not_grow_with_the_people(self, spec: JobSpec, owner: Client, django_assert_max_num_queries: Any) -> None:
        for name in "abcdefgh":
            graded(spec, name, {"planning": 50})
        with django_assert_max_num_queries(10):
            owner.get(reverse("scoring:compare", args=[spec.pk]))


def compared_with(client: Client, spec: JobSpec, search: str) -> str:
    return text_of(client.get(reverse("scoring:compare", args=[spec.pk]), {"q": search}))
