"""What templates may ask for about interviews, also those of floors below."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from interviews.speech.engines import is_spoken, listens

SPOKEN, UNHEARD, TYPED = "spoken", "unheard", "typed"


def voice(request: HttpRequest) -> dict[str, Any]:
    """How Round 02 is taken on this installation: "spoken", "unheard" (spoken, and nothing listens) or "typed"."""
    return {"round_02": SimpleLazyObject(_round_02)}


def _round_02() -> str:
    if not is_spoken():
        return TYPED
    return SPOKEN if listens() else UNHEARD
