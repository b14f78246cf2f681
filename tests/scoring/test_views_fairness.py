"""Fairness figures: for auditors alone, with no candidate in them, and no number that tells of one."""

from __future__ import annotations

import csv
import io
import re
from html import unescape

import pytest
from django.db.models.functions import Now
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from interviews.choices import RaceEthnicity, Sex
from interviews.models import Interview, SelfIdentification
from jobspecs.choices import Role
from jobspecs.models import JobSpec, User
from scoring.choices import Outcome
from scoring.fairness.form import harmless
from scoring.models import Decision
from scoring.operations.rollups import recompute_rollup
from scoring.queries.fairness import fairness_of
from tests.factories import UserFactory, make_member, make_spec, show_scores
from tests.factories.interviews import make_interview
from tests.factories.scoring import change_weights, completed, make_evaluation

pytestmark = pytest.mark.django_db
F, M = Sex.FEMALE, Sex.MALE


def words(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).strip()


@pytest.fixture
def auditor() -> User:
    user: User = UserFactory.create(is_auditor=True)
    return user


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def said(interview: Interview, sex: str = "", race: str = "") -> Interview:
    SelfIdentification.objects.create(interview=interview, sex=sex, race_ethnicity=race)
    return interview


def decided(interview: Interview, outcome: Outcome, by: User) -> None:
    Decision.objects.create(interview=interview, outcome=outcome, decided_by=by)


def done(spec: JobSpec) -> Interview:
    """Completed, as far as counting goes; begun and handed in as one, which is quicker."""
    interview = make_interview(spec)
    Interview.objects.filter(pk=interview.pk).update(state="submitted", submitted_at=Now())
    return interview


def many(spec: JobSpec, by: User, groups: list[tuple[str, str, int, int]]) -> list[Interview]:
    """(sex, race, people, selected) each."""
    made = []
    for sex, race, people, selected in groups:
        for number in range(people):
            interview = done(spec)
            if sex or race:
                said(interview, sex, race)
            decided(interview, Outcome.ADVANCE if number < selected else Outcome.DECLINE, by)
            made.append(interview)
    return made


class TestWho:
    @pytest.mark.parametrize("name", ["fairness", "fairness_file"])
    def test_nobody_who_is_no_auditor(self, name: str) -> None:
        owner = UserFactory.create()
        spec = make_spec(by=owner)
        everybody = [owner, make_member(spec, Role.REVIEWER), UserFactory.create(is_staff=True, is_superuser=True)]
        for user in everybody:
            assert client_of(user).get(reverse(f"scoring:{name}", args=[spec.pk])).status_code == 403
            assert client_of(user).get(reverse("scoring:fairness_specs")).status_code == 403

    def test_an_auditor_sees_every_spec_and_nothing_else_of_it(self, auditor: User) -> None:
        spec, client = make_spec(), client_of(auditor)
        make_evaluation(completed(spec))
        assert client.get(reverse("scoring:fairness", args=[spec.pk])).status_code == 200
        for name in ("jobspecs:spec", "scoring:candidates", "scoring:live"):
            assert client.get(reverse(name, args=[spec.pk])).status_code == 404, name

    def test_the_list_of_specs_leads_who_belongs_to_none_to_the_figures(self, auditor: User) -> None:
        spec = make_spec()
        page = client_of(auditor).get(reverse("jobspecs:list")).text
        assert "You are an auditor" in page and reverse("scoring:fairness_specs") in page
        listed = client_of(auditor).get(reverse("scoring:fairness_specs")).text
        assert reverse("scoring:fairness", args=[spec.pk]) in listed and spec.title in listed

    def test_who_also_rates_is_warned(self, auditor: User) -> None:
        spec = make_spec(by=auditor)
        address = reverse("scoring:fairness", args=[spec.pk])
        assert "You also see this spec’s candidates" in client_of(auditor).get(address).text
        assert "You also see" not in client_of(UserFactory.create(is_auditor=True)).get(address).text

    def test_an_administrator_makes_and_unmakes_auditors(self) -> None:
        person, address = UserFactory.create(name="Pia"), "jobspecs:person_audit"
        client = client_of(UserFactory.create(is_staff=True, is_superuser=True))
        client.post(reverse(address, args=[person.pk]), {"auditor": "1"})
        person.refresh_from_db()
        assert person.is_auditor
        assert "No auditor" in client.get(reverse("jobspecs:people")).text
        client.post(reverse(address, args=[person.pk]), {"auditor": "0"})
        person.refresh_from_db()
        assert not person.is_auditor

    def test_nobody_makes_themselves_one_without_all_rights(self) -> None:
        helper = UserFactory.create(is_staff=True)
        assert client_of(helper).post(reverse("jobspecs:person_audit", args=[helper.pk]), {"auditor": "1"}).status_code == 403
        helper.refresh_from_db()
        assert not helper.is_auditor

    def test_a_member_who_becomes_one_is_told_of_the_conflict(self) -> None:
        member = make_member(make_spec(), Role.REVIEWER)
        client = client_of(UserFactory.create(is_staff=True, is_superuser=True))
        page = client.post(reverse("jobspecs:person_audit", args=[member.pk]), {"auditor": "1"}, follow=True).text
        assert "Better is an auditor who rates nobody" in page


