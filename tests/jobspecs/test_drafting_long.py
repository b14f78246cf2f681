"""Long texts, also such as were written to be slow, are drafted or refused soon."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest

from jobspecs.drafting.base import DraftingFailed
from jobspecs.drafting.headings import Part
from jobspecs.drafting.offline import OfflineDrafting
from jobspecs.drafting.sections import MOST_LINES, MOST_SAID, posting_of
from jobspecs.drafting.titles import title_of
from jobspecs.drafting.whole import draft_spec
from jobspecs.questions.offline import OfflineQuestions
from tests.jobspecs.long_texts import LENGTH, TEXTS

MOST_SECONDS = 2.5  # of a processor that others use too; on a quiet one each takes less than one


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_of_a_hundred_thousand_characters_takes_no_longer_than_others(name: str) -> None:
    assert len(TEXTS[name]) == LENGTH
    began = time.process_time()
    with suppress(DraftingFailed):
        draft_spec(TEXTS[name], drafting=OfflineDrafting(), questions=OfflineQuestions())
    assert time.process_time() - began < MOST_SECONDS


def test_of_each_part_the_first_lines_are_read() -> None:
    duties = "".join(f"- Repair pump {number}\n" for number in range(2 * MOST_LINES))
    posting = posting_of(f"Fitter\n\nDuties\n{duties}\nRequirements\n- A driving licence\n")
    told = posting.of(Part.DUTIES)
    assert len(told) == MOST_LINES
    assert told[0].text == "Repair pump 0"
    assert [placed.text for placed in posting.of(Part.REQUIRED)] == ["A driving licence"]


def test_what_is_said_again_and_again_counts_a_few_times() -> None:
    posting = posting_of("Fitter\n\nDuties\n" + "- Repair the pumps\n" * 3 * MOST_SAID + "- Mind the weirs\n")
    assert [placed.text for placed in posting.of(Part.DUTIES)] == ["Repair the pumps"] * MOST_SAID + ["Mind the weirs"]


def test_a_name_in_capitals_is_found_and_ends() -> None:
    text = "We are looking for a HEAD OF THE SALES AND SERVICE TEAM FOR THE NORTH. " + "AND THE TEAM OF THE NORTH " * 20
    assert title_of(posting_of(text)).startswith("Head Of The Sales")
