"""How the database answers what is asked most, at this many rows: no sequential scan over a table that grows with candidates."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from config.work import standing_still
from interviews.links import link_token
from interviews.models import Interview, Mail
from interviews.queries import questions_of
from jobspecs.models import JobSpec, User
from scoring import rollups
from scoring.operations.populating import MANAGER
from scoring.operations.sweeping import sweep as sweep_scoring
from scoring.populate.rows import COLUMNS
from scoring.queries.what_if import what_if
from tests.bench.data import SMALL, spec_of
from tests.bench.report import Row

GROWING = re.compile(rf"Seq Scan on ({'|'.join(COLUMNS)})\b")
BY = re.compile(r"(?:Index (?:Only )?Scan(?: Backward)? using|Bitmap Index Scan on) (\w+)")
# What is summed over a whole spec stands side by side in these: how their names begin.
EXPECTED = {"the rollup of a spec": "interview_by_spec_and_state", "what-if": "currentevaluation_"}
Asked = dict[str, Callable[[], object]]


def rows() -> list[Row]:
    """How many sequential scans over a growing table each thing that is asked plans, and whether by the index that is meant.

    None is allowed, from some hundred thousand interviews on: of fewer, a spec of 5,000 is so large a part that it may pay.
    """
    spec = spec_of(SMALL)
    found = []
    for name, ask in {**_pages(spec), **_work(spec)}.items():
        plans = _plans(ask)
        scanned = GROWING.findall(plans)
        if scanned:
            print(f"{name} reads all of {', '.join(sorted(set(scanned)))}", flush=True)
        found.append(Row(f"plan of {name}: sequential scans over what grows", len(scanned), "", 0, 0))
        if name in EXPECTED:
            missing = not any(index.startswith(EXPECTED[name]) for index in BY.findall(plans))
            found.append(Row(f"plan of {name}: index {EXPECTED[name]}… not used", int(missing), "", 0, 0))
    return found


def _pages(spec: JobSpec) -> Asked:
    browser = Client(headers={"host": "127.0.0.1"})
    browser.force_login(User.objects.get(email=MANAGER))
    graded = Interview.objects.filter(job_spec=spec, current_evaluation__isnull=False).order_by("pk")
    keys = [str(key) for key in graded.values_list("pk", flat=True)[:3]]
    candidates = reverse("scoring:candidates", args=[spec.pk])
    running = Interview.objects.filter(job_spec=spec, state="in_progress").select_related("invitation").order_by("-pk")[0]
    pages = {
        "the job spec page": reverse("jobspecs:spec", args=[spec.pk]),
        "the live panel": reverse("scoring:live", args=[spec.pk]),
        "the list of specs": reverse("jobspecs:list"),
        "candidates": candidates,
        "candidates, a deep page": f"{candidates}?page=40",
        "candidates, searched": f"{candidates}?q=ada",
        "a report": reverse("scoring:report", args=[keys[0]]),
        "compare": reverse("scoring:compare", args=[spec.pk]) + "?" + "&".join(f"who={key}" for key in keys),
        "a candidate's link": f"/i/{link_token(running.invitation)}/",
    }
    return {name: lambda path=path: browser.get(path) for name, path in pages.items()}  # type: ignore[misc]


def _work(spec: JobSpec) -> Asked:
    version = spec.current_version
    assert version is not None
    weights = {w.competency.key: w.value for w in version.weights.select_related("competency")}
    return {
        "the rollup of a spec": lambda: rollups.write(spec.pk),
        "what-if": lambda: what_if(spec, version, weights),
        "questions of a spec": lambda: list(questions_of(spec)),
        "the sweeper of gradings": sweep_scoring,
        "the sweeper of mails": lambda: standing_still(Mail),
    }


def _plans(ask: Callable[[], object]) -> str:
    """The plans of all statements that asking makes. What was done is undone."""
    made: list[tuple[str, Any]] = []

    def noted(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        made.append((sql, params))
        return execute(sql, params, many, context)

    with transaction.atomic():
        with connection.execute_wrapper(noted):
            ask()
        found = "\n".join(_plan(sql, params) for sql, params in made)
        transaction.set_rollback(True)
    return found


def _plan(statement: str, params: Any) -> str:
    if not statement.lstrip(" \n(").upper().startswith(("SELECT", "WITH", "UPDATE", "INSERT", "DELETE")):
        return ""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {statement}", params)
        return "\n".join(line for (line,) in cursor.fetchall())
