"""What every test stands on. The servers are started by tests/settings.py."""

import pytest
from pytest_socket import socket_allow_hosts

LOOPBACK = ["127.0.0.1", "::1", "localhost"]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Let tests reach this machine and nothing beyond it."""
    socket_allow_hosts(LOOPBACK, allow_unix_socket=True)
