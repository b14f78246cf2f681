"""What strangers may try: forged headers, guessing, and reading the logs."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import hashers
from django.core import mail
from django.core.cache import cache
from django.db import DataError
from django.test import Client, override_settings
from django.urls import reverse

from config import ratelimits
from config.logs import hide_links
from interviews.models import Interview
from interviews.operations import invitations
from interviews.views import candidate as candidate_views
from jobspecs.models import JobSpec, User
from tests.factories import make_spec
from tests.factories.interviews import make_interview, make_invitation
from tests.interviews.visitor import Browser
from tests.jobspecs.pages import HTMX, signed_in, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def forget_limits() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def browser(spec: JobSpec) -> Browser:
    visitor = Browser(make_invitation(spec))
    visitor.begin()
    return visitor


class TestForgedHeaders:
    @pytest.mark.parametrize(
        "page", ["http://[", "//e.example", "http://x//e.example/", "javascript:alert(1)", "http://x/\\e.example"]
    )
    def test_the_page_that_htmx_says_it_is_on(self, spec: JobSpec, owner: Client, page: str) -> None:
        headers = HTMX | {"HX-Current-URL": page}
        address = reverse("jobspecs:spec", args=[spec.pk])
        assert Client().get(address, headers=headers)["HX-Redirect"] == f"/accounts/login/?next={address}"
        sent = owner.post(reverse("jobspecs:rename", args=[spec.pk]), {"title": "T", "level": "mid"}, headers=headers)
        assert '"push": "true"' in sent["HX-Location"]

    def test_the_page_it_really_is_on(self, spec: JobSpec) -> None:
        headers = HTMX | {"HX-Current-URL": f"http://testserver/specs/{spec.pk}/history/?page=2"}
        gone = Client().get(reverse("scoring:live", args=[spec.pk]), headers=headers)
        assert gone["HX-Redirect"] == f"/accounts/login/?next=/specs/{spec.pk}/history/"

    @pytest.mark.parametrize(
        "following", ["//e.example", "https://e.example/", "/\\e.example", "javascript:alert(1)", "http:///e"]
    )
    def test_where_to_go_after_signing_in(self, following: str) -> None:
        User.objects.create_user("ana@example.com", "a password of some length")
        data = {"login": "ana@example.com", "password": "a password of some length", "next": following}
        for address in ("/accounts/login/", f"/accounts/login/?next={following}"):
            answer = Client().post(address, data)
            assert (answer.status_code, answer["Location"]) == (302, "/")

    def test_a_host_that_is_not_ours(self) -> None:
        for address in ("/", "/accounts/login/", "/healthz"):
            assert Client().get(address, headers={"host": "e.example"}).status_code == 400

    def test_a_form_without_its_token(self, spec: JobSpec) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(spec.memberships.get().user)
        for name in ("jobspecs:rename", "jobspecs:archive", "jobspecs:weights_save", "scoring:evaluate_under_current"):
            assert client.post(reverse(name, args=[spec.pk]), {"title": "T", "level": "mid"}).status_code == 403
        assert client.post("/accounts/login/", {"login": "x"}).status_code == 403
        assert client.post("/accounts/logout/").status_code == 403


class TestGuessing:
    PASSWORD = "a password of some length"

    @pytest.fixture(autouse=True)
    def in_one_minute_and_in_memory(self, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        """A window that ends, or a cache that hangs for a second on a busy machine, forgets what was counted."""
        settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "guessing"}}
        cache.clear()
        monkeypatch.setattr(ratelimits, "time", SimpleNamespace(time=lambda: 1_800_000_000.0))

    @pytest.fixture
    def ana(self) -> User:
        return User.objects.create_user("ana@example.com", self.PASSWORD)

    def sign_in(self, client: Client, password: str, email: str = "ana@example.com", **extra: Any) -> Any:
        return client.post("/accounts/login/", {"login": email, "password": password}, **extra)

    def test_of_one_password_ends_after_five(self, ana: User) -> None:
        for n in range(5):
            self.sign_in(Client(), f"wrong {n}", REMOTE_ADDR=f"10.0.0.{n}")
        refused = self.sign_in(Client(), self.PASSWORD, REMOTE_ADDR="10.0.0.9", email="ANA@example.com")
        assert refused.status_code == 200
        assert "Too many failed sign-ins" in text_of(refused)

    def test_of_many_ends_by_address_whatever_a_header_says(self) -> None:
        for n in range(20):
            self.sign_in(Client(), "wrong", email=f"m{n}@example.com", headers={"x-forwarded-for": f"10.1.1.{n}"})
        refused = self.sign_in(Client(), "wrong", email="m99@example.com", headers={"x-forwarded-for": "10.1.1.99"})
        assert "Too many failed sign-ins" in text_of(refused)

    @override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1)
    def test_behind_a_proxy_locks_nobody_else_out(self, ana: User) -> None:
        for n in range(25):
            self.sign_in(Client(), "wrong", email=f"m{n}@example.com", headers={"x-forwarded-for": "6.6.6.6, 10.1.1.1"})
        assert self.sign_in(Client(), self.PASSWORD, headers={"x-forwarded-for": "6.6.6.6, 10.1.1.2"}).status_code == 302

    def test_of_forged_links_behind_a_proxy_counts_each_address(self, browser: Browser) -> None:
        with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1):
            codes = [Client().get(f"/i/x{n}/", headers={"x-forwarded-for": f"{n}, 10.1.1.1"}).status_code for n in range(32)]
            assert codes.count(429) == 2
            assert Client().get("/i/x/", headers={"x-forwarded-for": "10.1.1.2"}).status_code == 404
            assert browser.client.get(browser.base + "1/", headers={"x-forwarded-for": "10.1.1.1"}).status_code == 200

    def test_who_has_an_account_is_not_told_by_words(self, ana: User) -> None:
        """A wrong password and an unknown address sound alike, and so does asking for a new one."""
        told = []
        for email in ("ana@example.com", "nobody@example.com"):
            wrong = text_of(self.sign_in(Client(), "wrong", email=email))
            reset = Client().post("/accounts/password/reset/", {"email": email})
            told.append((wrong, reset.status_code, reset["Location"]))
        assert told[0] == told[1]
        assert [sent.to for sent in mail.outbox] in ([], [["ana@example.com"]])

    def test_who_has_an_account_is_not_told_by_time(self, ana: User, monkeypatch: pytest.MonkeyPatch) -> None:
        """The slow part of a sign-in is the hash: as often for an unknown address as for a known one."""
        made: list[str] = []
        algorithm = type(hashers.get_hasher("default"))
        plain = algorithm.encode

        def counted(*args: Any, **more: Any) -> Any:
            made.append("one")
            return plain(*args, **more)

        monkeypatch.setattr(algorithm, "encode", counted)
        counts = []
        for email in ("ana@example.com", "nobody@example.com"):
            made.clear()
            self.sign_in(Client(), "wrong", email=email)
            counts.append(len(made))
        assert counts[1] == counts[0] > 0

    def test_nobody_signs_up(self) -> None:
        page = Client().post("/accounts/signup/", {"email": "x@example.com", "password1": self.PASSWORD})
        assert "Members come by invitation" in text_of(page)
        assert not User.objects.exists()


@pytest.fixture
def spec() -> JobSpec:
    return make_spec()


@pytest.fixture
def owner(spec: JobSpec) -> Client:
    return signed_in(spec.memberships.get().user)


class TestLogs:
    def test_of_a_fault_behind_a_link_hold_neither_link_nor_words(
        self, browser: Browser, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The whole way of a line: request, fault, traceback, the handler of our own."""
        link = browser.base.split("/")[2]
        secrets = ("Una Lind", "secret words")  # no line of the source holds them: a traceback shows those
        said = "refused at {}\nDETAIL: Failing row contains ({},\n{}).".format(browser.base, *secrets)

        def fail(*_: Any, **__: Any) -> None:
            raise DataError(said)

        monkeypatch.setattr(candidate_views, "course_of", fail)
        browser.client.raise_request_exception = False
        out = io.StringIO()
        handler = next(h for h in logging.getLogger().handlers if type(h) is logging.StreamHandler)
        before = handler.setStream(out)
        try:
            page = browser.client.get(browser.base + "review/", headers={"referer": f"http://testserver{browser.base}"})
        finally:
            handler.setStream(before)
        assert page.status_code == 500
        logged = out.getvalue()
        assert "Internal Server Error: /i/\\u2026/review/" in logged
        assert "Traceback" in logged
        assert "candidate:review" in logged
        for secret in (link, *secrets):
            assert secret not in logged
            assert secret not in page.text

    def test_what_the_database_quotes_is_cut_and_the_rest_stays(self) -> None:
        text = (
            'duplicate key "x"\nDETAIL:  Key (email)=(una@example.com)\n already exists.\nCONTEXT:  SQL\nThe above exception was'
        )
        [hidden] = hide_links(None, "", {"event": text}).values()
        assert hidden == 'duplicate key "x"\nDETAIL: …\nCONTEXT:  SQL\nThe above exception was'


def test_withdrawing_while_another_tab_begins_asks_once_more(monkeypatch: pytest.MonkeyPatch) -> None:
    invitation = make_invitation()
    browser = Browser(invitation)
    real = invitations.cancel_invitation

    def late(**given: Any) -> None:
        make_interview(invitation=invitation)
        real(**given)

    monkeypatch.setattr(invitations, "cancel_invitation", late)
    page = browser.post("withdraw/")
    assert (page.status_code, browser.at(page)) == (200, "withdraw/")
    assert Interview.objects.get().state == "in_progress"
    browser.post("withdraw/")
    assert Interview.objects.get().state == "withdrawn"


def test_settings_that_all_of_this_rests_on() -> None:
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_SAMESITE == "Lax"
    assert settings.MIDDLEWARE.index("config.intake.text_alone") < settings.MIDDLEWARE.index(
        "django.contrib.sessions.middleware.SessionMiddleware"
    )
