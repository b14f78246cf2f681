"""What a language model answers in tests: good answers on one posting of our own, and all the ways to get them wrong.

The bad ones are what small models really send; docs/llm.md says what a real one made of five postings.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from tests.llm_server import Answer, Asked, Play

BAKER = """Head Baker

Riverside Bakehouse bakes overnight for two shops and thirty cafés.

What you will do
- Plan the night's production from the day's orders and the standing wholesale list
- Mix, shape and bake up to 600 sourdough loaves and 300 rolls a shift
- Look after the starters and adjust hydration and proof to the weather
- Train and lead a team of four bakers, two of them apprentices
- Keep the HACCP records and pass the yearly inspection of the food authority

What you bring
- At least five years as a baker, two of them leading a shift
- Sound knowledge of long fermentation
- Food hygiene certificate level 3
- A driving licence is a plus

We offer four nights a week and as much bread as you can carry.
"""

Data = dict[str, Any]


def competencies() -> Data:
    """A right answer to what the job needs."""
    rows = [
        ("Production Planning", "Plan the night's production from the day's orders and the standing wholesale list", 0.35),
        ("Starter Care", "Look after the starters and adjust hydration and proof to the weather", 0.30),
        ("Leading Bakers", "Train and lead a team of four bakers, two of them apprentices", 0.20),
        ("Food Safety Records", "Keep the HACCP records and pass the yearly inspection of the food authority", 0.15),
    ]
    found = [
        {
            "words": [words],
            "name": name,
            "definition": f"Does {name.lower()} soundly wherever it is needed, and can say why.",
            "for_this_role": f"{words}.",
            "weight": weight,
            "reason": "named first" if weight > 0.3 else "a duty of its own",
        }
        for name, words, weight in rows
    ]
    return {"title": "Head Baker", "level": "lead", "competencies": found}


def must_haves() -> Data:
    lines = [
        ("At least five years as", "At least five years as a baker, two of them leading a shift", "required"),
        ("Sound knowledge of", "Sound knowledge of long fermentation", "required"),
        ("Food hygiene certificate", "Food hygiene certificate level 3", "required"),
        ("A driving licence", "A driving licence", "preferred"),
    ]
    return {"must_haves": [{"words": words, "text": text, "kind": kind} for words, text, kind in lines]}


def questions(asked: Asked) -> Data:
    """As many as the form asks for, each about the duty of its competency."""
    form = asked.schema["properties"]["questions"]
    one = form["items"] if "$ref" not in form["items"] else next(iter(asked.schema["$defs"].values()))
    keys = [line.partition(". ")[2] for line in asked.text.splitlines() if line[:1].isdigit() and ". " in line]
    duties = [line.removeprefix("- ") for line in BAKER.splitlines() if line.startswith("- ")][:5]
    found = []
    for number, key in enumerate(keys[: form["maxItems"]]):
        duty = duties[number]
        text = f"Case {len(keys)}.{number}: tonight you {duty.lower()}, and an order comes in late. What do you do for {key}?"
        guide = {"strong": "Says what first.", "adequate": "Names the steps.", "weak": "Names none."}
        row = {"competency": key, "words": duty, "text": text, **guide}
        found.append(row | ({"probes": ["What came of it?", "What next?"]} if "probes" in one["properties"] else {}))
    return {"questions": found}


def well(asked: Asked) -> Play:
    """Right answers to everything."""
    if "competencies" in asked.schema["properties"]:
        return Answer(competencies())
    return Answer(must_haves() if "must_haves" in asked.schema["properties"] else questions(asked))


def spoilt(change: Callable[[Data], None], which: str = "competencies") -> Callable[[Asked], Play]:
    """Right answers but for one, which `change` spoils: to the question for competencies, must_haves or questions."""

    def answer(asked: Asked) -> Play:
        play = well(asked)
        if which in asked.schema["properties"] and isinstance(play, Answer):
            data = copy.deepcopy(play.data)
            change(data)
            return Answer(data)
        return play

    return answer


def only(which: str, play: Play) -> Callable[[Asked], Play]:
    """Right answers but for one question, to which something else is played."""
    return lambda asked: play if which in asked.schema["properties"] else well(asked)
