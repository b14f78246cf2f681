"""Migrations that replace others: an installation that has stopped anywhere among those goes on to the same end."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

Name = tuple[str, str]
OURS = ("jobspecs", "interviews", "scoring")


def one_by_one(*, last_first: bool) -> list[Name]:
    """All migrations as they were applied before any were replaced, in an order in which that can be done; then later ones.

    `last_first` takes the apps from the end of the alphabet on.
    """
    loader = MigrationLoader(None, replace_migrations=False)
    replacing = {key: migration.replaces for key, migration in loader.disk_migrations.items() if migration.replaces}
    replaced = {key for keys in replacing.values() for key in keys}
    before: list[Name] = []
    later: list[Name] = []
    for leaf in sorted(loader.graph.leaf_nodes(), reverse=last_first):
        for key in loader.graph.forwards_plan(leaf):
            if key not in replacing and key not in before + later:
                (before if key in replaced or key[0] not in OURS else later).append(key)
    return before + later


@pytest.mark.django_db
@pytest.mark.parametrize("last_first", [False, True])
def test_an_installation_that_stopped_anywhere_goes_on(monkeypatch: pytest.MonkeyPatch, last_first: bool) -> None:
    order = one_by_one(last_first=last_first)
    ours = [place for place, (app, _) in enumerate(order) if app in OURS]
    assert len(ours) > len(OURS)
    for done in [*ours, len(order)]:
        applied = dict.fromkeys(order[:done])
        monkeypatch.setattr(MigrationRecorder, "applied_migrations", lambda recorder, applied=applied: dict(applied))
        executor = MigrationExecutor(connection)
        executor.loader.check_consistent_history(connection)  # raises where one is applied before what it depends on
        left = {
            name
            for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())
            for name in migration.replaces or [(migration.app_label, migration.name)]
        }
        assert left == set(order[done:])
