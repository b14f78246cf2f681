"""The canonical form of a version's content, its hash and its tag.

The bytes are canonical JSON (RFC 8785), so that anybody can compute the hash again, in any language.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import rfc8785

from jobspecs.weights import CENT

TAG_LENGTH = 6


class NotCanonical(ValueError):
    """The content holds something that canonical JSON cannot say; the message names it."""


def canonical_bytes(content: Mapping[str, Any]) -> bytes:
    """RFC 8785 bytes of the content. Decimals become strings with two places ("0.35").

    Raises NotCanonical for floats (they would make the hash depend on rounding), for decimals of more than two places,
    and for types that JSON does not know.
    """
    try:
        return bytes(rfc8785.dumps(_plain(content)))
    except rfc8785.CanonicalizationError as error:
        raise NotCanonical(f"The content has no canonical form: {error}") from error


_AS_IT_STANDS = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical_texts(content: Mapping[str, Any]) -> bytes:
    """canonical_bytes of what holds texts and None alone, in lists and under names of ASCII: in a fraction of the time.

    There is then nothing in which RFC 8785 and Python's own writer differ. Raises NotCanonical for half a surrogate pair.
    """
    try:
        return _AS_IT_STANDS.encode(content).encode()
    except UnicodeEncodeError as error:
        raise NotCanonical("The content has no canonical form: half a surrogate pair is no character.") from error


def content_hash(content: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical bytes, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical_bytes(content)).hexdigest()


def version_tag(number: int, sha256_hex: str) -> str:
    """``v<number>-<first six of base64url(digest)>``, for example "v1-U_WN6k"."""
    digest = bytes.fromhex(sha256_hex)
    return f"v{number}-{base64.urlsafe_b64encode(digest).decode('ascii')[:TAG_LENGTH]}"


def _plain(value: Any) -> Any:
    """The same content in the types of JSON."""
    if isinstance(value, Decimal):
        return _two_places(value)
    if isinstance(value, float):
        raise NotCanonical(f"{value!r} is a float; pass weights as Decimal or text.")
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    # str() of a subclass (Django's TextChoices) is its value; JSON writers differ on subclasses.
    return str(value) if isinstance(value, str) else value


def _two_places(value: Decimal) -> str:
    if not value.is_finite() or value != value.quantize(CENT):
        raise NotCanonical(f"{value} has more than two decimal places.")
    return str(value.quantize(CENT))
