"""Test events of webhooks stand in the log of their endpoint, marked as tests, by whom, and in their time."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from jobspecs.models import User
from scoring.models import Delivery, Endpoint
from scoring.operations.endpoints import make_endpoint, send_test
from scoring.queries.webhooks import log_page
from tests.factories import UserFactory, make_spec
from tests.factories.scoring import completed
from tests.jobspecs.pages import signed_in, text_of
from tests.scoring.webhook_receiver import receiver

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> User:
    return UserFactory.create(name="Ada Admin", is_staff=True, is_superuser=True)


@pytest.fixture
def client(admin: User) -> Client:
    return signed_in(admin)


@pytest.fixture
def endpoint(admin: User, settings: Settings) -> Endpoint:
    """One that nothing listens at."""
    settings.WEBHOOKS_TO_THIS_MACHINE = True
    return make_endpoint(url="http://127.0.0.1:9/hook", events=["interview.completed"], by=admin)


def rows(client: Client, endpoint: Endpoint) -> list[str]:
    page = client.get(reverse("scoring:webhook", args=[endpoint.pk])).text
    found = re.findall(r"<tr>(.*?)</tr>", page.partition("<tbody>")[2], re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in found]


def test_a_test_that_was_taken_and_one_that_was_not(client: Client, admin: User, settings: Settings) -> None:
    settings.WEBHOOKS_TO_THIS_MACHINE = True
    with receiver() as there:
        endpoint = make_endpoint(url=there.url, events=["interview.completed"], by=admin)
        client.post(reverse("scoring:webhook_test", args=[endpoint.pk]))
        there.status = 500
        client.post(reverse("scoring:webhook_test", args=[endpoint.pk]))
    newest, first = rows(client, endpoint)
    assert newest.startswith("endpoint.test test sent by Ada Admin") and "Answered 500." in newest
    assert first.startswith("endpoint.test test sent by Ada Admin") and "Answered 204." in first
    assert not Delivery.objects.exists()


def test_one_without_an_answer_says_why(endpoint: Endpoint, admin: User, client: Client) -> None:
    tried = send_test(endpoint=endpoint, by=admin)
    assert (tried.status, bool(tried.problem)) == (None, True)
    [row] = rows(client, endpoint)
    assert tried.problem in row


def test_tests_and_deliveries_stand_in_their_order(endpoint: Endpoint, admin: User, client: Client) -> None:
    send_test(endpoint=endpoint, by=admin)
    interview = completed(make_spec())
    send_test(endpoint=endpoint, by=admin)
    found = rows(client, endpoint)
    assert [row.split()[0] for row in found] == ["endpoint.test", "interview.completed", "endpoint.test"]
    assert str(interview.pk) in found[1]


def test_those_of_another_endpoint_stand_there_alone(endpoint: Endpoint, admin: User, client: Client) -> None:
    other = make_endpoint(url="http://127.0.0.1:9/other", events=["interview.completed"], by=admin)
    send_test(endpoint=other, by=admin)
    assert "Nothing yet." in text_of(client.get(reverse("scoring:webhook", args=[endpoint.pk])))
    assert len(rows(client, other)) == 1


def test_a_long_log_has_pages(endpoint: Endpoint, admin: User, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    tried = [send_test(endpoint=endpoint, by=admin) for _ in range(3)]
    completed(make_spec())
    with django_assert_num_queries(4):
        first = log_page(endpoint, "1", 2)
    assert [line.delivery is not None for line in first] == [True, False]
    with django_assert_num_queries(3):  # no delivery on it
        last = log_page(endpoint, "2", 2)
    assert [line.told for line in last] == [tried[1].problem, tried[0].problem]
    assert not last.has_next()
