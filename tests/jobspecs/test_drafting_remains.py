"""Of the page that a description was copied from nothing is left in a draft, and places in the description stay what they are."""

from __future__ import annotations

import pytest

from jobspecs.drafting.offline import OfflineDrafting
from jobspecs.drafting.remains import without_remains
from jobspecs.drafting.whole import WholeDraft, draft_whole
from jobspecs.questions.offline import OfflineQuestions

POSTING = """Lock {a}Keeper{b}

Duties
- Open and close the gates for barges by day and night.
- Log {a}every passage{b} and collect the dues.
- Grease the paddles and clear weed from the weir.
- Report leaks in the banks to the canal office.

Requirements
- Three {a}years{b} on the water
- A licence for the work boat
"""
PLAIN = POSTING.format(a="", b="")


def drafted(text: str) -> WholeDraft:
    return draft_whole(text, drafting=OfflineDrafting(), questions=OfflineQuestions())


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("\x00", ""),
        ("\x07 ", "\x1b"),
        ("\u202e", "\u202c"),
        ("\u200f", "\u200e"),
        ("\u2066", "\u2069"),
        ("\ufeff", "\u2060"),
        ("<b>", "</b>"),
        ("&lt;b&gt;", "&lt;/b&gt;"),
        ("&amp;lt;b&amp;gt;", "&amp;lt;/b&amp;gt;"),
        ("&nbsp;", "&amp;nbsp;"),
        ("<!-- banner -->", ""),
        ("<script>var x = 'apply';</script>", "<style>p { color: red }</style>"),
    ],
)
def test_such_signs_reach_nothing_that_is_drafted(a: str, b: str) -> None:
    text = POSTING.format(a=a, b=b)
    clean, draft = drafted(PLAIN), drafted(text)
    assert draft.reading.title == clean.reading.title == "Lock Keeper"
    assert draft.reading.text == text
    assert [line.text for line in draft.must_haves] == [line.text for line in clean.must_haves]
    assert [one.for_this_role for one in draft.competencies] == [one.for_this_role for one in clean.competencies]
    places = [line.source for line in draft.must_haves]
    assert [text[place.start : place.end].split()[-1] for place in places if place] == ["water", "boat"]


def test_a_mark_without_width_inside_a_word_takes_nothing_from_it() -> None:
    draft = drafted(PLAIN.replace("Keeper", "Kee\u200bper").replace("licence", "li\u00adcence"))
    assert draft.reading.title == "Lock Keeper"
    assert draft.must_haves[1].text == "A licence for the work boat"


@pytest.mark.parametrize("text", ["<script>" * 12_000, "<!--" * 25_000, "<style></script>" * 6_000, "a<script>b</SCRIPT >c"])
def test_the_length_stays(text: str) -> None:
    assert len(without_remains(text)) == len(text)


def test_what_is_never_closed_is_left_as_it_is() -> None:
    assert without_remains("a <script> b") == "a <script> b"
    assert without_remains("a<script>b\n</SCRIPT >c") == "a         \n          c"
