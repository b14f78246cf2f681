"""Which pages are measured, and by what: time against the floor, queries, bytes."""

from __future__ import annotations

import gzip
import re
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.template.backends.django import Template
from django.test import Client as InProcess
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from interviews.choices import InterviewState
from interviews.models import Interview
from jobspecs.models import JobSpec, User
from scoring.operations.populating import MANAGER
from scoring.queries.found import PAGE
from tests.bench.measure import Call, Client, Timing, by_many, first_looks, in_turns
from tests.bench.report import Row

ROUNDS, EACH = 12, 15
HEAVY_ROUNDS, HEAVY_EACH = 6, 3
CLIENTS, MANY_ROUNDS, MANY_EACH = 8, 7, 25
HTMX = (("HX-Request", "true"),)
TOKEN = "b" * 32
FLOOR, SPEC = "floor", "job spec page"


@dataclass(frozen=True)
class Setting:
    """Who looks, at what: a spec of many interviews, one of few, and somebody's report."""

    user: User
    large: JobSpec
    small: JobSpec
    cookies: dict[str, str]


def setting(most: int) -> Setting:
    """The manager, signed in; `most` is how many interviews the large spec has."""
    user = User.objects.get(email=MANAGER)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    large, small = JobSpec.objects.order_by("-rollup__interviews")[:2]
    assert large.rollup.interviews == most, large.rollup.interviews
    return Setting(user, large, small, {settings.SESSION_COOKIE_NAME: str(session.session_key), "csrftoken": TOKEN})


def graded(spec: JobSpec, count: int) -> list[Interview]:
    found = Interview.objects.filter(job_spec=spec, state=InterviewState.SUBMITTED, current_evaluation__isnull=False)
    return list(found.filter(candidate__erased_at__isnull=True).order_by("pk")[:count])


def calls(at: Setting) -> dict[str, Call]:
    """The pages that cost little, by the name that the table gives them."""
    large = at.large
    some = graded(at.small, 3)
    return {
        FLOOR: Call("/bench/floor"),
        '"ok" without all that': Call("/bench/ok"),
        SPEC: Call(reverse("jobspecs:spec", args=[large.pk])),
        "job spec page with few interviews": Call(reverse("jobspecs:spec", args=[at.small.pk])),
        "weight check while dragging": _weight_check(large),
        "live performance panel": Call(reverse("scoring:live", args=[large.pk]), headers=HTMX),
        "list of 200 specs": Call(reverse("jobspecs:list")),
        "report": Call(reverse("scoring:report", args=[some[0].pk])),
        "compare of three": Call(
            f"{reverse('scoring:compare', args=[at.small.pk])}?{urlencode([('who', one.pk) for one in some])}"
        ),
    }


def heavy_calls(at: Setting) -> dict[str, Call]:
    """Pages of a spec of very many; and the floor, to be taken in turns with them."""
    everybody = reverse("scoring:candidates", args=[at.large.pk])
    pages = Interview.objects.filter(job_spec=at.large).count() // PAGE
    name = graded(at.large, 1)[0].candidate.name
    return {
        FLOOR: Call("/bench/floor"),
        "candidates, first page": Call(everybody),
        "candidates, a page in the middle": Call(f"{everybody}?page={max(1, pages // 2)}"),
        "candidates, search by name": Call(f"{everybody}?{urlencode({'q': name})}"),
    }


def _weight_check(spec: JobSpec) -> Call:
    assert spec.current_version is not None
    weights = {f"weight-{w.competency.key}": str(w.value) for w in spec.current_version.weights.select_related("competency")}
    body = urlencode({"base": spec.current_version.number, **weights, "csrfmiddlewaretoken": TOKEN})
    return Call(reverse("jobspecs:weights_check", args=[spec.pk]), body, (*HTMX, ("X-CSRFToken", TOKEN)))


# what → (gate, aim), as ratios to the floor
RATIOS: dict[str, tuple[float, float]] = {
    SPEC: (5, 3.5),
    "weight check while dragging": (1.5, 1.2),
    "list of 200 specs": (6, 4),
    "candidates, first page": (6, 4),
    "report": (6, 4),
    "compare of three": (6, 4),
}


def rows(port: int, at: Setting) -> list[Row]:
    """All figures of one run."""
    few, many = calls(at), heavy_calls(at)
    client = Client(port, at.cookies)
    light, heavy = in_turns(client, few, ROUNDS, EACH), in_turns(client, many, HEAVY_ROUNDS, HEAVY_EACH)
    found = [Row(f"{name}, median", timing.median, "ms", spread=timing.spread) for name, timing in light.items()]
    found += [
        Row(f"{name}, median", timing.median, "ms", spread=timing.spread) for name, timing in heavy.items() if name != FLOOR
    ]
    found.append(Row("raw psycopg SELECT by primary key, median", _primary_key_select(at.large), "ms"))
    for times in (light, heavy):
        found += [_ratio(name, timing.over(times[FLOOR])) for name, timing in times.items() if name != FLOOR and "ok" not in name]
    fewer = light[SPEC].over(light["job spec page with few interviews"])
    found.append(Row("job spec page with 100,000 interviews, × with 5,000", fewer.median, "×", 1.2, 1.0, spread=fewer.spread))
    looks = first_looks(client, few[SPEC], Call("/bench/forget"), few[FLOOR], 12)
    found.append(Row("job spec page, first look, × floor", looks.median, "×", spread=looks.spread))
    return found + _at_once(port, at, few) + _queries(at, few | many) + _bytes(Client(port, at.cookies), few[SPEC])


