"""What nobody may be asked is in no must-have and no clause, and a note says that it was left out."""

from __future__ import annotations

import pytest

from jobspecs.drafting.demands import without_demands_on_persons
from jobspecs.drafting.offline import OfflineDrafting
from jobspecs.drafting.whole import WholeDraft, draft_whole
from jobspecs.questions.offline import OfflineQuestions
from tests.jobspecs.long_texts import LENGTH

POSTING = """Boat Builder

Duties
- Plank and caulk wooden hulls of up to twelve metres.
- Steam and bend frames, and fit them to the moulds.
- Scarf, shape and step masts for the yard's own fleet.
- Teach two apprentices how to read a lines plan.

Requirements
- Three years in a boatyard
- {line}
- Own hand tools
"""


def drafted(text: str) -> WholeDraft:
    return draft_whole(text, drafting=OfflineDrafting(), questions=OfflineQuestions())


@pytest.mark.parametrize(
    "line",
    [
        "Under 35",
        "Under 35 years old",
        "Candidates under 40 only",
        "Age 18-35",
        "Aged between 20 and 30",
        "Not older than 30",
        "Maximum age 40",
        "No children",
        "No small children at home",
        "No family commitments",
        "Native speaker only",
        "Native English speaker",
        "Must be a native speaker of German",
        "English mother tongue",
        "Recent graduate",
        "Recent graduates only",
        "Digital native",
        "Male candidates only",
        "Women only",
        "Preferably female",
        "Must be single",
        "Unmarried",
        "Must be a practising Catholic",
        "No health problems",
        "Good-looking",
    ],
)
def test_who_a_person_is_becomes_no_must_have(line: str) -> None:
    draft = drafted(POSTING.format(line=line))
    assert [must_have.text for must_have in draft.must_haves] == ["Three years in a boatyard", "Own hand tools"]
    assert [note for note in draft.notes if f"“{line}”" in note and "by who they are" in note]


@pytest.mark.parametrize(
    "line",
    [
        "Fluent English",
        "18 or older to serve alcohol",
        "Must be at least 21 years of age",
        "25 or older for the insurance of the van",
        "Clean driving licence",
        "Right to work in the UK",
        "Native or fluent English",
        "Near-native German",
        "Native-level English",
        "Knows native iOS apps",
        "Keeps response times under 30 minutes",
        "Ships of Italian origin",
        "Recent graduates are welcome",
        "Experience with children under the age of 12",
        "Looks after people with disabilities",
        "Advises unmarried couples on pensions",
        "Handles budgets under 50,000",
        "Women's health experience",
    ],
)
def test_what_the_law_or_the_work_asks_stays(line: str) -> None:
    text = POSTING.format(line=line)
    assert without_demands_on_persons(text) == (text, [])


def test_of_a_long_sentence_only_the_part_is_left_out_and_places_stay() -> None:
    text = POSTING.format(
        line="We hope for five years at sea, a native speaker of English only, and a licence for the yard's crane"
    )
    told, found = without_demands_on_persons(text)
    assert found == ["a native speaker of English only"]
    assert len(told) == len(text)
    assert told.index("Own hand tools") == text.index("Own hand tools")
    assert "five years at sea" in told
    assert "a licence for the yard's crane" in told


def test_a_clause_does_not_say_it_either() -> None:
    text = POSTING.format(line="Own boat")
    marked = text.replace("Teach two", "Must be a digital native. Teach two")
    draft = drafted(marked)
    assert [one.for_this_role for one in draft.competencies] == [one.for_this_role for one in drafted(text).competencies]
    assert all("native" not in marked[span.start : span.end] for one in draft.competencies for span in one.sources)


@pytest.mark.parametrize("words", ["native ", "under 35 ", "must be ", "no children ", "preferably, ", "young, ", "aged 20 to "])
def test_texts_built_to_be_slow_end(words: str) -> None:
    told, _ = without_demands_on_persons((words * LENGTH)[:LENGTH])
    assert len(told) == LENGTH
