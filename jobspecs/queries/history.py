"""What has happened to a spec: its versions, and changes of settings and members from the database's own history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Q, QuerySet

from jobspecs.choices import Level, Role, SpecStatus
from jobspecs.differences import CompetencyText, Difference, MustHaveText, Snapshot, difference, in_words
from jobspecs.models import JobSpec, User, Version

MOST_EVENTS = 100


@dataclass(frozen=True)
class Entry:
    """One version in the history, and what it changed; the first has nothing before it."""

    version: Version
    changes: list[str]


@dataclass(frozen=True)
class Event:
    """One change of a setting or of a member. `who` is None for a change by the system itself."""

    when: datetime
    who: str | None
    what: str


def versions_with_content(spec: JobSpec) -> QuerySet[Version]:
    """Versions with all that `snapshot_of` reads, in a fixed number of queries."""
    return spec.versions.select_related("created_by").prefetch_related(
        "rubric__rows__competency", "weights__competency", "must_haves"
    )


def snapshot_of(version: Version) -> Snapshot:
    """The content of a version that came from `versions_with_content`."""
    rows = sorted(version.rubric.rows.all(), key=lambda row: row.position)
    weights = {weight.competency.key: weight.value for weight in version.weights.all()}
    return Snapshot(
        competencies=[
            CompetencyText(row.competency.key, row.name, row.definition, row.for_this_role, tuple(row.anchors)) for row in rows
        ],
        weights=weights,
        must_haves=[MustHaveText(line.kind, line.text) for line in sorted(version.must_haves.all(), key=lambda m: m.position)],
        root=str(version.rubric.root_id),
    )


def history_entries(spec: JobSpec, *, first: int, count: int) -> list[Entry]:
    """`count` versions from the newest on, after leaving out `first`. One more is read, to compare the last of them with."""
    versions = list(versions_with_content(spec).order_by("-number")[first : first + count + 1])
    snapshots = [snapshot_of(version) for version in versions]
    entries = []
    for at, version in enumerate(versions[:count]):
        before = snapshots[at + 1] if at + 1 < len(versions) else None
        entries.append(Entry(version, in_words(difference(before, snapshots[at])) if before else []))
    return entries


def version_difference(spec: JobSpec, number: int) -> tuple[Version, Version | None, Difference | None]:
    """A version, the one before it, and what changed between them. Raises Version.DoesNotExist."""
    found = {version.number: version for version in versions_with_content(spec).filter(number__in=(number, number - 1))}
    if number not in found:
        raise Version.DoesNotExist
    version, before = found[number], found.get(number - 1)
    return version, before, difference(snapshot_of(before), snapshot_of(version)) if before else None


def events_of(spec: JobSpec) -> list[Event]:
    """Changes of title, level, archive, engine, retention and members, the newest first."""
    settings = list(_events("JobSpecEvent").filter(pgh_obj_id=spec.pk).order_by("pgh_id"))
    members = list(_events("MembershipEvent").filter(job_spec_id=spec.pk).order_by("pgh_id"))
    names = _names([*settings, *members])
    events = [
        Event(now.pgh_created_at, names.get(_actor(now)), what)
        for before, now in pairwise(settings)
        for what in _settings_in_words(before, now)
    ]
    events += [Event(event.pgh_created_at, names.get(_actor(event)), _member_in_words(event, names)) for event in members]
    return sorted(events, key=lambda event: event.when)[::-1][:MOST_EVENTS]


def _events(model: str) -> QuerySet[Any]:
    manager: QuerySet[Any] = apps.get_model("jobspecs", model).objects.select_related("pgh_context")
    return manager


def _actor(event: Any) -> UUID | None:
    metadata = event.pgh_context.metadata if event.pgh_context else {}
    return UUID(metadata["user"]) if metadata.get("user") else None


def _names(events: Iterable[Any]) -> dict[UUID | None, str]:
    """How the people in these events are called: who acted, and of whom they speak."""
    people = {_actor(event) for event in events} | {getattr(event, "user_id", None) for event in events}
    return {user.pk: str(user) for user in User.objects.filter(Q(pk__in=people - {None}))}


def _settings_in_words(before: Any, now: Any) -> list[str]:
    said = []
    if before.title != now.title:
        said.append(f"Renamed from “{before.title}” to “{now.title}”")
    if before.level != now.level:
        said.append(f"Level {Level(before.level).label} → {Level(now.level).label}")
    if before.status != now.status:
        said.append("Archived" if now.status == SpecStatus.ARCHIVED else "Brought back from the archive")
    if before.grading_engine != now.grading_engine:
        said.append(f"Grading engine {before.grading_engine or 'default'} → {now.grading_engine or 'default'}")
    if before.retention_days != now.retention_days:
        said.append(f"Data kept for {_days(before.retention_days)} → {_days(now.retention_days)}")
    if before.recording_days != now.recording_days:
        said.append(f"Recordings kept for {_days(before.recording_days)} → {_days(now.recording_days)}")
    if before.asks_self_identification != now.asks_self_identification:
        is_asked = now.asks_self_identification
        said.append(
            "Candidates may say their sex and race/ethnicity" if is_asked else "Candidates are no longer asked about themselves"
        )
    if before.questions_confirmed_at != now.questions_confirmed_at:
        said.append("Questions read and confirmed" if now.questions_confirmed_at else "Questions need to be read again")
    return said


def _days(days: int | None) -> str:
    return "the organisation's default" if days is None else f"{days} days"


def _member_in_words(event: Any, names: dict[UUID | None, str]) -> str:
    name, role = names.get(event.user_id, "A former member"), Role(event.role).label.lower()
    if event.pgh_label == "delete":
        return f"{name} is no longer {role}"
    return f"{name} became {role}"
