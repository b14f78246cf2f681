"""The settings of the project, on servers of the tests' own: prepared before anything reads them.

The servers live in one folder outside the project (`EVENHAND_TEST_DATA` changes it) and are shared by test runs at the same
time: `TEST_NAME=…` gives each run a database of its own. The last run to end stops them.
"""

import os
import tempfile
import zlib
from pathlib import Path

from config import services

OURS = (
    *("DJANGO_", "EVENHAND_", "EMAIL_", "DEMO", "LLM_"),
    *("SPEECH", "LISTENING_", "SPEAKING_", "ROUND_02", "WHISPER_", "PIPER_", "VOICE_"),
)


def _prepare_environment() -> None:
    """Before Django reads its settings. Workers of pytest-xdist come here too, each in a process of its own."""
    for name in list(os.environ):
        if name.startswith(OURS) and name != "EVENHAND_TEST_DATA":
            del os.environ[name]
    folder = os.environ.get("EVENHAND_TEST_DATA") or Path(tempfile.gettempdir()) / f"evenhand-tests-{os.geteuid()}"
    if os.environ.get("REDIS_URL", "").startswith(f"unix://{folder}/"):
        del os.environ["REDIS_URL"]  # inherited from the run: its workers must not empty each other's cache
    # Workers of pytest-xdist inherit it; without it they would read the settings of the product.
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    os.environ["EVENHAND_DATA"] = str(folder)
    os.environ["SECRET_KEY"] = "tests sign with this and keep nothing"
    services.ensure(durable=False)
    if services.is_embedded_broker():
        os.environ["REDIS_URL"] = services.redis_url().replace("db=0", f"db={_own_number()}")


def _own_number() -> int:
    """A database of the broker for this test run and worker: 1 … 1023."""
    name = os.environ.get("TEST_NAME", "") + os.environ.get("PYTEST_XDIST_WORKER", "")
    return zlib.crc32(name.encode()) % 1023 + 1


_prepare_environment()

from config.settings import *  # noqa: E402, F403  # only now: they read the environment

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # a slow hash proves nothing here
EMAIL_IS_SET_UP = False
LISTENING_ENGINE = SPEAKING_ENGINE = ""  # no test listens or speaks unless it asks to
# Served from where they lie, by their own names: nothing is collected for a test.
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}  # noqa: F405
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405  # WhiteNoise warns where there is none
