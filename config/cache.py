"""The cache: Redis where it is there, forgetful where it is away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import structlog
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

from config.outage import redis_outage

log = structlog.get_logger(__name__)


def _forgiving(name: str, otherwise: Any) -> Callable[..., Any]:
    def method(self: RedisCache, *args: Any, **kwargs: Any) -> Any:
        if not redis_outage.is_on:
            try:
                return getattr(super(ForgivingRedisCache, self), name)(*args, **kwargs)
            except (RedisError, OSError) as error:
                redis_outage.note()
                log.warning("cache_away", error=type(error).__name__)
        return otherwise(args, kwargs) if callable(otherwise) else otherwise

    return method


def _default(args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    return kwargs.get("default", args[1] if len(args) > 1 else None)


class ForgivingRedisCache(RedisCache):
    """Django's Redis cache, but a lost Redis means "nothing cached", not a page in error.

    Rate limits stand in here too: while Redis is away they do not limit. Losing a limit for minutes is better than
    shutting every candidate out.
    """

    get = _forgiving("get", _default)
    set = _forgiving("set", None)
    add = _forgiving("add", True)
    touch = _forgiving("touch", False)
    delete = _forgiving("delete", False)
    get_many = _forgiving("get_many", lambda args, kwargs: {})
    set_many = _forgiving("set_many", lambda args, kwargs: [])
    delete_many = _forgiving("delete_many", None)
    has_key = _forgiving("has_key", False)
    incr = _forgiving("incr", 1)
    clear = _forgiving("clear", False)
