"""Where the database and the broker are, and the embedded ones for a machine that has neither.

Without `DATABASE_URL` the application brings its own Postgres, without `REDIS_URL` its own Valkey, both from wheels
and both on unix sockets inside the data folder. Asking for an address starts nothing; `ensure()` starts.

Every process that called `ensure()` holds a shared lock on a file until it ends, however it ends. The last one to
leave takes the lock for itself and stops the servers. A server whose users were killed is adopted by the next.

This module imports no Django: settings import it.
"""

import atexit
import fcntl
import hashlib
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from config.runtime import account, postgres, valkey

PROJECT = Path(__file__).resolve().parent.parent
# sun_path holds 108 bytes; Postgres adds "/.s.PGSQL.5432.lock".
LONGEST_SOCKET_FOLDER = 80
KEEP_CONNECTION_SECONDS = 300
# A database that is gone without a word is noticed after a minute instead of two hours; seconds, seconds, times.
NOTICE = {"keepalives_idle": "30", "keepalives_interval": "10", "keepalives_count": "3"}


class SettingMissing(RuntimeError):
    """An environment variable that has no sensible default is not set."""


class SettingWrong(RuntimeError):
    """An environment variable cannot be understood."""


def data_dir() -> Path:
    """The folder of everything that is kept: database, uploads, secret key."""
    chosen = os.environ.get("EVENHAND_DATA")
    if chosen:
        return Path(chosen).expanduser().absolute()
    return Path("/var/lib/evenhand") if os.geteuid() == 0 else PROJECT / "var"


def static_root() -> Path:
    """Where static files are collected to: beside the data, so that two installations never share them."""
    return Path(os.environ.get("STATIC_ROOT") or data_dir() / "static")


def is_embedded_database() -> bool:
    """True when the application brings its own Postgres."""
    return not os.environ.get("DATABASE_URL")


def is_embedded_broker() -> bool:
    """True when the application brings its own Valkey."""
    return not os.environ.get("REDIS_URL")


def database() -> dict[str, Any]:
    """Django's `DATABASES["default"]`.

    `TEST_NAME` makes the name of the test database one's own, so that several test runs can share a server.
    Raises SettingWrong for a `DATABASE_URL` that is no address of a Postgres.
    """
    url = os.environ.get("DATABASE_URL")
    found = _database_from(url) if url else {"HOST": str(_postgres_socket()), "USER": postgres.ROLE, "NAME": postgres.DATABASE}
    test_name = os.environ.get("TEST_NAME")
    test = {"NAME": f"test_{test_name}"} if test_name else {}
    # Connections stay open between requests; one that the server closed meanwhile is noticed and opened again.
    kept = {"CONN_MAX_AGE": KEEP_CONNECTION_SECONDS, "CONN_HEALTH_CHECKS": True}
    # A pooler that lends a connection for one transaction knows nothing of a cursor that is read over several.
    pooled = {"DISABLE_SERVER_SIDE_CURSORS": os.environ.get("DATABASE_POOLED") == "1"}
    return {"ENGINE": "django.db.backends.postgresql", "TEST": test, "OPTIONS": {}} | kept | pooled | found


