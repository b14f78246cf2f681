"""Storage of static files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

_IMPORT = re.compile(r'(?:@import "|import "\./)([\w.-]+)"(?: ([\w-]+))?;\n')
_COMMENT = re.compile(r"^[ \t]*/\*.*?\*/[ \t]*\n", re.MULTILINE | re.DOTALL)
_INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no types
    """Hashed and compressed; a file that is not in the manifest is served by its plain name (tests, first start).

    A style sheet or script that imports its neighbours comes whole: a browser then asks once, and one file is smaller than many.
    What only their authors need is left out: comments on lines of their own, and indentation.
    """

    manifest_strict = False

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if not dry_run:
            # All are read before one is replaced by what is left of it.
            lean = {name: bare(_with_imports(name, paths)) for name in paths if name.startswith(("css/", "js/"))}
            for name, text in lean.items():
                self.delete(name)
                self._save(name, ContentFile(text.encode()))
                paths[name] = (self, name)
        yield from super().post_process(paths, dry_run, **options)


def bare(text: str) -> str:
    """A style sheet or script without comments on lines of their own and without indentation. No string may go over lines."""
    return _INDENTATION.sub("", _COMMENT.sub("", text))


def _with_imports(name: str, paths: dict[str, Any]) -> str:
    """The file with what it imports in it."""
    folder = name.partition("/")[0]
    return _IMPORT.sub(lambda found: _placed(_read(f"{folder}/{found[1]}", paths), found[2]), _read(name, paths))


def _placed(text: str, medium: str | None) -> str:
    return f"@media {medium} {{\n{text}}}\n" if medium else text


def _read(name: str, paths: dict[str, Any]) -> str:
    storage, path = paths[name]
    with storage.open(path) as file:
        return str(file.read().decode())