class TestPage:
    def test_rates_ratios_and_what_is_hidden(self, auditor: User) -> None:
        by = UserFactory.create()
        spec = make_spec(by=by)
        W, B = RaceEthnicity.WHITE, RaceEthnicity.BLACK  # noqa: N806 - as the tables have them
        interviews = many(spec, by, [(F, W, 12, 5), (M, W, 10, 5), (M, B, 3, 2), ("", "", 4, 2)])
        page = client_of(auditor).get(reverse("scoring:fairness", args=[spec.pk]))
        text = words(page.text)
        assert "29 completed" in text and "not an independent audit" in text
        assert re.search(
            r"Female 12 5 · 41.7 % impact ratio 0.77 · p = 0.70 .Fisher’s exact test. below four fifths: 1 more would reach it",
            text,
        ), text
        assert "Black or African American hidden hidden hidden hidden" in text
        assert text.count("number of unknown or other: hidden") == 2, "else three were left of 29"
        names = [name for i in interviews for name in (i.candidate.name, i.candidate.email, str(i.pk))]
        assert not [name for name in names if name in page.text]
        assert "/interviews/" not in page.text and "/candidates/" not in page.text

    def test_the_newest_decision_counts_and_hold_is_not_selected(self, auditor: User) -> None:
        by = UserFactory.create()
        spec = make_spec(by=by)
        women = [said(done(spec), F) for _ in range(12)]
        for at, interview in enumerate(women):
            decided(interview, Outcome.ADVANCE, by)
            if at >= 6:
                decided(interview, Outcome.HOLD, by)
            if at >= 8:
                decided(interview, Outcome.ADVANCE, by)
            if at >= 9:
                decided(interview, Outcome.DECLINE, by)  # six stay selected, and the one of the third line
        men = [said(done(spec), M) for _ in range(10)]
        for interview in men[:5]:
            decided(interview, Outcome.ADVANCE, by)
        text = words(client_of(auditor).get(reverse("scoring:fairness", args=[spec.pk])).text)
        assert "5 are not decided yet" in text
        assert "Male 10 5 · 50.0 %" in text
        assert "Female 12 7 · 58.3 %" in text

    def test_scores_of_one_version_alone(self, auditor: User) -> None:
        by = UserFactory.create()
        spec = make_spec(by=by)
        for number in range(11):
            make_evaluation(said(completed(spec), F), {"planning": 30 + 5 * number})
        change_weights(spec, {"planning": "0.20", "listening": "0.40", "repairing": "0.40"})
        make_evaluation(said(completed(spec), M), {"planning": 90})
        recompute_rollup(spec_id=spec.pk)
        client, address = client_of(auditor), reverse("scoring:fairness", args=[spec.pk])
        newest, first = words(client.get(address + "?version=2").text), words(client.get(address).text)
        assert "11 scored under other versions are left out" in newest
        assert "1 scored under other versions is left out" in first
        for nonsense in ("x", "-1", "9" * 40, "²"):
            assert client.get(address, {"version": nonsense}).status_code == 200

    def test_the_median_of_few_is_somebodys_total_and_is_not_told(self, auditor: User) -> None:
        spec = make_spec()
        for score in (31, 47, 59, 83):
            make_evaluation(completed(spec), dict.fromkeys(("planning", "listening", "repairing"), score))
        recompute_rollup(spec_id=spec.pk)
        urls = [reverse(f"scoring:{name}", args=[spec.pk]) for name in ("fairness", "fairness_file")]

        def told(user: User) -> list[bool]:
            client = client_of(user)
            return [
                "(59)" in words(client.get(urls[0]).content.decode()),
                "all scores,59" in client.get(urls[1]).content.decode(),
            ]

        assert fairness_of(spec).median is None
        make_evaluation(completed(spec), dict.fromkeys(("planning", "listening", "repairing"), 71))
        assert told(auditor) == [True, True]
        rater = make_member(spec, Role.REVIEWER, blind=True, is_auditor=True)
        assert told(rater) == [False, False]
        show_scores(spec, rater)
        assert told(rater) == [True, True]

    def test_under_ten_completed_nothing_is_shown(self, auditor: User) -> None:
        by = UserFactory.create()
        spec = make_spec(by=by)
        many(spec, by, [(F, "", 2, 1), (M, "", 2, 1)])
        text = words(client_of(auditor).get(reverse("scoring:fairness", args=[spec.pk])).text)
        assert "Too few to show anything" in text and "Female" not in text

    def test_queries_do_not_grow_with_interviews(self, auditor: User, django_assert_num_queries: DjangoAssertNumQueries) -> None:
        by = UserFactory.create()
        spec, client = make_spec(by=by), client_of(auditor)
        address = reverse("scoring:fairness", args=[spec.pk])
        for more in (1, 11):
            many(spec, by, [(F, RaceEthnicity.ASIAN, more, 0)])
            with django_assert_num_queries(6):  # session, member, spec, versions, counts, membership
                client.get(address)


