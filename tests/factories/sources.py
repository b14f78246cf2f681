"""A spec whose pieces know where in the description they came from."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from jobspecs.drafting.base import Span
from jobspecs.models import JobSpec, User
from jobspecs.operations.specs import create_spec
from jobspecs.operations.versions import MustHaveLine
from tests.factories.jobspecs import UserFactory, spec_content

# Signs of several code points stand before and in the places: an emoji joined of four, a combining accent.
DESCRIPTION = """🚲🧑🏽‍🔧 We mend bicycles. <script>alert(1)</script>

You will plan the day’s repairs, order café\u0301 supplies <b>in time</b> and listen to riders.
You bring two years 👩🏽‍🔧 in a workshop."""


def places_in(*parts: str, text: str = DESCRIPTION) -> list[list[int]]:
    """Where these parts stand in the text, in code points."""
    return [[text.index(part), text.index(part) + len(part)] for part in parts]


def make_sourced_spec(*, by: User | None = None, before: str = "", **fields: Any) -> JobSpec:
    """Sources for the role clause of planning (two), the first must-have and the first question; for the others none.

    `before` stands before the description.
    """
    text = before + DESCRIPTION
    content = spec_content(**({"description": text} | fields))
    planning, *others = content.wordings
    places = places_in("plan the day’s repairs", "order café\u0301 supplies <b>in time</b>", text=text)
    required, preferred = content.must_haves
    brought = MustHaveLine(required.kind, required.text, places_in("two years 👩🏽‍🔧 in a workshop", text=text))
    first, *rest = content.questions[1]
    content = replace(
        content,
        wordings=[replace(planning, sources=places), *others],
        must_haves=[brought, preferred],
        questions={**content.questions, 1: [replace(first, sources=(Span(*places[0]),)), *rest]},
    )
    return create_spec(content=content, by=by or UserFactory.create())
