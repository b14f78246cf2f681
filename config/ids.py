"""Keys for what appears in a URL: UUIDv7, sorted by time of creation."""

from uuid import UUID

from uuid_utils.compat import uuid7 as _uuid7


def uuid7() -> UUID:
    """A new UUIDv7. A function of our own, so that migrations name a module that we control."""
    return _uuid7()


def uuid7_sql(server: int) -> str:
    """The same made by the database, for rows that are written many at once; `server` is its version, as 180004."""
    return "uuidv7()" if server >= 180_000 else _UUID7_SQL


# A UUIDv4 keeps its variant and its 74 random bits; the milliseconds (48 bits) and the version take the places before them.
_UUID7_SQL = """(
    lpad(to_hex(floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0')
    || '7' || substr(replace(gen_random_uuid()::text, '-', ''), 14)
)::uuid"""
