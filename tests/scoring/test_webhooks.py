"""Webhooks: signed as receivers check them, without a word of anybody, tried again, and ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from config import outward
from interviews.models import Candidate, Interview
from interviews.operations.endings import withdraw
from interviews.operations.purging import erase_candidate
from jobspecs.models import JobSpec
from scoring import tasks
from scoring.choices import Outcome, WebhookEvent
from scoring.models import Delivery, Endpoint
from scoring.operations import webhooks
from scoring.operations.endpoints import Tried, make_endpoint, rotate_secret, send_test, switch
from scoring.operations.evaluating import evaluate_all_under_current, evaluation_of
from scoring.operations.judging import decide
from scoring.operations.sweeping import sweep
from scoring.queries.webhooks import payload_of
from tests.factories import UserFactory, make_spec
from tests.factories.scoring import change_weights, completed, make_evaluation, make_grading
from tests.scoring.webhook_receiver import Receiver, receiver

pytestmark = pytest.mark.django_db


@pytest.fixture
def there(settings: Settings) -> Iterator[Receiver]:
    settings.WEBHOOKS_TO_THIS_MACHINE = True
    with receiver() as started:
        yield started


@pytest.fixture
def spec() -> JobSpec:
    return make_spec()


def endpoint_to(there: Receiver, *events: WebhookEvent) -> Endpoint:
    return make_endpoint(url=there.url, events=list(events or WebhookEvent), by=UserFactory.create())


def verified(there: Receiver, endpoint: Endpoint) -> list[dict[str, Any]]:
    """What was told, as the package's own check lets it through."""
    return [Webhook(endpoint.secret).verify(told.body, told.headers) for told in there.told]


def due_now(delivery: Delivery) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(due_at=timezone.now() - timedelta(seconds=1))


class TestWhatIsTold:
    def test_the_whole_way_of_an_interview(self, there: Receiver, spec: JobSpec) -> None:
        endpoint = endpoint_to(there)
        interview = completed(spec, {1: "Una Lind of Garden Street mended the red wheel."})
        Candidate.objects.update(name="Una Lind", email="una.lind@example.com")
        evaluation = make_evaluation(interview, {"planning": 80, "listening": None})
        decide(
            interview=interview,
            outcome=Outcome.ADVANCE,
            reason="Knows wheels.",
            seen=evaluation_of(interview.pk),
            by=spec_owner(spec),
        )
        webhooks.deliver_some(endpoint_id=endpoint.pk)
        told = verified(there, endpoint)
        assert [each["type"] for each in told] == ["interview.completed", "interview.graded", "interview.decided"]
        assert all(each["data"]["interview"] == str(interview.pk) for each in told)
        graded = told[1]["data"]
        assert graded["version"] == evaluation.version.tag
        assert (graded["total"], graded["coverage"]) == (float(evaluation.total or 0), float(evaluation.coverage))
        assert (graded["lower"], graded["upper"]) == (float(evaluation.lower), float(evaluation.upper))
        assert {each["key"]: each["score"] for each in graded["competencies"]} == {
            "planning": 80,
            "listening": None,
            "repairing": 50,
        }
        assert next(each for each in graded["competencies"] if each["key"] == "listening")["missing"] == "unreadable"
        assert told[2]["data"]["outcome"] == "advance"
        everything = b" ".join(each.body for each in there.told) + str([each.headers for each in there.told]).encode()
        for word in (b"Una", b"Lind", b"una.lind", b"wheel", b"Garden", b"scripted:", b"As scripted"):
            assert word not in everything

    def test_headers_are_those_of_the_standard(self, there: Receiver) -> None:
        endpoint = endpoint_to(there)
        assert send_test(endpoint=endpoint, by=UserFactory.create()) == Tried(204, "")
        [told] = there.told
        assert told.headers["webhook-id"].startswith("msg_")
        assert told.headers["webhook-signature"].startswith("v1,")
        assert abs(int(told.headers["webhook-timestamp"]) - timezone.now().timestamp()) < 60
        assert told.headers["content-type"] == "application/json"
        assert told.headers["user-agent"].startswith("Evenhand-Webhooks/")
        changed = told.body.replace(b"endpoint.test", b"endpoint.text")
        with pytest.raises(WebhookVerificationError):
            Webhook(endpoint.secret).verify(changed, told.headers)

    def test_another_secret_signs_from_then_on(self, there: Receiver) -> None:
        endpoint = endpoint_to(there)
        before = endpoint.secret
        assert rotate_secret(endpoint=endpoint, by=UserFactory.create()) != before
        send_test(endpoint=endpoint, by=UserFactory.create())
        assert verified(there, endpoint)
        with pytest.raises(WebhookVerificationError):
            Webhook(before).verify(there.told[0].body, there.told[0].headers)

    def test_a_later_evaluation_does_not_change_what_a_grading_told(self, there: Receiver, spec: JobSpec) -> None:
        endpoint = endpoint_to(there, WebhookEvent.GRADED)
        grading = make_grading(completed(spec), {"planning": 90})
        before = payload_of(Delivery.objects.select_related("interview").get())
        version = change_weights(spec, {"planning": "0.20", "listening": "0.40", "repairing": "0.40"})
        evaluate_all_under_current(job_spec=spec, by=None)
        assert grading.evaluations.filter(version=version).exists()
        assert payload_of(Delivery.objects.select_related("interview").get()) == before
        assert endpoint.events == ["interview.graded"]


