"""Whatever address a member who has not rated asks for, as a page, a panel or a file: nothing of the scores is in the answer."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from interviews.models import Interview
from interviews.operations.excluding import exclude, include_again
from interviews.operations.letters import send_outcome
from jobspecs.choices import Role
from scoring.choices import Outcome
from scoring.operations.judging import RatingGiven, decide, rate
from scoring.operations.replaying import try_replay
from scoring.operations.rollups import recompute_rollup
from tests.config.access_world import World
from tests.config.test_access_matrix import TABLE
from tests.factories import UserFactory, make_member
from tests.factories.scoring import completed, make_evaluation, scripted

pytestmark = pytest.mark.django_db
# Total 92.1, told as 92: all more than a minute or a day of the month can be.
SCORES = {"planning": 93, "listening": 94, "repairing": 87}
WORDS = ("As scripted", "Because of the chain", "A note of another", "It came to 92.")
NUMBERS = re.compile(r"(?<![\w.:#-])(93|94|87|92(?:\.10?)?)(?![\w-])")
ROLES = ("reviewer", "editor", "owner", "superuser")


@pytest.fixture
def world(tmp_path: Any, settings: Settings) -> World:
    """Somebody graded twice, rated, decided on, written to, replayed, with an answer that was excluded for a while."""
    settings.MEDIA_ROOT = tmp_path
    world = World()
    interview = completed(world.spec)
    other = UserFactory.create(name="Cy")
    with scripted(SCORES):
        first = make_evaluation(interview, SCORES)
        exclude(answer=interview.asked.get(position=1).answer, reason="No sound.", by=other)
        include_again(answer=interview.asked.get(position=1).answer, by=other)
        evaluation = make_evaluation(interview, SCORES)
        try_replay(grading=evaluation.grading, by=None)
    key = interview.rubric.rows.get(competency__key="planning").competency_id
    rate(interview=interview, ratings={key: RatingGiven(5, "A note of another")}, by=other)
    decide(interview=interview, outcome=Outcome.HOLD, reason="Because of the chain", seen=None, by=other)
    send_outcome(interview=interview, text="It came to 92.", explains=True, seen=None, by=other)
    recompute_rollup(spec_id=world.spec.pk)
    world.users = {role: make_member(world.spec, Role(role), blind=True) for role in ROLES[:-1]}
    world.users["superuser"] = UserFactory.create(is_staff=True, is_superuser=True)
    position: list[Any] = [interview.pk, 1]
    world.named |= {"interview": [interview.pk], "decided": [interview.pk], "begun": [interview.invitation_id]}
    world.named |= {"spoken": position, "grading": [first.grading_id]}
    return world


def text_of(answer: HttpResponseBase) -> str:
    content = b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined]
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            content = b" ".join(book.read(name) for name in book.namelist() if "sheet" in name or "shared" in name)
    text = re.sub(r"\b(Member|Candidate) \d+", r"\1", content.decode(errors="replace"))  # they are numbered, in every run anew
    return re.sub(r"<(script|style|svg class=.(?!bar|dist)).*?</\1>", " ", text, flags=re.DOTALL)


def given_away(text: str) -> list[str]:
    """What of the scores is in it: in words, in numbers that stand alone, and in what attributes hold."""
    return [word for word in WORDS if word in text] + NUMBERS.findall(text)


def answers(client: Client, world: World) -> dict[str, str]:
    """What every address answers with."""
    found = {}
    for name, row in TABLE.items():
        for how, headers in (("page", {}), ("panel", {"HX-Request": "true"})):
            answer = client.get(reverse(name, args=world.named[row.about]), headers=headers)
            if answer.status_code == 200:
                found[f"{name} {how}"] = text_of(answer)
    spec = world.named["spec"]
    for sort in ("", "name", "-invited", "-score", "score", "total", "interview__current_evaluation__evaluation__total"):
        found[f"sorted {sort}"] = text_of(client.get(reverse("scoring:candidates", args=spec), {"sort": sort}))
    who = [str(interview.pk) for interview in Interview.objects.filter(job_spec=world.spec, state="submitted")]
    found["compared"] = text_of(client.get(reverse("scoring:compare", args=spec), {"who": who}))
    weights = {"weight-planning": "0.20", "weight-listening": "0.30", "weight-repairing": "0.50", "base": "1", "names": "yes"}
    found["what if"] = text_of(client.post(reverse("scoring:what_if", args=spec), weights))
    return found


@pytest.mark.parametrize("role", ROLES)
def test_nothing_of_the_scores_is_in_any_answer(world: World, role: str) -> None:
    client = Client()
    client.force_login(world.users[role])
    told = {address: away for address, text in answers(client, world).items() if (away := given_away(text))}
    assert told == {}


def test_once_shown_they_are_found_in_many_so_the_search_would_find_them(world: World) -> None:
    client = Client()
    client.force_login(world.users["owner"])
    client.post(reverse("scoring:show_all_scores", args=[world.spec.pk]))
    told = {address for address, text in answers(client, world).items() if given_away(text)}
    pages = ("report", "grading", "candidates", "export_csv", "export_xlsx", "report_json", "explanation_preview")
    assert {f"scoring:{name} page" for name in pages} <= told
    assert "compared" in told
