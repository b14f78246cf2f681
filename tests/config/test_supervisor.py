"""The whole application under its supervisor, with real processes, as `make run` starts it."""

import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config import services
from config.runtime import address, children, prepare
from config.runtime.children import Child
from tests.config.processes import data_folder, environment, postmaster, python, running_on

# The first start makes a database; two cores may be busy with other tests.
START_SECONDS = 120.0


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """One for the module: making a database anew takes longest."""
    with data_folder() as made:
        yield made


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(folder: Path, port: int) -> "subprocess.Popen[str]":
    """Start and wait until it says that it runs; what it said instead is the failure."""
    supervisor = python(folder, "-m", "config.supervisor", PORT=str(port))
    assert supervisor.stdout is not None
    giving_up = threading.Timer(START_SECONDS, supervisor.terminate)
    giving_up.start()
    told = []
    for line in supervisor.stdout:
        told.append(line)
        if f"Evenhand is running at http://127.0.0.1:{port}" in line:
            giving_up.cancel()
            return supervisor
    raise AssertionError("".join(told))


def wait_until(condition: Callable[[], bool], seconds: float = 20.0) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def end(supervisor: "subprocess.Popen[str]", folder: Path, number: signal.Signals) -> None:
    """End it by a signal, which it obeys without a fault, and which leaves no process."""
    assert len(running_on(folder)) > 5
    supervisor.send_signal(number)
    output, _ = supervisor.communicate(timeout=40)
    assert supervisor.returncode == 0, output
    assert running_on(folder) == []


@pytest.mark.processes
def test_the_start_after_a_kill_adopts_the_servers_and_ends_the_rest_and_an_interrupt_ends_all(folder: Path, port: int) -> None:
    killed = start(folder, port)
    assert address.ask_health("127.0.0.1", port)[0] == 200
    server = postmaster(folder)
    parts = children.left_behind(str(folder))
    killed.send_signal(signal.SIGKILL)
    killed.communicate(timeout=10)
    following = start(folder, port)
    assert postmaster(folder) == server
    assert not set(parts) & set(children.left_behind(str(folder)))
    end(following, folder, signal.SIGINT)


@pytest.mark.processes
def test_a_second_supervisor_is_refused_a_part_that_dies_is_started_again_and_a_signal_ends_all(folder: Path, port: int) -> None:
    supervisor = start(folder, port)
    output, _ = python(folder, "-m", "config.supervisor", PORT=str(port)).communicate(timeout=30)
    assert f"already runs on {folder}: process {supervisor.pid}, http://127.0.0.1:{port}" in output
    before = set(children.left_behind(str(folder)))
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    assert wait_until(lambda: address.ask_health("127.0.0.1", port)[0] == 200, START_SECONDS)
    assert not before & set(children.left_behind(str(folder)))
    end(supervisor, folder, signal.SIGTERM)


def test_a_taken_port_is_named_with_the_variable(folder: Path, port: int) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        supervisor = python(folder, "-m", "config.supervisor", PORT=str(port))
        output, _ = supervisor.communicate(timeout=30)
    assert f"Port {port} is taken. Choose another with PORT=8000 make run." in output
    assert supervisor.returncode == 1
    assert "Traceback" not in output


@pytest.mark.parametrize("wrong", ["http", "0", "65536", "-1"])
def test_a_port_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv("PORT", wrong)
    with pytest.raises(address.CannotStart, match="is no port"):
        address.address()


@pytest.mark.parametrize(("host", "loopback"), [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False)])
def test_only_loopback_addresses_are_private(host: str, loopback: bool) -> None:
    assert address.is_loopback(host) is loopback


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(address.CannotStart, match="no address of this machine"):
        address.check_port_is_free("192.0.2.1", 8000)


def test_pauses_between_starts_grow_and_have_a_limit(tmp_path: Path) -> None:
    child = Child("web", [], tmp_path / "web.log", started_at=time.monotonic())
    assert [child.plan_restart() for _ in range(6)] == [2.0, 4.0, 8.0, 16.0, 30.0, 30.0]
    child.started_at = time.monotonic() - children.STEADY_SECONDS - 1
    assert child.plan_restart() == 1.0


