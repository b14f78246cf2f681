"""The administration: every page of it on the loaded demo, who may see it, and what its actions do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from interviews.models import Candidate, Interview, Invitation
from jobspecs.models import JobSpec, User, Version
from tests.factories import UserFactory
from tests.factories.interviews import make_invitation

MOST_QUERIES = 20


def address(model: type[Model], page: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def registered() -> list[type[Model]]:
    return sorted(admin.site._registry, key=lambda model: model._meta.label)


def ours() -> list[type[Model]]:
    return [model for model in registered() if model._meta.app_label in ("jobspecs", "interviews", "scoring", "admin")]


class TestEveryPageOnTheDemo:
    """Nothing here writes but the session."""

    @pytest.fixture
    def looking(self, demo_database: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Client]:
        with django_db_blocker.unblock():
            client = Client()
            client.force_login(User.objects.get(email="admin@example.com"))
            yield client

    @pytest.mark.parametrize("model", registered(), ids=lambda model: model._meta.label)
    def test_the_list_opens_in_few_queries_whatever_its_length(self, looking: Client, model: type[Model]) -> None:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = looking.get(address(model, "changelist"))
        assert response.status_code == 200
        assert len(queries) <= MOST_QUERIES, [query["sql"][:200] for query in queries]

    @pytest.mark.parametrize("model", registered(), ids=lambda model: model._meta.label)
    def test_filters_orders_and_dates_open(self, looking: Client, model: type[Model]) -> None:
        """One link of each kind on the page: a filter's last choice, a column's order, a year."""
        url = address(model, "changelist")
        links = re.findall(r'href="(\?[^"]+)"', looking.get(url).content.decode())
        kinds = {re.sub(r"=[^&]*", "", link): link.replace("&amp;", "&") for link in links if not link.startswith("?o=")}
        for link in [*kinds.values(), "?o=1", "?o=-2.1"]:
            assert looking.get(url + link).status_code == 200, link

    @pytest.mark.parametrize("words", ["'\"%_\\", "\x00", "🦔" * 300 + ' "open', "a b c d e f g h"])
    def test_a_search_for_anything_answers(self, looking: Client, words: str) -> None:
        searched = [model for model, shown in admin.site._registry.items() if shown.search_fields]
        assert len(searched) > 25
        for model in searched:
            assert looking.get(address(model, "changelist"), {"q": words}).status_code == 200, model

    @pytest.mark.parametrize("model", registered(), ids=lambda model: model._meta.label)
    def test_the_first_and_last_row_open(self, looking: Client, model: type[Model]) -> None:
        rows = model._default_manager.order_by("pk")
        for row in filter(None, (rows.first(), rows.last())):
            with CaptureQueriesContext(connection) as queries:
                response = looking.get(address(model, "change", row.pk))
            assert response.status_code == 200
            assert len(queries) <= MOST_QUERIES + 5, [query["sql"][:200] for query in queries]
            assert looking.get(address(model, "history", row.pk)).status_code == 200

    @pytest.mark.parametrize("asked", ["id=no-uuid", "p=99999", "o=99.x", "e=1", "created_at__year=soon", "unknown=1"])
    def test_an_address_that_was_tampered_with_is_no_error(self, looking: Client, asked: str) -> None:
        for model in (JobSpec, Version, Candidate, Interview):
            assert looking.get(f"{address(model, 'changelist')}?{asked}", follow=True).status_code < 500

    def test_the_demo_fills_what_the_pages_show(self, looking: Client) -> None:
        empty = {model._meta.label for model in ours() if not model._default_manager.exists()}
        assert empty <= {
            "admin.LogEntry",
            "interviews.CandidateRequest",
            "interviews.Declaration",
            "interviews.Erasure",
            "interviews.Exclusion",
            "interviews.Letter",
            "interviews.Mail",
            "interviews.Recording",
            "interviews.Retake",
            "interviews.SpokenPrompt",
            "interviews.Transcript",
            "interviews.Transcription",
            "jobspecs.Draft",
            "jobspecs.ModelCall",
            "jobspecs.QuestionOrder",
            "jobspecs.Redraft",
            "jobspecs.WeightRollup",
            "scoring.Delivery",
            "scoring.Endpoint",
            "scoring.GradingCall",
            "scoring.HumanRating",
            "scoring.Replay",
            "scoring.Run",
        }

    def test_rows_lead_to_the_recruiters_pages(self, looking: Client) -> None:
        spec = JobSpec.objects.first()
        assert spec is not None
        assert reverse("jobspecs:spec", args=[spec.pk]) in looking.get(address(JobSpec, "changelist")).content.decode()
        interview = Interview.objects.first()
        assert interview is not None
        assert reverse("scoring:report", args=[interview.pk]) in looking.get(address(Interview, "changelist")).content.decode()


class TestWhoMaySeeIt:
    @pytest.mark.parametrize("model", ours(), ids=lambda model: model._meta.label)
    def test_staff_without_permission_get_403(self, client: Client, db: None, model: type[Model]) -> None:
        client.force_login(UserFactory.create(is_staff=True))
        assert client.get(address(model, "changelist")).status_code == 403

    def test_strangers_sign_in_where_everybody_does(self, client: Client, db: None) -> None:
        response = client.get(reverse("admin:login"))
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("account_login"))
        guess = client.post(reverse("admin:login"), {"username": "ada@example.com", "password": "guess"})
        assert guess["Location"].startswith(reverse("account_login"))

    def test_who_is_no_administrator_is_let_in_nowhere(self, client: Client, db: None) -> None:
        client.force_login(UserFactory.create())
        response = client.get(address(JobSpec, "changelist"))
        assert response["Location"].startswith(reverse("admin:login"))
        assert client.get(reverse("admin:login")).status_code == 403

    def test_who_may_only_look_is_offered_no_action(self, client: Client, db: None) -> None:
        staff = UserFactory.create(is_staff=True)
        staff.user_permissions.add(*Permission.objects.filter(codename__startswith="view_"))
        client.force_login(staff)
        invitation = make_invitation()
        client.post(address(Invitation, "changelist"), {"action": "cancel", "_selected_action": [str(invitation.pk)]})
        invitation.refresh_from_db()
        assert invitation.cancelled_at is None
        erase = f"{reverse('admin:interviews_candidate_erase')}?id={invitation.candidate_id}"
        assert client.post(erase).status_code == 403
        assert Candidate.objects.get().erased_at is None
