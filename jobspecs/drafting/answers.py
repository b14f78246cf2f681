"""The forms of a language model's answers when it drafts: what it is held to, and how much of an answer is read at all."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field

from jobspecs.drafting.prompts import LEVELS

MOST_NAMED, MOST_LINES, MOST_QUOTES = 20, 100, 6  # what is read of an answer: many times what is asked for, and no more
MOST_CHARACTERS = 2_000  # read of one text of an answer
# What nobody sees and a row cannot hold (NUL), or what makes a line read otherwise than it stands (marks of direction).
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def _as_text(value: object) -> object:
    """Nothing as "", and a text that can be stored and read; all else as it is, for the form to refuse."""
    if value is None:
        return ""
    return _UNSEEN.sub("", value[:MOST_CHARACTERS]) if isinstance(value, str) else value


def first(most: int) -> BeforeValidator:
    """Of a list, so many: what is over is not worth the time that it takes to check it."""
    return BeforeValidator(lambda value: value[:most] if isinstance(value, list) else value)


Text = Annotated[str, BeforeValidator(_as_text)]


def text_of(most: int) -> Any:
    """A field for a text of so many characters. That, like all limits, is told to the model and not held against its answer:
    what is too long or too much is for the checks, and a small model that can be held to it does not talk for ever.
    """
    return Field(json_schema_extra={"maxLength": most})


class Competency(BaseModel):
    """One ability that the job needs."""

    words: Annotated[list[Annotated[Text, text_of(200)]], first(MOST_QUOTES)] = Field(
        json_schema_extra={"minItems": 1, "maxItems": 3}
    )
    name: Text = text_of(60)
    definition: Text = text_of(250)
    for_this_role: Text = text_of(350)
    weight: float
    reason: Text = text_of(100)


class Competencies(BaseModel):
    """What a job description asks for."""

    title: Text = text_of(120)
    level: Text = Field(json_schema_extra={"enum": list(LEVELS)})
    competencies: Annotated[list[Competency], first(MOST_NAMED)] = Field(json_schema_extra={"minItems": 4, "maxItems": 6})


class MustHave(BaseModel):
    """One line that applicants are asked to bring."""

    words: Text = text_of(120)
    text: Text = text_of(250)
    kind: Text = Field(json_schema_extra={"enum": ["required", "preferred"]})


class MustHaves(BaseModel):
    """What a job description asks applicants to have or to know."""

    must_haves: Annotated[list[MustHave], first(MOST_LINES)] = Field(json_schema_extra={"maxItems": 30})
