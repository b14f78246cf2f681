"""Five descriptions through `manage.py draft`, each draft held to what must be true of every one."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.jobspecs.soundness import problems_of
from tests.llm.server import ROOT, asking, say, tokens

DESCRIPTIONS = Path(__file__).parent / "descriptions"


def draft_all(port: int, folder: Path) -> list[str]:
    """The names of those that failed. The drafts are kept in the folder."""
    descriptions = sorted(DESCRIPTIONS.glob("*.txt"))
    failed = [path.stem for path in descriptions if not draft(path, port, folder)]
    if not failed:
        say(f"All {len(descriptions)} descriptions became sound specs. The drafts are in {folder / 'drafts'}.")
    return failed


def draft(path: Path, port: int, folder: Path) -> bool:
    """One description through `manage.py draft`, as anybody would run it. True for a sound spec that says what drafted it."""
    description = path.read_text(encoding="utf-8")
    before, began = tokens(port), time.monotonic()
    command = [sys.executable, "manage.py", "draft"]
    run = subprocess.run(command, cwd=ROOT, env=asking(port), input=description, capture_output=True, text=True, check=False)
    seconds = time.monotonic() - began
    if run.returncode:
        say(f"\n{path.stem}: {run.stderr.strip()[-500:]}")
        return False
    drafted: dict[str, Any] = json.loads(run.stdout)
    keep(folder, path, drafted)
    read, written = (now - then for now, then in zip(tokens(port), before, strict=True))
    problems = problems_of(drafted, description)
    report(path, drafted, seconds, (read, written), problems)
    return not problems and (drafted["drafted_with"].startswith("openai:") or bool(drafted["notes"]))


def keep(folder: Path, path: Path, drafted: dict[str, Any]) -> None:
    (folder / "drafts").mkdir(exist_ok=True)
    text = json.dumps(drafted, indent=2, ensure_ascii=False)
    (folder / "drafts" / f"{path.stem}.json").write_text(text, encoding="utf-8")


def report(path: Path, drafted: dict[str, Any], seconds: float, spent: tuple[int, int], problems: list[str]) -> None:
    say(f"\n{path.stem}: {seconds:.0f} s, {spent[0]} tokens read, {spent[1]} written, by {drafted['drafted_with']}")
    say(f"  {drafted['title']} ({drafted['level']}), {len(drafted['must_haves'])} must-haves")
    for row in drafted["competencies"]:
        say(f"  {row['weight']} {row['name']}: {row['for_this_role']}")
    for note in drafted["notes"]:
        say(f"  · {note}")
    for problem in problems:
        say(f"  ! {problem}")
