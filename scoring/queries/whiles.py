"""What is costly to count over very many, kept for a while, for all processes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django.core.cache import cache

Value = TypeVar("Value")


def kept_a_while(
    what: str, keys: tuple[UUID | None, ...], make: Callable[[], Value], *, seconds: int, keep: Callable[[Value], bool]
) -> Value:
    """What is kept under this name and these keys; else what `make` gives, kept for so long where `keep` says so.

    It must not tell of a person: what is erased stays here until it is forgotten. Plain values alone: another version of the
    program may read them.
    """
    name = ":".join([what, *map(str, keys)])
    kept: Value | None = cache.get(name)
    if kept is not None:
        return kept
    value = make()
    if keep(value):
        cache.set(name, value, timeout=seconds)
    return value
