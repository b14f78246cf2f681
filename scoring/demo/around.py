"""What demo people say around the interviews: declarations, ratings, requests. Pure: no Django, nothing is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

from scoring.demo.checks import ContentError
from scoring.demo.shapes import DemoSpec

FOLDER = Path(__file__).parent
SAYS = ("yes", "partly", "no")
LEVELS = range(1, 6)


@dataclass(frozen=True)
class DemoDeclared:
    """What is declared about one must-have, with a line where there is one."""

    said: str  # yes, partly or no
    line: str = ""


@dataclass(frozen=True)
class DemoRequest:
    """What a candidate asks for after handing in."""

    name: str
    kind: Literal["look_again", "correct", "explain"]
    days_ago: float
    text: str


@dataclass(frozen=True)
class Around:
    """All of it, by the candidate's name: declarations in the order of the must-haves, levels in that of the competencies."""

    declared: Mapping[str, Sequence[DemoDeclared]]
    rated: Mapping[str, Sequence[int]]
    asked: Sequence[DemoRequest]


def around_of(spec: DemoSpec) -> Around:
    """What was said around the interviews of a spec, checked. Raises ContentError."""
    path = FOLDER / f"{spec.name}_around.yaml"
    if not path.exists():
        return Around({}, {}, ())
    try:
        rows = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506  # plain words: yes is no boolean
        found = Around(
            declared={name: [_declared(words) for words in said] for name, said in rows["declared"].items()},
            rated={name: [int(level) for level in levels] for name, levels in rows["rated"].items()},
            asked=[_request(row) for row in rows["asked"]],
        )
    except (OSError, yaml.YAMLError, LookupError, TypeError, ValueError, AttributeError) as error:
        raise ContentError(f"{path.name}: a field is missing, unknown or of another kind than expected ({error!r})") from error
    check_around(spec, found)
    return found


def _declared(words: str) -> DemoDeclared:
    said, _, line = words.partition(" ")
    if said not in SAYS:
        raise ValueError(f"{words} does not begin with one of {SAYS}")
    return DemoDeclared(said, line)


def _request(row: dict[str, Any]) -> DemoRequest:
    return DemoRequest(**row | {"days_ago": float(row["days_ago"])})


def check_around(spec: DemoSpec, around: Around) -> None:
    """Raise ContentError where somebody says what they were not asked, or rates what is not there."""
    begun = {candidate.name: candidate for candidate in spec.candidates if "begun" in candidate.days_ago}
    submitted = {name: candidate.days_ago["submitted"] for name, candidate in begun.items() if candidate.state == "submitted"}
    for name, said in around.declared.items():
        if name not in begun or len(said) != len(spec.must_haves):
            raise ContentError(f"{spec.name}, {name}: who has begun declares about each of {len(spec.must_haves)} must-haves")
    for name, levels in around.rated.items():
        if name not in submitted or len(levels) != len(spec.competencies) or not set(levels) <= set(LEVELS):
            raise ContentError(f"{spec.name}, {name}: a submitted interview is rated from 1 to 5 in every competency")
    for asked in around.asked:
        if not 0 < asked.days_ago < submitted.get(asked.name, 0):
            raise ContentError(f"{spec.name}, {asked.name}: who has handed in asks after that, and in the past")
