"""All settings, read once from the environment. A value that cannot be used stops the start with its name.

Everything the app writes lives under ``SKILLGRAPH_VAR``; nothing secret lives in the repository.
"""

import os
import secrets
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from environs import Env, validate

env = Env()

BASE_DIR = Path(__file__).resolve().parent.parent


def _writable_directory(path: Path) -> Path:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"the folder {path} cannot be made ({error.strerror}): point SKILLGRAPH_VAR at a folder that can "
            "be written"
        ) from error
    if not os.access(path, os.W_OK):
        raise ImproperlyConfigured(
            f"the folder {path} cannot be written: change its owner, or point SKILLGRAPH_VAR elsewhere"
        )
    return path


def _existing_directory(name: str) -> Path | None:
    given = env.str(name, default="")
    if not given:
        return None
    path = Path(given).expanduser().resolve()
    if not path.is_dir():
        raise ImproperlyConfigured(f"{name} is {given!r}, which is no folder: correct it or leave it unset")
    return path


def _secret_key(var: Path) -> str:
    """``SECRET_KEY``, or one made for this machine and kept in ``var/secret_key``."""
    given = env.str("SECRET_KEY", default="")
    if given:
        return given
    path = var / "secret_key"
    if not path.exists():
        draft = var / f"secret_key.{os.getpid()}.{secrets.token_hex(4)}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
        try:
            os.link(draft, path)  # first process wins, and nobody ever reads half a key
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()


# Where things are

SKILLGRAPH_VAR = _writable_directory(
    Path(env.str("SKILLGRAPH_VAR", default="") or BASE_DIR / "var").resolve()
)
SKILLGRAPH_DATA_DIR = _existing_directory("SKILLGRAPH_DATA_DIR")
SKILLGRAPH_SAMPLE_DIR = BASE_DIR / "graphdata" / "sample"
LOG_DIR = _writable_directory(SKILLGRAPH_VAR / "logs")

# Search

SKILLGRAPH_ENCODER = env.str("SKILLGRAPH_ENCODER", default="embedded", validate=validate.Length(min=1))
SKILLGRAPH_ALPHA = env.float("SKILLGRAPH_ALPHA", default=0.75, validate=validate.Range(min=0, max=1))
SKILLGRAPH_RERANKER = env.str("SKILLGRAPH_RERANKER", default="").strip()
SKILLGRAPH_RERANK_DEPTH = env.int(
    "SKILLGRAPH_RERANK_DEPTH", default=20, validate=validate.Range(min=2, max=100)
)

# Language model; explain.language_model reads these, and its check says at the start what cannot be used

SKILLGRAPH_LLM_MODEL = env.str("SKILLGRAPH_LLM_MODEL", default="").strip()
SKILLGRAPH_LLM_URL = env.str("SKILLGRAPH_LLM_URL", default="").strip()
SKILLGRAPH_LLM_KEY = env.str("SKILLGRAPH_LLM_KEY", default="")
SKILLGRAPH_LLM_DIALECT = env.str(
    "SKILLGRAPH_LLM_DIALECT", default="auto", validate=validate.OneOf(["auto", "json_schema", "json_object"])
)
SKILLGRAPH_LLM_OPTIONS = env.str("SKILLGRAPH_LLM_OPTIONS", default="{}")
SKILLGRAPH_LLM_TIMEOUT = env.float(
    "SKILLGRAPH_LLM_TIMEOUT", default=60, validate=validate.Range(min=1, max=3_600)
)
SKILLGRAPH_LLM_ATTEMPTS = env.int(
    "SKILLGRAPH_LLM_ATTEMPTS", default=3, validate=validate.Range(min=1, max=10)
)
SKILLGRAPH_LLM_MAX_TOKENS = env.int(
    "SKILLGRAPH_LLM_MAX_TOKENS", default=600, validate=validate.Range(min=100)
)
SKILLGRAPH_LLM_DAILY_TOKENS = env.int(
    "SKILLGRAPH_LLM_DAILY_TOKENS", default=0, validate=validate.Range(min=0)
)
SKILLGRAPH_LLM_DAILY_COST = env.float("SKILLGRAPH_LLM_DAILY_COST", default=0, validate=validate.Range(min=0))
SKILLGRAPH_LLM_PRICES: list[float] = env.list(
    "SKILLGRAPH_LLM_PRICES", default=[0.0, 0.0], subcast=float, validate=validate.Length(equal=2)
)
SKILLGRAPH_SUMMARIES_PER_HOUR = env.int(
    "SKILLGRAPH_SUMMARIES_PER_HOUR", default=30, validate=validate.Range(min=1)
)

