"""What somebody sends who wants to break it: each is answered in words, never by a 500, and nothing of it comes through."""

from __future__ import annotations

import io
import logging
import time
import zipfile
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import hashers
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DataError
from django.test import Client, override_settings
from django.urls import reverse

from config import intake, ratelimits
from config.logs import hide_links
from interviews.choices import MailKind
from interviews.links import link_token
from interviews.models import Answer, Candidate, Interview, Mail
from interviews.operations import invitations
from interviews.operations.mails import send_mail
from interviews.views import candidate as candidate_views
from jobspecs.forms.drafts import checked_description
from jobspecs.models import JobSpec, Organisation, User
from tests.factories import UserFactory, make_spec
from tests.factories.interviews import make_interview, make_invitation
from tests.factories.scoring import completed, make_evaluation
from tests.interviews.visitor import Browser
from tests.jobspecs.pages import HTMX, signed_in, text_of

pytestmark = pytest.mark.django_db
NUL = "a\x00b"
HUGE = "9" * 5000
BEYOND = "9" * 30
SCRIPT = '"><script>alert(1)</script>{{ 7|add:7 }}=HYPERLINK("//e")\u202egnp'


@pytest.fixture(autouse=True)
def forget_limits() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def spec() -> JobSpec:
    return make_spec()


@pytest.fixture
def owner(spec: JobSpec) -> Client:
    return signed_in(spec.memberships.get().user)


@pytest.fixture
def browser(spec: JobSpec) -> Browser:
    visitor = Browser(make_invitation(spec))
    visitor.begin()
    return visitor


class TestNumbers:
    WEIGHTS = ["1e999", "1e9999999", "1e-9999999", "NaN", "sNaN", "-Infinity", "१२", "0x1", "1%%", NUL, "", HUGE]

    @pytest.mark.parametrize("weight", WEIGHTS)
    @pytest.mark.parametrize("step", ["check", "share", "save"])
    def test_as_a_weight(self, spec: JobSpec, owner: Client, weight: str, step: str) -> None:
        data = {"weight-planning": weight, "weight-listening": "0.3", "weight-repairing": "0.2", "base": "1"}
        page = owner.post(reverse(f"jobspecs:weights_{step}", args=[spec.pk]), data, headers=HTMX)
        assert page.status_code == 200
        assert spec.versions.count() == 1

    @pytest.mark.parametrize("weight", [*WEIGHTS, "0.3" + "0" * 5000 + "1"])
    def test_as_the_weight_of_a_new_competency(self, spec: JobSpec, owner: Client, weight: str) -> None:
        assert owner.get(reverse("jobspecs:competencies_effect", args=[spec.pk]), {"weight": weight}).status_code == 200

    @pytest.mark.parametrize("base", [BEYOND, HUGE, "-1", "x", NUL])
    def test_as_the_version_that_was_looked_at(self, spec: JobSpec, owner: Client, base: str) -> None:
        data = {"text": "Can weld", "kind": "required", "base": base}
        assert owner.post(reverse("jobspecs:must_haves_add", args=[spec.pk]), data).status_code == 200
        assert spec.versions.count() == 1

    @pytest.mark.parametrize("number", [2**15, 2**31, 2**63, int(BEYOND)])
    def test_in_an_address(self, spec: JobSpec, owner: Client, browser: Browser, number: int) -> None:
        for name in ("version", "questions_add", "must_haves_edit"):
            assert owner.get(reverse(f"jobspecs:{name}", args=[spec.pk, number])).status_code == 404, name
        question = spec.rounds.get(position=1).questions.first()
        assert question is not None
        page = owner.post(reverse("jobspecs:questions_reinstate", args=[question.pk, number]), follow=True)
        assert "never had that wording" in text_of(page)
        superuser = signed_in(UserFactory.create(is_staff=True, is_superuser=True))
        assert superuser.post(f"{reverse('jobspecs:people')}{number}/close/").status_code == 404
        assert browser.client.get(f"{browser.base}{number}/").status_code == 302
        assert "HX-Redirect" in browser.client.post(f"{browser.base}{number}/save/", {"text": "x"})

    @pytest.mark.parametrize("number", [BEYOND, HUGE, "-1", "²", "१"])
    def test_as_questions_left_unanswered(self, browser: Browser, number: str) -> None:
        assert browser.client.post(browser.base + "submit/", {"unanswered": ["1", number]}).status_code in (200, 302)
        assert Interview.objects.get().state == "in_progress"

    @pytest.mark.parametrize("page", [HUGE, "-1", NUL, "1e9"])
    def test_as_a_page_of_a_list(self, spec: JobSpec, owner: Client, page: str) -> None:
        for address in ("/", reverse("scoring:candidates", args=[spec.pk]), reverse("jobspecs:history", args=[spec.pk])):
            assert owner.get(address, {"page": page}).status_code == 200


