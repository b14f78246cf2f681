"""The settings of the processes that these tests start: the product's own, with engines that tests can hold and break.

Everything else comes from the environment, as in production: see `world.environment_of`.
"""

import os
from pathlib import Path

from config.settings import *  # noqa: F403

# Where tests and engines leave notes for each other (tests/processes/engines.py).
NOTES = Path(os.environ["NOTES"])
GRADING_ENGINES = {
    "offline": "scoring.grading.offline.OfflineGrading",
    "held": "tests.processes.engines.HeldGrading",
    "broken": "tests.processes.engines.BrokenGrading",
}
DRAFTING_ENGINE = "tests.processes.engines.Drafting"
ROUND_02 = "spoken"
LISTENING_ENGINE = "tests.processes.engines.Listening"
SPEAKING_ENGINE = ""
# A mail is a file: it can be counted.
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = NOTES / "mails"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Plain names: nothing is collected before these tests.
STORAGES = STORAGES | {  # noqa: F405
    "default": {"BACKEND": "tests.processes.engines.Storage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
