"""Messy postings, from end to end: title, level, must-haves and where each of them stands."""

from __future__ import annotations

import re

import pytest

from jobspecs.drafting.base import DraftedMustHave
from jobspecs.drafting.offline import OfflineDrafting
from tests.jobspecs import descriptions, messy
from tests.jobspecs.messy import Messy

ENGINE = OfflineDrafting()
EVERY_TEXT = {
    **{name: posting.text for name, posting in messy.ALL.items()},
    **{name: text for name, text in vars(descriptions).items() if name.isupper()},
}


def must_haves(text: str) -> list[DraftedMustHave]:
    return ENGINE.must_haves(ENGINE.read(text))


@pytest.mark.parametrize("posting", messy.ALL.values(), ids=messy.ALL)
def test_must_haves_are_those_that_a_careful_reader_notes_down(posting: Messy) -> None:
    found = must_haves(posting.text)
    assert [line.text for line in found if line.kind == "required"] == posting.required
    assert [line.text for line in found if line.kind == "preferred"] == posting.preferred


@pytest.mark.parametrize("posting", messy.ALL.values(), ids=messy.ALL)
def test_title_and_level_are_read_from_messy_postings(posting: Messy) -> None:
    reading = ENGINE.read(posting.text)
    assert (reading.title, reading.level) == (posting.title, posting.level)


def content_words(text: str) -> set[str]:
    """All but "of", and "able", which stands for "ability", "be able" and the like."""
    return {word for word in re.findall(r"[^\W_]+", text.lower()) if len(word) > 1 and word not in {"able", "of"}}


@pytest.mark.parametrize("text", EVERY_TEXT.values(), ids=EVERY_TEXT)
def test_every_must_have_stands_where_it_says(text: str) -> None:
    found = must_haves(text)
    assert found
    for line in found:
        assert line.source is not None
        quoted = text[line.source.start : line.source.end]
        assert content_words(line.text) <= content_words(quoted)
        assert quoted == quoted.strip()


def test_a_must_have_points_to_its_sentence_and_not_to_the_paragraph() -> None:
    quoted = {
        line.text: messy.ONE_LINE.text[line.source.start : line.source.end]
        for line in must_haves(messy.ONE_LINE.text)
        if line.source
    }
    assert quoted["Food handler card"] == "Food handler card required."
    assert quoted["Knife skills"] == "Knife skills a must."
    halves = {line.text: line.source for line in must_haves(messy.HTML.text)}
    assert (source := halves["Fluent English"])
    assert messy.HTML.text[source.start : source.end] == "Fluent English;"


@pytest.mark.parametrize("text", EVERY_TEXT.values(), ids=EVERY_TEXT)
def test_every_must_have_is_one_clean_line(text: str) -> None:
    found = [line.text for line in must_haves(text)]
    assert len({re.sub(r"\W+", "", line.lower()) for line in found}) == len(found)
    for line in found:
        assert not line[0].islower()
        assert re.search(r"[\w)+%“]$", line)
        assert not re.search(r"\b(?:and|or|with|of|to|the|including)$", line)
        assert not re.match(r"(?:(?:requirements?|education|experience|skills)\s*:|you have\b|must be\b)", line, re.I)
        assert 2 <= len(line.split()) <= 45 or line.isupper()


def test_prose_adds_nothing_to_a_list_of_requirements_but_what_can_be_proved() -> None:
    told = descriptions.TIDY.replace(
        "Fourteen of us keep", "You love the sound of water. You must hold a first-aid certificate. Fourteen of us keep"
    )
    texts = [line.text for line in must_haves(told)]
    assert "A first-aid certificate" in texts
    assert not any("sound" in text for text in texts)


@pytest.mark.parametrize(
    "line",
    [
        "We have 40 years of experience in pumps.",
        "Our engineers have degrees in hydraulics.",
        "Our founder Ana Ruiz has a degree in hydraulics.",
        "Competitive salary commensurate with experience.",
        "Training opportunities and career development.",
        "No experience necessary, we will train you!",
        "Applicants must be authorized to work here.",
        "Do you have experience with pumps?",
        "Maintains certificates of all stations.",
    ],
)
def test_what_is_no_requirement_is_not_taken_for_one(line: str) -> None:
    text = descriptions.TIDY.replace("Fourteen of us keep", f"{line} Fourteen of us keep")
    assert [item.text for item in must_haves(text)] == [item.text for item in must_haves(descriptions.TIDY)]


@pytest.mark.parametrize(
    "filling",
    [" " * 100_000, "\t" * 100_000, "\n" * 100_000, " \r\n" * 33_000, "• " * 50_000, "- " * 50_000, "*" * 100_000, "<" * 100_000],
    ids=["blanks", "tabs", "breaks", "blanks and breaks", "bullets", "dashes", "stars", "brackets"],
)
def test_a_hundred_thousand_signs_of_nothing_change_nothing(filling: str) -> None:
    before, _, after = descriptions.TIDY.partition("What we are looking for")
    text = f"{before}{filling}\n\nWhat we are looking for{after}"
    assert [item.text for item in must_haves(text)] == [item.text for item in must_haves(descriptions.TIDY)]
    assert ENGINE.read(text).title == ENGINE.read(descriptions.TIDY).title


def test_a_posting_repeated_to_a_hundred_thousand_characters_gives_its_must_haves_once() -> None:
    one_line = " ".join(descriptions.TIDY.split()) + " "
    for text in (descriptions.TIDY * 120, descriptions.GLUED * 150):
        found = [item.text for item in must_haves(text)]
        assert len(found) == len(set(found)) <= 30
    assert "Experience with PLC troubleshooting" in [item.text for item in must_haves(one_line * 120)]
