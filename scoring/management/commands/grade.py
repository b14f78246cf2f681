"""Grade rows of a JSONL file outside the database: interviews, and short answers with the answer hoped for."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, TextIO, cast

from django.core.management.base import BaseCommand, CommandError

from scoring.grading.base import GradingFailed, NotGradable
from scoring.grading.offline import OfflineGrading
from scoring.grading.rows import BadRow, graded_row


class Command(BaseCommand):
    help = (
        "Grade the rows of a JSONL file with the offline engine, without the database. Interviews: interview_id, rubric, turns. "
        "Short answers: id, question, desired_answer, student_answer. A row that cannot be graded is told with its line on the "
        "error output; all others are graded, and the command ends with an error."
    )
    requires_system_checks: list[str] = []  # reads a file, writes a file: needs no database and no settings of a site
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--jsonl", type=Path, required=True, metavar="FILE", help="one row a line, UTF-8")
        parser.add_argument("--out", type=Path, metavar="FILE", help="where the grades go (default: the standard output)")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            source = options["jsonl"].open("rb")
        except OSError as error:
            raise CommandError(f"Cannot read {options['jsonl']}: {error.strerror}.") from error
        with source, self._target(options["out"]) as target:
            rows, bad = self._grade(source, target)
        if bad:
            raise CommandError(f"{bad} of {rows} rows could not be graded.")

    @contextmanager
    def _target(self, path: Path | None) -> Iterator[TextIO]:
        if path is None:
            yield cast(TextIO, self.stdout)
            return
        try:
            with path.open("w", encoding="utf-8", newline="\n") as target:
                yield target
        except OSError as error:
            raise CommandError(f"Cannot write {path}: {error.strerror}.") from error

    def _grade(self, source: BinaryIO, target: TextIO) -> tuple[int, int]:
        """Grade line by line. Returns how many rows there were, and how many of them could not be graded."""
        engine = OfflineGrading()
        rows = bad = 0
        for number, line in enumerate(source, start=1):
            if not line.strip():
                continue
            rows += 1
            try:
                row = graded_row(line.decode("utf-8-sig" if number == 1 else "utf-8"), engine)
            except (BadRow, NotGradable, GradingFailed, UnicodeDecodeError) as error:
                bad += 1
                reason = "this is not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
                self.stderr.write(f"Line {number}: {reason}.")
                continue
            target.write(json.dumps(row) + "\n")
        return rows, bad
