"""Draft again, over HTTP: watched, looked at, taken in part, put aside; nothing is lost when somebody was quicker."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from config import work
from jobspecs.choices import Role
from jobspecs.models import JobSpec, Redraft, SpecRollup, User, VersionRollup
from jobspecs.operations.redrafts import run_redraft, start_redraft
from jobspecs.operations.specs import archive_spec
from jobspecs.operations.versions import MustHaveLine, replace_weights, weights_of
from tests.factories import UserFactory, make_member, make_spec, spec_content
from tests.factories.redrafts import make_redraft, whole_draft
from tests.jobspecs import engines
from tests.jobspecs.pages import HTMX, current, html_of, signed_in, text_of
from tests.jobspecs.redraft_pages import BETTER, as_shown, edited, page_of, state_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _quick_engines(settings: Settings) -> None:
    settings.DRAFTING_ENGINE, settings.QUESTION_ENGINE = engines.DRAFTING, engines.QUESTIONS


@pytest.fixture
def ana() -> User:
    return UserFactory.create(name="Ana")


@pytest.fixture
def spec(ana: User) -> JobSpec:
    return make_spec(by=ana, drafted_with="offline")


@pytest.fixture
def client(ana: User) -> Client:
    return signed_in(ana)


def with_weight(proposal: Any, key: str, weight: str) -> Any:
    """A proposal in which one competency weighs something else."""
    return proposal | {
        "competencies": [row | {"weight": weight} if row["key"] == key else row for row in proposal["competencies"]]
    }


class TestTheButton:
    def test_begins_and_leads_to_the_progress(self, client: Client, spec: JobSpec, ana: User) -> None:
        assert f'action="{url(spec)}"' in html_of(client.get(page_of(spec)))
        response = client.post(url(spec))
        assert response["Location"] == url(spec)
        assert Redraft.objects.get().requested_by == ana
        client.post(url(spec))
        assert Redraft.objects.count() == 1

    @pytest.mark.parametrize(
        ("state", "said"),
        [
            ("queued", "This job spec is being drafted again."),
            ("done", "A new draft is waiting: nothing is changed yet. Look at it"),
            ("failed", "The new draft stopped."),
        ],
    )
    def test_gives_way_to_what_is_open(self, client: Client, spec: JobSpec, state: str, said: str) -> None:
        make_redraft(spec)
        Redraft.objects.update(state=state)
        for name in ("spec", "history"):
            page = client.get(reverse(f"jobspecs:{name}", args=[spec.pk]))
            assert said in text_of(page)
            assert f'href="{url(spec)}"' in html_of(page)
            assert "Draft again" not in text_of(page)

    def test_is_not_there_for_reviewers_in_the_archive_and_without_a_description(
        self, client: Client, spec: JobSpec, ana: User
    ) -> None:
        make_redraft(spec)
        reviewer = signed_in(make_member(spec, Role.REVIEWER))
        assert "A new draft is waiting" not in text_of(reviewer.get(page_of(spec)))
        bare = make_spec(by=ana, description="")
        assert "Draft again" not in text_of(client.get(page_of(bare)))
        assert "no description to draft from" in text_of(client.post(url(bare), follow=True))
        archive_spec(job_spec=bare, by=ana)
        assert "Draft again" not in text_of(client.get(page_of(bare)))
        assert "This job spec is archived." in text_of(client.post(url(bare), follow=True))
        assert Redraft.objects.count() == 1


class TestProgress:
    def test_is_polled_and_leads_to_what_would_change(self, client: Client, spec: JobSpec, ana: User) -> None:
        redraft = start_redraft(job_spec=spec, by=ana)
        JobSpec.objects.update(description="We look for somebody who steers the ferry and reads the weather. " * 3)
        page = client.get(url(spec))
        assert 'hx-trigger="every 1s"' in html_of(page)
        assert '<meta http-equiv="refresh" content="3">' in html_of(page)
        Redraft.objects.update(step="weights", found={"competencies": ["Steering", "Weather"]})
        assert "2 competencies Steering Weather" in text_of(client.get(url(spec, "progress"), headers=HTMX))
        run_redraft(redraft.pk)
        assert client.get(url(spec, "progress"), headers=HTMX)["HX-Redirect"] == url(spec)
        assert "What would change" in text_of(client.get(url(spec)))

    def test_of_a_failure_stops_polling_and_offers_to_try_again(self, client: Client, spec: JobSpec, ana: User) -> None:
        redraft = start_redraft(job_spec=spec, by=ana)
        claimed = work.claim(Redraft, redraft.pk)
        assert claimed
        work.fail(claimed, "No work is named in it.", again=False)
        page = client.get(url(spec))
        assert "No work is named in it." in text_of(page)
        assert "every 1s" not in html_of(page)
        assert client.post(url(spec, "retry"))["Location"] == url(spec)
        redraft.refresh_from_db()
        assert (redraft.state, redraft.error) == ("queued", "")

    @pytest.mark.parametrize("name", ["", "progress"])
    def test_of_what_was_closed_leads_to_the_spec(self, client: Client, spec: JobSpec, name: str) -> None:
        assert client.get(url(spec, name), follow=True).redirect_chain[-1][0] == page_of(spec)

    @pytest.mark.parametrize("count", [0, 3])
    def test_costs_four_queries(
        self, client: Client, spec: JobSpec, ana: User, count: int, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        start_redraft(job_spec=spec, by=ana)
        Redraft.objects.update(found={"competencies": ["x"] * count}, step="weights")
        with django_assert_num_queries(4):  # session, member, spec, redraft
            client.get(url(spec, "progress"), headers=HTMX)


class TestWhatWouldChange:
    def test_is_ticked_where_nobody_has_touched_it_and_kept_where_somebody_has(
        self, client: Client, spec: JobSpec, ana: User
    ) -> None:
        edited(spec, ana)
        make_redraft(
            spec,
            title="Bicycle Technician",
            level="senior",
            wordings=[BETTER, *spec_content().wordings[1:]],
            must_haves=[MustHaveLine("required", "Three years in a workshop"), MustHaveLine("preferred", "Can weld")],
        )
        page = client.get(url(spec))
        words = text_of(page)
        assert state_of(page, "Title: Bicycle Technician instead")[1] is False
        assert "kept: yours Yours Words Wheel Mechanic The new draft Words Bicycle Technician" in words
        assert state_of(page, "Level: senior")[1] is True
        assert state_of(page, "Reword Planning")[1] is True
        assert "<del>Two </del><ins>Three </ins>years in a workshop" in html_of(page)
        assert "Kept as you have it: 1" in words
        assert state_of(page, "Reword “In Ana's words?” instead")[1] is False
        assert "The description still leads" not in words

    def test_is_nothing_where_the_description_leads_to_the_same(self, client: Client, spec: JobSpec, ana: User) -> None:
        make_redraft(spec)
        assert "The description still leads to the same draft. Nothing differs" in text_of(client.get(url(spec)))
        edited(spec, ana)
        words = text_of(client.get(url(spec)))
        assert "The description still leads to the same draft." in words
        assert "Title and level Kept as you have it: 1" in words

    def test_of_a_title_longer_than_a_spec_takes_is_cut_once_and_for_all(self, client: Client, spec: JobSpec) -> None:
        make_redraft(spec, title="Bicycle " * 40)
        client.post(url(spec, "take"), as_shown(client.get(url(spec))))
        make_redraft(spec, title="Bicycle " * 40)
        assert "The description still leads to the same draft. Nothing differs" in text_of(client.get(url(spec)))

    def test_says_who_drafted_and_what_was_mended(self, client: Client, spec: JobSpec) -> None:
        draft = whole_draft(spec_content(level="lead"), drafted_with="test:model", notes=("One <b>weight</b> was mended.",))
        make_redraft(spec, draft=draft)
        page = client.get(url(spec))
        assert "Drafted again with test:model" in text_of(page)
        assert "One &lt;b&gt;weight&lt;/b&gt; was mended." in page.content.decode()

    def test_shows_the_weights_three_times(self, client: Client, spec: JobSpec, ana: User) -> None:
        make_redraft(spec, weights={"planning": "0.40", "listening": "0.40", "repairing": "0.20"})
        assert "Planning 0.50 0.40 0.40 Listening 0.30 0.40 0.40 Repairing 0.20 0.20 0.20" in text_of(client.get(url(spec)))

    def test_weighs_anew_as_ticks_change_and_saves_nothing(self, client: Client, spec: JobSpec) -> None:
        make_redraft(spec, weights={"planning": "0.40", "listening": "0.40", "repairing": "0.20"})
        sent = as_shown(client.get(url(spec)))
        unticked = sent | {"take": []}
        panel = client.post(url(spec, "weights"), unticked, headers=HTMX)
        assert text_of(panel).endswith("Planning 0.50 0.40 0.50 Listening 0.30 0.40 0.30 Repairing 0.20 0.20 0.20")
        assert "<input" not in html_of(panel)
        whole = client.post(url(spec, "weights"), unticked)
        assert state_of(whole, "Take the draft's weights")[1] is False
        assert current(spec).number == 1

    def test_shows_what_the_weights_would_be_where_a_competency_comes(self, client: Client, spec: JobSpec, ana: User) -> None:
        weights = {key: given.value for key, given in weights_of(current(spec)).items()}
        weights["planning"], weights["repairing"] = weights["repairing"], weights["planning"]
        replace_weights(job_spec=spec, base=1, weights=weights, reason="", by=ana)
        make_redraft(spec, weights={"planning": "0.20", "listening": "0.30", "repairing": "0.50", "welding": "0.00"})
        Redraft.objects.update(proposal=with_weight(Redraft.objects.get().proposal, "welding", "0.10"))
        words = text_of(client.get(url(spec)))
        assert "Listening 0.30 0.30 0.23" in words
        assert "Welding — 0.10 0.07" in words

    def test_of_a_spec_that_was_brought_in_is_nothing_unless_somebody_ticks_it(self, client: Client, ana: User) -> None:
        brought = make_spec(by=ana)
        make_redraft(brought, title="Bicycle Technician", must_haves=[])
        page = client.get(url(brought))
        assert "No draft was made of this job spec before, so all of it counts as yours" in text_of(page)
        assert as_shown(page)["take"] == []

    def test_counts_who_is_running_and_scored(self, client: Client, spec: JobSpec) -> None:
        SpecRollup.objects.filter(job_spec=spec).update(interviews=5, in_progress=3)
        VersionRollup.objects.create(version=current(spec), evaluated=2)
        make_redraft(spec, level="lead")
        words = text_of(client.get(url(spec)))
        assert "3 running: keep what they began with · 2 scored: keep v1" in words
        assert "Required: interviews have been scored." in words

    @pytest.mark.parametrize("extra", [0, 5])
    def test_costs_the_same_at_any_length(
        self, client: Client, spec: JobSpec, extra: int, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        lines = [MustHaveLine("required", f"Line {number} of many") for number in range(extra)]
        make_redraft(spec, must_haves=[*spec_content().must_haves, *lines], wordings=[BETTER, *spec_content().wordings[1:]])
        client.get(url(spec))  # reads what is sealed
        with django_assert_num_queries(18):
            client.get(url(spec))
