"""What of an answer speaks to the program that grades it: found as the offline engine finds it, and blanked out for a model."""

from __future__ import annotations

import re
from dataclasses import replace

from jobspecs.drafting.addressed import without_what_is_addressed_to_programs
from scoring.grading.base import GivenAnswer
from scoring.grading.readings import read_answer
from scoring.grading.rubrics import ReadRubric
from scoring.grading.words import sentences

INSTRUCTIONS = "instructions"
# Who has spoken to the grader once goes on to. Alone such a sentence may be part of an account ("I asked for your rating").
_GOES_ON = re.compile(
    r"\b(?:copy|quote|repeat|cite|use|return|output|write)\b[^.!?]{0,30}\b(?:this|these|the (?:above|following|next|last))\b"
    r"[^.!?]{0,30}\b(?:sentences?|words?|lines?|text|quotes?|answer|reason|evidence)\b"
    r"|\b(?:as|for|in|of) your (?:quotes?|scores?|grades?|grading|ratings?|reasons?|evidence|judge?ment|output|reply)\b"
    r"|\b(?:levels?|scores?|grades?|points) (?:of )?(?:5|five|100|a hundred)\b",
    re.I,
)


def without_what_speaks_to_the_grader(answer: GivenAnswer, rubric: ReadRubric) -> tuple[str, frozenset[str]]:
    """The text of an answer, of the same length, with such sentences as blanks; and what was noticed in it (flags)."""
    given = answer.text or ""
    flags = set(read_answer(answer, rubric).flags)
    text, found = without_what_is_addressed_to_programs(given)
    if found:
        flags.add(INSTRUCTIONS)
    if INSTRUCTIONS in flags:
        for place in reversed(list(sentences(text))):
            words = text[place.start : place.end]
            if _GOES_ON.search(words) or INSTRUCTIONS in read_answer(replace(answer, text=words), rubric).flags:
                text = text[: place.start] + " " * len(words) + text[place.end :]
    return text, frozenset(flags)
