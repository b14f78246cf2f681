"""`make load`: candidates writing and speaking, recruiters, a batch and rollups at once, on an own stack.

    python -m tests.load                     10 minutes, 200 writing, 20 speaking, 20 recruiters, 10,000 gradings
    python -m tests.load --folder DIR        the same on a data folder that is populated already (it is kept)
    python -m tests.load --minutes 1 --writers 20 --speakers 2 --recruiters 2 --batch 200

Prints a table; writes docs/load.json with --write. Exit code 1 where a bound is broken.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.load import stack

JSON = Path(__file__).resolve().parents[2] / "docs" / "load.json"


def main() -> int:
    given = _arguments()
    with stack.folder_of_data(given.folder) as folder:
        stack.use(folder)
        from config import services  # reads its folder when it is asked, but Django's settings read it once

        services.ensure()
        try:
            return _run(given)
        finally:
            services.release()


def _run(given: argparse.Namespace) -> int:
    from tests.load import whole

    with stack.running() as supervisor:
        found = whole.run(given, supervisor)
    print(found.text)
    if given.write:
        found.write(JSON)
    return 0 if found.is_good else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--folder", default="", help="a data folder of its own kind; without: a new one, taken away afterwards")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--drain", type=float, default=15.0, help="minutes that the batch may take to end after that")
    parser.add_argument("--writers", type=int, default=200)
    parser.add_argument("--speakers", type=int, default=20)
    parser.add_argument("--recruiters", type=int, default=20)
    parser.add_argument("--batch", type=int, default=10_000, help="completed interviews to be graded")
    parser.add_argument("--write", action="store_true", help=f"write docs/{JSON.name}")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
