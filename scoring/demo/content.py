"""Reads the demo's YAML into frozen dataclasses and checks it. Pure: no Django, nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import yaml

from jobspecs.drafting.base import DraftedCompetency, DraftedMustHave
from jobspecs.questions.base import Guide, WrittenQuestion
from scoring.demo.checks import ContentError, check_spec
from scoring.demo.shapes import DemoAnswer, DemoCandidate, DemoDecision, DemoQuestion, DemoSpec, DemoVersion

FOLDER = Path(__file__).parent
SPECS = ("payments", "support_lead")
ABSENT: Mapping[str, str | None] = {"unanswered": "", "technical": None, "not_reached": None}  # what there is to read


def load_all() -> tuple[DemoSpec, ...]:
    """Both demo specs. Raises ContentError."""
    return tuple(load_spec(name) for name in SPECS)


def load_spec(name: str) -> DemoSpec:
    """The spec of that file and its candidates, checked. Raises ContentError where a rule is broken."""
    file = f"{name}.yaml"
    try:
        content = _read(file)
        rows = content.get("candidates", []) + [row for other in content.get("candidates_from", []) for row in _read(other)]
        spec = _spec(name, content, rows)
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        raise ContentError(f"{file}: a field is missing, unknown or of another kind than expected ({error!r})") from error
    check_spec(spec)
    return spec


def _read(file: str) -> Any:
    try:
        return yaml.safe_load((FOLDER / file).read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise ContentError(f"{file}: cannot be read as YAML; {error}") from error


def _spec(name: str, content: dict[str, Any], candidates: list[dict[str, Any]]) -> DemoSpec:
    return DemoSpec(
        name=name,
        id=content.get("id", ""),
        title=content["title"],
        level=content["level"],
        description=content["description"],
        competencies=tuple(_competency(row) for row in content["competencies"]),
        must_haves=tuple(DraftedMustHave(**row) for row in content["must_haves"]),
        versions=tuple(_version(row) for row in content["versions"]),
        questions=tuple(_question(row) for row in content["questions"]),
        candidates=tuple(_candidate(row) for row in candidates),
        asks_self_identification=content.get("asks_self_identification", False),
    )


def _competency(row: dict[str, Any]) -> DraftedCompetency:
    return DraftedCompetency(**row | {"anchors": tuple(row["anchors"])})


def _version(row: dict[str, Any]) -> DemoVersion:
    return DemoVersion(**row | {"weights": {key: Decimal(value) for key, value in row["weights"].items()}})


def _question(row: dict[str, Any]) -> DemoQuestion:
    question = WrittenQuestion(
        competency=row["competency"],
        text=row["text"],
        probes=tuple(row.get("probes", ())),
        guide=Guide(**row["guide"]),
    )
    return DemoQuestion(key=row["key"], kind=row["kind"], question=question)


def _candidate(row: dict[str, Any]) -> DemoCandidate:
    answers = tuple(_answer(key, given) for key, given in row.get("answers", {}).items())
    decision = DemoDecision(**row["decision"]) if "decision" in row else None
    return DemoCandidate(**row | {"answers": answers, "decision": decision})


def _answer(question: str, given: str | dict[str, Any]) -> DemoAnswer:
    """A text, or a mapping that says why there is none: ``{technical: true, note: recording lost}``."""
    if isinstance(given, str):
        return DemoAnswer(question=question, state="answered", text=given)
    marks = given.keys() & ABSENT.keys()
    if len(marks) != 1 or given[min(marks)] is not True:
        raise ValueError(f"{question} needs a text or exactly one of {sorted(ABSENT)}: true, not {given}")
    mark = marks.pop()
    return DemoAnswer(question=question, state=cast(Any, mark), text=ABSENT[mark], note=given.get("note", ""))
