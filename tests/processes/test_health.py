"""/healthz over HTTP names what is away."""

from __future__ import annotations

import json

import pytest

from tests.processes.servers import database_is_away
from tests.processes.visitor import Visitor
from tests.processes.waiting import until
from tests.processes.world import World

pytestmark = pytest.mark.processes
ALL = {"ok": True, "database": True, "broker": True, "worker": True, "speech": True}


def test_healthz_names_what_is_away(world: World) -> None:
    world.have("web")
    world.have("worker")
    world.have("speech")
    until(lambda: health(world) == (200, ALL), "all is there")

    with database_is_away(world.database):
        assert health(world) == (503, ALL | {"ok": False, "database": False})
    until(lambda: health(world) == (200, ALL), "the database is back")

    world.kill("worker")
    world.broker.forget_everything()
    assert health(world) == (503, ALL | {"ok": False, "worker": False})
    world.have("worker")
    until(lambda: health(world) == (200, ALL), "the worker is back")

    world.kill("speech")
    world.broker.forget_everything()
    assert health(world) == (503, ALL | {"ok": False, "speech": False})
    world.have("speech")
    until(lambda: health(world) == (200, ALL), "the worker for speech is back")

    world.broker.kill()
    assert health(world) == (503, ALL | {"ok": False, "broker": False, "worker": False, "speech": False})
    world.broker.start()
    until(lambda: health(world) == (200, ALL), "the broker is back")

    world.broker.freeze()
    answer = health(world)
    world.broker.thaw()
    assert answer == (503, ALL | {"ok": False, "broker": False, "worker": False, "speech": False})
    until(lambda: health(world) == (200, ALL), "the broker answers again")


def health(world: World) -> tuple[int, dict[str, bool]]:
    answer = Visitor(world.port).get("/healthz")
    assert answer.seconds < 5
    return answer.status, json.loads(answer.body)
