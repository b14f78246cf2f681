"""A candidate's private link: signed, never stored.

The link holds the invitation's id and the number of the link, so that renewing stops the older ones. It is signed with
the secret key; keys in SECRET_KEY_FALLBACKS still open it, so that links live on while a key is changed.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from interviews.models import Invitation

_ID_BYTES = 16
_NUMBER_BYTES = 4


class LinkForged(Exception):
    """This text was never a link of this installation, or was signed with a key that is gone."""


def link_token(invitation: Invitation) -> str:
    """The secret part of the link, safe in a URL: 27 letters that say which, a dot, 43 that prove it."""
    said = invitation.pk.bytes + invitation.link_number.to_bytes(_NUMBER_BYTES, "big")
    return _signer().sign(urlsafe_b64encode(said).rstrip(b"=").decode())


def read_token(token: str) -> tuple[UUID, int]:
    """The invitation's id and the number of the link. Raises LinkForged."""
    try:
        letters = _signer().unsign(token)
        said = urlsafe_b64decode(letters + "=" * (-len(letters) % 4))
    except (BadSignature, NotBase64, ValueError) as error:
        raise LinkForged("The signature does not fit.") from error
    if len(said) != _ID_BYTES + _NUMBER_BYTES:
        raise LinkForged("The link has the wrong length.")
    return UUID(bytes=said[:_ID_BYTES]), int.from_bytes(said[_ID_BYTES:], "big")


def link_url(invitation: Invitation) -> str:
    """The whole address that a candidate opens."""
    return settings.SITE_URL + reverse("candidate:welcome", args=[link_token(invitation)])


def retake_url(invitation: Invitation, position: int) -> str:
    """The whole address at which a candidate answers one question again."""
    return settings.SITE_URL + reverse("candidate:again", args=[link_token(invitation), position])


def _signer() -> Signer:
    return Signer(salt="interviews.links", sep=".")