def _ratio(name: str, timing: Timing) -> Row:
    gate, aim = RATIOS.get(name, (None, None))
    return Row(f"{name}, × floor", timing.median, "×", gate, aim, spread=timing.spread)


def _at_once(port: int, at: Setting, pages: dict[str, Call]) -> list[Row]:
    """Several people at the same time: 95th percentile of the page against that of the floor."""
    both = {name: pages[name] for name in (FLOOR, SPEC)}
    found = by_many(port, at.cookies, both, clients=CLIENTS, rounds=MANY_ROUNDS, each=MANY_EACH)
    over = found[SPEC].over(found[FLOOR])
    return [
        Row(f"floor, {CLIENTS} clients, p95", found[FLOOR].median, "ms", spread=found[FLOOR].spread),
        Row(f"job spec page, {CLIENTS} clients, p95", found[SPEC].median, "ms", spread=found[SPEC].spread),
        Row(f"job spec page, {CLIENTS} clients, p95 × floor's p95", over.median, "×", 4, 3, spread=over.spread),
    ]


def _primary_key_select(spec: JobSpec) -> float:
    times = []
    with connection.cursor() as cursor:
        for _ in range(500):
            began = time.perf_counter()
            cursor.execute("SELECT title FROM jobspecs_jobspec WHERE id = %s", [spec.pk])
            cursor.fetchone()
            times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


# --- queries ------------------------------------------------------------------------------------------------------
class InTemplates:
    """Counts the queries that are made while a template is rendered."""

    def __init__(self) -> None:
        self.depth = 0
        self.count = 0

    @contextmanager
    def watching(self) -> Iterator[None]:
        render = Template.render

        def watched(template: Template, *args: Any, **given: Any) -> Any:
            self.depth += 1
            try:
                return render(template, *args, **given)
            finally:
                self.depth -= 1

        def counted(execute: Callable[..., Any], *args: Any) -> Any:
            self.count += bool(self.depth)
            return execute(*args)

        with mock.patch.object(Template, "render", watched), connection.execute_wrapper(counted):
            yield


def _queries(at: Setting, pages: dict[str, Call]) -> list[Row]:
    """Counted in this process, session and user included, at the second look."""
    browser = InProcess(headers={"host": "127.0.0.1"})
    for name, value in at.cookies.items():
        browser.cookies[name] = value
    found, inside = [], InTemplates()
    for name, call in pages.items():
        if "ok" in name:
            continue
        for _ in range(2):
            with CaptureQueriesContext(connection) as made, inside.watching():
                _ask(browser, call)
        gate, aim = (8, 6) if name.startswith(SPEC) else (12, 10)
        found.append(Row(f"{name}, SQL queries", len(made), "", gate, aim))
    return [*found, Row("queries made inside templates, all these pages", inside.count, "", 0, 0)]


def _ask(browser: InProcess, call: Call) -> None:
    headers = dict(call.headers)
    if call.body:
        browser.post(call.path, call.body, content_type="application/x-www-form-urlencoded", headers=headers)
    else:
        browser.get(call.path, headers=headers)


# --- bytes --------------------------------------------------------------------------------------------------------
def _bytes(client: Client, page: Call) -> list[Row]:
    """The spec page as a browser fetches it for the first time."""
    html = client.ask(page).decode()
    sources = re.findall(
        r'<(?:script[^>]*\ssrc|link[^>]*rel="stylesheet"[^>]*\shref|link[^>]*\shref|img[^>]*\ssrc)="([^"]+)"', html
    )
    hosts = [source for source in sources if re.match(r"(https?:)?//", source)]
    static = [source for source in sources if source.startswith(settings.STATIC_URL)]
    sizes = {kind: sum(_gzipped(source) for source in static if source.endswith(kind)) / 1024 for kind in (".js", ".css")}
    return [
        Row("job spec page, HTML gzipped", client.size_gzipped(page) / 1024, "KB", 6, 4),
        Row("job spec page, JS gzipped", sizes[".js"], "KB", 25, 20),
        Row("job spec page, CSS gzipped", sizes[".css"], "KB", 12, 10),
        Row("job spec page, requests to other hosts", len(hosts), "", 0, 0),
    ]


def _gzipped(source: str) -> int:
    file = Path(settings.STATIC_ROOT) / source.removeprefix(settings.STATIC_URL)
    return len(gzip.compress(file.read_bytes(), 6))
