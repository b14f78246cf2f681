"""New job spec: what is taken, what is refused and why, and that no text is ever lost."""

from __future__ import annotations

import io
import re
from typing import Any
from uuid import uuid4

import docx
import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from config import work
from jobspecs import uploads
from jobspecs.models import Draft, JobSpec, User
from jobspecs.operations.drafts import run_draft, start_draft
from tests.factories import UserFactory
from tests.jobspecs import engines
from tests.jobspecs.pages import HTMX, html_of, signed_in, text_of

pytestmark = pytest.mark.django_db
TEXT = "We look for a ferry captain who steers the night ferry in every weather. " * 5
NEW = "/specs/new/"


@pytest.fixture(autouse=True)
def _quick_engines(settings: Settings) -> None:
    settings.DRAFTING_ENGINE, settings.QUESTION_ENGINE = engines.DRAFTING, engines.QUESTIONS


@pytest.fixture
def ana() -> User:
    return UserFactory.create(name="Ana")


@pytest.fixture
def client(ana: User) -> Client:
    return signed_in(ana)


def upload(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def a_pdf(*, encrypted: bool = False) -> bytes:
    """A page without a letter: what a scan is to a program."""
    writer = pypdf.PdfWriter()
    writer.add_blank_page(width=200, height=200)
    if encrypted:
        writer.encrypt("secret")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def a_docx(text: str) -> bytes:
    document = docx.Document()
    document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def fail(draft: Draft, error: str) -> None:
    claimed = work.claim(Draft, draft.pk)
    assert claimed
    work.fail(claimed, error, again=False)


class TestGivingADescription:
    def test_a_pasted_text_becomes_a_draft_at_once(self, client: Client, ana: User) -> None:
        response = client.post(NEW, {"text": TEXT})
        draft = Draft.objects.get()
        assert response["Location"] == reverse("jobspecs:draft", args=[draft.pk])
        assert (draft.description, draft.requested_by, draft.source_name) == (TEXT.strip(), ana, "")

    @pytest.mark.parametrize(
        ("name", "data"),
        [("captain.txt", TEXT.encode()), ("captain.md", f"# Captain\n{TEXT}".encode()), ("captain.docx", a_docx(TEXT))],
    )
    def test_a_file_becomes_a_draft_that_knows_its_name(self, client: Client, name: str, data: bytes) -> None:
        client.post(NEW, {"text": "", "file": upload(name, data)})
        draft = Draft.objects.get()
        assert draft.source_name == name
        assert "night ferry" in draft.description

    def test_of_text_and_file_the_text_counts_and_the_page_says_so(self, client: Client) -> None:
        response = client.post(NEW, {"text": TEXT, "file": upload("other.txt", b"Other words.")}, follow=True)
        assert "The text you typed is being used; other.txt was left out." in text_of(response)
        assert Draft.objects.get().description == TEXT.strip()

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("", "Paste a job description, or choose a file."),
            ("   \n ", "Paste a job description, or choose a file."),
            ("We need a baker.", "4 words are too few to draft from"),
            ("word " * 50_000, "200,000 are read"),
            ("\ufffd\x01 " * 100, "This is not readable text."),
        ],
    )
    def test_a_text_that_cannot_be_drafted_is_refused_at_its_field(self, client: Client, text: str, said: str) -> None:
        response = client.post(NEW, {"text": text})
        assert response.status_code == 200
        assert said in response.context["form"].errors["text"][0]
        assert said in text_of(response)
        assert not Draft.objects.exists()

    @pytest.mark.parametrize(
        ("name", "data", "code"),
        [
            ("empty.txt", b"", "empty"),
            ("scan.pdf", a_pdf(), "no_text"),
            ("locked.pdf", a_pdf(encrypted=True), "encrypted"),
            ("broken.pdf", b"%PDF-1.7 and then nothing", "damaged"),
            ("noise.txt", bytes(range(256)) * 4096, "not_text"),
            ("photo.pdf", b"\x89PNG\r\n\x1a\n" + b"\0" * 500, "unknown_type"),
            ("huge.txt", b"a " * (uploads.MAX_BYTES // 2 + 1), "too_large"),
            ("short.txt", b"We need a baker.", "too_short"),
        ],
    )
    def test_a_bad_file_is_told_at_its_field(self, client: Client, name: str, data: bytes, code: str) -> None:
        response = client.post(NEW, {"text": "", "file": upload(name, data)})
        assert response.status_code == 200
        errors = response.context["form"].errors.as_data()
        assert [error.code for error in errors["file"]] == [code]
        assert errors["file"][0].messages[0] in text_of(response)
        assert not Draft.objects.exists()

    def test_a_bad_file_beside_a_short_text_keeps_the_text(self, client: Client) -> None:
        response = client.post(NEW, {"text": "Only these words.", "file": upload("scan.pdf", a_pdf())})
        assert "Only these words.</textarea>" in html_of(response)
        assert "Clear the text, then choose scan.pdf again." in text_of(response)


class TestProgress:
    def test_is_polled_while_open_and_leads_to_the_spec(self, client: Client, ana: User) -> None:
        draft = start_draft(description=TEXT, by=ana)
        page = client.get(reverse("jobspecs:draft", args=[draft.pk]))
        assert 'hx-trigger="every 1s"' in html_of(page)
        assert '<meta http-equiv="refresh" content="3">' in html_of(page)
        run_draft(draft.pk)
        polled = client.get(reverse("jobspecs:draft_progress", args=[draft.pk]), headers=HTMX)
        spec = JobSpec.objects.get()
        assert polled["HX-Redirect"] == reverse("jobspecs:spec", args=[spec.pk])
        assert client.get(reverse("jobspecs:draft", args=[draft.pk]))["Location"] == reverse("jobspecs:spec", args=[spec.pk])

    def test_shows_each_step_as_it_finishes(self, client: Client, ana: User) -> None:
        draft = start_draft(description=TEXT, by=ana)
        found = {"reading": {"title": "Ferry Captain", "level": "senior"}, "competencies": ["Steering", "Weather"]}
        Draft.objects.filter(pk=draft.pk).update(step="weights", found=found)
        assert work.claim(Draft, draft.pk)
        words = text_of(client.get(reverse("jobspecs:draft_progress", args=[draft.pk]), headers=HTMX))
        assert "Reading the description Ferry Captain · senior Competencies 2 competencies Steering Weather" in words
        assert "Weights under way … Must-haves Round 01 Round 02 Published" in words

    def test_answers_nothing_while_the_page_shows_all_of_it(self, client: Client, ana: User) -> None:
        draft = start_draft(description=TEXT, by=ana)
        address = reverse("jobspecs:draft_progress", args=[draft.pk])

        def seen(response: Any) -> str:
            found = re.search(r'name="seen" value="([^"]+)"', html_of(response))
            assert found
            return found[1]

        first = seen(client.get(reverse("jobspecs:draft", args=[draft.pk])))
        assert client.get(address, {"seen": first}, headers=HTMX).status_code == 204
        for change in (
            {"step": "weights"},
            {"found": {"notes": ["The language model did not answer."]}},
            {"found": {"notes": ["The language model did not answer.", "Weights summed to 1.35: brought to 1.00."]}},
            {"error": "It comes again."},
        ):
            Draft.objects.filter(pk=draft.pk).update(**change)
            answer = client.get(address, {"seen": first}, headers=HTMX)
            assert answer.status_code == 200
            first = seen(answer)
            assert client.get(address, {"seen": first}, headers=HTMX).status_code == 204

    def test_says_what_was_done_otherwise_as_it_comes(self, client: Client, ana: User) -> None:
        draft = start_draft(description=TEXT, by=ana)
        note = "The language model did not answer in 60 seconds (3 tries): drafted by the rules on this machine <instead>."
        Draft.objects.filter(pk=draft.pk).update(found={"notes": [note]})
        assert note in text_of(client.get(reverse("jobspecs:draft", args=[draft.pk])))

    def test_tells_who_does_not_see_it_what_has_finished_and_what_is_under_way(self, client: Client, ana: User) -> None:
        draft = start_draft(description=TEXT, by=ana)
        found = {"reading": {"title": "Ferry Captain", "level": "senior"}, "competencies": ["Steering", "Weather"]}
        Draft.objects.filter(pk=draft.pk).update(step="weights", found=found)
        assert work.claim(Draft, draft.pk)
        answer = html_of(client.get(reverse("jobspecs:draft_progress", args=[draft.pk]), headers=HTMX))
        said = "Competencies: 2 competencies. Weights under way."
        assert f'<p id="draft-said" hx-swap-oob="innerHTML">{said}</p>' in answer

    def test_of_a_failure_ends_the_polling_of_an_open_page(self, client: Client, ana: User) -> None:
        draft = start_draft(description=TEXT, by=ana)
        fail(draft, "No work is named in it.")
        answer = client.get(reverse("jobspecs:draft_progress", args=[draft.pk]), {"seen": "running-reading-0-0-0"}, headers=HTMX)
        assert answer.status_code == 286  # htmx swaps it in and asks no more
        assert "No work is named in it." in text_of(answer)

    def test_of_a_failure_stops_polling_and_keeps_the_text(self, client: Client, ana: User) -> None:
        draft = start_draft(description=TEXT, by=ana)
        fail(draft, "No work is named in it.")
        page = client.get(reverse("jobspecs:draft", args=[draft.pk]))
        assert "every 1s" not in html_of(page)
        assert 'http-equiv="refresh"' not in html_of(page)
        assert "No work is named in it." in text_of(page)
        assert TEXT in html_of(page)

    @pytest.mark.parametrize("count", [0, 3])
    def test_costs_three_queries(
        self, client: Client, ana: User, count: int, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        draft = start_draft(description=TEXT, by=ana)
        Draft.objects.filter(pk=draft.pk).update(found={"competencies": ["x"] * count}, step="weights")
        with django_assert_num_queries(3):  # session, member, draft
            client.get(reverse("jobspecs:draft_progress", args=[draft.pk]), headers=HTMX)


class TestAfterAFailure:
    def test_try_again_with_another_text(self, client: Client, ana: User) -> None:
        draft = start_draft(description=TEXT, by=ana)
        fail(draft, "No.")
        client.post(reverse("jobspecs:draft_retry", args=[draft.pk]), {"text": TEXT + "And more."})
        draft.refresh_from_db()
        assert draft.is_open
        assert draft.description.endswith("And more.")

    def test_a_text_made_too_short_is_refused_and_both_are_kept(self, client: Client, ana: User) -> None:
        draft = start_draft(description=TEXT, by=ana)
        fail(draft, "No.")
        response = client.post(reverse("jobspecs:draft_retry", args=[draft.pk]), {"text": "Too short."})
        assert "2 words are too few" in text_of(response)
        assert "Too short.</textarea>" in html_of(response)
        draft.refresh_from_db()
        assert draft.description == TEXT

    def test_discard_can_be_undone(self, client: Client, ana: User) -> None:
        draft = start_draft(description=TEXT, by=ana)
        fail(draft, "No.")
        response = client.post(reverse("jobspecs:draft_discard", args=[draft.pk]), follow=True)
        undo = reverse("jobspecs:draft_restore", args=[draft.pk])
        assert f'action="{undo}"' in html_of(response)
        assert "Being drafted" not in text_of(response)
        assert client.get(reverse("jobspecs:draft", args=[draft.pk])).status_code == 404
        client.post(undo)
        assert TEXT in html_of(client.get(reverse("jobspecs:draft", args=[draft.pk])))


@pytest.mark.parametrize("name", ["draft", "draft_progress", "draft_retry", "draft_discard", "draft_restore"])
class TestOthers:
    def test_get_404(self, ana: User, name: str) -> None:
        draft = start_draft(description=TEXT, by=ana)
        if name == "draft_restore":
            Draft.objects.update(discarded_at=draft.created_at)
        stranger = signed_in(UserFactory.create())
        method = stranger.get if name in ("draft", "draft_progress") else stranger.post
        assert method(reverse(f"jobspecs:{name}", args=[draft.pk])).status_code == 404
        assert Draft.objects.filter(description=TEXT, step="reading").count() == 1

    def test_who_is_not_signed_in_is_sent_to_sign_in(self, name: str) -> None:
        response = Client().post(reverse(f"jobspecs:{name}", args=[uuid4()]))
        assert response.status_code == 302
        assert response["Location"].startswith("/accounts/login/")
