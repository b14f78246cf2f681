"""What a language model answers when it grades, in tests: by script, held to what it was asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from tests.llm_server import Answer, Asked, Play

LABELS = re.compile(r"<<<begin answer (A[\w:]+) (\w+)>>>\n(.*?)\n<<<end answer \1 \2>>>", re.S)
NAME = re.compile(r"Name: (.+)")


def competency_of(asked: Asked) -> str:
    """The name of the competency that is asked about."""
    found = NAME.search(asked.text)
    assert found
    return found[1]


def answers_in(asked: Asked) -> dict[str, str]:
    """The answers that the model is shown, by their labels, in order."""
    return {label: text for label, _, text in LABELS.findall(asked.text)}


def judged(asked: Asked, score: float, /, **other: Any) -> dict[str, Any]:
    """A right judgement: it quotes the first answer that it is shown, whole."""
    label, text = next(iter(answers_in(asked).items()))
    level = (2 * round(score) + 25) // 50 + 1
    right = {
        "readable": True,
        "quotes": [{"answer": label, "words": " ".join(text.split(" ")[:12]).strip()}],
        "reason": "Looked first and mended it.",
        "level": level,
        "score": score,
    }
    return right | other


def scoring(scores: Mapping[str, list[float]] | float, **other: Any) -> Callable[[Asked], Play]:
    """Answers with these scores, run by run, for the competency of each name; the last one ever after."""
    runs: dict[str, int] = {}

    def play(asked: Asked) -> Play:
        name = competency_of(asked)
        number = runs[name] = runs.get(name, 0) + 1
        given = [scores] if isinstance(scores, int | float) else scores.get(name, [50])
        return Answer(judged(asked, given[min(number, len(given)) - 1], **other))

    return play
