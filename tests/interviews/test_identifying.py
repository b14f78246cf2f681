"""What candidates say of themselves: by choice, apart from their answers, seen by no member."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from interviews.around_forms import AboutYouForm
from interviews.models import Interview, SelfIdentification
from interviews.operations.answering import NotRunning
from interviews.operations.identifying import identify
from interviews.operations.purging import erase_candidate
from jobspecs.models import JobSpec, User
from scoring.queries.material import material_of
from tests.config.access_world import World
from tests.config.test_access_matrix import TABLE
from tests.factories import UserFactory, make_spec
from tests.factories.interviews import make_interview
from tests.interviews.visitor import Browser
from tests.interviews.whole_database import find_everywhere

pytestmark = pytest.mark.django_db
TITLE = "About you, if you wish"


@pytest.fixture(autouse=True)
def forget_limits() -> None:
    cache.clear()


@pytest.fixture
def browser() -> Browser:
    interview = make_interview(submitted=True)
    JobSpec.objects.update(asks_self_identification=True)
    return Browser(interview.invitation)


def given() -> list[tuple[str, str]]:
    return list(SelfIdentification.objects.values_list("sex", "race_ethnicity"))


class TestTheLastPage:
    def test_asks_only_where_the_spec_does(self, browser: Browser) -> None:
        page = browser.get().text
        assert TITLE in page
        assert page.count("Prefer not to say") == 2
        assert "An auditor sees counts over all candidates" in page
        JobSpec.objects.update(asks_self_identification=False)
        assert TITLE not in browser.get().text
        browser.post("done/about-you/", {"sex": "female"})
        assert given() == []

    def test_says_nothing_by_itself_and_chooses_nothing_beforehand(self, browser: Browser) -> None:
        page = browser.get().text
        assert page.count('type="radio"') > 2
        assert "checked" not in page
        browser.post("done/about-you/", {})
        assert given() == []

    def test_keeps_changes_and_deletes(self, browser: Browser) -> None:
        page = browser.post("done/about-you/", {"sex": "female", "race_ethnicity": "two_or_more"}).text
        assert "Saved. What you said is not shown again" in page
        browser.post("done/about-you/", {"sex": "other", "race_ethnicity": "none"})
        assert given() == [("other", "")]
        JobSpec.objects.update(asks_self_identification=False)  # what was said can still be deleted
        browser.post("done/about-you/", {"sex": "x", "delete": "1"})
        assert given() == []
        assert TITLE not in browser.get().text

    def test_each_answer_stands_by_itself(self, browser: Browser) -> None:
        """What was said is not shown again: so to change one must not cost the other."""
        browser.post("done/about-you/", {"sex": "female"})
        browser.post("done/about-you/", {"race_ethnicity": "native"})
        assert given() == [("female", "native")]
        browser.post("done/about-you/", {"sex": "male"})
        assert given() == [("male", "native")]
        browser.post("done/about-you/", {"sex": "none"})
        assert given() == [("", "native")]

    @pytest.mark.parametrize("sent", [{"sex": "x"}, {"race_ethnicity": "female"}, {"sex": "y" * 5000}])
    def test_takes_nothing_odd_and_keeps_what_was_chosen(self, browser: Browser, sent: dict[str, str]) -> None:
        page = browser.post("done/about-you/", {"sex": "male", "race_ethnicity": "asian"} | sent).text
        assert given() == []
        assert page.count("checked") == 1
        assert "field-error" in page
        assert "y" * 50 not in page

    def test_is_not_asked_before_handing_in(self) -> None:
        interview = make_interview()
        JobSpec.objects.update(asks_self_identification=True)
        assert Browser(interview.invitation).at(Browser(interview.invitation).post("done/about-you/", {"sex": "male"})) == "1/"
        with pytest.raises(NotRunning):
            identify(interview=interview, sex="male", race_ethnicity="", by=interview.candidate)


class TestWhoSeesIt:
    def test_not_who_opens_the_link_that_they_sent_to_the_candidate(self, browser: Browser) -> None:
        """Editors copy links, and may open them: the page tells no more than before anything was said."""
        untouched = browser.get().text
        page = browser.post("done/about-you/", {"sex": "female", "race_ethnicity": "two_or_more"}).text
        for word in ("Female", "Two or more races", "female", "two_or_more"):
            assert page.count(word) == untouched.count(word), word
        assert page.count("checked") == untouched.count("checked")

    def test_no_page_of_members_and_no_grader(self, tmp_path: Any, settings: Any, caplog: pytest.LogCaptureFixture) -> None:
        """Whatever role one has; a member's browser gets none of these words, from any address."""
        settings.MEDIA_ROOT = tmp_path
        world = World()
        JobSpec.objects.update(asks_self_identification=True)
        interview = Interview.objects.get(pk=str(world.named["interview"][0]))
        before = material_of(interview)
        with caplog.at_level(logging.DEBUG):
            Browser(interview.invitation).post("done/about-you/", {"sex": "female", "race_ethnicity": "two_or_more"})
        assert given() == [("female", "two_or_more")]
        assert material_of(interview) == before
        words = ("two_or_more", "Two or more races", ">Female", '"female"')
        for word in words:
            assert word not in caplog.text
        pages = 0
        for role in ("reviewer", "owner", "superuser"):
            client = Client()
            client.force_login(world.users[role])
            for name, row in TABLE.items():
                answer = client.get(reverse(name, args=world.named[row.about]))
                if answer.streaming:
                    b"".join(answer)  # to its end, so that the file is closed
                    continue
                if answer.status_code != 200:
                    continue
                pages += 1
                text = answer.content.decode(errors="replace")
                assert not [word for word in words if word in text], (role, name)
        assert pages > 60

    def test_no_page_of_the_administration(self) -> None:
        interview = make_interview(submitted=True)
        identify(interview=interview, sex="female", race_ethnicity="two_or_more", by=interview.candidate)
        client = Client()
        client.force_login(UserFactory.create(is_staff=True, is_superuser=True))
        for address in ("", "interviews/", f"interviews/interview/{interview.pk}/change/", "interviews/interview/"):
            text = client.get(f"/admin/{address}", follow=True).text
            assert "two_or_more" not in text
            assert "elf identification" not in text

    def test_stands_in_one_table_and_goes_with_the_person(self) -> None:
        interview = make_interview(submitted=True)
        identify(interview=interview, sex="female", race_ethnicity="two_or_more", by=interview.candidate)
        identify(interview=interview, sex="female", race_ethnicity="native", by=interview.candidate)
        assert find_everywhere("two_or_more") == []  # no history of it
        assert find_everywhere("native") == ["interviews_selfidentification.race_ethnicity"]
        erase_candidate(candidate=interview.candidate, by=None)
        assert not SelfIdentification.objects.exists()


def test_an_owner_switches_it(client: Client) -> None:
    owner: User = UserFactory.create()
    spec = make_spec(by=owner)
    client.force_login(owner)
    members = reverse("jobspecs:members", args=[spec.pk])
    assert "Ask candidates, by their own choice" in client.get(members).text
    client.post(reverse("jobspecs:self_identification", args=[spec.pk]), {"asks": "yes"})
    spec.refresh_from_db()
    assert spec.asks_self_identification
    assert "Stop asking" in client.get(members).text
    assert "Candidates may say their sex and race/ethnicity" in client.get(reverse("jobspecs:history", args=[spec.pk])).text
    client.post(reverse("jobspecs:self_identification", args=[spec.pk]), {"asks": "no"})
    spec.refresh_from_db()
    assert not spec.asks_self_identification


def test_the_form_has_every_category_that_is_counted() -> None:
    fields = AboutYouForm().fields
    stored = {field.name: {value for value, _label in field.choices or ()} for field in SelfIdentification._meta.concrete_fields}
    for name in ("sex", "race_ethnicity"):
        assert {str(value) for value, _label in fields[name].choices} == {"none", *stored[name]}  # type: ignore[attr-defined]
