"""One answer, read: its clauses with what each shows, after what is not an answer has been set aside.

Set aside are words pasted from the question or the rubric, sentences that speak to the grader, lists of keywords, and
sentences said before. They neither help nor count as evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from scoring.grading import marks
from scoring.grading.base import GivenAnswer
from scoring.grading.commonness import is_known
from scoring.grading.people import own_words
from scoring.grading.rubrics import SHINGLE, ReadRubric, shingles
from scoring.grading.talk import is_claim, is_talk, points_back, tells
from scoring.grading.words import Span, Token, sentences, stems, steps, tokens

KEYWORDS_FROM, KEYWORDS_GLUE = 6, 0.12  # words in a sentence, and the share that is function words
PASTED_FROM = 6  # words in a row that stand in the question or the rubric are not counted
FLAGGED_FROM = 8  # such words in one sentence are told to the person who reads the grade
LONG_SENTENCE, LONG_GLUE = 15, 0.16  # in a long sentence so little glue is no accident
LIST_FROM, ITEM, LIST_SHARE = 5, 3, 0.6  # items between commas, words in one, and their share of the sentence
REACH_OF_DENIAL = 3  # words after a "not"
REACH_OF_SPEAKER = 3  # words after an "I"

_AND = re.compile(r"\band\b", re.IGNORECASE)
_TO_THE_GRADER = re.compile(
    r"""\b(?:ignore|disregard|forget|override)\b[^.!?\n]{0,40}\b(?:instructions?|prompts?|rubric|grading|scoring)\b
    |\b(?:give|award|assign|grade|rate|score|mark)\s+(?:me|this\s+(?:answer|response|candidate|applicant))\b
     [^.!?\n]{0,40}\b(?:100|5|five|hundred|full|maximum|max|highest|top|perfect|best|outstanding|strong)\b
    |\b(?:this|my)\s+(?:answer|response)\s+(?:deserves|earns|is\s+worth|should\s+(?:get|receive|score))\b
    |\b(?:system|assistant|user)\s*:|\[/?\s*inst\b|<\|?/?(?:system|im_start|im_end)\b|[{"]\s*"?(?:score|level)"?\s*[:=]
    |\b(?:score|level|grade|rating)\s*[:=]\s*"?\d|\boutput\b[^.!?\n]{0,30}\b(?:score|level|grade|rating)\b
    |\bforget\s+(?:everything|all)\b[^.!?\n]{0,40}\b(?:told|said|read|learnt|learned|above|before)\b
    |\b(?:for|to)\s+the\s+(?:ai|language\s+model|grader|evaluator)\b|\bas\s+(?:the|an?)\s+(?:evaluator|grader|ai)\b
    |\b(?:mark|rate|score|grade)\s+every\s+competency\b|\brespond\s+with\s+\d|\bput\s+me\s+(?:on|at)\s+level\b
    |\bset\s+the\s+(?:score|level|grade)\b|\bsystem\s+prompt\b|\byou\s+are\s+(?:now\s+)?(?:a|an|the)\s+(?:grader|evaluator|assistant|ai|language\s+model)\b
    |\b(?:dear|note\s+to(?:\s+the)?)\s+(?:grader|evaluator|ai)\b""",
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True)
class Sentence:
    """What holds for a whole sentence of an answer."""

    place: Span
    around: frozenset[str]  # stems that tell what it is about
    told: bool  # tells what happened or what the speaker does
    claim: bool  # speaks of always and everything
    points_back: bool  # takes up what was said before
    figures: bool  # has figures in it


@dataclass(frozen=True)
class Clause:
    """A stretch of an answer and what it shows."""

    place: Span
    within: Sentence
    said: frozenset[str]  # stems of its own, without those of the question
    good: frozenset[str]  # names of the families that it shows
    words: frozenset[str]  # the stems by which it shows them
    open: bool  # leaves open what was done, leaves it to others, or denies having done it
    own: bool  # speaks of the speaker
    acts: frozenset[str]  # stems of what the speakers did
    exact: frozenset[str]  # stems that say how exactly, in a sentence that tells something
    vague: frozenset[str]  # stems that leave how much or how open
    others: frozenset[str]  # stems that leave it to others or to what was there

    @property
    def sentence(self) -> Span:
        """The place of its sentence."""
        return self.within.place


@dataclass(frozen=True)
class Reading:
    """An answer's clauses that count, and what was noticed on the way."""

    answer: GivenAnswer
    text: str
    asked: frozenset[str]  # stems of the question that tell what it is about
    clauses: tuple[Clause, ...]
    flags: tuple[str, ...]


def read_answer(answer: GivenAnswer, rubric: ReadRubric) -> Reading:
    """Read an answer that has a text."""
    text = answer.text or ""
    asked, asked_runs = stems(answer.question), shingles(answer.question)
    meant = {word.word for word in tokens(text) if word.is_content and is_known(word.word)}
    context = meant | {word.word for word in tokens(answer.question)}
    flags: set[str] = set()
    before: list[frozenset[str]] = []
    kept: list[Clause] = []
    for sentence in sentences(text):
        words, noticed = _own_words(text, sentence, asked_runs, rubric, context)
        flags |= noticed
        content = frozenset(word.stem for word in words if word.is_content)
        if content and not _said_before(content, before):
            before.append(content)
            kept.extend(_clauses(text, sentence, words, asked))
    return Reading(answer, text, asked - marks.EVERYDAY, tuple(kept), tuple(sorted(flags)))


def _own_words(
    text: str, sentence: Span, asked: frozenset[tuple[str, ...]], rubric: ReadRubric, context: Set[str]
) -> tuple[list[Token], set[str]]:
    """The words of a sentence that are the speaker's answer, and why others are not."""
    words = [rubric.as_meant(word, context) for word in own_words(text[sentence.start : sentence.end], rubric.capitalised)]
    if _TO_THE_GRADER.search(text, sentence.start, sentence.end):
        return [], {"instructions"}
    if _is_list(text, sentence, words):
        return [], {"keyword_list"}
    from_question, from_rubric = _pasted(words, asked), _pasted(words, rubric.shingles)
    origins = (("question_pasted", from_question), ("rubric_pasted", from_rubric))
    flags = {name for name, found in origins if len(found) >= FLAGGED_FROM}
    if is_talk(text[sentence.start : sentence.end]):
        return [], flags
    pasted = from_question | from_rubric
    return [word for position, word in enumerate(words) if position not in pasted], flags


def _pasted(words: Sequence[Token], runs: frozenset[tuple[str, ...]]) -> set[int]:
    """The positions of words taken over in a stretch. A few words are how people take up a question."""
    found: set[int] = set()
    stretch: set[int] = set()
    for position in range(len(words) - SHINGLE + 1):
        if tuple(word.stem for word in words[position : position + SHINGLE]) in runs:
            stretch |= set(range(position, position + SHINGLE))
        elif position not in stretch:
            found |= stretch if len(stretch) >= PASTED_FROM else set()
            stretch = set()
    return found | stretch if len(stretch) >= PASTED_FROM else found


def _said_before(content: frozenset[str], before: Sequence[frozenset[str]]) -> bool:
    return any(len(content & other) >= 0.8 * len(content | other) for other in before)


def _clauses(text: str, sentence: Span, words: Sequence[Token], asked: frozenset[str]) -> Iterator[Clause]:
    within = Sentence(
        place=sentence,
        around=frozenset(w.stem for w in words if w.is_content and w.word.isalpha()) - marks.EVERYDAY - marks.NUMBERS,
        told=tells(words),
        claim=is_claim(words),
        points_back=points_back(words),
        figures=any(word.word[0].isdigit() for word in words),
    )
    for place in steps(text, sentence):
        start, end = place.start - sentence.start, place.end - sentence.start
        inside = [word for word in words if start <= word.start and word.end <= end]
        if inside:
            yield _clause(inside, place, within, asked)


def _is_list(text: str, sentence: Span, words: Sequence[Token]) -> bool:
    """Whether a sentence names words instead of saying something with them."""
    glue = KEYWORDS_GLUE if len(words) < LONG_SENTENCE else LONG_GLUE
    if len(words) >= KEYWORDS_FROM and sum(not word.is_content for word in words) < glue * len(words):
        return True
    said = text[sentence.start : sentence.end]
    return _is_named(said.split(",")) or _is_named(_AND.split(said))


def _is_named(items: Sequence[str]) -> bool:
    """Whether most of what stands between commas, or between "and"s, is a word or a few."""
    lengths = [len(item.split()) for item in items]
    short = [length for length in lengths if length <= ITEM]
    return len(short) >= LIST_FROM and sum(short) >= LIST_SHARE * sum(lengths)


_FAMILIES = (
    ("checked", marks.CHECKED),
    ("recorded", marks.RECORDED),
    ("ruled", marks.RULED),
    ("resulted", marks.RESULTED),
    ("reasoned", marks.REASONED),
    ("counted", marks.NUMBERS),
)


def _clause(words: Sequence[Token], place: Span, within: Sentence, asked: frozenset[str]) -> Clause:
    good: set[str] = set()
    shown: set[str] = set()
    exact: set[str] = set()
    last_denial = -REACH_OF_DENIAL - 1
    for position, word in enumerate(words):
        if word.word in marks.DENIED:
            last_denial = position
        elif within.told and position - last_denial > REACH_OF_DENIAL:
            families = {
                name for name, family in _FAMILIES if word.stem in family or (name == "counted" and word.word[0].isdigit())
            }
            good |= families
            if families:
                shown.add(word.stem)
            if word.stem in marks.EXACT:
                exact.add(word.stem)
    return Clause(
        place=place,
        within=within,
        said=frozenset(word.stem for word in words if word.is_content) - asked,
        good=frozenset(good),
        words=frozenset(shown),
        open=_leaves_open(words),
        own=any(word.word in marks.OWN for word in words),
        acts=_acts(words),
        exact=frozenset(exact),
        vague=frozenset(word.stem for word in words if word.stem in marks.VAGUE) | _seeming(words),
        others=frozenset(word.stem for word in words if word.stem in marks.OTHERS),
    )


def _acts(words: Sequence[Token]) -> frozenset[str]:
    """What "I" or "we" did in this clause: the past forms soon after the speaker."""
    done = set()
    for position, word in enumerate(words):
        if word.word in marks.SPEAKERS:
            soon = words[position + 1 : position + 1 + REACH_OF_SPEAKER]
            done |= {w.stem for w in soon if w.word in marks.PAST_FORMS or (w.is_content and w.word.endswith("ed"))}
    return frozenset(done)


def _seeming(words: Sequence[Token]) -> frozenset[str]:
    """What merely seemed so: "looked fine", not "looked at"."""
    following = [*(word.word for word in words[1:]), ""]
    return frozenset(
        word.stem
        for word, after in zip(words, following, strict=True)
        if word.stem in marks.SEEMED and after not in marks.AFTER_DOING
    )


def _leaves_open(words: Sequence[Token]) -> bool:
    """Whether a clause says that something was done without saying what, leaves it to others, or denies having done it."""
    if _seeming(words):
        return True
    for position, word in enumerate(words):
        if word.stem in marks.LEFT_OPEN or word.stem in marks.LEFT_TO_OTHERS:
            return True
        before = {earlier.word for earlier in words[max(0, position - 2) : position]}
        if word.word in marks.DENIED and before & marks.SPEAKERS:
            return True
    return False
