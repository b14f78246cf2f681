"""A program that wants rows: `python -m tests.processes.claimer GO ROW …`.

It says "ready", waits for the file GO, claims every draft row, and prints as JSON which it got.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import django


def main() -> None:
    django.setup()
    from config import work
    from jobspecs.models import Draft
    from tests.processes.waiting import until

    go, *rows = sys.argv[1:]
    Draft.objects.exists()  # connected
    print("ready", flush=True)
    until(Path(go).exists, "the word to go", 60)
    print(json.dumps([row for row in rows if work.claim(Draft, row)]), flush=True)


if __name__ == "__main__":
    main()
