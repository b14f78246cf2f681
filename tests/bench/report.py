"""What a run found, as a table for people and a file for machines."""

from __future__ import annotations

import json
import os
import platform
from dataclasses import asdict, dataclass
from pathlib import Path

import django


@dataclass(frozen=True)
class Row:
    """One figure. `gate` is what must hold, `aim` what we want; both are upper limits; None: only shown."""

    what: str
    value: float
    unit: str
    gate: float | None = None
    aim: float | None = None

    @property
    def gate_met(self) -> bool:
        return self.gate is None or self.value <= self.gate


def machine() -> str:
    """Cores, processor, versions: what a figure belongs to."""
    model = next(
        (line.split(":", 1)[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        platform.machine(),
    )
    return f"{os.cpu_count()} cores, {model}; Python {platform.python_version()}, Django {django.get_version()}"


def table(rows: list[Row]) -> str:
    """Aligned columns: what, value, gate, met, aim."""
    width = max(len(row.what) for row in rows)
    lines = [f"{'':{width}}     value         gate    aim"]
    for row in rows:
        gate = "" if row.gate is None else f"≤ {row.gate:g}"
        aim = "" if row.aim is None else f"≤ {row.aim:g}"
        met = "" if row.gate is None else ("ok" if row.gate_met else "NOT MET")
        lines.append(f"{row.what:{width}} {row.value:9.4g} {row.unit:<8} {gate:<7} {aim:<7} {met}".rstrip())
    return "\n".join(lines)


def write(rows: list[Row], file: Path, *, alone: bool) -> None:
    """docs/benchmarks.json. Where one part was run `alone`, the figures of the others stay."""
    found = [asdict(row) | {"gate_met": row.gate_met} for row in rows]
    if alone and file.exists():
        names = {row.what for row in rows}
        found = [row for row in json.loads(file.read_text(encoding="utf-8"))["rows"] if row["what"] not in names] + found
    written = {"machine": machine(), "rows": found}
    file.write_text(json.dumps(written, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
