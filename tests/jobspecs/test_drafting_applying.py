"""A page on how to apply is refused with advice; a posting that also says how to apply is drafted."""

from __future__ import annotations

import pytest

from jobspecs.drafting.base import DraftingFailed
from jobspecs.drafting.offline import OfflineDrafting
from tests.jobspecs.trade_postings import ALL

GUIDE = """Applying with the Harbour Council

How it works
- Register in our portal or sign in with your old account.
- Enter keywords for the places that interest you.
- Upload your papers, as files of no more than 5 MB.
- Tick the box if we may keep them for a year.
- Click "Send".

Your application must be complete; list all places where you have worked. We answer each of you within three weeks.
"""
FORM = """Harbour Council
Online application form for all vacancies, please in block letters and in blue or black ink

First name *
Last name *
Email address *
Phone number
Upload CV
Attach your certificates
Select one of our quays
Submit the form before the end of the month, and keep the number that you are given until you hear from us
"""


@pytest.mark.parametrize("text", [GUIDE, FORM])
def test_a_page_on_how_to_apply_is_refused_with_advice(text: str) -> None:
    with pytest.raises(DraftingFailed, match=r"a page on how to apply.* Paste the description itself"):
        OfflineDrafting().read(text)


@pytest.mark.parametrize("name", ALL)
def test_a_posting_that_says_at_length_how_to_apply_is_read(name: str) -> None:
    clean = OfflineDrafting().read(ALL[name])
    read = OfflineDrafting().read(f"{ALL[name]}\n{GUIDE.partition('How it works')[2]}")
    assert (read.title, read.level) == (clean.title, clean.level)
