"""Run gradings again from what is stored and compare: `manage.py replay --all` is the check that scores are repeatable."""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet
from tqdm import tqdm

from scoring.checked import ResultUnusable
from scoring.engines import UnknownEngine
from scoring.grading.base import GradingFailed, NotGradable, ReplyUnusable
from scoring.models import Grading, Replay
from scoring.operations.replaying import ERASED, asks_model, must_be_same, replay
from scoring.queries.material import BEFORE_INPUT, NotReplayable
from scoring.queries.replays import gradings_to_replay, in_words

SAME, DIFFERS = "identical", "differ"
CHANGED = "by another version of the engine, which gives something else"
OTHER_MODEL = "by a language model, which gives something else"
LEFT_OUT = "by a language model, left out (--models asks it again, which costs)"


class Command(BaseCommand):
    help = (
        "Run gradings again from what is stored of them and compare scores, reasons, quotes, confidence and flags. Ends with "
        "status 1 when an engine of the same version that asks no model gives anything else, or when one cannot be run again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--grading", type=UUID, metavar="ID", help="this grading, also by a language model")
        which.add_argument("--spec", type=UUID, metavar="ID", help="all gradings of this job spec")
        which.add_argument("--all", action="store_true", help="all gradings there are")
        parser.add_argument("--models", action="store_true", help="also gradings by a language model: asks it again, which costs")

    def handle(self, *args: Any, **options: Any) -> None:
        gradings = gradings_to_replay(grading=options["grading"], spec=options["spec"])
        if not gradings.exists():
            raise CommandError("There is no such grading.")
        found, faults = self._replay_all(gradings, models=options["models"] or bool(options["grading"]))
        for what, count in found.most_common():
            self.stdout.write(f"{count} {what}")
        if faults:
            raise CommandError(f"{faults} should have come out identical, and did not.", returncode=1)

    def _replay_all(self, gradings: QuerySet[Grading], *, models: bool) -> tuple[Counter[str], int]:
        found: Counter[str] = Counter()
        faults = 0
        with tqdm(total=gradings.count(), unit="grading", file=self.stderr, dynamic_ncols=True) as bar:
            for grading in gradings.iterator(chunk_size=200):
                what, is_fault = self._replay(grading, models=models)
                found[what] += 1
                faults += is_fault
                bar.update()
        return found, faults

    def _replay(self, grading: Grading, *, models: bool) -> tuple[str, bool]:
        """What came of one, and whether that is a fault."""
        try:
            if not models and asks_model(grading):
                return LEFT_OUT, False
            came = replay(grading=grading, by=None)
        except NotReplayable as reason:
            return str(reason), str(reason) not in (ERASED, BEFORE_INPUT)
        except (UnknownEngine, GradingFailed, ReplyUnusable, NotGradable, ResultUnusable) as error:
            self.stdout.write(f"grading {grading.pk}: {error}")
            return "could not be run again", not isinstance(error, GradingFailed | UnknownEngine)
        if came.is_same:
            return SAME, False
        return self._tell(grading, came)

    def _tell(self, grading: Grading, came: Replay) -> tuple[str, bool]:
        for line in in_words(came):
            self.stdout.write(f"grading {grading.pk}: {line}")
        if must_be_same(grading, came.engine_version):
            return DIFFERS, True
        return OTHER_MODEL if grading.engine_version == came.engine_version else CHANGED, False