class TestNulAndOtherCodings:
    """Postgres takes no NUL, and no half of a surrogate pair."""

    @pytest.mark.parametrize("name", ["q", "status", "sort", "level", "for", "weight"])
    def test_in_a_query(self, spec: JobSpec, owner: Client, name: str) -> None:
        addresses = ["scoring:candidates", "jobspecs:spec", "jobspecs:history", "jobspecs:competencies_effect"]
        for address in ["/", *(reverse(other, args=[spec.pk]) for other in addresses)]:
            assert owner.get(address, {name: NUL}).status_code == 200, address

    @pytest.mark.parametrize(
        ("name", "data"),
        [
            ("jobspecs:rename", {"title": NUL, "level": "mid"}),
            ("jobspecs:must_haves_add", {"text": NUL, "kind": "required", "base": "1"}),
            ("jobspecs:competencies_add", {"name": NUL, "key": NUL, "weight": "0.1", "base": "1"}),
            ("jobspecs:weights_save", {"weight-planning": "0.5", "reason": NUL, "base": "1"}),
            ("jobspecs:members", {"email": f"{NUL}@example.com", "role": "reviewer"}),
            ("interviews:invite", {"people": f"{NUL} <x@example.com>"}),
        ],
    )
    def test_in_a_members_form_is_said_at_the_field(self, spec: JobSpec, owner: Client, name: str, data: dict[str, str]) -> None:
        page = owner.post(reverse(name, args=[spec.pk]), data)
        assert page.status_code == 200
        assert "Null characters are not allowed" in text_of(page)

    def test_in_a_question(self, spec: JobSpec, owner: Client) -> None:
        data = {"text": NUL, "competency": "planning", "probes": NUL}
        page = owner.post(reverse("jobspecs:questions_add", args=[spec.pk, 1]), data)
        assert "Null characters are not allowed" in text_of(page)

    def test_in_a_decision_and_a_rating(self, spec: JobSpec, owner: Client) -> None:
        interview = completed(spec)
        seen = str(make_evaluation(interview).pk)
        for name, data in (
            ("decide", {"outcome": "hold", "reason": NUL, "seen": seen}),
            ("rate", {"level-planning": "3", "note-planning": NUL}),
        ):
            page = owner.post(reverse(f"scoring:{name}", args=[interview.pk]), data)
            assert "Null characters are not allowed" in text_of(page)

    def test_in_an_answer_is_left_out(self, browser: Browser) -> None:
        browser.answer(1, f"I mended{NUL}it.")
        assert Answer.objects.get(asked__position=1).current_revision.text == "I mendedabit."  # type: ignore[union-attr]

    @pytest.mark.parametrize("field", ["login", "password"])
    def test_in_a_sign_in(self, field: str) -> None:
        data = {"login": "ana@example.com", "password": "x" * 12} | {field: NUL}
        page = Client().post("/accounts/login/", data)
        assert page.status_code == 200
        assert "Null characters are not allowed" in text_of(page)

    def test_in_a_cookie(self) -> None:
        cookie = 'sessionid="abcdefghij\\000"'  # a quoted value may name any octet
        for address in ("/", "/accounts/login/", "/i/x/"):
            page = Client().get(address, headers={"cookie": cookie})
            assert page.status_code == 400
            assert "could not be read" in page.text

    @pytest.mark.parametrize("coding", ["unicode_escape", "utf-7", "zlib_codec", "rot13", "idna", "undefined", "utf-16"])
    def test_by_another_coding(self, browser: Browser, coding: str) -> None:
        body = b'--X\r\nContent-Disposition: form-data; name="text"\r\n\r\n\\ud800\r\n--X--\r\n'
        kind = f"multipart/form-data; boundary=X; charset={coding}"
        for client, address in ((browser.client, browser.base + "1/save/"), (Client(), "/accounts/login/")):
            assert client.generic("POST", address, body, content_type=kind).status_code == 400

    def test_utf_8_is_taken_where_it_is_named(self, browser: Browser) -> None:
        for coding in ("utf-8", "UTF-8"):
            kind = f"application/x-www-form-urlencoded; charset={coding}"
            page = browser.client.generic("POST", browser.base + "1/save/", b"text=x", content_type=kind)
            assert page.status_code == 200


