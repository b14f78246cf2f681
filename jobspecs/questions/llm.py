"""The question engine behind which a language model stands (docs/llm.md): one question to it for each round.

Which competencies are asked is decided here, so that none of weight is left out; the model words the questions. Whether they may
be asked is decided where all engines are checked (checked.py).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import cycle, islice
from typing import Annotated, Any

from pydantic import BaseModel, Field, create_model

from config.llm import Client, Meter
from jobspecs.drafting.answers import MOST_QUOTES, Text, first, text_of
from jobspecs.drafting.base import EngineAway
from jobspecs.drafting.llm import LONGEST, away_as_engine
from jobspecs.drafting.locating import sources_of
from jobspecs.questions.base import Brief, BriefCompetency, Guide, QuestionsFailed, WrittenQuestion
from jobspecs.questions.prompts import question_instructions, question_prompt

PROBES, PROBE_WORDS = 2, 25
GUIDE_WORDS = 30
USUAL_WRITTEN = 3  # questions of Round 01, with which Round 02 reckons where it is written alone


class Question(BaseModel):
    """One question with what answers to it show."""

    competency: Text
    words: Text = text_of(200)
    text: Text = text_of(450)
    strong: Text = text_of(150)
    adequate: Text = text_of(150)
    weak: Text = text_of(150)


class Prompt(Question):
    """A question that is asked aloud, with what follows it up."""

    probes: Annotated[list[Annotated[Text, text_of(120)]], first(MOST_QUOTES)] = Field(
        json_schema_extra={"minItems": PROBES, "maxItems": PROBES}
    )


class LlmQuestions:
    """Asks the model that the settings name. Raises EngineAway."""

    def __init__(self, meter: Meter) -> None:
        self._client = Client(meter)
        self.name = self._client.name

    def write(
        self, brief: Brief, *, kind: str, count: int, only: Collection[str] = (), avoid: Collection[str] = ()
    ) -> list[WrittenQuestion]:
        """At most `count` questions of this kind, as the model words them. See `QuestionEngine.write`.

        Raises QuestionsFailed where `only` names no competency of the brief.
        """
        order = question_order(brief, kind=kind, count=count, only=only)
        if len(brief.description) > LONGEST:
            raise EngineAway(f"is given descriptions of up to {LONGEST:,} characters")
        with away_as_engine():
            answer: Any = self._client.ask(
                purpose=f"questions_{kind}",
                instructions=question_instructions(kind, count),
                prompt=question_prompt(brief, order, avoid, anew=bool(only)),
                answer=_form(kind, order),
            )
        pairs = list(zip(answer.questions, order, strict=False))
        return [_written(found, competency, brief) for found, competency in pairs if asks(found.text)]


def question_order(brief: Brief, *, kind: str, count: int, only: Collection[str]) -> list[BriefCompetency]:
    """What each question measures: first what the other round leaves unasked, the heaviest before all. Raises QuestionsFailed."""
    chosen = [competency for competency in brief.competencies if not only or competency.key in only]
    if not chosen:
        raise QuestionsFailed("None of the competencies asked for is in this job spec. Choose one that is.")
    ranked = sorted(chosen, key=lambda competency: -competency.weight)
    asked = brief.asked
    if asked is None:
        asked = [competency.key for competency in ranked[:USUAL_WRITTEN]] if kind == "voice" else []
    left = [competency for competency in ranked if competency.key not in asked]
    return [*left, *islice(cycle(ranked), max(0, count - len(left)))][:count]


def _form(kind: str, order: Sequence[BriefCompetency]) -> type[BaseModel]:
    """The form of the answer: as many questions as are asked for, each for one of these competencies."""
    one: type[Question] = Prompt if kind == "voice" else Question
    keys = sorted({competency.key for competency in order})
    one = create_model(one.__name__, __base__=one, competency=(Text, Field(json_schema_extra={"enum": list(keys)})))
    many = Field(json_schema_extra={"minItems": len(order), "maxItems": len(order)})
    return create_model("Questions", questions=(list[one], many))  # type: ignore[valid-type]  # made for this question


def _written(found: Question, meant: BriefCompetency, brief: Brief) -> WrittenQuestion:
    keys = {competency.key for competency in brief.competencies}
    probes = [line for probe in getattr(found, "probes", []) if (line := " ".join(probe.split())).endswith("?")]
    return WrittenQuestion(
        competency=found.competency if found.competency in keys else meant.key,
        text=" ".join(found.text.split()),
        probes=tuple(probe for probe in dict.fromkeys(probes) if len(probe.split()) <= PROBE_WORDS)[:PROBES],
        guide=guide_of(found.strong, found.adequate, found.weak),
        sources=sources_of(brief.description, [found.words], found.text),
    )


def guide_of(*told: str) -> Guide:
    """What strong, adequate and weak answers show; empty where that is an answer itself, or the same thrice.

    A small model answers its own question here ("I have checked …"), or says one sentence for all three.
    """
    texts = [" ".join(text.split()) for text in told]
    if len(set(texts)) < len(texts) or not all(_says_what_is_shown(text) for text in texts):
        return Guide()
    return Guide(*texts)


def _says_what_is_shown(text: str) -> bool:
    words = text.split()
    return 0 < len(words) <= GUIDE_WORDS and is_whole(text) and "?" not in text and words[0].lower() not in _NO_GUIDE


def asks(text: str) -> bool:
    """Whether a text is whole and asks for something: small models tell what the applicant does, and stop there."""
    return is_whole(text) and ("?" in text or _ASKING.search(text) is not None)


def is_whole(text: str) -> bool:
    """Whether a text ends where a sentence ends. One that is held to its length in the middle of a word does not."""
    return text.rstrip(" \n\"'”’)").endswith((".", "?", "!"))


_ASKING = re.compile(
    r"(?:^|[.:;,!]\s+|\band |\bthen )(?:please )?(?:describe|explain|write|say|tell|list|name|decide|work out|draft|draw|plan"
    r"|outline|state|show|give|choose|set out|walk|think|propose|compare|sketch)\b",
    re.I,
)
_NO_GUIDE = frozenset({"i", "i've", "i’ve", "i'm", "i’m", "my", "we", "our", "describe", "tell", "what", "how"})
