"""How often something may be done: counted in the cache, by fixed windows."""

from __future__ import annotations

import time

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


def is_over_limit(what: str, who: str, *, count: int = 1) -> bool:
    """Count `count` of `what` (a key of settings.RATE_LIMITS) by `who`; True when that is too many.

    What is refused does not count, so that fewer at once may still go through.
    """
    most, seconds = settings.RATE_LIMITS[what]
    key = f"limit:{what}:{who}:{int(time.time() // seconds)}"
    try:
        is_over = _counted(key, count, seconds) > most
        if is_over:
            cache.decr(key, count)
    except ValueError:  # the window ended in between
        return False
    return is_over


def _counted(key: str, count: int, seconds: int) -> int:
    """How many there are now in this window, which begins with the first. Raises ValueError where it ends at this moment."""
    try:
        return int(cache.incr(key, count))
    except ValueError:  # the first
        cache.add(key, 0, timeout=seconds)
        return int(cache.incr(key, count))


def address_of(request: HttpRequest) -> str:
    """The client's address, as far as the trusted proxies vouch for it."""
    return str(get_adapter().get_client_ip(request) or "unknown")
