"""`manage.py populate --specs 200 --interviews 1000000`: made-up people, by the million, for measuring."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError, connection

from config import services
from scoring.operations.populating import MANAGER, NotEmpty, RuleBroken, populate
from scoring.populate.rows import COLUMNS
from scoring.populate.shares import SharesWrong, Size


class Command(BaseCommand):
    help = "Fill the database with made-up job specs and interviews, for measuring. Never where real people are."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--specs", type=int, default=200)
        parser.add_argument("--interviews", type=int, default=1_000_000)
        parser.add_argument("--large", type=int, help="interviews of the first spec; default: a tenth of all")
        parser.add_argument("--small", type=int, help="interviews of the second spec; default: a two-hundredth of all")
        parser.add_argument("--seed", type=int, default=1, help="the same seed and day make the same data again")
        parser.add_argument("--until", type=datetime.fromisoformat, help="the day up to which things happened; default: today")
        parser.add_argument("--into-filled", action="store_true", help="also where there are job specs already")

    def handle(self, *args: Any, **options: Any) -> None:
        interviews = options["interviews"]
        large, small = (
            share if given is None else given
            for given, share in ((options["large"], interviews // 10), (options["small"], interviews // 200))
        )
        until = options["until"] or datetime.now(UTC)
        self.began = time.monotonic()
        try:
            specs = populate(
                size=Size(options["specs"], interviews, large, small),
                seed=options["seed"],
                until=until.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=UTC),
                into_filled=options["into_filled"],
                password=services.demo_password(),
                tell=self.tell,
            )
        except (NotEmpty, SharesWrong, RuleBroken) as reason:
            raise CommandError(str(reason)) from reason
        except ProgrammingError as error:
            raise CommandError(f"This role may not copy without triggers: use a superuser of the database. {error}") from error
        with connection.cursor() as cursor:
            cursor.execute(f"VACUUM {', '.join(COLUMNS)}")
            cursor.execute(f"ANALYZE {', '.join(_others())}")
            cursor.execute("SELECT pg_database_size(current_database()) / 1e9")
            self.tell(f"analysed; the database holds {cursor.fetchone()[0]:.1f} GB")
        self.tell(f"large: {specs[0].pk}, small: {specs[1].pk}; sign in as {MANAGER} or recruiter01@example.com")

    def tell(self, line: str) -> None:
        self.stdout.write(f"{time.monotonic() - self.began:6.1f} s  {line}")
        self.stdout.flush()


def _others() -> list[str]:
    """The tables that were not looked at while they were filled."""
    have_tables = (model for model in apps.get_models() if model._meta.managed and not model._meta.proxy)
    return sorted({model._meta.db_table for model in have_tables} - COLUMNS.keys())
