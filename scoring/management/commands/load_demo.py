"""`manage.py load_demo`: two specs, two members and some people who took the interview, into an empty database."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from config import services
from scoring.operations.demo import ADMIN, AUDITOR, MANAGER, RATER, NotEmpty, load_demo


class Command(BaseCommand):
    help = "Load the demo into an empty database; does nothing where there are members or job specs."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            specs = load_demo(password=services.demo_password())
        except NotEmpty as reason:
            self.stdout.write(str(reason))
            return
        if options["verbosity"]:
            self.stdout.write(
                f"Loaded {len(specs)} demo specs for {MANAGER}, {RATER}, {ADMIN} and {AUDITOR}. All of it is invented."
            )
