"""What a run found: a table for people, on the screen and in docs/benchmarks.md, and a file for machines."""

from __future__ import annotations

import json
import os
import platform
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from django.db import connection

NOTE = """# How fast

Written by `make bench`: one run on one machine, everything against a *floor* taken in the same run, in turns with what is
measured. The floor is an empty page on the same server with the same middleware: session, member, one query, a template
of ten lines, three queries in all. Ratios travel from machine to machine; milliseconds are only shown. A gate is what must
hold, an aim what we want. Pages are looked at again and again, as people and polls do, so that what a sealed version says is
rendered already; "first look" is the page with nothing of it kept. `config/pure.py` says how.
"""


@dataclass(frozen=True)
class Row:
    """One figure. `gate` is what must hold, `aim` what we want: upper limits, or lower ones with `at_least`; None: only shown.

    `spread` is how far the rounds lie apart, a share of their median.
    """

    what: str
    value: float
    unit: str
    gate: float | None = None
    aim: float | None = None
    at_least: bool = False
    spread: float | None = None

    @property
    def gate_met(self) -> bool:
        return self._holds(self.gate)

    @property
    def aim_met(self) -> bool:
        return self._holds(self.aim)

    def _holds(self, limit: float | None) -> bool:
        return limit is None or (self.value >= limit if self.at_least else self.value <= limit)


def machine() -> str:
    """Cores, processor, versions: what a figure belongs to."""
    model = next(
        (line.split(":", 1)[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        platform.machine(),
    )
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        postgres = cursor.fetchone()[0]
    gibibytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    programs = ", ".join(f"{name} {version(name.lower())}" for name in ("Django", "psycopg", "gunicorn", "Celery"))
    python = f"Python {platform.python_version()}"
    return f"{os.cpu_count()} cores ({model}), {gibibytes:.0f} GB; {python}, {programs}, Postgres {postgres}"


def _cells(row: Row) -> list[str]:
    sign = "≥" if row.at_least else "≤"
    limits = ["" if limit is None else f"{sign} {limit:g}" for limit in (row.gate, row.aim)]
    kept = "aim met" if row.aim is not None and row.aim_met else "ok"
    met = "" if row.gate is None else kept if row.gate_met else "NOT MET"
    spread = "" if row.spread is None else f"± {row.spread * 50:.0f} %"
    return [row.what, f"{row.value:.4g} {row.unit}".strip(), *limits, met, spread]


HEAD = ["what", "found", "gate", "aim", "", "spread"]


def table(rows: list[Row]) -> str:
    """Aligned columns, for the screen."""
    lines = [HEAD, *map(_cells, rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(HEAD))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines)


def write(rows: list[Row], folder: Path, *, alone: bool) -> None:
    """benchmarks.json and benchmarks.md. Where one part was run `alone`, the figures of the others stay."""
    file = folder / "benchmarks.json"
    if alone and file.exists():
        names = {row.what for row in rows}
        rows = [one for one in _written(file) if one.what not in names] + rows
    rows = sorted(rows, key=lambda row: row.gate is None)
    found = [asdict(row) | {"gate_met": row.gate_met, "aim_met": row.aim_met} for row in rows]
    written = {"machine": machine(), "taken": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC", "rows": found}
    file.write_text(json.dumps(written, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    gated = [row for row in rows if row.gate is not None]
    parts = [
        f"{NOTE}\n{written['machine']}. Taken {written['taken']}. Spread is half of what lies between the rounds' extremes.",
        f"## Gates: {sum(row.gate_met for row in gated)} of {len(gated)} hold\n\n{_markdown(gated)}",
        f"## Only shown\n\n{_markdown([row for row in rows if row.gate is None])}",
    ]
    (folder / "benchmarks.md").write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def _written(file: Path) -> list[Row]:
    """The rows of the file as it is."""
    rows = json.loads(file.read_text(encoding="utf-8"))["rows"]
    return [Row(**{name: value for name, value in row.items() if not name.endswith("_met")}) for row in rows]


def _markdown(rows: list[Row]) -> str:
    lines = [HEAD, ["---"] * len(HEAD), *map(_cells, rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
