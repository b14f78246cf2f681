"""Where the system's Chromium is."""

from __future__ import annotations

import os
import shutil

import pytest

# The same engine without the windows around it, for a third of the processor's time.
BARE = "chromium-headless-shell"
WHOLE = ("chromium", "chromium-browser")


def chromium(*, whole: bool = False) -> str:
    """The program to launch: what `CHROMIUM` names, else the bare one, else the whole one, which alone can refuse microphones.

    Missing is a failure that says how to install it, never a skip.
    """
    names = WHOLE if whole else (BARE, *WHOLE)
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.fail("No Chromium found. Install it (Debian: apt-get install chromium), or name it with CHROMIUM=/path.")
    return found