def test_a_long_log_is_cut_and_one_older_piece_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "LOG_BYTES", 10)
    child = Child("web", [], tmp_path / "web.log")
    child.log.write_text("more than ten bytes")
    child.keep_log_short()
    assert child.log.read_text() == ""
    assert (tmp_path / "web.log.1").read_text() == "more than ten bytes"


def test_demo_accounts_only_where_nobody_else_reaches_them(monkeypatch: pytest.MonkeyPatch) -> None:
    from config import supervisor

    monkeypatch.delenv("DEMO", raising=False)
    assert supervisor.child_environment("127.0.0.1", 8000, "mark")["DEMO"] == "1"
    assert supervisor.child_environment("0.0.0.0", 8000, "mark")["DEMO"] == "0"
    assert "DEMO_PASSWORD" not in supervisor.child_environment("0.0.0.0", 8000, "mark")
    monkeypatch.setenv("DEMO", "1")
    assert supervisor.child_environment("0.0.0.0", 8000, "mark")["DEMO"] == "1"


def test_preparing_is_needed_for_a_folder_that_was_never_prepared(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("EVENHAND_DATA", str(tmp_path))
    assert prepare.needed()


def test_children_see_the_mark_by_which_leftovers_are_found(tmp_path: Path) -> None:
    mark = str(tmp_path)
    child = Child("sleeper", ["sleep", "60"], tmp_path / "log")
    child.start(environment(tmp_path) | {children.MARK: mark})
    assert wait_until(lambda: len(children.left_behind(mark)) == 1)
    told: list[str] = []
    children.end_left_behind(mark, told.append)
    assert child.process is not None
    child.process.wait(5)
    assert told == ["Ending 1 processes of an earlier run that was killed."]
    assert children.left_behind(mark) == []


@pytest.mark.parametrize(
    ("variables", "line"),
    [
        ({}, "Round 02: spoken; Whisper base listens, Piper speaks"),
        ({"SPEECH": "0"}, "Round 02: typed (no speech engine installed)"),
        ({"LISTENING_ENGINE": "nowhere.Engine"}, "ModuleNotFoundError: No module named 'nowhere'"),
    ],
)
def test_what_listens_and_speaks_is_said_in_one_line(folder: Path, variables: dict[str, str], line: str) -> None:
    from config import supervisor

    assert supervisor._of_speech(environment(folder, **variables)) == line


def test_speech_has_a_worker_to_itself(tmp_path: Path) -> None:
    from config import supervisor

    commands = {part.name: " ".join(part.command) for part in supervisor.parts_of_the_application(tmp_path)}
    assert list(commands) == ["web", "worker", "speech", "beat"]
    assert "-Q default,batch -c 2" in commands["worker"]
    assert "-Q speech -c 1" in commands["speech"]


@pytest.mark.parametrize("wrong", ["20", "-1", "much", ""])
def test_a_niceness_that_is_none_is_told(wrong: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from config import supervisor

    monkeypatch.setenv("WORKER_NICE", wrong)
    with pytest.raises(services.SettingWrong, match="from 0 to 19"):
        supervisor.parts_of_the_application(tmp_path)


def test_what_works_in_the_background_steps_back_for_pages(tmp_path: Path) -> None:
    from config import supervisor

    parts = {part.name: part for part in supervisor.parts_of_the_application(tmp_path)}
    assert {name: part.nice for name, part in parts.items()} == {"web": 0, "worker": 19, "speech": 19, "beat": 0}
    sleeper = Child("worker", ["sleep", "60"], tmp_path / "log", nice=parts["worker"].nice)
    sleeper.start(environment(tmp_path))
    assert sleeper.process is not None
    try:
        assert os.getpriority(os.PRIO_PROCESS, sleeper.process.pid) == 19
        shared_by_session = Path(f"/proc/{sleeper.process.pid}/autogroup")
        if shared_by_session.exists():
            assert shared_by_session.read_text().rstrip().endswith("nice 19")
    finally:
        sleeper.process.kill()
        sleeper.process.wait(5)
