"""The rules the demo content keeps, so that a slip of the pen fails here and not in somebody's first look."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import chain, pairwise
from typing import get_args

from scoring.demo.shapes import CandidateState, DemoCandidate, DemoSpec, DemoVersion, Intent

KEY = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
EMAIL = re.compile(r"[a-z][a-z.\-]*@example\.(com|org)")
CENT, WHOLE = Decimal("0.01"), Decimal("1.00")
ANCHORS, PROBES, MOST_WORDS = 5, 2, 60
BEGUN = ("in_progress", "submitted", "withdrawn")
STAGES = ("invited", "begun", "submitted", "withdrawn")


class ContentError(Exception):
    """The demo content breaks a rule; the message names the file's part and the rule."""


def check_spec(spec: DemoSpec) -> None:
    """Raise ContentError at the first rule that the spec, its questions or its candidates break."""
    _check_rubric(spec)
    for version in spec.versions:
        _check_version(spec, version)
    _check_questions(spec)
    for candidate in spec.candidates:
        _check_candidate(spec, candidate)
    _require_distinct(f"{spec.name}: mail", (candidate.email for candidate in spec.candidates))
    _require_distinct(f"{spec.name}: name", (candidate.name for candidate in spec.candidates))
    given = chain.from_iterable(candidate.answers for candidate in spec.candidates)
    _require_distinct(f"{spec.name}: answer", (_plain(answer.text) for answer in given if answer.text))


def _require(rule: bool, where: str, what: str) -> None:
    if not rule:
        raise ContentError(f"{where}: {what}")


def _require_distinct(where: str, values: Iterable[str]) -> None:
    twice = sorted(value for value, times in Counter(values).items() if times > 1)
    _require(not twice, where, f"each must be different, but these come again: {twice}")


def _plain(text: str) -> str:
    """The text without what a careless copy would change: case, spaces and signs."""
    return " ".join(re.findall(r"\w+", text.lower()))


def _competency_keys(spec: DemoSpec) -> list[str]:
    return [competency.key for competency in spec.competencies]


def _check_rubric(spec: DemoSpec) -> None:
    _require_distinct(f"{spec.name}: competency", _competency_keys(spec))
    for competency in spec.competencies:
        where = f"{spec.name}, {competency.key}"
        _require(bool(KEY.fullmatch(competency.key)), where, "a key is snake_case")
        _require(len(competency.anchors) == ANCHORS and all(competency.anchors), where, f"{ANCHORS} anchors are needed")
        _require(competency.for_this_role.endswith("."), where, "for_this_role ends in a full stop")
    for must_have in spec.must_haves:
        _require(must_have.kind in ("required", "preferred"), f"{spec.name}, {must_have.text}", "required or preferred?")


def _check_version(spec: DemoSpec, version: DemoVersion) -> None:
    where = f"{spec.name}, version {version.number}"
    weights = version.weights
    _require(set(weights) == set(_competency_keys(spec)), where, "the weights must name every competency and no other")
    _require(all(value > 0 and value == value.quantize(CENT) for value in weights.values()), where, "two places, above 0")
    _require(sum(weights.values()) == WHOLE, where, f"the weights sum to {sum(weights.values())}, not {WHOLE}")
    _require(version.number == 1 or bool(version.reason), where, "a change needs its reason")


def _check_questions(spec: DemoSpec) -> None:
    _require_distinct(f"{spec.name}: question", (question.key for question in spec.questions))
    asked = set()
    for row in spec.questions:
        where, guide = f"{spec.name}, {row.key}", row.question.guide
        asked.add(row.question.competency)
        _require(bool(KEY.fullmatch(row.key)), where, "a key is snake_case")
        _require(row.kind in ("written", "voice"), where, "a question is written or voice")
        _require(len(row.question.text.split()) <= MOST_WORDS, where, f"at most {MOST_WORDS} words")
        _require(row.kind == "written" or len(row.question.probes) == PROBES, where, f"a prompt has {PROBES} probes")
        _require(bool(guide.strong and guide.adequate and guide.weak), where, "the guide says strong, adequate and weak")
    _require(asked == set(_competency_keys(spec)), spec.name, "the questions must cover every competency and no other")


def _check_candidate(spec: DemoSpec, candidate: DemoCandidate) -> None:
    where = f"{spec.name}, {candidate.name}"
    _require(bool(EMAIL.fullmatch(candidate.email)), where, "mails are at example.com or example.org")
    _require(candidate.state in get_args(CandidateState), where, f"unknown state {candidate.state}")
    _check_times(where, candidate)
    _check_answers(where, spec, candidate)
    _check_intended(where, spec, candidate)
    _check_version_of(where, spec, candidate)
    asked = {"sex", "race_ethnicity"} if spec.asks_self_identification and candidate.state == "submitted" else set()
    _require(candidate.about_you.keys() <= asked, where, "only who has submitted, and is asked, says sex or race_ethnicity")


def _check_times(where: str, candidate: DemoCandidate) -> None:
    last = {"submitted": ["submitted"], "withdrawn": ["withdrawn"]}.get(candidate.state, [])
    expected = ["invited", *(["begun"] if candidate.state in BEGUN else []), *last]
    times = [candidate.days_ago[stage] for stage in STAGES if stage in candidate.days_ago]
    _require(sorted(candidate.days_ago) == sorted(expected), where, f"days_ago must hold {expected}")
    if candidate.decision:
        _require(candidate.state == "submitted", where, "only a submitted interview is decided on")
        times.append(candidate.decision.days_ago)
    _require(_falls(times) and times[-1] > 0, where, "each step lies after the one before, and in the past")


def _falls(times: Sequence[float]) -> bool:
    return all(earlier > later for earlier, later in pairwise(times))


def _check_answers(where: str, spec: DemoSpec, candidate: DemoCandidate) -> None:
    expected = [question.key for question in spec.questions] if candidate.state in BEGUN else []
    states = [answer.state for answer in candidate.answers]
    _require([answer.question for answer in candidate.answers] == expected, where, f"answers must be {expected}, in order")
    _require(all(answer.text for answer in candidate.answers if answer.state == "answered"), where, "an answer is empty")
    _require(all(answer.note for answer in candidate.answers if answer.state == "technical"), where, "technical needs its note")
    if candidate.state == "submitted":
        _require("not_reached" not in states, where, "a submitted interview has no question that was not reached")
    if candidate.state == "in_progress":
        _require("not_reached" in states and "answered" in states, where, "in progress: some answered, some not reached")


def _check_intended(where: str, spec: DemoSpec, candidate: DemoCandidate) -> None:
    """Where there is something to read or silence that counts, and nowhere else, there is an intended quality."""
    competency_of = {row.key: row.question.competency for row in spec.questions}
    readable = {competency_of[answer.question] for answer in candidate.answers if answer.text is not None}
    _require(set(candidate.intended) == readable, where, f"intended must hold exactly {sorted(readable)}")
    _require(set(candidate.intended.values()) <= set(get_args(Intent)), where, "intended is low, medium or high")


def _check_version_of(where: str, spec: DemoSpec, candidate: DemoCandidate) -> None:
    current = None
    if candidate.state == "submitted":
        submitted = candidate.days_ago["submitted"]
        current = max(version.number for version in spec.versions if version.days_ago > submitted)
    _require(candidate.version == current, where, f"version {current} was current at that time, not {candidate.version}")
