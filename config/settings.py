"""Settings, from environment variables; every one has a default that suits one machine (docs/deploy.md lists them)."""

from __future__ import annotations

import json
import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import django_stubs_ext
from django.core.exceptions import ImproperlyConfigured

from config import services

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = services.data_dir()


def _list(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def _flag(name: str, default: str = "0") -> bool:
    return os.environ.get(name, default).lower() in ("1", "true", "yes", "on")


def _amount(name: str) -> Decimal | None:
    return Decimal(os.environ[name]) if os.environ.get(name) else None


def _llm_model() -> str:
    name = os.environ.get("LLM_MODEL", "").strip()
    if name and not all(name.partition(":")):
        raise ImproperlyConfigured(f"LLM_MODEL should be provider:model, like openai:gpt-4o, and is {name!r}.")
    return name


def _llm_parameters() -> dict[str, Any]:
    """Parameters of a language model, from JSON. They are stored with each call, so that headers have no place in them."""
    try:
        given = json.loads(os.environ.get("LLM_PARAMETERS") or "{}")
    except json.JSONDecodeError as error:
        raise ImproperlyConfigured(f"LLM_PARAMETERS should be a JSON object: {error}") from error
    if not isinstance(given, dict) or given.keys() & {"extra_headers", "timeout", "request_timeout", "max_retries"}:
        raise ImproperlyConfigured("LLM_PARAMETERS should be a JSON object without extra_headers, time-outs and max_retries.")
    return {"temperature": 0, "max_tokens": 8000, **given}


def _grading_runs() -> int:
    """An odd number, so that one of them is the median. Raises ImproperlyConfigured."""
    runs = int(os.environ.get("GRADING_RUNS", "3"))
    if runs < 1 or runs % 2 == 0 or runs > 15:
        raise ImproperlyConfigured(f"GRADING_RUNS should be an odd number of at most 15, and is {runs}.")
    return runs


def _llm_work_seconds() -> float:
    """Less than the broker's visibility timeout, after which a message is handed to a second worker."""
    seconds = float(os.environ.get("LLM_WORK_SECONDS", "240"))
    if not 0 < seconds <= 3000:
        raise ImproperlyConfigured(f"LLM_WORK_SECONDS should be more than 0 and at most 3000, and is {seconds:g}.")
    return seconds


def _one_of(name: str, *choices: str) -> str:
    """The value of a variable that has few; the first is the default."""
    value = os.environ.get(name) or choices[0]
    if value not in choices:
        raise ImproperlyConfigured(f"{name} should be one of {', '.join(choices)}, and is {value!r}.")
    return value


DEBUG = _flag("DEBUG")
SECRET_KEY = services.secret_key()
SECRET_KEY_FALLBACKS = _list("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = _list("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
# What a link in a mail begins with; also decides whether cookies are for HTTPS alone.
SITE_URL = os.environ.get("SITE_URL", f"http://127.0.0.1:{os.environ.get('PORT', '8000')}").rstrip("/")
HTTPS = SITE_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = _list("CSRF_TRUSTED_ORIGINS", SITE_URL if HTTPS else "")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "pgtrigger",
    "pghistory",
    "jobspecs",
    "interviews",
    "scoring",
]

MIDDLEWARE = [
    "config.middleware.request_log",
    "config.intake.text_alone",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Default deny: a view is for members unless it is marked with login_not_required.
    "config.middleware.MembersOnly",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.middleware.HistoryContext",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "builtins": ["config.pure"],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["config.loaders.Folders", "config.loaders.Apps"],
                )
            ]
            if not DEBUG
            else ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "jobspecs.context.organisation",
                "interviews.context.voice",
            ],
        },
    }
]

