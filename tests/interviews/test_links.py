"""A candidate's link: what it opens, what it does not, and how it outlives a change of keys."""

import pytest
from django.test import override_settings

from interviews.links import LinkForged, link_token, link_url, read_token
from interviews.operations.invitations import renew_link
from tests.factories.interviews import make_invitation

pytestmark = pytest.mark.django_db


def test_link_names_its_invitation_and_number() -> None:
    invitation = make_invitation()
    assert read_token(link_token(invitation)) == (invitation.pk, 1)


def test_link_is_short_and_safe_in_a_url() -> None:
    token = link_token(make_invitation())
    assert len(token) <= 72
    assert set(token) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")


def test_every_changed_letter_makes_it_forged() -> None:
    token = link_token(make_invitation())
    for place in range(len(token)):
        other = "A" if token[place] != "A" else "B"
        changed = token[:place] + other + token[place + 1 :]
        if place == len(token) - 1:  # the last letter of base64 holds bits that mean nothing: decoded it may be the same
            continue
        with pytest.raises(LinkForged):
            read_token(changed)


@pytest.mark.parametrize("text", ["", ".", "a.b", "no-signature", "ä.ö", "x" * 5000])
def test_noise_is_forged(text: str) -> None:
    with pytest.raises(LinkForged):
        read_token(text)


def test_link_signed_with_another_key_is_forged() -> None:
    with override_settings(SECRET_KEY="another key"):
        token = link_token(make_invitation())
    with pytest.raises(LinkForged):
        read_token(token)


def test_link_lives_on_while_the_key_is_changed() -> None:
    invitation = make_invitation()
    with override_settings(SECRET_KEY="old key"):
        token = link_token(invitation)
    with override_settings(SECRET_KEY="new key", SECRET_KEY_FALLBACKS=["old key"]):
        assert read_token(token) == (invitation.pk, 1)


def test_renewed_link_has_the_next_number() -> None:
    invitation = make_invitation()
    renewed = renew_link(invitation=invitation, by=invitation.invited_by)
    assert read_token(link_token(renewed)) == (invitation.pk, 2)


@override_settings(SITE_URL="https://jobs.example.org")
def test_address_begins_with_the_site() -> None:
    assert link_url(make_invitation()).startswith("https://jobs.example.org/i/")


def test_link_is_stored_nowhere() -> None:
    """What is signed can be made again, so no row needs it; a row that had it would open interviews to who reads backups."""
    from tests.interviews.whole_database import find_everywhere

    invitation = make_invitation()
    token = link_token(invitation)
    assert find_everywhere(token) == []
    assert find_everywhere(token.split(".")[1]) == []
