"""`manage.py draft < description.txt`: the drafted spec as JSON; with --jsonl FILE, one a line."""

from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.llm import Meter
from jobspecs.drafting.base import DraftingFailed
from jobspecs.drafting.whole import draft_spec
from jobspecs.engines import drafting_engine, question_engine
from jobspecs.questions.base import QuestionsFailed


class Command(BaseCommand):
    help = "Draft a job spec from a description on standard input, or from each line of a JSONL file (id, text). Stores nothing."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--jsonl", type=Path, metavar="FILE", help='rows of {"id": …, "text": …}; one draft a line comes out')

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["jsonl"]:
                self._draft_rows(options["jsonl"])
            else:
                self.stdout.write(json.dumps(_drafted(sys.stdin.read()), indent=2, ensure_ascii=False))
        except (DraftingFailed, QuestionsFailed) as failure:
            raise CommandError(str(failure)) from failure

    def _draft_rows(self, file: Path) -> None:
        """A description that cannot be drafted is named on standard error; the others go on. An error only if none could."""
        drafts = failed = 0
        try:
            lines = file.read_text(encoding="utf-8").split("\n")  # a row may hold other line separators
        except OSError as error:
            raise CommandError(f"Cannot read {file}: {error.strerror}.") from error
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
                began = time.perf_counter()
                drafted = _drafted(row["text"])
            except (json.JSONDecodeError, KeyError, TypeError) as error:
                raise CommandError(f'Line {number} is no row of {{"id": …, "text": …}}: {error!r}.') from error
            except (DraftingFailed, QuestionsFailed) as failure:
                failed += 1
                self.stderr.write(f"{row.get('id', number)}: {failure}")
                continue
            seconds = round(time.perf_counter() - began, 4)
            self.stdout.write(json.dumps({"id": row.get("id", number), **drafted, "seconds": seconds}, ensure_ascii=False))
            drafts += 1
        if failed:
            self.stderr.write(f"{drafts} drafted; {failed} could not be.")
        if failed and not drafts:
            raise CommandError("None of these descriptions could be drafted.")


def _drafted(text: str) -> dict[str, Any]:
    return draft_spec(text, drafting=drafting_engine(Meter()), questions=question_engine(Meter()))
