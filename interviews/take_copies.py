"""The copy of a take that its candidate listens to before keeping it: built once, then in the cache for a minute.

Browsers ask for sound in ranges, so that one listening is many requests. The copy goes with its take: whoever deletes or
keeps takes calls `forget`, and a copy that was built meanwhile is not left behind.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.core.cache import cache
from django.db import transaction
from django.db.models import Count, Max

from interviews.models import Piece, Take
from interviews.queries.recordings import segments_of
from interviews.sound.base import Playable
from interviews.sound.joining import playable

# The cache is in the memory of the broker, which the queues of work need: each copy is small there, and soon gone. The
# requests of one listening come within seconds of each other.
KEPT_SECONDS = 60
MOST_BYTES = 2 * 1024 * 1024  # some five minutes of a voice; a longer copy is built for each request


def copy_of(take: Take) -> Playable:
    """The sound of a take as it is now, in one file. Raises BadSound."""
    arrived = Piece.objects.filter(take=take).aggregate(pieces=Count("pk"), last=Max("pk"))
    version = (arrived["pieces"], arrived["last"])  # pieces are added or deleted, never changed
    known = cache.get(_key(take.pk))
    if known is not None and known[0] == version:
        copy: Playable = known[1]
        return copy
    copy = playable(segments_of(take))
    if len(copy.data) <= MOST_BYTES:
        cache.set(_key(take.pk), (version, copy), timeout=KEPT_SECONDS)
        if not Take.objects.filter(pk=take.pk, kept_at__isnull=True).exists():
            cache.delete(_key(take.pk))  # deleted or kept while this was being built
    return copy


def forget(takes: Collection[UUID]) -> None:
    """Delete the copies of these takes (by key), once this transaction commits. What is away is gone in KEPT_SECONDS."""
    if takes:
        transaction.on_commit(lambda: cache.delete_many([_key(take) for take in takes]), robust=True)


def _key(take: UUID) -> str:
    return f"take-copy:{take}"