class TestSize:
    def test_of_fields(self, owner: Client) -> None:
        page = owner.post("/specs/new/", {"text": "x" * 6_000_000})
        assert page.status_code == 400
        assert "could not be read" in page.text

    def test_of_the_number_of_fields(self, browser: Browser) -> None:
        assert browser.client.post(browser.base + "1/save/", {f"f{n}": "x" for n in range(1200)}).status_code == 400

    def test_of_files_before_they_are_written(self, owner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        """Nobody fills the disk of the server: not a member, and not a stranger at the sign-in."""
        monkeypatch.setattr(intake, "MOST_BYTES", 3_000_000)
        for client, address in ((owner, "/specs/new/"), (Client(enforce_csrf_checks=False), "/accounts/login/")):
            assert client.post(address, {"file": SimpleUploadedFile("a.txt", b"x" * 3_000_000)}).status_code == 400
        browser = Browser(make_invitation())
        page = browser.client.post(browser.base + "begin/", {"file": SimpleUploadedFile("a.txt", b"x" * 3_000_000)})
        assert page.status_code == 413

    def test_of_a_file_by_one_byte(self, owner: Client) -> None:
        page = owner.post("/specs/new/", {"file": SimpleUploadedFile("a.txt", b"x" * (2 * 1024 * 1024 + 1))})
        assert page.status_code == 200
        assert "larger than 2 MB" in text_of(page)

    def test_of_a_pasted_line_of_people(self, spec: JobSpec, owner: Client) -> None:
        began = time.monotonic()
        page = owner.post(reverse("interviews:invite", args=[spec.pk]), {"people": "a" * 300_000})
        assert "too long; put each person" in text_of(page)
        assert time.monotonic() - began < 30  # the square of it takes minutes

    def test_of_white_space_in_a_description(self) -> None:
        text = checked_description("We need a planner of repairs.\n" * 20 + "x" + "\u2003 " * 20_000 + "y")
        assert text.endswith("x y")
        assert text.count("\n") == 20


class TestFiles:
    def send(self, client: Client, name: str, data: bytes) -> Any:
        return client.post("/specs/new/", {"file": SimpleUploadedFile(name, data)})

    def docx(self, **members: bytes) -> bytes:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in members.items():
                archive.writestr(name.replace("__", "/"), data)
        return packed.getvalue()

    def test_a_bomb(self, owner: Client) -> None:
        packed = self.docx(**{"word__document.xml": b"<w>" + b"\0" * 60_000_000})
        assert len(packed) < 200_000
        assert "unpacks to far more" in text_of(self.send(owner, "a.docx", packed))

    def test_entities_that_multiply_or_read_files(self, owner: Client) -> None:
        multiply = b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12))
        bomb = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a0 "xxxxxxxxxx"><!ENTITY f SYSTEM "file:///etc/passwd">'
        bomb += multiply + b"]><w>&a11;&f;</w>"
        page = self.send(owner, "a.docx", self.docx(**{"word__document.xml": bomb}))
        assert "is damaged and cannot be opened" in text_of(page)
        assert "root:" not in page.text

    def test_one_that_is_two_things(self, owner: Client) -> None:
        page = self.send(owner, "a.txt", b"%PDF-1.4\n<script>alert(1)</script>" + self.docx(a=b"b"))
        assert page.status_code == 200
        assert "is damaged" in text_of(page)
        assert "<script>alert" not in page.text

    @pytest.mark.parametrize("name", ["../../etc/passwd", "C:\\x\\y.txt", "<img src=x>.txt", "a\u202etxt.exe", "x" * 300])
    def test_a_name_that_leads_elsewhere(self, owner: Client, name: str) -> None:
        page = self.send(owner, name, b"MZ" + b"\0\1" * 50)
        assert page.status_code == 200
        assert "is a program" in text_of(page)
        assert "../" not in page.content.decode().split("is a program")[0][-400:]
        assert "<img src=x>" not in page.text


