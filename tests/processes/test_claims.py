"""Processes that want the same rows at the same time."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from jobspecs.models import Draft
from tests.processes import scenes
from tests.processes.world import World, environment_of

pytestmark = pytest.mark.processes


def test_of_two_processes_each_row_goes_to_one(world: World) -> None:
    world.kill("worker")
    by = scenes.a_member()
    rows = [str(Draft.objects.create(description="We look for a baker.", requested_by=by).pk) for _ in range(60)]
    go = world.folder / "go"
    command = [sys.executable, "-m", "tests.processes.claimer", str(go), *rows]
    programs = [subprocess.Popen(command, env=environment_of(world), stdout=subprocess.PIPE, text=True) for _ in range(2)]
    try:
        for program in programs:
            assert program.stdout
            assert program.stdout.readline() == "ready\n"
        go.touch()
        got = [json.loads(program.communicate(timeout=60)[0]) for program in programs]
    finally:
        for program in programs:
            program.kill()
            program.communicate()
    assert sorted(got[0] + got[1]) == sorted(rows)
    drafts = Draft.objects.filter(pk__in=rows)
    assert set(drafts.values_list("state", "attempts")) == {("running", 1)}
    drafts.delete()  # whose leases run out; nobody is to draft them in the tests that follow
