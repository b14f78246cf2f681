"""Grade rows of a JSONL file outside the database: interviews, and short answers with the answer hoped for."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, TextIO, cast

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.llm import Meter
from scoring.engines import LLM, UnknownEngine, engine_asks_model, engine_named
from scoring.grading.base import GradingEngine, GradingFailed, ModelWork, NotGradable, ReplyUnusable
from scoring.grading.rows import BadRow, graded_row

OFFLINE = "offline"


class Command(BaseCommand):
    help = (
        "Grade the rows of a JSONL file without the database. Interviews: interview_id, rubric, turns. Short answers, by the "
        "offline engine alone: id, question, desired_answer, student_answer. A row that cannot be graded is told with its line "
        "on the error output; all others are graded, and the command ends with an error."
    )
    requires_system_checks: list[str] = []  # reads a file, writes a file: needs no database and no settings of a site
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--jsonl", type=Path, required=True, metavar="FILE", help="one row a line, UTF-8")
        parser.add_argument("--out", type=Path, metavar="FILE", help="where the grades go (default: the standard output)")
        parser.add_argument(
            "--engine", choices=[OFFLINE, LLM], default=OFFLINE, help="llm: the model that LLM_* name; costs, and answers leave"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.meters: list[Meter] = []
        try:
            self.engine = engine_named(options["engine"])
        except UnknownEngine as error:
            raise CommandError(str(error)) from error
        try:
            source = options["jsonl"].open("rb")
        except OSError as error:
            raise CommandError(f"Cannot read {options['jsonl']}: {error.strerror}.") from error
        with source, self._target(options["out"]) as target:
            rows, bad = self._grade(source, target)
        self._tell_what_was_asked()
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
        rows = bad = 0
        for number, line in enumerate(source, start=1):
            if not line.strip():
                continue
            rows += 1
            try:
                row = graded_row(line.decode("utf-8-sig" if number == 1 else "utf-8"), self._engine_for_one())
            except UnicodeDecodeError:
                bad += 1
                self.stderr.write(f"Line {number}: this is not UTF-8.")
                continue
            except (BadRow, NotGradable, GradingFailed, ReplyUnusable) as error:
                bad += 1
                self.stderr.write(f"Line {number}: {str(error).rstrip('.')}.")
                continue
            target.write(json.dumps(row) + "\n")
            target.flush()  # a model takes its time over each, and what it has done is not to be lost with the rest
        return rows, bad

    def _engine_for_one(self) -> GradingEngine:
        """The engine; behind which a model stands, with a budget of its own for one row."""
        if not engine_asks_model(self.engine):
            return self.engine
        meter = Meter(budget=settings.LLM_BUDGET_TOKENS, whose="this interview")
        self.meters.append(meter)
        return self.engine.for_work(ModelWork(meter, settings.GRADING_RUNS))

    def _tell_what_was_asked(self) -> None:
        """What the model took, on the error output."""
        calls = [call for meter in self.meters for call in meter.calls]
        if not calls:
            return
        read, written = sum(call.input_tokens for call in calls), sum(call.output_tokens for call in calls)
        costs = [call.cost for call in calls if call.cost is not None]
        cost = f"{sum(costs):.4f} US dollars" if len(costs) == len(calls) else "at an unknown cost"
        seconds = sum(call.seconds for call in calls)
        self.stderr.write(f"{len(calls)} questions, {read} tokens read, {written} written, {seconds:.0f} s, {cost}.")
