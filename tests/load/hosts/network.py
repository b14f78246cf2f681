"""Hosts as network namespaces. All of it is inside namespaces of its own (see __main__): with the last process it is gone."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

BRIDGE, NET = "bridge", "10.77.0."
HERE = NET + "1"  # of whoever measures


def ip(*words: str) -> None:
    """The command of that name. Raises CalledProcessError."""
    subprocess.run(["ip", *words], check=True, capture_output=True)


def make_bridge() -> None:
    """The wire between all hosts, with an address for this process."""
    names = Path("/run/netns")
    names.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "hosts", str(names)], check=True)  # names of hosts are nobody else's to see
    ip("link", "set", "lo", "up")
    ip("link", "add", BRIDGE, "type", "bridge")
    ip("addr", "add", HERE + "/24", "dev", BRIDGE)
    ip("link", "set", BRIDGE, "up")


@dataclass
class Host:
    """One machine, as far as the network goes. It shares the disk and the processors with the others."""

    name: str
    number: int
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        ip("netns", "add", self.name)
        ip("link", "add", self.wire, "type", "veth", "peer", "name", "eth0", "netns", self.name)
        self.inside("link", "set", "lo", "up")
        self.take_address(self.address)
        self.inside("link", "set", "eth0", "up")
        ip("link", "set", self.wire, "up")
        self.join()

    @property
    def address(self) -> str:
        return f"{NET}{self.number}"

    @property
    def wire(self) -> str:
        return f"wire{self.number}"

    def inside(self, *words: str) -> None:
        ip("-n", self.name, *words)

    def take_address(self, address: str) -> None:
        self.inside("addr", "add", address + "/24", "dev", "eth0")

    def cut(self) -> None:
        """Take it off the wire. Nobody is told: what is sent to it, and by it, is lost."""
        ip("link", "set", self.wire, "nomaster")

    def join(self) -> None:
        ip("link", "set", self.wire, "master", BRIDGE)

    def start(self, command: list[str], environment: Mapping[str, str], log: Path) -> subprocess.Popen[bytes]:
        """Start something there; its output goes to `log`."""
        with log.open("ab") as said:
            process = subprocess.Popen(
                ["ip", "netns", "exec", self.name, *command],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                process_group=0,
            )
        self.started.append(process)
        return process
