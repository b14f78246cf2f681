"""What the Candidates tab says of a page of invitations, as plain values: one query, and others only for what is seldom there."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Case, Exists, F, OuterRef, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Coalesce, Concat

from config.compiled import Compiled
from interviews.choices import InterviewState, InvitationStatus
from interviews.models import Interview, Invitation, Mail, Take
from interviews.queries import invitations_of
from interviews.queries.interviews import STATUS, newest_invitation_mails
from interviews.queries.recordings import has_doubts, has_stopped, has_unwritten
from jobspecs.models import JobSpec
from scoring.models import Decision, GradingOrder
from scoring.queries.sight import was_shown
from scoring.totals import RANKED_FROM

PAGE = 25


class Found(NamedTuple):
    """An invitation of a list. What begins with `total` down to `outcome` is the database's word, also where it is hidden."""

    pk: UUID
    link_number: int
    cancelled_at: datetime.datetime | None
    interview: UUID | None
    name: str
    email: str
    erased_at: datetime.datetime | None
    version: UUID | None  # that the evaluation is under; None: there is none
    coverage: Decimal | None
    total: Decimal | None
    engine: str  # empty: there is no evaluation
    status: str  # InvitationStatus
    is_shown: bool  # the reader sees its scores
    outcome: str  # of the newest decision; empty: none
    order: str  # state and error of the newest order, ":" between; empty: none
    is_spoken: bool
    is_comparable: bool = False  # ranked among those that the reader sees
    rank: int | None = None
    is_unwritten: bool = False
    has_stopped: bool = False
    has_doubts: bool = False
    asked_count: int = 0  # of who is in the middle of it
    answered_count: int = 0
    mail_error: str | None = None  # why the mail with the link that counts has not gone out, of who has been invited

    @property
    def order_state(self) -> str:
        return self.order.partition(":")[0]

    @property
    def order_error(self) -> str:
        return self.order.partition(":")[2]


def found_in_order(job_spec: JobSpec, keys: Sequence[UUID], *, reader: UUID) -> list[Found]:
    """The invitations with these keys in this order, without ranks; PAGE at the most. One query, or up to four."""
    rows = {row[0]: Found(*row) for row in _ROWS(spec=job_spec.pk, reader=reader, **_slots(keys))} if keys else {}
    found = [rows[key] for key in keys if key in rows]
    spoken = _heard(found)
    asked = _asked(job_spec.pk, found)
    mails = _mails(found)
    return [
        row._replace(
            is_comparable=_is_comparable(row, job_spec.current_version_id),
            **spoken.get(row.interview, {}),
            **asked.get(row.pk, {}),
            mail_error=mails.get((row.pk, row.link_number)),
        )
        for row in found
    ]


def totals_of(found: Iterable[Found]) -> dict[str, dict[UUID, Decimal]]:
    """The totals of those that are ranked, by engine and interview."""
    totals: dict[str, dict[UUID, Decimal]] = {}
    for row in found:
        if row.is_comparable and row.interview is not None and row.total is not None:
            totals.setdefault(row.engine, {})[row.interview] = row.total
    return totals


def _is_comparable(row: Found, version: UUID | None) -> bool:
    """As scoring.queries.candidates.ranked_for has it."""
    is_kept = row.status == InvitationStatus.COMPLETED and row.erased_at is None
    is_scored = row.version is not None and row.version == version and row.coverage is not None
    return is_kept and is_scored and row.is_shown and (row.coverage or 0) >= RANKED_FROM


def _heard(found: Iterable[Found]) -> dict[UUID | None, dict[str, Any]]:
    """What the words of spoken answers wait for, by interview. One query, where any is spoken."""
    keys = [row.interview for row in found if row.is_spoken and row.interview is not None]
    names = ("is_unwritten", "has_stopped", "has_doubts")
    return {key: dict(zip(names, told, strict=True)) for key, *told in _HEARD(**_slots(keys))} if keys else {}


