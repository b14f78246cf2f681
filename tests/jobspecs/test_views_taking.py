"""The page on which pieces of a new draft are taken or put aside."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from jobspecs.choices import Role
from jobspecs.models import JobSpec, User, VersionRollup
from jobspecs.operations.redrafts import put_aside
from jobspecs.operations.specs import archive_spec
from jobspecs.operations.versions import replace_must_haves, replace_weights, weights_of
from jobspecs.questions.base import WrittenQuestion
from tests.factories import UserFactory, make_member, make_spec, spec_content
from tests.factories.redrafts import make_redraft
from tests.jobspecs import engines
from tests.jobspecs.pages import current, html_of, signed_in, text_of
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
