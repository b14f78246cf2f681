"""How often something may be done: counted in the cache, by fixed windows."""

from __future__ import annotations

import time

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


def is_over_limit(what: str, who: str) -> bool:
    """Count one attempt of `who` at `what` (a key of settings.RATE_LIMITS); True when it is one too many."""
    most, seconds = settings.RATE_LIMITS[what]
    key = f"limit:{what}:{who}:{int(time.time() // seconds)}"
    if cache.add(key, 1, timeout=seconds):
        return False
    try:
        return int(cache.incr(key)) > most
    except ValueError:  # the window ended in between
        return False


def address_of(request: HttpRequest) -> str:
    """The client's address, as far as the trusted proxies vouch for it."""
    return str(get_adapter().get_client_ip(request) or "unknown")
