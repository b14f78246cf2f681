"""`python -m jobspecs.library`: check the library and say how large it is. Ends with 1 and the mistakes where it has any."""

from __future__ import annotations

import sys

from jobspecs.library.across import mistakes_in
from jobspecs.library.checks import LibraryError
from jobspecs.library.loader import Library, library


def main() -> int:
    try:
        found = library()
    except LibraryError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    mistakes = mistakes_in(found)
    sys.stderr.writelines(f"{mistake}\n" for mistake in mistakes)
    sys.stdout.write("" if mistakes else _size(found))
    return 1 if mistakes else 0


def _size(found: Library) -> str:
    rows = [f"{len(family.competencies):4}  {family.key:22} {family.name}\n" for family in found.families]
    return "".join([*rows, f"{sum(1 for _ in found.competencies()):4}  competencies in {len(found.families)} families\n"])


if __name__ == "__main__":
    sys.exit(main())
