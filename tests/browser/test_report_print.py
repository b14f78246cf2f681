"""The report on paper: two A4 pages, with all that matters on it and nothing to press."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext
from pypdf import PdfReader

from jobspecs.models import JobSpec, User
from scoring.demo.content import load_spec
from scoring.models import CurrentEvaluation

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
A4 = (595, 842)  # points


def test_a_usual_report_prints_on_two_pages(
    demo_database: None, context: BrowserContext, live_server: Any, sign_in: Callable[[User, str], None]
) -> None:
    spec = JobSpec.objects.get(title=load_spec("support_lead").title)
    scored = CurrentEvaluation.objects.filter(
        interview__job_spec=spec, evaluation__coverage__gte=0.75, interview__state="submitted"
    )
    current = scored.order_by("interview__submitted_at").first()
    assert current is not None
    sign_in(User.objects.get(email="manager@example.com"), live_server.url)
    page = context.new_page()
    page.goto(f"{live_server.url}/interviews/{current.interview_id}/")
    printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert len(printed.pages) <= 2
    assert tuple(round(float(side)) for side in printed.pages[0].mediabox[2:]) == A4
    words = re.sub(r"\s+", " ", " ".join(sheet.extract_text() for sheet in printed.pages))
    for row in current.interview.rubric.rows.all():
        assert row.name in words
    for said in ("Level", "out of 100", "Must-haves", "Answers", "A person decides"):
        assert said in words, said
    for pressed in ("Grade again", "Save my rating", "Withdraw", "Erase this person"):
        assert pressed not in words, pressed
