"""One report as plain data for a file: the same report that the reader sees on the page, with ids and hashes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone

from interviews.models import AnswerRevision, Interview
from jobspecs.models import RubricRow
from scoring.models import Decision, Evaluation, HumanRating
from scoring.queries.answers import AnswerShown, Quoted
from scoring.queries.findings import Finding, evidence_of
from scoring.queries.report import Report, report_of


def report_as_data(interview: Interview, *, reader: UUID) -> dict[str, Any]:
    """Read a report; `interview` comes from access.report_to_see. Nothing of what candidates say of sex or race is in it."""
    report = report_of(interview, reader=reader)
    evidence = evidence_of(report.evaluation)
    return {
        "exported_at": timezone.now(),
        "scores_hidden": report.is_blind,
        "spec": _spec(interview),
        "interview": _interview(interview, report.state),
        "rubric": _rubric(interview, [finding.row for finding in report.findings]),
        "evaluation": _evaluation(report),
        "grading": _grading(report.evaluation),
        "competencies": [_finding(finding, evidence) for finding in report.findings],
        "ask_in_person": list(report.ask_in_person),
        "answers": [_answer(answer) for answer in report.answers],
        "must_haves": _must_haves(report),
        "decisions": [_decision(decision, blind=report.is_blind) for decision in report.decisions],
    }


def _spec(interview: Interview) -> dict[str, Any]:
    spec = interview.job_spec
    current = spec.current_version
    return {"id": spec.pk, "title": spec.title, "level": spec.level, "current_version": current.tag if current else None}


def _interview(interview: Interview, state: str) -> dict[str, Any]:
    return {
        "id": interview.pk,
        "candidate": {"name": interview.candidate.name, "email": interview.candidate.email},
        "state": state,
        "begun_at": interview.begun_at,
        "submitted_at": interview.submitted_at,
        "withdrawn_at": interview.withdrawn_at,
    }


def _rubric(interview: Interview, rows: Sequence[RubricRow]) -> dict[str, Any]:
    """What the interview began under."""
    competencies = [
        {
            "key": row.competency.key,
            "name": row.name,
            "definition": row.definition,
            "for_this_role": row.for_this_role,
            "anchors": row.anchors,
        }
        for row in rows
    ]
    return {"number": interview.rubric.number, "competencies": competencies}


def _evaluation(report: Report) -> dict[str, Any] | None:
    found = report.evaluation
    if found is None:
        return None
    return {
        "id": found.pk,
        "version": {"number": found.version.number, "tag": found.version.tag},
        "weights": {finding.key: finding.weight for finding in report.findings},
        "total": found.total,
        "coverage": found.coverage,
        "lower": found.lower,
        "upper": found.upper,
    }


def _grading(evaluation: Evaluation | None) -> dict[str, Any] | None:
    if evaluation is None:
        return None
    grading = evaluation.grading
    return {
        "id": grading.pk,
        "engine": grading.engine,
        "engine_version": grading.engine_version,
        "model": grading.model,
        "parameters": grading.parameters,
        "prompt_sha256": grading.prompt_hash or None,
        "input_sha256": grading.input_hash,
        "graded_at": grading.created_at,
    }


def _finding(finding: Finding, evidence: Sequence[Quoted]) -> dict[str, Any]:
    """With the ratings that this reader sees: their own, and those of others once scores are shown."""
    score = finding.score
    return {
        "key": finding.key,
        "name": finding.row.name,
        "score": score.score if score else None,
        "level": score.level if score else None,
        "missing": (score.missing or None) if score else None,
        "reason": score.reason if score else None,
        "confidence": score.confidence if score else None,
        "flags": score.flags if score else [],
        "runs": score.runs if score else [],
        "evidence": [_quote(piece) for piece in evidence if score is not None and piece.competency_id == score.competency_id],
        "ratings": [_rating(rating) for rating in (*([finding.mine] if finding.mine else []), *finding.others)],
    }


def _quote(piece: Quoted) -> dict[str, Any]:
    return {
        "answer": piece.position,
        "revision": piece.revision_id,
        "start": piece.start,
        "end": piece.end,
        "text": piece.text,
    }


def _rating(rating: HumanRating) -> dict[str, Any]:
    return {
        "by": str(rating.rater),
        "level": rating.level,
        "note": rating.note,
        "saw_the_score": rating.saw_the_score,
        "rated_at": rating.created_at,
    }


def _answer(answer: AnswerShown) -> dict[str, Any]:
    revision: AnswerRevision | None = getattr(getattr(answer.asked, "answer", None), "current_revision", None)
    return {
        "position": answer.asked.position,
        "part": answer.asked.round_position,
        "competency": answer.asked.competency.key,
        "question": answer.asked.revision.text,
        "question_revision": answer.asked.revision_id,
        "revision": revision.pk if revision else None,
        "kind": revision.kind if revision else None,
        "text": revision.text if revision else None,
        "note": answer.note or None,
    }


def _must_haves(report: Report) -> list[dict[str, Any]]:
    found = []
    for must_have in report.must_haves:
        declared = report.declared.get(must_have.text)
        said = {"declared": declared.said, "line": declared.line} if declared else {"declared": None, "line": None}
        found.append({"text": must_have.text, "kind": must_have.kind, **said})
    return found


def _decision(decision: Decision, *, blind: bool) -> dict[str, Any]:
    """Why somebody decided would guide who is still to rate."""
    told = {"outcome": decision.outcome, "by": str(decision.decided_by), "decided_at": decision.decided_at}
    return told if blind else {**told, "reason": decision.reason, "seen": decision.evaluation_id}