def _database_from(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    name = unquote(parts.path.removeprefix("/"))
    if parts.scheme not in {"postgres", "postgresql"} or not name:
        raise SettingWrong("DATABASE_URL must look like postgres://user:password@host:5432/name?sslmode=require.")
    options = dict(parse_qsl(parts.query))
    # A socket's folder stands in the query (?host=/run/postgresql) or, quoted, where the host does.
    at = parts.netloc.rpartition("@")[2]
    host = options.pop("host", None) or (unquote(at.partition(":")[0]) if at.lower().startswith("%2f") else parts.hostname)
    return {
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host or "",
        "PORT": options.pop("port", None) or str(parts.port or ""),
        "OPTIONS": NOTICE | options,
    }


def redis_url() -> str:
    """The address of Redis for redis-py and Django's cache: redis://, rediss:// or unix://."""
    return os.environ.get("REDIS_URL") or f"unix://{_valkey_socket()}?db=0"


def broker_url() -> str:
    """The same address as Celery spells it: it has its own word for a unix socket."""
    url = redis_url()
    if not url.startswith("unix://"):
        return url
    path, _, query = url.removeprefix("unix://").partition("?")
    number = dict(parse_qsl(query)).get("db", "0")
    return f"redis+socket://{path}?virtual_host={number}"


def secret_key() -> str:
    """The key that signs sessions and candidates' links: given, or made once and kept beside the embedded database.

    Raises SettingMissing with a database of one's own: several machines must then share one key.
    """
    given = os.environ.get("SECRET_KEY")
    if given:
        return given
    if not is_embedded_database():
        raise SettingMissing(
            "SECRET_KEY must be set where DATABASE_URL is set, the same on every machine. "
            "Make one: python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
        )
    return kept_secret("secret_key")


def demo_password() -> str:
    """The password of the demo accounts: given, or random and kept beside the data."""
    return os.environ.get("DEMO_PASSWORD") or kept_secret("demo_password", size=9)


def kept_secret(name: str, *, size: int = 50) -> str:
    """A random secret of this installation (`size` bytes), made at the first call and readable by its owner only."""
    file = data_dir() / name
    if not file.exists():
        account.make_data_folder(data_dir())
        with _locked(data_dir() / "lock"):
            if not file.exists():
                unfinished = file.with_suffix(".unfinished")
                unfinished.unlink(missing_ok=True)
                unfinished.touch(mode=0o600)
                unfinished.write_text(secrets.token_urlsafe(size))
                unfinished.rename(file)
    return file.read_text().strip()


def ensure(*, durable: bool = True) -> None:
    """Have the embedded servers running while this process lives; does nothing when both are given.

    `durable=False` trades safety against a power cut for speed: for tests. Safe to call from several processes at
    once, and more than once. Raises PostgresNotStarted, ValkeyNotStarted or FolderNotReachable.
    """
    if not (is_embedded_database() or is_embedded_broker()):
        return
    folder = data_dir()
    account.make_data_folder(folder)
    with _locked(folder / "lock"):
        _hold(folder)
        if is_embedded_database():
            postgres.ensure(folder / "postgres", _postgres_socket(), durable=durable)
        if is_embedded_broker():
            valkey.ensure(folder / "valkey", _valkey_socket())


_held: dict[Path, tuple[int, int]] = {}


def _hold(folder: Path) -> None:
    """Count this process among the users of the servers, until it ends."""
    if folder in _held and _held[folder][0] == os.getpid():
        return
    users = os.open(folder / "users", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(users, fcntl.LOCK_SH)
    _held[folder] = (os.getpid(), users)
    atexit.register(release, folder)


def release(folder: Path | None = None) -> None:
    """Leave the servers of a data folder; the last to leave stops them. Called at exit; earlier does no harm."""
    folder = folder or data_dir()
    pid, users = _held.get(folder, (0, 0))
    if pid != os.getpid():  # never held, or held by the parent that this process was forked from
        return
    del _held[folder]
    with _locked(folder / "lock"):
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        else:
            valkey.stop(_valkey_socket(folder))
            postgres.stop(folder / "postgres")
        finally:
            os.close(users)


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _socket_folder(wanted: Path) -> Path:
    """`wanted`, or a short folder of the same meaning where its path is too long for a unix socket."""
    if len(os.fsencode(wanted)) <= LONGEST_SOCKET_FOLDER:
        return wanted
    digest = hashlib.sha256(os.fsencode(wanted)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"evenhand-{os.geteuid()}-{digest}"


def _postgres_socket(folder: Path | None = None) -> Path:
    return _socket_folder((folder or data_dir()) / "postgres")


def _valkey_socket(folder: Path | None = None) -> Path:
    return _socket_folder((folder or data_dir()) / "valkey") / "valkey.sock"
