"""Which pages are measured, and by what: time against the floor, queries, bytes."""

from __future__ import annotations

import gzip
import re
import statistics
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import Client as InProcess
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jobspecs.models import JobSpec, User
from scoring.models import CurrentEvaluation
from tests.bench.measure import Call, Client, in_turns, ratio
from tests.bench.report import Row


@dataclass(frozen=True)
class Setting:
    """Who looks, at what."""

    user: User
    spec: JobSpec
    report: str
    cookies: dict[str, str]


def setting() -> Setting:
    """The demo's manager, signed in, and the spec that most people took."""
    user = User.objects.get(email="manager@example.com")
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    spec = JobSpec.objects.order_by("-rollup__interviews")[0]
    evaluated = CurrentEvaluation.objects.filter(interview__job_spec=spec).first()
    if evaluated is None:
        raise RuntimeError("The demo holds no graded interview: nothing to measure.")
    report = reverse("scoring:report", args=[evaluated.interview_id])
    return Setting(user, spec, report, {settings.SESSION_COOKIE_NAME: str(session.session_key), "csrftoken": "b" * 32})


def calls(at: Setting) -> dict[str, Call]:
    """The pages, by the name that the table gives them."""
    spec = at.spec
    assert spec.current_version is not None
    weights = {f"weight_{w.competency.key}": str(w.value) for w in spec.current_version.weights.select_related("competency")}
    check = urlencode({"base": spec.current_version.number, **weights, "csrfmiddlewaretoken": "b" * 32})
    return {
        "floor": Call("/bench/floor"),
        '"ok" without anything': Call("/bench/ok"),
        "job spec page": Call(reverse("jobspecs:spec", args=[spec.pk])),
        "weight check while dragging": Call(
            reverse("jobspecs:weights_check", args=[spec.pk]), check, (("HX-Request", "true"), ("X-CSRFToken", "b" * 32))
        ),
        "live performance panel": Call(reverse("scoring:live", args=[spec.pk]), headers=(("HX-Request", "true"),)),
        "list of specs": Call(reverse("jobspecs:list")),
        "candidates of a spec": Call(reverse("scoring:candidates", args=[spec.pk])),
        "report": Call(at.report),
    }


# what → (gate, aim), as ratios to the floor
RATIOS = {
    "job spec page": (5, 3.5),
    "weight check while dragging": (1.5, 1.2),
    "list of specs": (6, 4),
    "candidates of a spec": (6, 4),
    "report": (6, 4),
}


def rows(port: int, at: Setting, rounds: int, each: int) -> list[Row]:
    """All figures of one run."""
    pages = calls(at)
    client = Client(port, at.cookies)
    times = in_turns(client, pages, rounds, each)
    floor = times["floor"]
    found = [Row(f"{name}, median", times[name].median, "ms") for name in pages]
    found.append(Row("raw psycopg SELECT by primary key, median", _primary_key_select(at.spec), "ms"))
    found.append(Row("spread of the floor's rounds", floor.spread * 100, "%"))
    found += [
        Row(f"{name}, × floor", ratio(times[name], floor), "×", *RATIOS.get(name, ()))
        for name in pages
        if name not in ("floor", '"ok" without anything')
    ]
    found += _queries(at, pages)
    return found + _bytes(client, pages["job spec page"])


def _primary_key_select(spec: JobSpec) -> float:
    times = []
    with connection.cursor() as cursor:
        for _ in range(500):
            began = time.perf_counter()
            cursor.execute("SELECT title FROM jobspecs_jobspec WHERE id = %s", [spec.pk])
            cursor.fetchone()
            times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def _queries(at: Setting, pages: dict[str, Call]) -> list[Row]:
    """Counted in this process, session and user included."""
    browser = InProcess(headers={"host": "127.0.0.1"})
    for name, value in at.cookies.items():
        browser.cookies[name] = value
    found = []
    for name, call in pages.items():
        if not call.body and "ok" not in name:
            with CaptureQueriesContext(
                connection,
            ) as made:
                browser.get(call.path, headers=dict(call.headers))
            gate, aim = (8, 6) if name == "job spec page" else (12, 10)
            found.append(Row(f"{name}, SQL queries", len(made), "", gate, aim))
    return found


def _bytes(client: Client, page: Call) -> list[Row]:
    """The spec page as a browser fetches it for the first time."""
    html = client.ask(page).decode()
    sources = re.findall(r'<(?:script[^>]*\ssrc|link[^>]*rel="stylesheet"[^>]*\shref|link[^>]*\shref)="([^"]+)"', html)
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
