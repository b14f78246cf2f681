"""The form of a language model's answer when it grades one competency."""

from __future__ import annotations

import math
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field, model_validator

from jobspecs.drafting.answers import Text, first, text_of

MOST_QUOTES = 8  # read of an answer; two to four are asked for


def _within(low: int, high: int) -> AfterValidator:
    """Told to the model as a limit, and held against its answer: what lies outside is no judgement."""

    def check(value: float) -> float:
        if not (math.isfinite(value) and low <= value <= high):
            raise ValueError(f"should be from {low} to {high}")
        return value

    return AfterValidator(check)


class QuotedWords(BaseModel):
    """Words of one answer."""

    answer: Text = text_of(10)
    words: Text = text_of(250)

    @model_validator(mode="before")
    @classmethod
    def _bare_words(cls, given: object) -> object:
        """Where no server holds a model to the form, a small one gives the words alone: they are looked for in all answers."""
        return {"answer": "", "words": given} if isinstance(given, str) else given


class Judgement(BaseModel):
    """What the answers bear out of one competency."""

    quotes: Annotated[list[QuotedWords], first(MOST_QUOTES)] = Field(json_schema_extra={"maxItems": 4})
    reason: Text = text_of(400)
    readable: bool
    level: Annotated[int, _within(1, 5)] = Field(json_schema_extra={"minimum": 1, "maximum": 5})
    score: Annotated[float, _within(0, 100)] = Field(json_schema_extra={"minimum": 0, "maximum": 100})