def _asked(spec: UUID, found: Iterable[Found]) -> dict[UUID, dict[str, Any]]:
    """How far those are who are in the middle of it. One query, where any is."""
    keys = [row.pk for row in found if row.status == InvitationStatus.IN_PROGRESS]
    names = ("asked_count", "answered_count")
    return {key: dict(zip(names, told, strict=True)) for key, *told in _ASKED(spec=spec, **_slots(keys))} if keys else {}


def _mails(found: Iterable[Found]) -> dict[tuple[UUID, int], str]:
    """Of who has only been invited: why a mail failed, by invitation and number of the link. One query, where any is."""
    keys = [row.pk for row in found if row.status == InvitationStatus.INVITED]
    newest: dict[UUID, tuple[int, str, str]] = {}
    for key, number, state, error in _MAILS(**_slots(keys)) if keys else ():
        newest.setdefault(key, (number, state, error))
    return {(key, number): error for key, (number, state, error) in newest.items() if state == "failed"}


# --- the queries --------------------------------------------------------------------------------------------------
_TOLD = Concat("state", Value(":"), "error", output_field=TextField())
_SLOTS = tuple(f"key{at}" for at in range(PAGE))


def _slots(keys: Sequence[UUID]) -> dict[str, UUID]:
    """Few keys stand in all places of the query, the last of them more than once."""
    return {name: keys[min(at, len(keys) - 1)] for at, name in enumerate(_SLOTS)}


def _rows(spec: UUID, reader: UUID, **keys: UUID) -> QuerySet[Invitation, Any]:
    orders = GradingOrder.objects.filter(interview=OuterRef("interview")).order_by("-queued_at", "-pk")
    decisions = Decision.objects.filter(interview=OuterRef("interview")).order_by("-decided_at", "-pk")
    takes = Take.objects.filter(answer__asked__interview=OuterRef("interview"), kept_at__isnull=False)
    current = "interview__current_evaluation"
    return (
        Invitation.objects.filter(job_spec=spec, pk__in=list(keys.values()))
        .annotate(
            engine_name=Coalesce(F(f"{current}__engine"), Value("")),
            status=STATUS,
            is_shown=was_shown(reader, "interview", "job_spec"),
            outcome=Coalesce(Subquery(decisions.values("outcome")[:1]), Value("")),
            order=Coalesce(Subquery(orders.annotate(told=_TOLD).values("told")[:1]), Value("", output_field=TextField())),
            is_spoken=Case(When(interview__state=InterviewState.SUBMITTED, then=Exists(takes)), default=Value(False)),
        )
        .order_by()
        .values_list(
            "pk",
            "link_number",
            "cancelled_at",
            "interview__pk",
            "candidate__name",
            "candidate__email",
            "candidate__erased_at",
            f"{current}__evaluation__version",
            f"{current}__evaluation__coverage",
            f"{current}__evaluation__total",
            "engine_name",
            "status",
            "is_shown",
            "outcome",
            "order",
            "is_spoken",
        )
    )


def _heard_of(**keys: UUID) -> QuerySet[Interview, Any]:
    waits = {"is_unwritten": has_unwritten(), "has_stopped": has_stopped(), "has_doubts": has_doubts()}
    return Interview.objects.filter(pk__in=list(keys.values())).annotate(**waits).order_by().values_list("pk", *waits)


def _asked_of(spec: UUID, **keys: UUID) -> QuerySet[Invitation, Any]:
    rows: QuerySet[Invitation, Any] = invitations_of(spec).filter(pk__in=list(keys.values())).prefetch_related(None).order_by()
    return rows.values_list("pk", "asked_count", "answered_count")  # type: ignore[misc]  # annotated


def _mails_to(**keys: UUID) -> QuerySet[Mail, Any]:
    mails = newest_invitation_mails().filter(invitation__in=list(keys.values()))
    return mails.values_list("invitation", "link_number", "state", "error")


_ROWS: Compiled[tuple[Any, ...]] = Compiled(_rows, "spec", "reader", *_SLOTS)
_HEARD: Compiled[tuple[Any, ...]] = Compiled(_heard_of, *_SLOTS)
_ASKED: Compiled[tuple[Any, ...]] = Compiled(_asked_of, "spec", *_SLOTS)
_MAILS: Compiled[tuple[Any, ...]] = Compiled(_mails_to, *_SLOTS)
