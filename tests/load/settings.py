"""The settings of the project, with the floor's address of the bench beside its own. Nothing else differs from production."""

from config.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.urls"
TEMPLATES[0]["DIRS"].append(BASE_DIR / "tests" / "bench" / "templates")  # type: ignore[attr-defined]  # noqa: F405
