"""What somebody sends who wants to break it: each is answered in words, never by a 500, and nothing of it comes through."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from config import intake
from interviews.choices import MailKind
from interviews.links import link_token
from interviews.models import Answer, Candidate, Interview, Mail
from interviews.operations.mails import send_mail
from jobspecs.forms.drafts import checked_description
from jobspecs.models import JobSpec, Organisation
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
