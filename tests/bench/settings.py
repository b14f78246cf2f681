"""The settings of the project, with the floor's address beside its own."""

from config.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.urls"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOG_LEVEL = "ERROR"
LOGGING = {"level": "ERROR"}
ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
TEMPLATES[0]["DIRS"].append(BASE_DIR / "tests" / "bench" / "templates")  # type: ignore[attr-defined]  # noqa: F405
