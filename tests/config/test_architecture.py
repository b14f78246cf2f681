"""The house as it is drawn in ARCHITECTURE.md: who may import whom, and what each kind of module may do."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ["config", "jobspecs", "interviews", "scoring"]  # an upper floor imports lower ones, never the other way
NAMES_APPS = {"config/urls.py", "config/celery.py", "config/settings.py"}
TOP_LEVEL = {"config", "jobspecs", "interviews", "scoring", "templates", "static", "tests", "docs", "requirements"}


def modules(*floors: str) -> Iterator[Path]:
    for floor in floors or FLOORS:
        yield from (p for p in sorted((ROOT / floor).rglob("*.py")) if "migrations" not in p.parts)


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports_of(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)}:{node.lineno} imports relatively"
            yield node.lineno, node.module or ""


@pytest.mark.parametrize("floor", FLOORS)
def test_no_floor_imports_one_above_it(floor: str) -> None:
    above = set(FLOORS[FLOORS.index(floor) + 1 :])
    wrong = [
        f"{name_of(path)}:{line} imports {module}"
        for path in modules(floor)
        if name_of(path) not in NAMES_APPS
        for line, module in imports_of(path)
        if module.split(".")[0] in above
    ]
    assert wrong == []


PURE = [
    "jobspecs/balancing.py",
    "jobspecs/coverage.py",
    "jobspecs/weights.py",
    "jobspecs/canonical.py",
    "jobspecs/differences.py",
    "jobspecs/uploads.py",
    "interviews/alignment.py",
    "scoring/deciding.py",
    "scoring/distribution.py",
    "scoring/quoting.py",
    "scoring/totals.py",
    "scoring/statistics.py",
    "scoring/levels.py",
]
ENGINES = ["jobspecs/drafting", "jobspecs/questions", "interviews/speech", "scoring/grading", "jobspecs/library"]
PURE_PACKAGES = ["jobspecs/redraft", "interviews/sound", "scoring/fairness"]


def test_pure_modules_and_engines_know_no_django() -> None:
    engines = [path for package in [*ENGINES, *PURE_PACKAGES] for path in (ROOT / package).rglob("*.py")]
    assert len(engines) > 15
    wrong = [
        f"{name_of(path)}:{line} imports {module}"
        for path in [*(ROOT / pure for pure in PURE), *engines]
        for line, module in imports_of(path)
        if module.split(".")[0] in {"django", "celery"} or module.endswith((".models", ".operations", ".choices"))
    ]
    assert wrong == []


def test_transactions_begin_in_operations_and_nowhere_else() -> None:
    wrong = [
        name_of(path)
        for path in modules()
        if "atomic" in path.read_text(encoding="utf-8")
        and "/operations" not in name_of(path)
        and name_of(path) != "config/work.py"  # the claim of a chunk is one transaction by itself
    ]
    assert wrong == []


def kinds(kind: str) -> list[Path]:
    return [p for p in modules() if p.stem == kind or kind in p.relative_to(ROOT).parts[:-1]]


WRITES = {"save", "create", "bulk_create", "update", "delete", "get_or_create", "update_or_create", "bulk_update"}


@pytest.mark.parametrize("kind", ["views", "queries", "forms", "tasks", "access"])
def test_only_operations_write(kind: str) -> None:
    assert kinds(kind), f"no module of the kind {kind}"
    wrong = [
        f"{name_of(path)}:{node.lineno} .{node.func.attr}()"
        for path in kinds(kind)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in WRITES
        and "objects" in ast.unparse(node.func.value)
    ]
    assert wrong == []


def test_operations_never_see_a_request() -> None:
    wrong = [
        f"{name_of(path)}:{line} imports {module}"
        for path in kinds("operations")
        for line, module in imports_of(path)
        if module in {"django.http", "django.shortcuts"} or module.split(".")[-1] in {"views", "forms", "access"}
    ]
    assert wrong == []


def test_one_decorator_makes_tasks() -> None:
    wrong = [
        name_of(path)
        for path in modules()
        if name_of(path) != "config/celery.py"
        and any(word in path.read_text(encoding="utf-8") for word in ("shared_task", "app.task", ".delay(", ".apply_async("))
    ]
    assert wrong == []


def test_no_other_top_level_package() -> None:
    tracked = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")}
    assert tracked - {"var", "__pycache__"} <= TOP_LEVEL