# --- data ---------------------------------------------------------------------------------------------------------
DATABASES = {"default": services.database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = services.redis_url()
CACHES = {
    "default": {
        "BACKEND": "config.cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},  # seconds that a page waits for a cache at most
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
STORAGES = {
    "default": {
        "BACKEND": os.environ.get("STORAGE_BACKEND", "django.core.files.storage.FileSystemStorage"),
    },
    "staticfiles": {"BACKEND": "config.storage.StaticFiles"},
}
MEDIA_ROOT = DATA_DIR / "media"
STATIC_URL = "/static/"
STATIC_ROOT = services.static_root()
STATICFILES_DIRS = [BASE_DIR / "static"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "config.intake.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- people -------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "jobspecs.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "config.accounts.ClosedSignup"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key,20/m/ip", "reset_password": "5/h/key,20/h/ip"}

# --- security -----------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "media-src": ["'self'", "blob:"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True  # the token is in the page
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_SSL_REDIRECT = _flag("SSL_REDIRECT")
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # a load balancer asks without TLS
if _flag("BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# How many proxies stand in front and add to X-Forwarded-For: whose word is taken for a client's address.
TRUSTED_PROXIES = int(os.environ.get("TRUSTED_PROXIES", "0"))
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
X_FRAME_OPTIONS = "DENY"
# Attempts in a window of seconds: (count, seconds).
# How many in how many seconds. Invitations count people: by mail or by link, new or renewed.
RATE_LIMITS = {
    "invite": (500, 3600),
    "candidate_link": (30, 60),
    "candidate_write": (240, 60),
    "candidate_piece": (1200, 60),
    "candidate_request": (10, 86400),
    "candidate_sound": (120, 60),  # takes decoded to their end: measured, or copied to be played
}

# --- mail ---------------------------------------------------------------------------------------------------------
EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = _flag("EMAIL_USE_TLS", "1" if EMAIL_PORT == 587 else "0")
EMAIL_USE_SSL = _flag("EMAIL_USE_SSL", "1" if EMAIL_PORT == 465 else "0")
EMAIL_TIMEOUT = 20
EMAIL_IS_SET_UP = bool(EMAIL_HOST)
# Without a server nothing is sent and nothing is said to be sent: the pages show links to copy.
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_IS_SET_UP else 'dummy'}.EmailBackend"
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "Evenhand <evenhand@localhost>")

# --- language models (docs/llm.md); the key is read where it is used and is no setting -----------------------------
LLM_MODEL = _llm_model()  # "openai:gpt-4o"; empty: none is asked
LLM_BASE_URL = os.environ.get("LLM_BASE_URL", "").strip()
LLM_TIMEOUT_SECONDS = float(os.environ.get("LLM_TIMEOUT_SECONDS", "60"))  # of one request
LLM_TRIES = int(os.environ.get("LLM_TRIES", "3"))  # of one question
LLM_WORK_SECONDS = _llm_work_seconds()  # of all questions for one piece of work, with all pauses
LLM_BUDGET_TOKENS = int(os.environ.get("LLM_BUDGET_TOKENS", "100000")) or None  # of one job spec; 0: no limit
LLM_ANSWERS = _one_of("LLM_ANSWERS", "auto", "native", "tool", "prompted")  # how the form of an answer is asked for
LLM_PARAMETERS = _llm_parameters()
# US dollars for a million tokens, where the model's price is not known to pydantic-ai.
LLM_PRICE_INPUT = _amount("LLM_PRICE_INPUT")
LLM_PRICE_OUTPUT = _amount("LLM_PRICE_OUTPUT")

# --- engines ------------------------------------------------------------------------------------------------------
_ENGINE_OF = "llm.Llm" if LLM_MODEL else "offline.Offline"
DRAFTING_ENGINE = os.environ.get("DRAFTING_ENGINE", f"jobspecs.drafting.{_ENGINE_OF}Drafting")
QUESTION_ENGINE = os.environ.get("QUESTION_ENGINE", f"jobspecs.questions.{_ENGINE_OF}Questions")
# A spec keeps the name of one, so that its candidates are graded alike.
GRADING_ENGINES = {"offline": "scoring.grading.offline.OfflineGrading"} | (
    {"llm": "scoring.grading.llm.LlmGrading"} if LLM_MODEL else {}
)
GRADING_ENGINE = os.environ.get("GRADING_ENGINE", "offline")
GRADING_RUNS = _grading_runs()  # of a language model for each competency; their median counts

# --- voice (docs/voice.md) -----------------------------------------------------------------------------------------
# Dotted paths; empty: none. "auto" is an endpoint where SPEECH_BASE_URL or SPEECH_API_KEY is set, else what this machine
# has installed, else none. Web and worker machines must agree.
SPEECH = _flag("SPEECH", "1")  # 0: "auto" takes nothing of what is installed here
LISTENING_ENGINE = os.environ.get("LISTENING_ENGINE", "auto")
SPEAKING_ENGINE = os.environ.get("SPEAKING_ENGINE", "auto")
# "auto": spoken where something listens, else typed. "spoken" without an engine: recordings wait for their transcript.
ROUND_02 = _one_of("ROUND_02", "auto", "spoken", "typed")
SPEECH_BASE_URL = os.environ.get("SPEECH_BASE_URL", "").strip()  # of an OpenAI-compatible endpoint
SPEECH_LISTEN_MODEL = os.environ.get("SPEECH_LISTEN_MODEL", "whisper-1")
SPEECH_SPEAK_MODEL = os.environ.get("SPEECH_SPEAK_MODEL", "tts-1")
SPEECH_VOICE = os.environ.get("SPEECH_VOICE", "alloy")
SPEECH_TIMEOUT_SECONDS = float(os.environ.get("SPEECH_TIMEOUT_SECONDS", "300"))
WHISPER_MODEL = os.environ.get("WHISPER_MODEL", "")  # a folder, or a name to download; empty: the one from the wheels
WHISPER_THREADS = int(os.environ.get("WHISPER_THREADS", "0"))  # 0: as many as the library likes
PIPER_VOICE = os.environ.get("PIPER_VOICE", "")  # an .onnx file; empty: the one from the wheel
VOICE_TRIES = int(os.environ.get("VOICE_TRIES", "3"))  # takes a prompt; one in which nobody was heard does not count
VOICE_PIECE_BYTES = 1024 * 1024  # the largest piece: about a second is 6 to 20 KB
VOICE_TAKE_BYTES = 40 * 1024 * 1024
VOICE_INTERVIEW_BYTES = 200 * 1024 * 1024  # pieces that are held at a time
CORRECTION_HOURS = 48  # how long after handing in a candidate may fix wrong words

# --- webhooks (docs/webhooks.md) -----------------------------------------------------------------------------------
WEBHOOKS_TO_THIS_MACHINE = DEBUG  # also plain HTTP to localhost: to try receivers out

# --- background ---------------------------------------------------------------------------------------------------
WORK_LEASE_SECONDS = int(os.environ.get("WORK_LEASE_SECONDS", "60"))
WORK_RETRY_SECONDS = int(os.environ.get("WORK_RETRY_SECONDS", "5"))
# How often the sweeper looks for work that stands still.
SWEEP_SECONDS = float(os.environ.get("SWEEP_SECONDS", "15"))
CELERY_BROKER_URL = services.broker_url()
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # workers and beat wait for as long as it takes
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,  # longer than the longest task
    # Who sends from a page gives up at once, and never waits for long: the sweeper sends what could not be sent.
    "max_retries": 0,
    "socket_connect_timeout": 1,
    "socket_timeout": 1,
    "socket_keepalive": True,
}
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"

# --- words --------------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

LOG_LEVEL = os.environ.get("LOG_LEVEL", "INFO")
LOGGING_CONFIG = "config.logs.configure"
LOGGING = {"level": LOG_LEVEL}
