"""Addresses that people type: the public internet alone, in seconds, following nothing."""

from __future__ import annotations

import socket
import ssl
import time
from typing import Any

import pytest

from config import outward
from config.outward import AddressRefused, NoAnswer, is_public, post, target_of
from tests.scoring.webhook_receiver import receiver


@pytest.mark.parametrize(
    "url",
    [
        *("http://example.com/", "ftp://example.com/", "//example.com", "example.com", "", "https://", "https:///x"),
        *("https://user:word@example.com/", "https://user@example.com/", "https://example.com/#part"),
        *("https://exa mple.com/", "https://example.com/a b", "https://example.com/\r\nX: y", "https://münchen.example/"),
        *("https://[::1", "https://example.com:99999/", "https://example.com:x/", "http://localhost/", "http://127.0.0.1:80/"),
        *("file:///etc/passwd", "gopher://example.com/", "https://example.com\\@10.0.0.1/", "HTTP://localhost/"),
    ],
)
def test_what_is_no_address_to_send_to(url: str) -> None:
    with pytest.raises(AddressRefused):
        target_of(url)


def test_an_address_is_read() -> None:
    target = target_of("https://Hooks.example.com:8443/a/b?c=d")
    assert (target.host, target.port, target.path, target.is_tls) == ("hooks.example.com", 8443, "/a/b?c=d", True)
    assert target_of("https://example.com").path == "/"


def test_plain_http_is_for_this_machine_alone_and_only_where_allowed() -> None:
    assert target_of("http://localhost:9/", local=True).is_local
    for url in ("http://example.com/", "http://10.0.0.1/", "http://localhost.example.com/", "http://127.0.0.2/"):
        with pytest.raises(AddressRefused):
            target_of(url, local=True)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254"),
        *("100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"),
        *("::1", "::", "fe80::1", "fc00::1", "fd12::1", "ff02::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "::7f00:1"),
        *("64:ff9b::a00:1", "2002:a00:1::1", "2001:0:a00:1::1", "2001:db8::1", "fec0::1", "3fff::1"),
        *("192.0.0.8", "192.0.0.192", "192.88.99.1", "168.63.129.16", "::ffff:168.63.129.16"),
    ],
)
def test_addresses_that_are_not_of_the_public_internet(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::ffff:8.8.8.8"])
def test_addresses_that_are(address: str) -> None:
    assert is_public(address)


def resolving(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    def answer(host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", answer)


@pytest.mark.parametrize("addresses", [["10.0.0.1"], ["8.8.8.8", "127.0.0.1"], ["169.254.169.254"], ["::ffff:192.168.0.1"]])
def test_a_name_that_leads_inside_is_refused_before_anything_is_sent(
    monkeypatch: pytest.MonkeyPatch, addresses: list[str]
) -> None:
    """Also when only one of its addresses does."""
    resolving(monkeypatch, *addresses)
    monkeypatch.setattr(socket, "create_connection", lambda *_: pytest.fail("connected"))
    with pytest.raises(AddressRefused, match="private"):
        post("https://hooks.example.com/", body=b"{}", headers={})


@pytest.mark.parametrize("host", ["127.1", "2130706433", "0x7f.0.0.1", "0177.0.0.1", "[::1]", "localhost"])
def test_other_ways_to_write_this_machine_are_refused(host: str) -> None:
    with pytest.raises((AddressRefused, NoAnswer)) as refused:
        post(f"https://{host}/", body=b"{}", headers={})
    assert "reached" not in str(refused.value), "nothing was tried"


def test_the_connection_goes_to_the_address_that_was_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name server that answers something else the second time is not asked a second time."""
    asked: list[str] = []
    connected: list[tuple[str, int]] = []

    def answer(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8" if len(asked) == 1 else "127.0.0.1", port))]

    def connect(address: tuple[str, int], *_: Any) -> socket.socket:
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(NoAnswer, match="ConnectionRefusedError"):
        post("https://hooks.example.com/", body=b"{}", headers={})
    assert (asked, connected) == (["hooks.example.com"], [("8.8.8.8", 443)])


def test_a_certificate_is_verified(monkeypatch: pytest.MonkeyPatch) -> None:
    context = ssl.create_default_context()
    assert context.check_hostname and context.verify_mode == ssl.CERT_REQUIRED
    with receiver() as told:  # speaks no TLS
        with pytest.raises(NoAnswer, match="could not be reached"):
            post(told.url.replace("http:", "https:"), body=b"{}", headers={}, local=True)
        assert told.told == []


def test_a_redirect_is_not_followed_and_no_proxy_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    with receiver() as inside, receiver() as told:
        told.status, told.location = 307, inside.url
        assert post(told.url, body=b"{}", headers={}, local=True) == 307
        assert inside.told == []
        assert told.told[0].path == "/hook?a=1"


def test_an_answer_that_drips_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each letter comes in time; the whole does not."""
    monkeypatch.setattr(outward, "TOTAL_SECONDS", 0.5)
    began = time.monotonic()
    with receiver() as told:
        told.slow = 0.05
        with pytest.raises(NoAnswer, match="within"):
            post(told.url, body=b"{}", headers={}, local=True)
    assert time.monotonic() - began < 2


def _slow_names(*_: Any, **__: Any) -> list[Any]:
    time.sleep(1)
    return []


def test_a_name_that_is_never_resolved_takes_no_longer_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outward, "CONNECT_SECONDS", 0.2)
    monkeypatch.setattr(socket, "getaddrinfo", _slow_names)
    began = time.monotonic()
    with pytest.raises(NoAnswer, match="no such name"):
        post("https://hooks.example.com/", body=b"{}", headers={})
    assert time.monotonic() - began < 0.8
