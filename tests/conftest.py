"""What every test stands on. The servers are started by tests/settings.py."""

import pytest
from pytest_socket import socket_allow_hosts

from config.outage import redis_outage

LOOPBACK = ["127.0.0.1", "::1", "localhost"]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep what shares a costly fixture on one worker (`--dist loadgroup`), and begin with what takes longest."""
    for item in items:
        folder, name = item.path.parent.name, item.path.name
        item.add_marker(pytest.mark.xdist_group("processes" if folder == "processes" else f"{folder}/{name}"))
    items.sort(key=lambda item: (item.get_closest_marker("processes") is None, item.get_closest_marker("browser") is None))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Let tests reach this machine and nothing beyond it."""
    socket_allow_hosts(LOOPBACK, allow_unix_socket=True)


@pytest.fixture(autouse=True)
def no_outage() -> None:
    """A broker that a test before took away is asked again."""
    redis_outage.forget()
