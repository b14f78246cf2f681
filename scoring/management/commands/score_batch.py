"""Grade what is not graded, or everything of one spec again, with a progress bar. Can be stopped and gone on with."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from jobspecs.models import JobSpec
from scoring.engines import UnknownEngine
from scoring.models import Run
from scoring.operations.grading import CHUNK, grade_some
from scoring.operations.orders import cancel_run, continue_run, open_run_of, order_run
from scoring.queries.runs import has_open_orders, is_paused, progress_of, reason_to_wait, reasons_of_stops
from scoring.queries.unheard import unready_of

PAUSE_SECONDS = 0.5


class Command(BaseCommand):
    help = (
        "Grade completed interviews that are not graded, or (--again) all of one spec. Ctrl-C stops it between two interviews; "
        "the same call goes on with what is left. Workers may run at the same time: each takes rows that the other does not "
        "hold. A run that somebody pauses on its page ends this command; --resume goes on with it. "
        "--cancel ends one for good: what is graded stays."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--spec", type=UUID, metavar="ID", help="interviews of this job spec only")
        parser.add_argument("--again", action="store_true", help="also what is graded already; needs --spec")
        parser.add_argument("--engine", default="", metavar="NAME", help="a name in GRADING_ENGINES instead of the spec's own")
        parser.add_argument("--chunk", type=int, metavar="N", help=f"take N at a time (default {CHUNK}; of a model's, 1)")
        parser.add_argument("--resume", action="store_true", help="go on with a run of this kind that was paused")
        parser.add_argument("--cancel", action="store_true", help="take back what is left of a run of this kind")

    def handle(self, *args: Any, **options: Any) -> None:
        kind = self._kind(options)
        if options["cancel"]:
            self._cancel(kind)
            return
        run = self._run(kind)
        self._check_pause(run, resume=options["resume"])
        if not progress_of(run).ordered:
            grade_some(run=run, limit=options["chunk"])  # closes the run
            self.stdout.write("Nothing to grade.")
            self._tell_who_waits(run)
            return
        interrupted = self._work(run, options["chunk"])
        progress = progress_of(run)
        self.stdout.write(f"{progress.graded} graded, {progress.stopped} stopped, {progress.left} left of {progress.ordered}.")
        for reason in reasons_of_stops(run):
            self.stdout.write(f"  {reason}")
        self._tell_who_waits(run)
        if is_paused(run):
            raise CommandError("Paused by somebody. Continue it on its page, or with --resume.", returncode=130)
        if interrupted:
            raise CommandError("Interrupted. The same command goes on with what is left.", returncode=130)

    def _tell_who_waits(self, run: Run) -> None:
        waiting = str(unready_of(run.job_spec_id))
        if waiting:
            self.stdout.write(f"Left out: {waiting}. They are graded by themselves once that is done.")

    def _cancel(self, kind: dict[str, Any]) -> None:
        run = open_run_of(**kind)
        if run is None:
            raise CommandError("No run of this kind is open.")
        self.stdout.write(f"Cancelled: {cancel_run(run=run, by=None)} were not graded. What is graded stays.")

    def _kind(self, options: dict[str, Any]) -> dict[str, Any]:
        """What distinguishes the run that is meant."""
        if options["chunk"] is not None and options["chunk"] < 1:
            raise CommandError("--chunk must be at least 1.")
        if options["again"] and not options["spec"]:
            raise CommandError("--again grades one spec again: say which with --spec ID.")
        spec = None
        if options["spec"]:
            spec = JobSpec.objects.filter(pk=options["spec"]).first()
            if spec is None:
                raise CommandError(f"There is no job spec {options['spec']}.")
        return {"job_spec": spec, "again": options["again"], "engine": options["engine"]}

    def _run(self, kind: dict[str, Any]) -> Run:
        try:
            return order_run(by=None, **kind)
        except UnknownEngine as error:
            raise CommandError(str(error)) from error

    def _check_pause(self, run: Run, *, resume: bool) -> None:
        if run.paused_at is None:
            return
        if not resume:
            since = f"{run.paused_at:%Y-%m-%d %H:%M} UTC"
            raise CommandError(f"This run has been paused since {since}. Continue it on its page, or with --resume.")
        continue_run(run=run, by=None)

    def _work(self, run: Run, chunk: int | None) -> bool:
        """Grade until nothing of the run is open. Returns whether somebody interrupted it."""
        progress = progress_of(run)
        over = progress.ordered - progress.left
        with tqdm(total=progress.ordered, initial=over, unit="interview", file=self.stderr, dynamic_ncols=True) as bar:
            try:
                while has_open_orders(run) and not is_paused(run):
                    # What waits for its time, or is with a worker, is waited for.
                    if not grade_some(run=run, limit=chunk):
                        bar.set_postfix_str(reason_to_wait(run))
                        time.sleep(PAUSE_SECONDS)
                    progress = progress_of(run)
                    bar.update(progress.ordered - progress.left - bar.n)
                grade_some(run=run, limit=chunk)  # closes a run in which nothing was left
            except KeyboardInterrupt:
                return True
        return False
