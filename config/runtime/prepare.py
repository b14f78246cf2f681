"""Everything between the code and a database that fits it: migrations, demo data, static files.

`needed()` answers without Django, in milliseconds, whether there is anything to do; `python -m config.runtime.prepare` does it.
"""

import hashlib
import json
import os
from pathlib import Path

import psycopg

from config import services

STAMP = "prepared.json"
WATCHED = ("*/migrations/*.py", "static/**/*", "requirements/base.txt")


def needed() -> bool:
    """False when this code has been prepared for this very database before, and static files lie there."""
    try:
        stamp = json.loads((services.data_dir() / STAMP).read_text())
    except (OSError, ValueError):
        return True
    statics = services.static_root() / "staticfiles.json"
    return not statics.exists() or bool(stamp != _state())


def _state() -> dict[str, str | None]:
    return {"code": _code(), "database": _migrations()}


def _code() -> str:
    """A fingerprint of the files that preparing depends on: names, sizes, times of change."""
    digest = hashlib.sha256()
    for pattern in WATCHED:
        for file in sorted(services.PROJECT.glob(pattern)):
            status = file.stat()
            digest.update(f"{file}|{status.st_size}|{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _migrations() -> str | None:
    """A fingerprint of what the database says has been done to it; None for a new one."""
    where = services.database()
    try:
        with psycopg.connect(
            host=where["HOST"],
            port=where.get("PORT") or None,
            user=where["USER"],
            password=where.get("PASSWORD") or None,
            dbname=where["NAME"],
            connect_timeout=10,
            **where["OPTIONS"],
        ) as connection:
            rows = connection.execute("SELECT app, name, applied::text FROM django_migrations ORDER BY id").fetchall()
    except psycopg.errors.UndefinedTable:
        return None
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def main() -> None:
    """Migrate, fill an empty database with the demo (where `DEMO` is 1), collect static files, and note that it is done."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django  # here, because `needed` must stay quick

    django.setup()
    from django.contrib.auth import get_user_model
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    if os.environ.get("DEMO") == "1" and not get_user_model().objects.exists():
        call_command("load_demo")
    call_command("collectstatic", verbosity=0, interactive=False)
    stamp: Path = services.data_dir() / STAMP
    stamp.write_text(json.dumps(_state()))


if __name__ == "__main__":
    main()