def spec_owner(spec: JobSpec) -> Any:
    return spec.memberships.select_related("user").get().user


class TestOrdering:
    def test_only_what_is_wanted_by_who_is_on(self, there: Receiver, spec: JobSpec) -> None:
        wants, off = endpoint_to(there, WebhookEvent.COMPLETED), endpoint_to(there)
        switch(endpoint=off, is_active=False, by=UserFactory.create())
        make_evaluation(completed(spec))
        assert [(each.endpoint, each.event) for each in Delivery.objects.select_related("endpoint")] == [
            (wants, "interview.completed")
        ]

    def test_once_each(self, there: Receiver, spec: JobSpec) -> None:
        endpoint_to(there, WebhookEvent.COMPLETED)
        interview = completed(spec)
        for _ in range(2):
            webhooks.order_deliveries(event=WebhookEvent.COMPLETED, subjects={interview.pk: interview.pk})
        assert Delivery.objects.count() == 1

    def test_what_is_taken_back_is_not_told(self, there: Receiver, spec: JobSpec) -> None:
        endpoint_to(there)

        class Interrupted(Exception): ...

        with pytest.raises(Interrupted), transaction.atomic():
            completed(spec)
            raise Interrupted
        assert not Delivery.objects.exists()

    def test_without_endpoints_it_costs_one_query(self, spec: JobSpec, django_assert_num_queries: DjangoAssertNumQueries) -> None:
        interview = completed(spec)
        with django_assert_num_queries(1):
            webhooks.order_deliveries(event=WebhookEvent.COMPLETED, subjects={interview.pk: interview.pk})


