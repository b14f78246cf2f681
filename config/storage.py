"""Storage of static files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

_IMPORT = re.compile(r'(?:@import "|import "\./)([\w.-]+)"(?: ([\w-]+))?;\n')


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no types
    """Hashed and compressed; a file that is not in the manifest is served by its plain name (tests, first start).

    A style sheet or script that imports its neighbours comes whole: a browser then asks once, and one file is smaller than many.
    """

    manifest_strict = False

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if not dry_run:
            for name in [name for name in paths if name.startswith(("css/", "js/"))]:
                whole = self._with_imports(name, paths)
                if whole is not None:
                    self.delete(name)
                    self._save(name, ContentFile(whole.encode()))
                    paths[name] = (self, name)
        yield from super().post_process(paths, dry_run, **options)

    def _with_imports(self, name: str, paths: dict[str, Any]) -> str | None:
        """The file with what it imports in it; None where it imports nothing."""
        text = _read(name, paths)
        if not _IMPORT.search(text):
            return None
        folder = name.partition("/")[0]
        return _IMPORT.sub(lambda found: _placed(_read(f"{folder}/{found[1]}", paths), found[2]), text)


def _placed(text: str, medium: str | None) -> str:
    return f"@media {medium} {{\n{text}}}\n" if medium else text


def _read(name: str, paths: dict[str, Any]) -> str:
    storage, path = paths[name]
    with storage.open(path) as file:
        return str(file.read().decode())
