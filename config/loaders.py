"""Templates as they are found in their folders, pages without the indentation that only their authors need.

A browser reads any run of white space as one space, so one line break is left of each: pages are a twentieth smaller as they
are sent, and a textarea still begins with the line break that belongs to it.
"""

from __future__ import annotations

import re

from django.template import Origin
from django.template.loaders import app_directories, filesystem

_INDENTATION = re.compile(r"\s*\n\s*")


def unindented(name: str, text: str) -> str:
    """The text of a template of this name; what is not HTML as it is."""
    return _INDENTATION.sub("\n", text) if name.endswith(".html") else text


class Folders(filesystem.Loader):
    def get_contents(self, origin: Origin) -> str:
        return unindented(origin.name, super().get_contents(origin))


class Apps(app_directories.Loader):
    def get_contents(self, origin: Origin) -> str:
        return unindented(origin.name, super().get_contents(origin))
