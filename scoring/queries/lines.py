"""A line of the Candidates tab in words: plain values, so that a line that was rendered before is not rendered again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from config.work import WorkState
from interviews.choices import InvitationStatus
from jobspecs.models import JobSpec, Version
from scoring.choices import Outcome
from scoring.engines import engine_label, engine_name_of
from scoring.queries.found import Found
from scoring.totals import WHOLE, whole

OPEN_STATUSES = frozenset(
    {InvitationStatus.INVITED, InvitationStatus.OPENED, InvitationStatus.IN_PROGRESS, InvitationStatus.EXPIRED}
)


@dataclass(frozen=True)
class Row:
    """One line of the list, worded for one reader. All that the line says is in it, and nothing that is hidden from them."""

    invitation: UUID
    interview: UUID | None
    rank: int | None
    name: str  # as it is shown
    email: str  # empty where it stands for the name
    is_erased: bool
    is_cancelled: bool
    status: str
    status_label: str
    progress: str  # "3 of 7", of who is in the middle of it
    mail_error: str | None  # None: the mail has gone out, or is on its way
    outcome: str
    decision: str
    score: str
    is_hidden: bool  # there is a score, and the reader has not been shown it
    why_unranked: str
    is_near_top: bool  # not to be told from the highest
    grading: str  # "", "grading", "stopped", "waiting"; before there can be any: "writing", "unwritten", "listener"
    error: str
    engine: str  # what has graded it, where that is not what grades this spec now
    is_movable: bool  # another version of the same rubric: one click brings it under the current one
    may_edit: bool
    is_archived: bool  # the spec is

    @property
    def is_moving(self) -> bool:
        """Whether something is being done that will show here."""
        return self.grading in ("grading", "writing")

    @property
    def is_open(self) -> bool:
        """Whether the link still has a use: it can be copied, renewed, taken back."""
        return self.status in OPEN_STATUSES and not self.is_erased

    @property
    def may_come_back(self) -> bool:
        """Whether this is somebody who withdrew and can be invited again."""
        is_over = self.is_cancelled or self.is_erased or self.is_archived
        return self.status == InvitationStatus.WITHDRAWN and not is_over

    @property
    def has_form(self) -> bool:
        """Whether the line holds a form, and so a token that is the request's own."""
        return self.grading == "stopped" and self.may_edit


class _OtherVersion(NamedTuple):
    number: int
    root: UUID


def rows_of(found: Iterable[Found], job_spec: JobSpec, *, near_top: Collection[UUID] = (), may_edit: bool = False) -> list[Row]:
    """Word what was found; `near_top` are interviews. One query, for versions, where some are scored under another one."""
    rows = list(found)
    versions = _versions({row.version for row in rows if row.version is not None}, job_spec)
    return [_row(row, job_spec, versions, row.interview in near_top, may_edit) for row in rows]


def _versions(keys: set[UUID], job_spec: JobSpec) -> Mapping[UUID, _OtherVersion]:
    current = job_spec.current_version_id
    if not keys - {current}:
        return {}
    wanted = keys if current is None else {*keys, current}
    return {
        key: _OtherVersion(number, root)
        for key, number, root in Version.objects.filter(pk__in=wanted).values_list("pk", "number", "rubric__root")
    }


def _row(found: Found, job_spec: JobSpec, versions: Mapping[UUID, _OtherVersion], is_near_top: bool, may_edit: bool) -> Row:
    # Who withdrew was promised that nobody decides by the answers: what was scored before is not shown any more.
    is_withdrawn = found.status == InvitationStatus.WITHDRAWN
    is_scored = found.version is not None and not is_withdrawn
    is_shown = is_scored and found.is_shown
    return Row(
        invitation=found.pk,
        interview=found.interview,
        rank=found.rank,
        name="Erased candidate" if found.erased_at else found.name or found.email,
        email=found.email if found.name else "",
        is_erased=found.erased_at is not None,
        is_cancelled=found.cancelled_at is not None,
        status=found.status,
        status_label=str(InvitationStatus(found.status).label),
        progress=f"{found.answered_count} of {found.asked_count}" if found.asked_count else "",
        mail_error=found.mail_error,
        outcome=found.outcome,
        decision=str(Outcome(found.outcome).label) if found.outcome else "",
        score=_short(found) if is_shown else "",
        is_hidden=is_scored and not is_shown,
        why_unranked="not scored: withdrawn" if is_withdrawn else _why_unranked(found, job_spec, versions) if is_shown else "",
        is_near_top=is_near_top,
        grading=_grading_state(found, is_scored),
        error=found.order_error,
        engine=engine_label(found.engine) if is_shown and found.engine != engine_name_of(job_spec) else "",
        is_movable=is_scored and _is_movable(found, job_spec, versions),
        may_edit=may_edit,
        is_archived=job_spec.is_archived,
    )


def _is_movable(found: Found, job_spec: JobSpec, versions: Mapping[UUID, _OtherVersion]) -> bool:
    own, current = versions.get(found.version or found.pk), versions.get(job_spec.current_version_id or found.pk)
    return found.version != job_spec.current_version_id and own is not None and current is not None and own.root == current.root


def _short(found: Found) -> str:
    """The total; with what it rests on, where that is not all."""
    if found.total is None or found.coverage is None:
        return "No total"
    told = f"{whole(found.total)}"
    return told if found.coverage == WHOLE else f"{told} · based on {whole(found.coverage * 100)} % of the weights"


def _why_unranked(found: Found, job_spec: JobSpec, versions: Mapping[UUID, _OtherVersion]) -> str:
    """Of what is scored and shown."""
    if found.is_comparable or found.version is None:
        return ""
    if found.erased_at:
        return "not ranked: erased"
    if found.version != job_spec.current_version_id:
        return f"not ranked: scored under v{versions[found.version].number}"
    return f"not ranked: only {whole((found.coverage or Decimal(0)) * 100)} % of the weights scored"


def _grading_state(found: Found, is_scored: bool) -> str:
    """What is going on, where an interview is completed and something is."""
    if found.status != InvitationStatus.COMPLETED or found.erased_at:
        return ""
    if found.has_stopped:
        return "unwritten"
    if found.has_doubts:
        return "listener"
    if found.is_unwritten:
        return "writing"
    if found.order_state == WorkState.QUEUED and found.order_error:
        return "waiting"
    if found.order_state in (WorkState.QUEUED, WorkState.RUNNING):
        return "grading"
    # What was taken back stops nobody who has been graded before: the earlier result stands.
    return "stopped" if found.order_state == WorkState.FAILED or not is_scored else ""
