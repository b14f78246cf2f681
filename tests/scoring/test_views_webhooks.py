"""Pages of webhooks: for who has all rights; the secret once; what was sent, and again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from interviews.models import Interview
from jobspecs.models import User
from scoring.models import Delivery, Endpoint
from scoring.operations.webhooks import deliver_some
from tests.factories import UserFactory, make_spec
from tests.factories.scoring import completed
from tests.scoring.webhook_receiver import Receiver, receiver

pytestmark = pytest.mark.django_db
GRADED = {"events": ["interview.graded"]}


@pytest.fixture
def admin() -> User:
    user: User = UserFactory.create(is_staff=True, is_superuser=True)
    return user


@pytest.fixture
def client(admin: User) -> Client:
    client = Client()
    client.force_login(admin)
    return client


@pytest.fixture
def there(settings: Settings) -> Iterator[Receiver]:
    settings.WEBHOOKS_TO_THIS_MACHINE = True
    with receiver() as started:
        yield started


def added(client: Client, there: Receiver, *events: str) -> Endpoint:
    client.post(reverse("scoring:webhooks"), {"url": there.url, "events": events or ["interview.completed"]})
    return Endpoint.objects.get()


class TestAdding:
    def test_the_secret_is_shown_once(self, client: Client) -> None:
        page = client.post(reverse("scoring:webhooks"), {"url": "https://hooks.example.com/a"} | GRADED)
        endpoint = Endpoint.objects.get()
        assert endpoint.secret in page.text and "no-store" in page["Cache-Control"]
        for name, args in (("webhook", [endpoint.pk]), ("webhooks", [])):
            assert endpoint.secret not in client.get(reverse(f"scoring:{name}", args=args)).text
        assert (endpoint.url, endpoint.events) == ("https://hooks.example.com/a", ["interview.graded"])

    @pytest.mark.parametrize(
        "url", ["http://hooks.example.com/", "javascript:alert(1)", "https://a:b@c.example/", "<script>", ""]
    )
    def test_what_is_no_address_stays_in_the_form(self, client: Client, url: str) -> None:
        page = client.post(reverse("scoring:webhooks"), {"url": url} | GRADED)
        assert page.status_code == 200 and not Endpoint.objects.exists()
        assert "field-error" in page.text and "<script>" not in page.text.replace("<script src", "")

    def test_unknown_events_and_none_are_refused(self, client: Client) -> None:
        for events in ([], ["interview.erased"]):
            client.post(reverse("scoring:webhooks"), {"url": "https://hooks.example.com/", "events": events})
        assert not Endpoint.objects.exists()

    def test_the_menu_leads_there_for_who_has_all_rights(self, client: Client) -> None:
        assert reverse("scoring:webhooks") in client.get(reverse("jobspecs:list")).text
        helper = Client()
        helper.force_login(UserFactory.create(is_staff=True))
        assert reverse("scoring:webhooks") not in helper.get(reverse("jobspecs:list")).text


class TestManaging:
    def test_another_secret_is_shown_once(self, client: Client, there: Receiver) -> None:
        endpoint = added(client, there)
        before = endpoint.secret
        page = client.post(reverse("scoring:webhook_rotate", args=[endpoint.pk])).text
        endpoint.refresh_from_db()
        assert endpoint.secret != before and endpoint.secret in page

    def test_off_and_on(self, client: Client, there: Receiver) -> None:
        endpoint = added(client, there)
        completed(make_spec())
        client.post(reverse("scoring:webhook_switch", args=[endpoint.pk]), {"on": "0"})
        assert Delivery.objects.get().state == "cancelled"
        completed(make_spec())
        assert Delivery.objects.count() == 1
        client.post(reverse("scoring:webhook_switch", args=[endpoint.pk]), {"on": "1"})
        completed(make_spec())
        assert Delivery.objects.count() == 2

    @pytest.mark.parametrize(("status", "said"), [(204, "was taken (answer 204)"), (500, "was not taken (answer 500)")])
    def test_a_test_event_says_what_came_back(self, client: Client, there: Receiver, status: int, said: str) -> None:
        endpoint = added(client, there)
        there.status = status
        page = client.post(reverse("scoring:webhook_test", args=[endpoint.pk]), follow=True).text
        assert said in page and len(there.told) == 1
        assert "words that nobody keeps" not in page

    def test_a_test_event_to_a_private_address_is_refused(self, client: Client, there: Receiver, settings: Settings) -> None:
        endpoint = added(client, there)
        settings.WEBHOOKS_TO_THIS_MACHINE = False
        Endpoint.objects.update(url=there.url.replace("http:", "https:"))
        page = client.post(reverse("scoring:webhook_test", args=[endpoint.pk]), follow=True).text
        assert "private network" in page and there.told == []


class TestLog:
    def test_what_was_sent_with_its_state(self, client: Client, there: Receiver) -> None:
        endpoint = added(client, there)
        completed(make_spec())
        there.status = 500
        deliver_some(endpoint_id=endpoint.pk)
        page = client.get(reverse("scoring:webhook", args=[endpoint.pk])).text
        interview = Interview.objects.select_related("candidate").get()
        assert "waiting for another try" in page and "Answered 500." in page and str(interview.pk) in page
        assert interview.candidate.name not in page and interview.candidate.email not in page
        there.status = 204
        client.post(reverse("scoring:webhook_again", args=[Delivery.objects.get().pk]))
        deliver_some(endpoint_id=endpoint.pk)
        page = client.get(reverse("scoring:webhook", args=[endpoint.pk])).text
        assert "taken</span>" in page and "Send again" not in page

    def test_its_length_costs_no_query(
        self, client: Client, there: Receiver, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        endpoint = added(client, there)
        for _ in range(2):
            completed(make_spec())
            with django_assert_num_queries(6):  # session, member, endpoint, count, rows
                client.get(reverse("scoring:webhook", args=[endpoint.pk]))
