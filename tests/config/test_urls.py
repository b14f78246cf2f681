"""A walk through all URL patterns: nothing answers a stranger but what is named here."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

# Each open address, with why it is open.
OPEN = {
    "healthz": "says nothing but whether the parts answer",
    "account_login": "where members sign in",
    "account_signup": "closed; says so",
    "account_logout": "nothing to do for who is out",
    "account_inactive": "says that an account is closed",
    "account_reset_password": "by mail only",
    "account_reset_password_done": "says what to do next",
    "account_reset_password_from_key": "by the key in a mail",
    "account_reset_password_from_key_done": "says what to do next",
    "account_confirm_email": "by the key in a mail",
    "account_email_verification_sent": "says what to do next",
    "admin:login": "the same sign-in",
    "admin:jsi18n": "words of the admin's scripts",
}
BY_LINK = ("candidate:", "candidate_result:")  # for whoever has a link, and nobody else
FIELD_VALUES = {"uuid": "0198c0de-0000-7000-8000-000000000000", "int": "1", "str": "x", "slug": "x", "path": "x"}


def patterns(resolver: URLResolver, prefix: str = "", names: str = "") -> Iterator[tuple[str, str]]:
    """(name with namespaces, an address that matches) of each pattern."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{names}{pattern.namespace}:" if pattern.namespace else names
            yield from patterns(pattern, prefix + example(pattern), inner)
        elif isinstance(pattern, URLPattern):
            yield f"{names}{pattern.name}", "/" + prefix + example(pattern)


def example(pattern: URLPattern | URLResolver) -> str:
    route = str(pattern.pattern)
    for name, converter in pattern.pattern.converters.items():
        kind = type(converter).__name__.removesuffix("Converter").lower()
        value = FIELD_VALUES.get({"string": "str"}.get(kind, kind), "x")
        for spelling in (f"<{kind}:{name}>", f"<{name}>", f"<str:{name}>"):
            route = route.replace(spelling, value)
    return re.sub(r"\(\?P<\w+>(?:\[[^\]]*\]|\.)[*+]\)", "x", route).lstrip("^").rstrip("$")


ALL = sorted(set(patterns(get_resolver())))


def test_the_walk_sees_the_whole_house() -> None:
    names = {name for name, _ in ALL}
    assert {"jobspecs:list", "scoring:report", "interviews:invite", "healthz", "admin:index"} <= names
    assert len(ALL) > 60


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(("name", "address"), [(n, a) for n, a in ALL if not n.startswith(BY_LINK)])
def test_a_stranger_is_sent_to_sign_in(client: Client, name: str, address: str, method: str) -> None:
    response = getattr(client, method)(address)
    if name in OPEN:
        assert response.status_code < 500 or name == "healthz"  # no worker runs here, and it says so
        return
    assert response.status_code in (302, 404) or (response.status_code == 200 and "HX-Redirect" in response), (name, address)
    if response.status_code == 302:
        assert "/accounts/login/" in response["Location"] or "/admin/login/" in response["Location"], (name, response["Location"])
    else:
        assert name.startswith("admin:") or name == "account_confirm_email", f"{name} gave {response.status_code} at {address}"


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(("name", "address"), [(n, a) for n, a in ALL if n.startswith(BY_LINK)])
def test_a_forged_link_opens_no_candidates_page(client: Client, name: str, address: str, method: str) -> None:
    cache.clear()  # of how many links have been tried
    response = getattr(client, method)(address)
    if response.status_code == 405:  # not an address for this method, whoever asks
        return
    assert response.status_code == 404, (name, address)
    assert response["Referrer-Policy"] == "no-referrer"
