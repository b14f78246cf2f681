"""The processes that a supervisor keeps alive: started, watched, started again, stopped without leaving any behind."""

import ctypes
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

# In the environment of every child and so of its children: what a killed supervisor left behind is found by it.
MARK = "EVENHAND_SUPERVISED"
PR_SET_PDEATHSIG = 1
LOG_BYTES = 20_000_000
STEADY_SECONDS = 60.0
LONGEST_PAUSE = 30.0
# A web request or a task may end in this time; what it does not finish is done again from its row.
STOP_SECONDS = 10.0

_libc = ctypes.CDLL(None, use_errno=True)


@dataclass
class Child:
    """One process of the application and what is known of it. Times are of the monotonic clock, in seconds."""

    name: str
    command: list[str]
    log: Path
    process: "subprocess.Popen[bytes] | None" = None
    started_at: float = 0.0
    start_after: float = 0.0
    pause: float = field(default=1.0)
    nice: int = 0  # how far it steps back for the others on this machine: 0 not at all, 19 most

    def start(self, environment: dict[str, str]) -> None:
        """Start it in a session of its own, so that Ctrl-C reaches the supervisor and nobody else."""
        supervisor = os.getpid()

        def die_with_supervisor() -> None:
            _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
            if os.getppid() != supervisor:
                os._exit(1)
            _step_back(self.nice)

        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 - our own commands
                self.command,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_supervisor,
            )
        self.started_at = time.monotonic()

    def ended(self) -> int | None:
        """The exit code once it has ended; None while it runs or before it was started."""
        return self.process.poll() if self.process else None

    def plan_restart(self) -> float:
        """Decide when to start it again: at once after a long life, later and later after short ones."""
        lived = time.monotonic() - self.started_at
        self.pause = 1.0 if lived > STEADY_SECONDS else min(self.pause * 2, LONGEST_PAUSE)
        self.start_after = time.monotonic() + self.pause
        self.process = None
        return self.pause

    def end_of_log(self, lines: int = 5) -> str:
        """The last lines that it wrote."""
        with suppress(OSError):
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
        return ""

    def keep_log_short(self) -> None:
        """Keep one older piece of a log that grew long. It is open for appending: cutting it is safe."""
        with suppress(OSError):
            if self.log.stat().st_size > LOG_BYTES:
                shutil.copyfile(self.log, self.log.with_suffix(".log.1"))
                os.truncate(self.log, 0)


def _step_back(nice: int) -> None:
    """Be nice to the other sessions too: where Linux shares the processors out by session, a process's own niceness counts
    within its session alone."""
    if not nice:
        return
    os.nice(nice)
    for _ in range(20):  # whoever is not root may set this once in a tenth of a second, on the whole machine
        try:
            Path("/proc/self/autogroup").write_text(str(nice))
        except BlockingIOError:
            time.sleep(0.1)
        except OSError:  # shared out by process, or not Linux
            return
        else:
            return


def stop_all(children: list[Child]) -> None:
    """Ask all to end, wait, and kill what remains of their groups."""
    running = [child.process for child in children if child.process]
    for process in running:
        with suppress(ProcessLookupError):
            process.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for process in running:
        with suppress(subprocess.TimeoutExpired):
            process.wait(max(0.0, deadline - time.monotonic()))
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def left_behind(mark: str) -> list[int]:
    """Processes (not zombies) whose environment carries the mark of this data folder."""
    wanted = f"{MARK}={mark}".encode()
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            with suppress(OSError):  # gone meanwhile, or somebody else's
                if wanted in (entry / "environ").read_bytes().split(b"\0"):
                    found.append(int(entry.name))
    return found


def end_left_behind(mark: str, tell: Callable[[str], None]) -> None:
    """End what an earlier supervisor, killed, left behind. The caller holds the supervisor's lock: nobody needs them."""
    left = left_behind(mark)
    if not left:
        return
    tell(f"Ending {len(left)} processes of an earlier run that was killed.")
    deadline = time.monotonic() + STOP_SECONDS
    for number in (signal.SIGTERM, signal.SIGKILL):
        for pid in left_behind(mark):
            with suppress(ProcessLookupError):
                os.kill(pid, number)
        while left_behind(mark) and time.monotonic() < deadline:
            time.sleep(0.1)