class TestTrying:
    @pytest.fixture
    def endpoint(self, there: Receiver) -> Endpoint:
        return endpoint_to(there, WebhookEvent.COMPLETED)

    @pytest.fixture
    def delivery(self, endpoint: Endpoint, spec: JobSpec) -> Delivery:
        completed(spec)
        return Delivery.objects.get()

    def test_a_taken_one_is_done(self, there: Receiver, endpoint: Endpoint, delivery: Delivery) -> None:
        there.status = 202
        webhooks.deliver_some(endpoint_id=endpoint.pk)
        delivery.refresh_from_db()
        assert (delivery.state, delivery.status, delivery.tries, delivery.error) == ("done", 202, 1, "")
        webhooks.deliver_some(endpoint_id=endpoint.pk)
        assert len(there.told) == 1

    def test_the_pauses_between_tries_and_the_end(self, there: Receiver, endpoint: Endpoint, delivery: Delivery) -> None:
        there.status = 500
        pauses = []
        for _ in range(6):
            due_now(delivery)
            webhooks.deliver_some(endpoint_id=endpoint.pk)
            delivery.refresh_from_db()
            assert (delivery.state, delivery.status, delivery.error) == ("queued", 500, "Answered 500.")
            pauses.append(round((delivery.due_at - timezone.now()).total_seconds()))
        assert pauses == pytest.approx([5, 300, 1800, 7200, 18000, 36000], abs=2)
        due_now(delivery)
        webhooks.deliver_some(endpoint_id=endpoint.pk)
        delivery.refresh_from_db()
        assert (delivery.state, delivery.tries) == ("failed", 7)
        assert len({told.headers["webhook-id"] for told in there.told}) == 1, "receivers know it by its id"
        assert len({told.body for told in there.told}) == 1

    @pytest.mark.parametrize("status", [301, 302, 307, 400, 404, 429, 503])
    def test_what_is_not_2xx_is_tried_again(self, there: Receiver, endpoint: Endpoint, delivery: Delivery, status: int) -> None:
        there.status, there.location = status, "http://127.0.0.1:1/"
        webhooks.deliver_some(endpoint_id=endpoint.pk)
        delivery.refresh_from_db()
        assert (delivery.state, delivery.status, delivery.tries) == ("queued", status, 1)

    def test_gone_switches_the_endpoint_off(self, there: Receiver, endpoint: Endpoint, delivery: Delivery, spec: JobSpec) -> None:
        completed(spec)
        there.status = 410
        webhooks.deliver_some(endpoint_id=endpoint.pk)
        endpoint.refresh_from_db()
        assert not endpoint.is_active
        assert sorted(Delivery.objects.values_list("state", flat=True)) == ["cancelled", "failed"]
        assert len(there.told) == 1

    def test_nobody_there(self, endpoint: Endpoint, delivery: Delivery) -> None:
        Endpoint.objects.update(url="http://127.0.0.1:1/")
        webhooks.deliver_some(endpoint_id=endpoint.pk)
        delivery.refresh_from_db()
        assert (delivery.state, delivery.status, delivery.tries) == ("queued", None, 1)
        assert "could not be reached" in delivery.error

    def test_an_address_that_has_become_private_gets_nothing(
        self, there: Receiver, endpoint: Endpoint, delivery: Delivery, settings: Settings
    ) -> None:
        settings.WEBHOOKS_TO_THIS_MACHINE = False
        Endpoint.objects.update(url=there.url.replace("http:", "https:"))
        webhooks.deliver_some(endpoint_id=endpoint.pk)
        delivery.refresh_from_db()
        assert "private network" in delivery.error and there.told == []

    def test_one_that_does_not_answer_is_left_alone_with_all_that_waits(
        self, there: Receiver, endpoint: Endpoint, delivery: Delivery, spec: JobSpec
    ) -> None:
        for _ in range(3):
            completed(spec)
        there.status = 503
        assert webhooks.deliver_some(endpoint_id=endpoint.pk) is False
        assert len(there.told) == 1, "one try, not four"
        assert webhooks.deliver_some(endpoint_id=endpoint.pk) is False
        assert len(there.told) == 1, "not before a minute is over"
        assert Delivery.objects.filter(attempts=0, state="queued").count() == 4
        Delivery.objects.update(due_at=timezone.now())
        there.status = 204
        webhooks.deliver_some(endpoint_id=endpoint.pk)
        assert set(Delivery.objects.values_list("state", flat=True)) == {"done"}

    def test_what_is_refused_for_itself_holds_up_nothing(
        self, there: Receiver, endpoint: Endpoint, delivery: Delivery, spec: JobSpec
    ) -> None:
        completed(spec)
        there.status = 400
        webhooks.deliver_some(endpoint_id=endpoint.pk)
        assert len(there.told) == 2

    def test_no_word_of_the_answer_is_kept(self, there: Receiver, endpoint: Endpoint, delivery: Delivery, caplog: Any) -> None:
        there.status = 500
        webhooks.deliver_some(endpoint_id=endpoint.pk)
        delivery.refresh_from_db()
        assert "Una Lind" not in delivery.error + caplog.text

    def test_a_trouble_of_our_own_is_tried_again(
        self, endpoint: Endpoint, delivery: Delivery, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(_: Delivery) -> dict[str, Any]:
            raise RuntimeError("Una Lind")

        monkeypatch.setattr(webhooks, "payload_of", broken)
        webhooks.deliver_some(endpoint_id=endpoint.pk)
        delivery.refresh_from_db()
        assert (delivery.state, delivery.tries) == ("queued", 1)
        assert delivery.error == "Something went wrong on our side (RuntimeError)."

    def test_send_again_begins_anew(self, there: Receiver, endpoint: Endpoint, delivery: Delivery) -> None:
        there.status = 500
        Delivery.objects.update(tries=6)
        webhooks.deliver_some(endpoint_id=endpoint.pk)
        delivery.refresh_from_db()
        assert delivery.state == "failed"
        assert webhooks.send_again(delivery=delivery)
        webhooks.deliver_some(endpoint_id=endpoint.pk)
        delivery.refresh_from_db()
        assert (delivery.state, delivery.tries) == ("queued", 1)
        there.status = 204
        assert webhooks.send_again(delivery=delivery), "also while it waits"
        webhooks.deliver_some(endpoint_id=endpoint.pk)
        delivery.refresh_from_db()
        assert (delivery.state, delivery.tries) == ("done", 2)
        assert not webhooks.send_again(delivery=delivery)

    def test_an_erased_candidate_is_told_of_no_more(self, there: Receiver, endpoint: Endpoint, delivery: Delivery) -> None:
        erase_candidate(candidate=Interview.objects.get().candidate, by=UserFactory.create())
        webhooks.deliver_some(endpoint_id=endpoint.pk)
        delivery.refresh_from_db()
        assert delivery.state == "cancelled" and there.told == []

    def test_of_who_has_withdrawn_no_score_is_told_any_more(
        self, there: Receiver, endpoint: Endpoint, delivery: Delivery
    ) -> None:
        there.status = 500
        webhooks.deliver_some(endpoint_id=endpoint.pk)
        withdraw(interview=delivery.interview, by=delivery.interview.candidate)
        there.status = 204
        due_now(delivery)
        webhooks.deliver_some(endpoint_id=endpoint.pk)
        assert len(there.told) == 1
        delivery.refresh_from_db()
        assert delivery.state == "cancelled"

    def test_what_is_taken_back_between_two_of_a_chunk_is_not_sent(
        self, there: Receiver, endpoint: Endpoint, spec: JobSpec, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Twenty slow ones take minutes: whoever switches the endpoint off meanwhile is told that the rest was taken back."""
        for _ in range(2):
            completed(spec)
        sent = webhooks.send

        def switched_off_after(*given: Any) -> int:
            status = sent(*given)
            switch(endpoint=Endpoint.objects.get(pk=endpoint.pk), is_active=False, by=UserFactory.create())
            return status

        monkeypatch.setattr(webhooks, "send", switched_off_after)
        webhooks.deliver_some(endpoint_id=endpoint.pk)
        assert len(there.told) == 1

    def test_a_new_secret_signs_the_next_of_a_chunk(
        self, there: Receiver, endpoint: Endpoint, spec: JobSpec, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for _ in range(2):
            completed(spec)
        sent = webhooks.send

        def rotated_after(*given: Any) -> int:
            status = sent(*given)
            if len(there.told) == 1:
                rotate_secret(endpoint=Endpoint.objects.get(pk=endpoint.pk), by=UserFactory.create())
            return status

        monkeypatch.setattr(webhooks, "send", rotated_after)
        webhooks.deliver_some(endpoint_id=endpoint.pk)
        endpoint.refresh_from_db()
        assert len(there.told) == 2
        Webhook(endpoint.secret).verify(there.told[1].body, there.told[1].headers)

    def test_the_sweeper_sends_what_was_left(
        self, there: Receiver, endpoint: Endpoint, delivery: Delivery, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        Delivery.objects.update(due_at=F("due_at") - timedelta(hours=1))
        monkeypatch.setattr(tasks.deliver, "send", tasks.deliver)
        sweep()
        delivery.refresh_from_db()
        assert delivery.state == "done"


class TestEndpoints:
    @pytest.mark.parametrize("url", ["http://example.com/", "https://u:p@example.com/", "ftp://example.com", "https://x y/"])
    def test_what_is_no_address_is_not_kept(self, url: str) -> None:
        with pytest.raises(outward.AddressRefused):
            make_endpoint(url=url, events=["interview.graded"], by=UserFactory.create())
        assert not Endpoint.objects.exists()

    def test_secrets_are_long_and_each_is_another(self, there: Receiver) -> None:
        secrets = {endpoint_to(there).secret for _ in range(3)}
        assert len(secrets) == 3
        assert all(len(Webhook(secret)._whsecret) == 32 for secret in secrets)
