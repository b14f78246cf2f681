"""Whether a draft, in the form of `manage.py draft`, may be published as it is: what must hold whoever drafted it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from jobspecs.drafting.matching import content_stems
from jobspecs.drafting.prompts import LEVELS
from jobspecs.drafting.protected import touches_protected_ground

MOST_WORDS, HEAVY, STEP = 60, Decimal("0.20"), Decimal("0.05")
GROUNDED = 0.7  # of the words of a role clause or a must-have


def problems_of(drafted: Mapping[str, Any], description: str) -> list[str]:
    """All that is wrong; empty for a sound draft."""
    return [
        *_of_the_reading(drafted),
        *_of_competencies(drafted["competencies"], description),
        *_of_must_haves(drafted["must_haves"], description),
        *_of_questions(drafted["questions"], drafted["competencies"]),
    ]


def _of_the_reading(drafted: Mapping[str, Any]) -> Iterator[str]:
    if not 0 < len(drafted["title"].split()) <= 12:
        yield f"title: {drafted['title']!r}"
    if drafted["level"] not in LEVELS:
        yield f"level: {drafted['level']!r}"


def _of_competencies(competencies: list[Mapping[str, Any]], description: str) -> Iterator[str]:
    keys = [competency["key"] for competency in competencies]
    weights = [Decimal(competency["weight"]) for competency in competencies]
    if not 3 <= len(keys) <= 6 or len(set(keys)) < len(keys):
        yield f"competencies: {keys}"
    if sum(weights) != 1 or any(weight < STEP or weight % STEP for weight in weights):
        yield f"weights: {weights}"
    if len({competency["name"].lower() for competency in competencies}) < len(keys):
        yield "two competencies have one name"
    for competency in competencies:
        if not re.fullmatch(r"[a-z][a-z0-9_]*", competency["key"]):
            yield f"key: {competency['key']!r}"
        if not 0 < len(competency["name"].split()) <= 6 or not competency["definition"].endswith("."):
            yield f"name or definition: {competency['name']!r}, {competency['definition']!r}"
        if not competency["for_this_role"].endswith(".") or not is_grounded(competency["for_this_role"], description):
            yield f"role clause: {competency['for_this_role']!r}"


def _of_must_haves(must_haves: list[Mapping[str, Any]], description: str) -> Iterator[str]:
    for line in must_haves:
        if line["kind"] not in ("required", "preferred") or not is_grounded(line["text"], description):
            yield f"must-have: {line}"


def _of_questions(questions: list[Mapping[str, Any]], competencies: list[Mapping[str, Any]]) -> Iterator[str]:
    rounds = [question["round"] for question in questions]
    if rounds != ["01"] * 3 + ["02"] * 4:
        yield f"rounds: {rounds}"
    asked = {question["competency"] for question in questions}
    for competency in competencies:
        if Decimal(competency["weight"]) >= HEAVY and competency["key"] not in asked:
            yield f"not asked: {competency['key']}"
    if len({question["text"].lower() for question in questions}) < len(questions):
        yield "a question is repeated"
    for question in questions:
        if len(question["text"].split()) > MOST_WORDS or touches_protected_ground(question["text"]):
            yield f"question: {question['text']!r}"
        if question["competency"] not in {competency["key"] for competency in competencies}:
            yield f"asks for an unknown {question['competency']!r}"
        if question["round"] == "02" and len(question["probes"]) != 2:
            yield f"probes: {question['probes']}"


def is_grounded(piece: str, description: str) -> bool:
    """Whether its words stand in the description, all but one or three in ten."""
    words = content_stems(piece)
    strange = len(words - content_stems(description))
    return strange < len(words) and (strange <= 1 or strange <= (1 - GROUNDED) * len(words))
