"""What every test stands on. The servers are started by tests/settings.py."""

import pytest
from pytest_socket import socket_allow_hosts

from config.outage import redis_outage

LOOPBACK = ["127.0.0.1", "::1", "localhost"]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Let tests reach this machine and nothing beyond it."""
    socket_allow_hosts(LOOPBACK, allow_unix_socket=True)


@pytest.fixture(autouse=True)
def no_outage() -> None:
    """A broker that a test before took away is asked again."""
    redis_outage.forget()