class TestFile:
    def test_it_has_the_form_of_the_rule_and_says_what_it_is_not(self, auditor: User) -> None:
        by = UserFactory.create()
        spec = make_spec(by=by, title="=HYPERLINK(1)")
        W, B = RaceEthnicity.WHITE, RaceEthnicity.BLACK  # noqa: N806
        many(spec, by, [(F, W, 10, 5), (M, W, 11, 5), (M, B, 2, 1), ("", "", 5, 1)])
        answer = client_of(auditor).get(reverse("scoring:fairness_file", args=[spec.pk]))
        assert answer["Content-Disposition"].startswith("attachment")
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert "Not an independent audit" in rows[0][0]
        assert ["Job spec", "'=HYPERLINK(1)"] in rows
        women = next(row for row in rows if row[:3] == ["Sex", "", "Female"])
        assert women[3:7] == ["10", "5", "50.0 %", "1.00"]
        black = next(row for row in rows if row[:1] == ["Race/ethnicity"] and row[1].startswith("Black"))
        assert black[3:7] == ["hidden", "hidden", "hidden", ""]
        assert ["Race/ethnicity", "Unknown or other, in no category", "", "hidden"] in rows

    @pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1"])
    def test_no_cell_is_a_formula(self, text: str) -> None:
        assert harmless(text) == f"'{text}"
        assert harmless("Engineer = yes") == "Engineer = yes"
