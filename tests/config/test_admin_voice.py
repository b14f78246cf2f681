"""What was said, in the administration: what stopped is tried again, and no page says how somebody recorded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from interviews.models import Answer, Recording, SpokenPrompt, Transcript, Transcription
from jobspecs.models import QuestionRevision
from tests.config.test_admin import address
from tests.factories import UserFactory, make_spec
from tests.factories.spoken import SAID, make_spoken

pytestmark = pytest.mark.django_db
SHOWN: list[type[Model]] = [Recording, Transcription, Transcript, Answer]


@pytest.fixture
def page(client: Client, settings: Settings, tmp_path: Path) -> Client:
    settings.MEDIA_ROOT = tmp_path
    client.force_login(UserFactory.create(is_staff=True, is_superuser=True))
    return client


def act(page: Client, model: type[Model], action: str, *rows: Model) -> str:
    given: dict[str, Any] = {"action": action, "_selected_action": [str(row.pk) for row in rows]}
    return page.post(address(model, "changelist"), given, follow=True).text


def test_every_page_opens_and_leads_to_the_report(page: Client) -> None:
    interview = make_spoken(make_spec())
    for model in (Recording, Transcription, Transcript):
        assert page.get(address(model, "change", model._default_manager.latest("pk").pk)).status_code == 200
    for model in (Recording, Transcription):
        assert reverse("scoring:report", args=[interview.pk]) in page.get(address(model, "changelist")).text


def test_no_page_says_how_somebody_recorded_or_gives_the_sound(page: Client) -> None:
    make_spoken(make_spec())
    Answer.objects.update(more_time=2)
    for model in SHOWN:
        row = model._default_manager.latest("pk")
        for html in (page.get(address(model, "changelist")).text, page.get(address(model, "change", row.pk)).text):
            for hidden in ("take 1", "more time", "More time", "recordings/", "speech seconds"):
                assert hidden not in html.partition('id="content"')[2], (model, hidden)
    for model in (Recording, Transcription, Transcript):
        assert SAID.split()[4] not in page.get(address(model, "change", model._default_manager.latest("pk").pk)).text


@pytest.mark.parametrize("rows", [1, 4])
def test_a_list_takes_the_same_queries_at_any_length(page: Client, rows: int, django_assert_max_num_queries: Any) -> None:
    make_spoken(make_spec(), typed=dict.fromkeys(range(4 + rows, 8), "Typed."))
    for model in (Recording, Transcription, Transcript):
        with django_assert_max_num_queries(8):
            page.get(address(model, "changelist"))


def test_what_stopped_is_written_down_again(page: Client) -> None:
    make_spoken(make_spec(), ["", SAID])
    stopped = Transcription.objects.get(state="failed")
    done = Transcription.objects.filter(state="done").latest("pk")
    said = act(page, Transcription, "write_down_again", stopped, done)
    assert "Sent again: 1." in said
    assert "nothing to do" in said
    stopped.refresh_from_db()
    assert stopped.state == "queued"


def test_a_prompt_that_could_not_be_said_is_said_again(page: Client) -> None:
    make_spec()
    first, second = QuestionRevision.objects.filter(question__round__position=2)[:2]
    stopped = SpokenPrompt.objects.create(revision=first, state="failed", error="No voice.")
    done = SpokenPrompt.objects.create(revision=second, state="done", file="prompts/x.mp3")
    assert "Sent again: 1." in act(page, SpokenPrompt, "say_again", stopped, done)
    stopped.refresh_from_db()
    done.refresh_from_db()
    assert (stopped.state, done.state) == ("queued", "done")
