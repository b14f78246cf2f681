"""Finding the words of a description that an engine says it has drawn on."""

from __future__ import annotations

import pytest

from jobspecs.drafting.base import Span
from jobspecs.drafting.locating import LONGEST_SENTENCE, sentence_around, shared_runs, sources_of, span_of

TEXT = """Harbour Pilot

What you do
• Bring ships of up to 300 m  through the “narrow” channel – by night too. Speak with the tug masters.
- Keep the log
<li>Teach two cadets</li>

You bring a master's licence, ten years at sea and good English. German is a plus."""


def found(quote: str) -> str | None:
    span = span_of(TEXT, quote)
    return None if span is None else TEXT[span.start : span.end]


@pytest.mark.parametrize(
    ("quote", "there"),
    [
        ("Keep the log", "Keep the log"),
        ("bring SHIPS of up to 300 m through", "Bring ships of up to 300 m  through"),
        ('the "narrow" channel - by night', "the “narrow” channel – by night"),
        ("a master’s licence", "a master's licence"),
        ("• Keep the log", "Keep the log"),
        ("  “ten years at sea”  ", "ten years at sea"),
        ("You bring … ten years at sea and good English", "ten years at sea and good English"),
        ("Speak with\nthe tug masters", "Speak with the tug masters"),
    ],
)
def test_a_quote_is_found_in_spite_of_case_blanks_and_signs(quote: str, there: str) -> None:
    assert found(quote) == there


@pytest.mark.parametrize("quote", ["", "…", "log", "keeps the logs", "Bring ships through the channel", "• ", '"""'])
def test_what_does_not_stand_there_is_not_found(quote: str) -> None:
    assert found(quote) is None


def test_signs_of_several_characters_keep_their_places() -> None:
    text = "Straße ﬁnden, Maße prüfen"
    span = span_of(text, "STRASSE FINDEN, masse")
    assert span is not None
    assert text[span.start : span.end] == "Straße ﬁnden, Maße"


@pytest.mark.parametrize(
    ("quote", "sentence"),
    [
        ("of up to 300 m", "Bring ships of up to 300 m  through the “narrow” channel – by night too."),
        ("tug masters", "Speak with the tug masters."),
        ("the log", "Keep the log"),
        ("two cadets", "Teach two cadets"),
        ("good English", "You bring a master's licence, ten years at sea and good English."),
        ("a plus", "German is a plus."),
        ("Harbour Pilot", "Harbour Pilot"),
    ],
)
def test_the_sentence_around_is_shown_without_its_bullet(quote: str, sentence: str) -> None:
    span = span_of(TEXT, quote)
    assert span is not None
    around = sentence_around(TEXT, span)
    assert TEXT[around.start : around.end] == sentence


def test_of_a_text_without_ends_only_the_quote_is_shown() -> None:
    text = "word " * 200 + "steer the ferry " + "word " * 200
    span = span_of(text, "steer the ferry")
    assert span is not None
    assert sentence_around(text, span) == span
    assert len(text) > LONGEST_SENTENCE


def test_sources_are_in_order_and_each_once() -> None:
    spans = sources_of(TEXT, ["good English", "the log", "ten years at sea", "nowhere to be found"])
    assert [TEXT[span.start : span.end] for span in spans] == [
        "Keep the log",
        "You bring a master's licence, ten years at sea and good English.",
    ]


def test_where_no_quote_is_found_a_run_of_words_will_do() -> None:
    [span] = sources_of(TEXT, ["Logging"], "speak with the tug masters, ensuring safety")
    assert TEXT[span.start : span.end] == "Speak with the tug masters."
    assert sources_of(TEXT, ["Logging"], "speak to masters of tugs") == ()
    assert sources_of(TEXT, [], "") == ()


def test_a_run_has_four_words() -> None:
    assert shared_runs(TEXT, "through the narrow channel and back") == [span_of(TEXT, "through the “narrow” channel")]
    assert shared_runs(TEXT, "keep the log") == []


def test_spans_are_code_points() -> None:
    assert span_of("🙂🙂 Keep the log", "keep the log") == Span(3, 15)