# Security

DEBUG = env.bool("DEBUG", default=False)
SKILLGRAPH_TLS = env.bool("SKILLGRAPH_TLS", default=False)
SECRET_KEY = _secret_key(SKILLGRAPH_VAR)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# gunicorn turns X-Forwarded-Proto into the request's scheme, and only for proxies in FORWARDED_ALLOW_IPS.
SECURE_SSL_REDIRECT = SKILLGRAPH_TLS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000) if SKILLGRAPH_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SKILLGRAPH_TLS
SESSION_COOKIE_SECURE = SKILLGRAPH_TLS
CSRF_COOKIE_SECURE = SKILLGRAPH_TLS
SESSION_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
# Joining browsers' preload lists is a promise only the owner of the domain can make.
SILENCED_SYSTEM_CHECKS = ["security.W021"]

_SELF = ["'self'"]
_NONE = ["'none'"]
CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": _NONE,
        "script-src": _SELF,
        "style-src": _SELF,
        "img-src": ["'self'", "data:"],
        "font-src": _SELF,
        "connect-src": _SELF,
        "manifest-src": _SELF,
        "form-action": _SELF,
        "base-uri": _NONE,
        "object-src": _NONE,
        "frame-ancestors": _NONE,
        "upgrade-insecure-requests": SKILLGRAPH_TLS,
    }
}

# Application

INSTALLED_APPS = [
    "skillgraph_site.accounts",
    "explain",
    "graphdata",
    "search",
    "django_htmx",
    "ninja",
    "csp",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "skillgraph_site",
]
MIDDLEWARE = [
    "skillgraph_site.api.middleware.ProblemDocuments",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "skillgraph_site.urls"
WSGI_APPLICATION = "skillgraph_site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "graphdata.lists.context.skill_lists",
            ]
        },
    }
]

# Database

if env.str("DATABASE_URL", default=""):
    DATABASES: dict[str, Any] = {"default": env.dj_db_url("DATABASE_URL")}
else:
    DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": SKILLGRAPH_VAR / "db.sqlite3"}}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Measured: with these, 600 transactions of concurrent writers met no "database is locked".
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL",
    }
else:
    DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People

AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# Languages

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French"))]
LOCALE_PATHS = [BASE_DIR / "skillgraph_site" / "locale"]
FORMAT_MODULE_PATH = ["skillgraph_site.formats"]  # British dates and numbers for English
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", default="UTC")

# Static files

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = SKILLGRAPH_VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
MEDIA_ROOT = SKILLGRAPH_VAR / "uploads"

# Jobs: the row in the database is the truth and the message a nudge, so no result is ever stored.

REDIS_URL = env.str("REDIS_URL", default="")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 1_000_000  # KiB: after a large ingest its process gives the memory back
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 5  # seconds; an ingest cut short is queued again from its row
# Seconds of silence after which a worker is taken for dead and its ingest queued again.
SKILLGRAPH_HEARTBEAT_LIMIT = env.float(
    "SKILLGRAPH_HEARTBEAT_LIMIT", default=60, validate=validate.Range(min=5)
)
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    # Whoever clicks while Redis is down learns so within seconds: recovery repeats what was not sent.
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0.1,
        "socket_connect_timeout": 3,
    }
else:
    _BROKER = SKILLGRAPH_VAR / "broker"
    CELERY_BROKER_URL = "filesystem://localhost//"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_writable_directory(_BROKER / "queue")),
        "data_folder_out": str(_BROKER / "queue"),
        "control_folder": str(_writable_directory(_BROKER / "control")),
        "polling_interval": 0.1,
    }

# Logs say what happened, never who asked what: no addresses, no query texts, no e-mails.

LOG_LEVEL = env.str(
    "LOG_LEVEL", default="INFO", validate=validate.OneOf(["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"])
)
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line"},
        "file": {
            # Several processes write it, and logrotate may move it: the handler notices and reopens.
            "class": "logging.handlers.WatchedFileHandler",
            "filename": LOG_DIR / "skillgraph.log",
            "formatter": "line",
            "delay": True,
            "encoding": "utf-8",
        },
    },
    "root": {"handlers": ["stderr", "file"], "level": LOG_LEVEL},
    "loggers": {"django": {"level": "INFO", "handlers": [], "propagate": True}},
}
