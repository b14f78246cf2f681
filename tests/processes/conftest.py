"""One world for all: what a test needs it has running, what another test has killed or ordered does not matter to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from tests.databases import drop_database
from tests.processes.servers import migrated_database
from tests.processes.world import World, a_world


@pytest.fixture(scope="session")
def template(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The name of a database with all tables and nothing in them."""
    with django_db_blocker.unblock():
        name = migrated_database()
    yield name
    drop_database(name)


@pytest.fixture(scope="package")
def the_world(template: str, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with django_db_blocker.unblock(), a_world(template) as world:
        yield world


@pytest.fixture
def world(the_world: World, request: pytest.FixtureRequest) -> Iterator[World]:
    """The world, with nothing held or broken when a test begins."""
    for sign in ("hold", "mended", "drafting_broken", "hold_listening", "storage_away"):
        the_world.notes.unset(sign)
    failed_before = request.session.testsfailed
    yield the_world
    if request.session.testsfailed > failed_before:
        print(the_world.logs())
