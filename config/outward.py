"""Requests to addresses that people type: to the public internet alone, within seconds, following nothing.

A name is resolved, every address it has is looked at, and the connection goes to one of those that were looked at: a name
that answers differently a moment later leads nowhere else. No proxy of the environment is used, no redirect followed, and
of the answer nothing is read but its status.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

CONNECT_SECONDS, TOTAL_SECONDS = 5.0, 10.0
THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}
# Addresses that carry one of IPv4 inside (what they lead to cannot be seen from them), and the old private ones.
CARRIERS = [
    ipaddress.ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96", "fec0::/10")
]
# Of IPv4, what Python counts as global and leads inside: protocol assignments and 6to4 relays, where clouds keep what a machine
# asks of its host (192.0.0.192, 168.63.129.16). Documentation addresses of IPv6 (RFC 9637) are newer than this Python.
INSIDE = [ipaddress.ip_network(net) for net in ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32", "3fff::/20")]


class AddressRefused(Exception):
    """Nothing is sent there; the message says why."""


class NoAnswer(Exception):
    """No status came; the message says what happened, without a word of the other side."""


@dataclass(frozen=True)
class Target:
    """Where a request goes. `host` is a name or a number, without brackets."""

    host: str
    port: int
    path: str
    is_tls: bool
    is_local: bool  # this machine, where that is allowed


def target_of(url: str, *, local: bool = False) -> Target:
    """Read an address. `local` allows plain HTTP to this machine. Raises AddressRefused; resolves nothing."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise AddressRefused("This is no address.") from None
    if not host or not url.isascii() or any(sign <= " " or sign in '\\"<>^`{|}\x7f' for sign in url):
        raise AddressRefused("This is no address. Write a name in other letters as xn--….")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise AddressRefused("An address with a password or a fragment in it is not taken.")
    is_local = local and host in THIS_MACHINE
    if parts.scheme != "https" and not (is_local and parts.scheme == "http"):
        raise AddressRefused("The address has to begin with https://.")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    is_tls = parts.scheme == "https"
    return Target(host, port or (443 if is_tls else 80), path, is_tls, is_local)


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet's: not private, not this machine's, not link-local, no carrier."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return is_public(str(ip.ipv4_mapped))
        if any(ip in net for net in CARRIERS):
            return False
    if any(ip in net for net in INSIDE):
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def post(url: str, *, body: bytes, headers: Mapping[str, str], local: bool = False) -> int:
    """Send a POST and return the status of the answer. Raises AddressRefused, NoAnswer."""
    target = target_of(url, local=local)
    ends = time.monotonic() + TOTAL_SECONDS
    connection = _Checked(target, _addresses(target))
    watch = threading.Timer(ends - time.monotonic(), connection.cut)
    watch.daemon = True
    watch.start()
    try:
        connection.request("POST", target.path, body, dict(headers))
        return connection.getresponse().status
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NoAnswer(_reason(error, is_late=time.monotonic() >= ends)) from None
    finally:
        watch.cancel()
        connection.close()


def _reason(error: Exception, *, is_late: bool) -> str:
    if is_late:
        return f"No answer within {TOTAL_SECONDS:g} seconds."
    if isinstance(error, ssl.SSLCertVerificationError):
        return "Its certificate could not be verified."
    if isinstance(error, http.client.HTTPException) and not isinstance(error, ConnectionError):
        return "What answered does not speak HTTP."
    return f"It could not be reached ({type(error).__name__})."


def _addresses(target: Target) -> list[str]:
    """All addresses of the host, each looked at. Raises AddressRefused where one is not allowed, NoAnswer where there is none."""
    found = _resolved(target)
    if not found:
        raise NoAnswer("There is no such name.")
    for address in found:
        allowed = ipaddress.ip_address(address).is_loopback if target.is_local else is_public(address)
        if not allowed:
            raise AddressRefused("It leads into a private network, where nothing is sent.")
    return found


def _resolved(target: Target) -> list[str]:
    """In a thread beside, since a name server may take as long as it likes."""
    found: list[str] = []

    def resolve() -> None:
        try:
            found.extend(str(each[4][0]) for each in socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError):
            return

    thread = threading.Thread(target=resolve, name="resolve", daemon=True)
    thread.start()
    thread.join(CONNECT_SECONDS)
    return list(found)


class _Checked(http.client.HTTPConnection):
    """Connects to addresses that were looked at, and to no other."""

    def __init__(self, target: Target, addresses: Sequence[str]) -> None:
        self.default_port = 443 if target.is_tls else 80
        super().__init__(target.host, target.port)
        self._target, self._addresses = target, addresses

    def connect(self) -> None:
        sock = self._connected()
        sock.settimeout(TOTAL_SECONDS)
        self.sock = sock
        if self._target.is_tls:
            context = ssl.create_default_context()
            secured = context.wrap_socket(sock, server_hostname=self._target.host, do_handshake_on_connect=False)
            self.sock = secured  # before the handshake, so that it can be cut
            secured.do_handshake()

    def cut(self) -> None:
        """End it from another thread: whoever reads or writes finds it closed."""
        try:
            if self.sock is not None:
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)
        except OSError:
            return

    def _connected(self) -> socket.socket:
        ends = time.monotonic() + CONNECT_SECONDS
        last: OSError = TimeoutError()
        for address in self._addresses:
            try:
                return socket.create_connection((address, self._target.port), max(0.1, ends - time.monotonic()))
            except OSError as error:
                last = error
        raise last
