"""Reading a text: places, stems, sentences, clauses, legibility, and three anchors as five."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.grading.anchors import five_anchors_from_three, three_levels_from_five
from scoring.grading.legible import is_legible
from scoring.grading.words import clauses, sentences, stems, steps, tokens
from tests.scoring.grading_cases import CASES, MASH

any_text = st.text(max_size=300)


@given(any_text)
def test_tokens_stand_in_order_where_they_say(text: str) -> None:
    found = tokens(text)
    for token in found:
        assert text[token.start : token.end].casefold().replace("’", "'") == token.word
    assert all(a.end <= b.start for a, b in pairwise(found))


@given(any_text)
def test_every_word_is_in_one_sentence_and_one_clause(text: str) -> None:
    for pieces in (sentences(text), [clause for sentence in sentences(text) for clause in clauses(text, sentence)]):
        places = [(piece.start, piece.end) for piece in pieces]
        assert all(end <= start for (_, end), (start, _) in pairwise(places))
        for token in tokens(text):
            assert any(start <= token.start and token.end <= end for start, end in places)


def test_forms_of_a_word_share_a_stem() -> None:
    assert stems("reconciles") == stems("reconciled") == stems("Reconciling")
    assert stems("the customer’s complaint") == stems("customer complaints")
    assert stems("it was what they would have been") == frozenset()


def test_sentences_end_where_people_end_them() -> None:
    text = "We waited. Did it work? Yes, for 3.5 hours… then “it stopped.” New line\nhere"
    assert [text[s.start : s.end] for s in sentences(text)] == [
        "We waited.",
        "Did it work?",
        "Yes, for 3.5 hours…",
        "then “it stopped.”",
        "New line",
        "here",
    ]


def test_clauses_are_whole_and_without_joints() -> None:
    text = "I stopped the job, because it had run twice; then I called finance — they knew"
    (sentence,) = sentences(text)
    assert [text[c.start : c.end] for c in clauses(text, sentence)] == [
        "I stopped the job",
        "because it had run twice",
        "then I called finance",
        "they knew",
    ]


def test_speech_without_commas_is_cut_at_its_joining_words() -> None:
    text = (
        "i stopped the job and i called finance so they could hold the file and then i compared every row with the bank "
        "because some of them had been sent twice and we had to know which"
    )
    (sentence,) = sentences(text)
    bare = [text[step.start : step.end] for step in steps(text, sentence)]
    assert bare[:3] == ["i stopped the job", "and i called finance", "so they could hold the file"]
    assert len(bare) == 8


@pytest.mark.parametrize("text", [case.text for case in CASES])
def test_answers_are_legible(text: str) -> None:
    assert is_legible(text, tokens(text))


@pytest.mark.parametrize(
    "text",
    [
        "No.",
        "Yes",
        "SQL, GDPR and HTTP",
        "42",
        "property of the strewn liberty",
        "i dont no wat hapend but teh servr was brokn",
        "Kubernetes, Postgres, Terraform",
    ],
)
def test_short_and_misspelt_answers_are_legible(text: str) -> None:
    assert is_legible(text, tokens(text))


@pytest.mark.parametrize(
    "text",
    [
        *MASH,
        "",
        "Ich habe den Fehler gefunden und dann mit der Bank gesprochen, damit sie es wissen",
        "El cliente estaba enojado y le dije que el pago llegaba en la tarde",
        "我先停止了任务然后通知了财务部门",
    ],
)
def test_noise_and_other_languages_are_not(text: str) -> None:
    assert not is_legible(text, tokens(text))


def test_three_anchors_become_five_and_levels_go_back() -> None:
    anchors = five_anchors_from_three("low", "medium", "high")
    assert anchors == ("low", "low", "medium", "high", "high")
    assert tuple(three_levels_from_five(level) for level in (1, 2, 3, 4, 5)) == anchors


@pytest.mark.parametrize("level", [0, 6])
def test_there_are_only_five_levels(level: int) -> None:
    with pytest.raises(ValueError, match=str(level)):
        three_levels_from_five(level)
