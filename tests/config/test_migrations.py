"""Migrations that replace others: an installation that has stopped anywhere among those goes on to the same end."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.serializer import serializer_factory
from django.db.migrations.state import ModelState, ProjectState

Name = tuple[str, str]
OURS = ("jobspecs", "interviews", "scoring")


@cache
def one_by_one() -> MigrationLoader:
    """All migrations, as if none replaced others."""
    return MigrationLoader(None, replace_migrations=False)


def replaced() -> list[list[Name]]:
    """Of each of our apps, what is replaced there, in order."""
    disk = one_by_one().disk_migrations
    return [next(sorted(one.replaces) for key, one in disk.items() if key[0] == app and one.replaces) for app in OURS]


def stops() -> Iterator[set[Name]]:
    """What can have been applied where one stopped: of each kind (none, some, all of each app) the least and the most."""
    graph, ours = one_by_one().graph, replaced()
    others = {key for key in one_by_one().disk_migrations if key[0] not in OURS}
    kinds: dict[tuple[int, ...], list[set[Name]]] = {}
    for counts in product(*(range(len(keys) + 1) for keys in ours)):
        done = {key for count, keys in zip(counts, ours, strict=True) for key in keys[:count]}
        if all(parent.key in done | others for key in done for parent in graph.node_map[key].parents):
            kind = tuple((count > 0) + (count == len(keys)) for count, keys in zip(counts, ours, strict=True))
            kinds.setdefault(kind, []).append(done | others if counts[0] else done)  # others want our users
    for found in kinds.values():
        yield min(found, key=len)
        yield max(found, key=len)


@pytest.mark.django_db
def test_an_installation_that_stopped_anywhere_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    replacing = {key for key, one in one_by_one().disk_migrations.items() if one.replaces}
    everything = set(one_by_one().disk_migrations) - replacing
    seen = 0
    for done in stops():
        monkeypatch.setattr(MigrationRecorder, "applied_migrations", lambda recorder, done=done: dict.fromkeys(done))
        executor = MigrationExecutor(connection)
        executor.loader.check_consistent_history(connection)  # raises where one is applied before what it depends on
        left = {
            name
            for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())
            for name in migration.replaces or [(migration.app_label, migration.name)]
        }
        assert left == everything - done
        seen += 1
    assert seen > 20


def test_both_ways_lead_to_the_same_models() -> None:
    steps = one_by_one().graph.make_state([keys[-1] for keys in replaced()], real_apps=one_by_one().unmigrated_apps)
    loader = MigrationLoader(None)
    replacing = [key for key, one in loader.disk_migrations.items() if one.replaces]
    at_once = loader.graph.make_state(replacing, real_apps=loader.unmigrated_apps)
    assert len(as_text(steps)) > 60
    assert as_text(at_once) == as_text(steps)


def as_text(state: ProjectState) -> dict[Name, Any]:
    """Fields, options and bases of our models, spelled out."""
    return {key: spelled(model) for key, model in state.models.items() if key[0] in OURS}


def spelled(model: ModelState) -> tuple[Any, ...]:
    """One model. The order of indexes, constraints and triggers tells nothing."""
    fields = {name: serializer_factory(field).serialize()[0] for name, field in model.fields.items()}
    options = {
        name: sorted(repr(vars(one)) if name == "triggers" else serializer_factory(one).serialize()[0] for one in value)
        if name in ("indexes", "constraints", "triggers")
        else value
        for name, value in model.options.items()
        if value
    }
    return fields, options, model.bases, [name for name, _ in model.managers]
