"""Draft again, over HTTP: watched, looked at, taken in part, put aside; nothing is lost when somebody was quicker."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from config import work
from jobspecs.choices import Role
from jobspecs.models import JobSpec, Question, Redraft, SpecRollup, User, VersionRollup
from jobspecs.operations import questions as question_operations
from jobspecs.operations.redrafts import put_aside, run_redraft, start_redraft
from jobspecs.operations.specs import archive_spec, rename_spec
from jobspecs.operations.versions import CompetencyWording, MustHaveLine, replace_must_haves, replace_weights, weights_of
from jobspecs.questions.base import WrittenQuestion
from tests.factories import UserFactory, make_member, make_spec, spec_content
from tests.factories.redrafts import make_redraft, whole_draft
from tests.jobspecs import engines
from tests.jobspecs.pages import HTMX, current, html_of, signed_in, text_of

pytestmark = pytest.mark.django_db
BETTER = CompetencyWording("planning", "Planning", "Plans the day with care.", "plan the repairs.", ["1", "2", "3", "4", "5"])


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


def url(spec: JobSpec, name: str = "") -> str:
    return reverse(f"jobspecs:redraft{'_' if name else ''}{name}", args=[spec.pk])


def page_of(spec: JobSpec) -> str:
    return reverse("jobspecs:spec", args=[spec.pk])


def as_shown(page: Any) -> dict[str, Any]:
    """What a browser sends of a page that nobody has touched."""
    html = page.content.decode()
    return {
        "base": re.findall(r'name="base" value="(\d+)"', html),
        "shown": re.findall(r'name="shown" value="([^"]+)"', html),
        "take": re.findall(r'name="take" value="([^"]+)"[^>]* checked>', html),
        "meant": re.findall(r'name="meant" value="([^"]+)"[^>]* checked', html),
        "reason": "",
    }


def state_of(page: Any, label: str) -> tuple[str, bool]:
    """The id of the checkbox with this label, and whether it is ticked."""
    boxes = re.findall(r'<input type="checkbox" name="take" value="([^"]+)"[^>]*?( checked)?><span>(.*?) <span', html_of(page))
    return next((found, bool(ticked)) for found, ticked, said in boxes if said.startswith(label))


def edited(spec: JobSpec, by: User) -> None:
    """A person has renamed the spec and worded a question."""
    rename_spec(job_spec=spec, title="Wheel Mechanic", level="mid", by=by)
    question = Question.objects.get(round__job_spec=spec, round__position=1, position=1)
    question_operations.reword_question(question=question, base=1, text="In Ana's words?", probes=[], competency=None, by=by)


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


class TestTaking:
    def test_what_is_ticked_makes_a_version_with_its_reason(self, client: Client, spec: JobSpec, ana: User) -> None:
        edited(spec, ana)
        make_redraft(spec, title="Bicycle Technician", level="senior", wordings=[BETTER, *spec_content().wordings[1:]])
        sent = as_shown(client.get(url(spec))) | {"reason": "Read better."}
        response = client.post(url(spec, "take"), sent)
        assert response["Location"] == page_of(spec)
        version = current(spec)
        assert (version.number, spec.title, spec.level) == (2, "Wheel Mechanic", "senior")
        assert f"Saved as {version.tag}. Taken from the new draft: 2." in text_of(client.get(page_of(spec)))
        history = text_of(client.get(reverse("jobspecs:history", args=[spec.pk])))
        assert "Drafted again: Read better. Changed the meaning of Planning: definition, for this role, level 1" in history
        assert "Level Mid → Senior" in history

    def test_a_kept_piece_that_is_ticked_is_taken_instead(self, client: Client, spec: JobSpec, ana: User) -> None:
        edited(spec, ana)
        make_redraft(spec, title="Bicycle Technician")
        page = client.get(url(spec))
        sent = as_shown(page) | {"take": [state_of(page, "Title")[0]]}
        client.post(url(spec, "take"), sent)
        spec.refresh_from_db()
        assert (spec.title, spec.versions.count()) == ("Bicycle Technician", 1)

    def test_says_whether_the_meaning_changed(self, client: Client, spec: JobSpec) -> None:
        root = current(spec).rubric.root_id
        make_redraft(spec, wordings=[BETTER, *spec_content().wordings[1:]])
        sent = as_shown(client.get(url(spec)))
        assert sent["meant"] == ["meaning"]
        refused = client.post(url(spec, "take"), sent | {"meant": []})
        assert "Say whether only the wording changed or also the meaning." in text_of(refused)
        client.post(url(spec, "take"), sent | {"meant": "wording"})
        assert current(spec).rubric.root_id == root

    def test_nothing_is_refused_with_what_was_typed(self, client: Client, spec: JobSpec) -> None:
        make_redraft(spec, level="lead")
        page = client.post(url(spec, "take"), as_shown(client.get(url(spec))) | {"take": [], "reason": "A half-typed"})
        assert "Nothing is ticked." in text_of(page)
        assert "A half-typed</textarea>" in html_of(page)
        assert state_of(page, "Level")[1] is False

    def test_without_a_reason_is_refused_once_interviews_are_scored(self, client: Client, spec: JobSpec) -> None:
        VersionRollup.objects.create(version=current(spec), evaluated=2)
        make_redraft(spec, level="lead")
        page = client.post(url(spec, "take"), as_shown(client.get(url(spec))))
        assert "Say why: interviews have been scored, and the reason stays with the version." in text_of(page)
        spec.refresh_from_db()
        assert spec.level == "mid"

    def test_that_would_leave_a_round_empty_is_refused_in_words(self, client: Client, ana: User) -> None:
        written, voice = spec_content().questions[1], spec_content().questions[2]
        spec = make_spec(by=ana, questions={1: [written[0]], 2: [voice[1]]}, drafted_with="offline")
        welding = WrittenQuestion("welding", "How do you weld a frame?")
        weights = {"listening": "0.30", "repairing": "0.20", "welding": "0.50"}
        make_redraft(spec, weights=weights, questions={1: [welding], 2: [voice[1]]})
        page = client.get(url(spec))
        sent = as_shown(page)
        sent["take"].remove(state_of(page, "Add Welding")[0])
        page = client.post(url(spec, "take"), sent)
        assert "Round 01 would be left without a question. Keep one of those that would go." in text_of(page)
        assert current(spec).number == 1

    def test_after_somebody_saved_a_version_compares_anew_and_keeps_the_ticks(
        self, client: Client, spec: JobSpec, ana: User
    ) -> None:
        make_redraft(spec, level="lead", must_haves=[], weights={"planning": "0.40", "listening": "0.40", "repairing": "0.20"})
        page = client.get(url(spec))
        sent = as_shown(page)
        sent |= {"take": [one for one in sent["take"] if one != state_of(page, "Level")[0]], "reason": "A half-typed"}
        ben = make_member(spec, Role.EDITOR, name="Ben")
        weights = {key: given.value for key, given in weights_of(current(spec)).items()}
        weights["planning"], weights["repairing"] = weights["repairing"], weights["planning"]
        replace_weights(job_spec=spec, base=1, weights=weights, reason="Fairer", by=ben)
        page = client.post(url(spec, "take"), sent)
        words = text_of(page)
        assert f"Ben saved {current(spec).tag} in the meantime." in words
        assert "The comparison below is made anew." in words
        assert "A half-typed</textarea>" in html_of(page)
        assert state_of(page, "Level")[1] is False
        assert state_of(page, "Remove required")[1] is True
        assert current(spec).number == 2
        client.post(url(spec, "take"), as_shown(page))
        assert (current(spec).number, current(spec).must_haves.count()) == (3, 0)
        assert str(weights_of(current(spec))["planning"].value) == "0.20"

    def test_after_somebody_worded_a_question_compares_anew(self, client: Client, spec: JobSpec, ana: User) -> None:
        make_redraft(spec, level="lead")
        sent = as_shown(client.get(url(spec)))
        edited(spec, ana)
        page = client.post(url(spec, "take"), sent)
        assert "Somebody has changed this job spec in the meantime." in text_of(page)
        assert "In Ana's words?" in html_of(page)
        assert state_of(page, "Level")[1] is True
        client.post(url(spec, "take"), as_shown(page))
        spec.refresh_from_db()
        assert (spec.title, spec.level) == ("Wheel Mechanic", "lead")

    def test_twice_is_told(self, client: Client, spec: JobSpec) -> None:
        make_redraft(spec, must_haves=[])
        sent = as_shown(client.get(url(spec)))
        client.post(url(spec, "take"), sent)
        response = client.post(url(spec, "take"), sent, follow=True)
        assert "Nothing was taken twice." in text_of(response)
        assert current(spec).number == 2

    def test_in_the_archive_is_refused_in_words(self, client: Client, spec: JobSpec, ana: User) -> None:
        make_redraft(spec, level="lead")
        sent = as_shown(client.get(url(spec)))
        archive_spec(job_spec=spec, by=ana)
        assert "This job spec is archived. Bring it back" in text_of(client.post(url(spec, "take"), sent))

    def test_forged_fields_take_nothing_that_is_not_offered(self, client: Client, spec: JobSpec) -> None:
        make_redraft(spec, level="lead")
        sent = as_shown(client.get(url(spec)))
        for base in ("", "x", "99", "-1"):
            client.post(url(spec, "take"), sent | {"base": base})
        client.post(url(spec, "take"), sent | {"shown": ["a", "b"], "take": ["c"]})
        spec.refresh_from_db()
        assert spec.level == "mid"


class TestPuttingAside:
    def test_closes_it(self, client: Client, spec: JobSpec) -> None:
        make_redraft(spec, level="lead")
        page = client.post(url(spec, "aside"), follow=True)
        assert "The new draft is put aside. The job spec is as it was." in text_of(page)
        assert "Draft again" in text_of(page)

    def test_by_somebody_else_in_between_is_told_to_who_takes(self, client: Client, spec: JobSpec, ana: User) -> None:
        redraft = make_redraft(spec, level="lead")
        sent = as_shown(client.get(url(spec)))
        put_aside(redraft=redraft, by=ana)
        assert "taken or put aside already" in text_of(client.post(url(spec, "take"), sent, follow=True))
        spec.refresh_from_db()
        assert spec.level == "mid"


def test_must_haves_that_somebody_saved_just_so_are_no_change_any_more(client: Client, spec: JobSpec, ana: User) -> None:
    make_redraft(spec, must_haves=[])
    replace_must_haves(job_spec=spec, base=1, must_haves=[], reason="", by=ana)
    assert "The description still leads to the same draft. Nothing differs" in text_of(client.get(url(spec)))
