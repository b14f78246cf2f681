"""Where the application listens: is it possible there, who can reach it, and does it answer?"""

import http.client
import ipaddress
import os
import socket
from contextlib import suppress


class CannotStart(RuntimeError):
    """Something outside stands in the way; the message says what and how to change it."""


def address() -> tuple[str, int]:
    """HOST and PORT. Raises CannotStart when PORT is no port."""
    given = os.environ.get("PORT") or "8000"
    if not given.isdecimal() or not 0 < int(given) < 65536:
        raise CannotStart(f"PORT={given} is no port. Choose one from 1 to 65535, as in PORT=8001 make run.")
    return os.environ.get("HOST") or "127.0.0.1", int(given)


def check_port_is_free(host: str, port: int) -> None:
    """Raises CannotStart naming the variable to change when something listens there already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            raise CannotStart(f"Port {port} is for root only. Choose another with PORT=8001 make run.") from None
        except OSError as error:
            if host_is_known(host):
                other = 8001 if port == 8000 else 8000
                raise CannotStart(f"Port {port} is taken. Choose another with PORT={other} make run.") from error
            raise CannotStart(f"HOST={host} is no address of this machine. Try HOST=0.0.0.0 for all of them.") from error


def host_is_known(host: str) -> bool:
    """Whether this machine has the address `host`."""
    with suppress(OSError), socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((host, 0))
        return True
    return False


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an application that listens on `host`."""
    with suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"


def ask_health(host: str, port: int) -> tuple[int, str]:
    """Status and body of /healthz; 0 when nobody answers."""
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    allowed = os.environ.get("ALLOWED_HOSTS", "").split(",")[0].strip().lstrip(".*")
    connection = http.client.HTTPConnection(reachable, port, timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": allowed or f"127.0.0.1:{port}"})
        answer = connection.getresponse()
        return answer.status, answer.read(500).decode(errors="replace")
    except (OSError, http.client.HTTPException) as error:
        return 0, str(error)
    finally:
        connection.close()
