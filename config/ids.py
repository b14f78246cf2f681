"""Keys for what appears in a URL: UUIDv7, sorted by time of creation."""

from uuid import UUID

from uuid_utils.compat import uuid7 as _uuid7


def uuid7() -> UUID:
    """A new UUIDv7. A function of our own, so that migrations name a module that we control."""
    return _uuid7()
