"""What every template may ask for."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from jobspecs.queries import the_organisation


def organisation(request: HttpRequest) -> dict[str, Any]:
    """The one organisation of this installation; falsy where there is none. No query unless a template uses it."""
    return {"organisation": SimpleLazyObject(the_organisation)}
