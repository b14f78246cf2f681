"""Addresses without servers, and the embedded servers with several users at once."""

import os
import signal
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from config import services
from config.runtime import account, postgres
from tests.config.processes import data_folder, postmaster, python, running_on

HOLD = "import sys; from config import services; services.ensure(durable=False); print('up', flush=True); sys.stdin.read()"


@pytest.fixture
def folder() -> Iterator[Path]:
    with data_folder() as made:
        yield made


@pytest.fixture
def embedded(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Path:
    for name in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "TEST_NAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("EVENHAND_DATA", str(folder))
    return folder


def hold(folder: Path) -> "subprocess.Popen[str]":
    """A process that uses the servers until its standard input ends."""
    process = python(folder, "-c", HOLD)
    assert process.stdout is not None
    assert process.stdout.readline() == "up\n"
    return process


def leave(process: "subprocess.Popen[str]") -> None:
    process.communicate(timeout=30)
    assert process.returncode == 0


def test_addresses_are_known_while_nothing_runs(embedded: Path) -> None:
    assert Path(services.database()["HOST"]).is_absolute()
    assert services.redis_url().startswith("unix:///")
    assert services.broker_url().startswith("redis+socket:///")
    assert services.is_embedded_database()
    assert list(embedded.iterdir()) == []


def test_a_long_path_gets_a_short_socket(monkeypatch: pytest.MonkeyPatch, embedded: Path) -> None:
    monkeypatch.setenv("EVENHAND_DATA", str(embedded / ("long" * 30)))
    assert len(services.database()["HOST"]) <= services.LONGEST_SOCKET_FOLDER


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "postgres://ana:p%40ss@db.example.com:5433/hiring?sslmode=require",
            {
                "USER": "ana",
                "PASSWORD": "p@ss",
                "HOST": "db.example.com",
                "PORT": "5433",
                "NAME": "hiring",
                "OPTIONS": {"sslmode": "require", **services.NOTICE},
            },
        ),
        (
            "postgresql:///hiring?host=/run/postgresql",
            {"USER": "", "PASSWORD": "", "HOST": "/run/postgresql", "PORT": "", "NAME": "hiring", "OPTIONS": services.NOTICE},
        ),
        (
            "postgres://ana@%2Frun%2FPostgres/hiring",
            {"USER": "ana", "PASSWORD": "", "HOST": "/run/Postgres", "PORT": "", "NAME": "hiring", "OPTIONS": services.NOTICE},
        ),
        (
            "postgres://u:p@[::1]/hiring",
            {"USER": "u", "PASSWORD": "p", "HOST": "::1", "PORT": "", "NAME": "hiring", "OPTIONS": services.NOTICE},
        ),
    ],
)
def test_a_database_url_is_taken_apart(monkeypatch: pytest.MonkeyPatch, url: str, expected: dict[str, object]) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    found = services.database()
    assert {name: found[name] for name in expected} == expected


def test_what_a_database_url_says_of_keeping_alive_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://u@h/hiring?keepalives_idle=300")
    assert services.database()["OPTIONS"]["keepalives_idle"] == "300"


def test_behind_a_pooler_no_cursor_outlives_its_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not services.database()["DISABLE_SERVER_SIDE_CURSORS"]
    monkeypatch.setenv("DATABASE_POOLED", "1")
    assert services.database()["DISABLE_SERVER_SIDE_CURSORS"]


@pytest.mark.parametrize("url", ["mysql://u@h/name", "postgres://host", "nonsense"])
def test_a_wrong_database_url_is_explained(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(services.SettingWrong, match="must look like postgres://"):
        services.database()


def test_a_test_run_names_its_own_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_NAME", "ana")
    assert services.database()["TEST"] == {"NAME": "test_ana"}


def test_a_given_broker_is_used_by_both_spellings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "rediss://:secret@cache.example.com:6380/2")
    assert services.redis_url() == services.broker_url() == "rediss://:secret@cache.example.com:6380/2"


def test_a_socket_of_the_broker_keeps_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "unix:///run/valkey.sock?db=7")
    assert services.broker_url() == "redis+socket:///run/valkey.sock?virtual_host=7"


def test_the_secret_key_is_made_once_and_private(embedded: Path) -> None:
    first = services.secret_key()
    assert len(first) >= 50
    assert services.secret_key() == first
    assert stat.S_IMODE((embedded / "secret_key").stat().st_mode) == 0o600


def test_the_secret_key_must_be_given_with_a_database(monkeypatch: pytest.MonkeyPatch, embedded: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://u@h/name")
    with pytest.raises(services.SettingMissing, match="SECRET_KEY must be set"):
        services.secret_key()
    monkeypatch.setenv("SECRET_KEY", "given")
    assert services.secret_key() == "given"


def test_a_folder_that_others_cannot_pass_is_found(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    assert account.closed_parent(tmp_path / "data") is not None
    assert account.closed_parent(Path("/usr/bin/env")) is None


@pytest.mark.processes
def test_two_starts_at_once_share_one_server_and_the_last_stops_it(folder: Path) -> None:
    first, second = python(folder, "-c", HOLD), python(folder, "-c", HOLD)
    assert first.stdout is not None
    assert second.stdout is not None
    assert (first.stdout.readline(), second.stdout.readline()) == ("up\n", "up\n")
    server = postmaster(folder)
    leave(first)
    with psycopg.connect(host=str(folder / "postgres"), user=postgres.ROLE, dbname=postgres.DATABASE) as connection:
        assert connection.execute("SELECT current_setting('max_connections')").fetchone() == ("100",)
    assert postmaster(folder) == server
    leave(second)
    assert running_on(folder) == []


@pytest.mark.processes
def test_servers_of_a_killed_user_are_adopted_with_their_data(folder: Path) -> None:
    killed = hold(folder)
    server = postmaster(folder)
    with psycopg.connect(host=str(folder / "postgres"), user=postgres.ROLE, dbname=postgres.DATABASE) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    killed.send_signal(signal.SIGKILL)
    killed.communicate(timeout=10)
    assert server in running_on(folder)

    following = hold(folder)
    assert postmaster(folder) == server
    leave(following)
    assert running_on(folder) == []

    again = hold(folder)
    with psycopg.connect(host=str(folder / "postgres"), user=postgres.ROLE, dbname=postgres.DATABASE) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)
    leave(again)


@pytest.mark.processes
def test_a_pid_file_of_a_dead_server_does_not_stop_the_next(folder: Path) -> None:
    leave(hold(folder))
    (folder / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n{folder / 'postgres'}\n")
    leave(hold(folder))


@pytest.mark.processes
def test_help_of_a_command_starts_nothing(folder: Path) -> None:
    output, _ = python(folder, "manage.py", "migrate", "--help").communicate(timeout=60)
    assert "usage: manage.py migrate" in output
    assert not (folder / "postgres").exists()
