"""Settings, all from the environment (`RW_...`), with defaults that are safe on one machine."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from portaal.secret_files import secret
from routewijzer.documents import MAX_BYTES

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("RW_VAR", ROOT / "var"))


def _list(name: str, default: str) -> list[str]:
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def _number(name: str, default: int, least: int = 1) -> int:
    value = os.environ.get(name, "").strip() or str(default)
    if not value.isdecimal() or int(value) < least:
        raise SystemExit(f"{name} must be a whole number of at least {least}; it is {value!r}.")
    return int(value)


def _rate(name: str, default: str) -> tuple[int, int]:
    """`600/60`: at most 600 in 60 seconds."""
    value = os.environ.get(name, "").strip() or default
    count, slash, seconds = value.partition("/")
    if not slash or not count.isdecimal() or not seconds.isdecimal() or not int(count) or not int(seconds):
        raise SystemExit(f"{name} must look like 600/60 (so many in so many seconds); it is {value!r}.")
    return int(count), int(seconds)


def _database() -> dict[str, object]:
    url = os.environ.get("RW_DATABASE_URL", "").strip()
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(VAR / "portaal.sqlite3"),
            "OPTIONS": {
                "timeout": 5,
                "transaction_mode": "IMMEDIATE",
                # secure_delete: what a person erases is overwritten, not left in free pages.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON;",
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres") or not parts.path.strip("/"):
        raise SystemExit("RW_DATABASE_URL must look like postgresql://user:password@host:5432/name.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": {"connect_timeout": 5, **dict(parse_qsl(parts.query))},
        "CONN_MAX_AGE": None,
    }


# Django
DEBUG = os.environ.get("RW_DEBUG", "") == "1"
SECRET_KEY = secret("RW_SECRET_KEY", VAR / "portaal.sleutel")
ALLOWED_HOSTS = _list("RW_HOSTS", "localhost,127.0.0.1,[::1]")
ROOT_URLCONF = "portaal.urls"
ASGI_APPLICATION = "portaal.asgi.application"
INSTALLED_APPS = ["portaal"]
MIDDLEWARE = ["portaal.web.guard"]
DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
LANGUAGE_CODE = "nl"
TIME_ZONE = "Europe/Amsterdam"
USE_I18N = False
USE_TZ = True
APPEND_SLASH = False
DATA_UPLOAD_MAX_MEMORY_SIZE = None  # `portaal.asgi` limits every body before Django sees it
# A document stays in memory: nothing of it is left on a disk.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * MAX_BYTES
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "portaal.logs.JsonLines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "loggers": {
        "portaal": {"handlers": ["stderr"], "level": os.environ.get("RW_LOG", "INFO"), "propagate": False},
        # Django's own lines hold the path, and with it the conversation's id; `portaal.web` logs requests without it.
        "django": {"handlers": ["stderr"], "level": "CRITICAL", "propagate": False},
    },
}

# The portal
HOST = os.environ.get("RW_ADRES", "127.0.0.1")
PORT = _number("RW_POORT", 8000)
CHANNEL_URL = f"http://127.0.0.1:{_number('RW_RASA_POORT', 5005)}/webhooks/routewijzer/"
CHANNEL_SECRET = secret("RW_GEHEIM", VAR / "geheim")
CHANNEL_TIMEOUT = _number("RW_WACHTTIJD", 20)
RETENTION_DAYS = _number("RW_BEWAARDAGEN", 28)
LIMIT_CONVERSATION = _rate("RW_LIMIET_GESPREK", "600/60")
LIMIT_ADDRESS = _rate("RW_LIMIET_ADRES", "6000/60")
LIMIT_RESUME = _rate("RW_LIMIET_HERVATTEN", "20/300")
LIMIT_DOCUMENTS = _rate("RW_LIMIET_DOCUMENTEN", "20/600")
MAX_TEXT = 2_000
MAX_BODY = 64 * 1024
MAX_DOCUMENT = MAX_BYTES
CONTACT = (
    os.environ.get("RW_CONTACT", "").strip() or f"mailto:beheer@{ALLOWED_HOSTS[0] if ALLOWED_HOSTS else 'localhost'}"
)
SECURITY_POLICY = os.environ.get("RW_BEVEILIGINGSBELEID", "").strip()
# Which websites may show /insluiten in a frame, beside this one; every other page may be framed by none.
FRAME_ANCESTORS = " ".join(["'self'", *_list("RW_INSLUITEN", "")])
# The theme: a class on the page, and the stylesheets that set design tokens under that class.
THEME_CLASS = os.environ.get("RW_THEMA_KLASSE", "").strip()
THEME_STYLES = _list("RW_THEMA_STIJL", "")