class TestWords:
    """Text that wants to be more than text."""

    def test_of_members_and_candidates_stay_text_on_every_page(self) -> None:
        user = UserFactory.create(name=SCRIPT)
        spec = make_spec(by=user, title=SCRIPT)
        invitation = make_invitation(spec, candidate=Candidate.objects.create(name=SCRIPT[:120], email="x@example.com"))
        Organisation.objects.update(name=SCRIPT[:120], contact_name=SCRIPT, alternative_route=SCRIPT)
        interview = make_interview(invitation=invitation, answers=dict.fromkeys(range(1, 8), SCRIPT), submitted=True)
        make_evaluation(interview)
        client = signed_in(user)
        of_spec = ["jobspecs:spec", "jobspecs:history", "jobspecs:members", "scoring:candidates", "scoring:live"]
        pages = [reverse(name, args=[spec.pk]) for name in [*of_spec, "jobspecs:rename", "interviews:invite"]]
        pages += ["/", reverse("scoring:report", args=[interview.pk]), reverse("interviews:erase", args=[invitation.pk])]
        pages += [f"/i/{link_token(invitation)}/done/", f"{pages[3]}?q={SCRIPT}"]
        for address in pages:
            page = client.get(address)
            assert page.status_code == 200, address
            assert "<script>alert" not in page.text, address
            assert "script-src 'self'" in page["Content-Security-Policy"]
        assert "&lt;script&gt;alert" in client.get(pages[0]).text

    def test_in_a_list_of_open_forms_stay_text(self, spec: JobSpec, owner: Client) -> None:
        question = spec.rounds.get(position=1).questions.first()
        assert question is not None
        page = owner.post(reverse("jobspecs:questions_move", args=[question.pk]), {"editing": SCRIPT}, headers=HTMX)
        assert "<script>alert" not in page.text

    def test_a_name_of_two_lines_writes_no_header(self, spec: JobSpec, settings: Any) -> None:
        settings.EMAIL_IS_SET_UP = True
        invitation = make_invitation(spec)
        Organisation.objects.update(name="North\r\nBcc: all@example.com")
        order = Mail.objects.get(invitation=invitation)
        send_mail(mail_id=order.pk)
        [sent] = mail.outbox
        assert sent.subject.endswith("at North Bcc: all@example.com")
        assert sent.recipients() == [invitation.candidate.email]

    def test_an_address_that_no_mail_can_carry_stops_its_mail(self, spec: JobSpec, settings: Any) -> None:
        settings.EMAIL_IS_SET_UP = True
        invitation = make_invitation(spec)
        Candidate.objects.update(email="x@example.com\nbcc@example.com")
        send_mail(mail_id=Mail.objects.get(invitation=invitation, kind=MailKind.INVITATION).pk)
        order = Mail.objects.get(invitation=invitation)
        assert (order.state, order.error) == ("failed", "This mail cannot be written: look at the address.")


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
