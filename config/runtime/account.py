"""Who the embedded servers run as, and folders that this account can use.

Postgres refuses to run as root. Under root both servers therefore get an account of their own; otherwise they
run as whoever started them.
"""

import os
import pwd
import shutil
import subprocess
from pathlib import Path
from typing import TypedDict

ACCOUNT = "evenhand"
OTHERS_MAY_PASS = 0o001


class RunAs(TypedDict, total=False):
    """Keyword arguments of `subprocess.run` that change to the servers' account; none when not root."""

    user: int
    group: int
    extra_groups: list[int]


class FolderNotReachable(RuntimeError):
    """A folder on the way to the data is closed to the servers' account."""


def run_as() -> RunAs:
    """The account for the servers, made at the first use under root."""
    if os.geteuid() != 0:
        return {}
    entry = _entry()
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _entry() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        pass
    useradd = shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if useradd is None:
        raise RuntimeError(
            f"Postgres does not run as root, and there is no account '{ACCOUNT}' for it. "
            "Make one, or run Evenhand as an ordinary user."
        )
    command = [
        useradd,
        "--system",
        "--user-group",
        "--no-create-home",
        "--home-dir",
        "/",
        "--shell",
        "/usr/sbin/nologin",
        ACCOUNT,
    ]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - a fixed command
    return pwd.getpwnam(ACCOUNT)


def closed_parent(path: Path) -> Path | None:
    """The first folder above `path` that other accounts may not pass through, or None."""
    for parent in reversed(path.resolve().parents):
        if parent.exists() and not parent.stat().st_mode & OTHERS_MAY_PASS:
            return parent
    return None


def make_data_folder(path: Path) -> None:
    """Make the folder that holds everything, private, but passable for the servers' account under root.

    Raises FolderNotReachable instead of opening folders above it that are not ours.
    """
    path.mkdir(parents=True, exist_ok=True, mode=0o711)
    if path.stat().st_uid != os.geteuid():
        raise FolderNotReachable(f"{path} belongs to another account. Choose another folder with EVENHAND_DATA.")
    path.chmod(0o711 if os.geteuid() == 0 else 0o700)
    closed = closed_parent(path / "x") if os.geteuid() == 0 else None
    if closed is not None:
        raise FolderNotReachable(
            f"The database's own account cannot reach {path}, because {closed} is closed. "
            "Choose another folder with EVENHAND_DATA."
        )


def make_own_folder(path: Path) -> None:
    """Make a folder that only the servers' account (and root) can enter."""
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    account = run_as()
    if account:
        os.chown(path, account["user"], account["group"])
    path.chmod(0o700)
