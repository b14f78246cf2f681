"""Interviews of ours through `manage.py grade --engine llm`, each grading held to what must be true of every one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.llm.server import ROOT, asking, say
from tests.llm.sound_gradings import faults_of, words_told

INTERVIEWS = Path(__file__).parent / "interviews"
RUNS = os.environ.get("GRADING_RUNS", "3")


def grade_all(port: int, folder: Path) -> list[str]:
    """The names of those that failed. The grades are kept in the folder."""
    interviews = sorted(INTERVIEWS.glob("*.json"))
    failed = [path.stem for path in interviews if not grade(path, port, folder)]
    if not failed:
        say(f"All {len(interviews)} interviews got sound grades. They are in {folder / 'grades'}.")
    return failed


def grade(path: Path, port: int, folder: Path) -> bool:
    """One interview, as anybody would grade it, with the log as talkative as it gets. True for a sound grading."""
    row: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    (folder / "grades").mkdir(exist_ok=True)
    rows, out = folder / "grades" / f"{path.stem}.in.jsonl", folder / "grades" / f"{path.stem}.jsonl"
    rows.write_text(json.dumps(row) + "\n", encoding="utf-8")
    command = [sys.executable, "manage.py", "grade", "--engine", "llm", "--jsonl", str(rows), "--out", str(out)]
    environment = asking(port) | {"GRADING_RUNS": RUNS, "LOG_LEVEL": "DEBUG"}
    began = time.monotonic()
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    say(f"\n{path.stem}: {time.monotonic() - began:.0f} s. {run.stderr.strip()[-500:]}")
    if run.returncode:
        return False
    graded = json.loads(out.read_text(encoding="utf-8"))
    report(graded)
    faults = [*faults_of(row, graded, runs=int(RUNS)), *words_told(row, run.stdout + run.stderr)]
    for fault in faults:
        say(f"  ! {fault}")
    return not faults


def report(graded: dict[str, Any]) -> None:
    """What the model made of it, on the standard output."""
    for key, score in graded["scores"].items():
        flags = f" [{', '.join(score['flags'])}]" if score["flags"] else ""
        say(f"  {key}: {score['score']} ({score['level'] or score['missing']}), runs {score['runs']}{flags}: {score['reason']}")
        for quote in score["evidence"]:
            say(f"    turn {quote['turn']}: {quote['quote']}")


def grade_one_stored(port: int, folder: Path) -> list[str]:
    """One interview by the operation that the workers run, on the tests' database, and the same once more by `replay`."""
    say("\nOne interview in the database …")
    command = [sys.executable, "-m", "pytest", "-n0", "-q", "-s", "-p", "no:cacheprovider", "tests/llm/stored.py"]
    environment = os.environ | {"MODEL_ADDRESS": asking(port)["LLM_BASE_URL"]}
    run = subprocess.run(command, cwd=ROOT, env=environment, check=False)
    return ["stored"] if run.returncode else []
