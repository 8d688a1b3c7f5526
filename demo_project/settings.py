"""Settings for Minicom. Everything that differs between machines comes from the environment.

For development only, and what to do about each before others can reach the server:

- ``DEBUG`` is on: set ``MINICOM_DEBUG=0``. The secrets below then have to come from you, the
  open chat is off, and cookies travel over TLS alone. Nothing serves static files then: run
  ``collectstatic`` and let the web server do it.
- ``ALLOWED_HOSTS`` is this machine. It also decides which pages may open a socket.
- The database is one SQLite file, and one process writes to it at a time: use PostgreSQL.
- The channel layer and the cache live in one process: use Redis as soon as there are two.
- ``seed`` makes users whose passwords are their names, and nothing checks new passwords.
- Daphne speaks plain HTTP and logs to stderr: TLS and access logs are the proxy's.
"""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = os.environ.get("MINICOM_DEBUG", "1") == "1"

# Development has known secrets so that a clone runs as it is; production has to bring its own.
_DEVELOPMENT_SECRET = "minicom-development-only" if DEBUG else ""
SECRET_KEY = os.environ.get("MINICOM_SECRET_KEY", _DEVELOPMENT_SECRET)
API_TOKEN = os.environ.get("MINICOM_API_TOKEN", _DEVELOPMENT_SECRET)
if not (SECRET_KEY and API_TOKEN):
    raise ImproperlyConfigured(
        "MINICOM_DEBUG is off: set MINICOM_SECRET_KEY and MINICOM_API_TOKEN."
    )

ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]

INSTALLED_APPS = [
    "daphne",  # first: it replaces runserver with its own
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "demo_project.chat",
]

MIDDLEWARE = [
    "demo_project.chat.health.healthz",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "demo_project.urls"
ASGI_APPLICATION = "demo_project.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
            ]
        },
    }
]

_DATABASE = os.environ.get("MINICOM_DATABASE") or str(BASE_DIR / "minicom.sqlite3")
_POSTGRES = urlsplit(_DATABASE) if _DATABASE.startswith("postgresql://") else None
if _POSTGRES:
    _DEFAULT = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(_POSTGRES.path[1:]),
        # Not .hostname, which is in lower case: a host may be the folder of a socket, %2Frun%2F…
        "HOST": unquote(_POSTGRES.netloc.rpartition("@")[2].partition(":")[0]),
        "PORT": _POSTGRES.port or "",
        "USER": unquote(_POSTGRES.username or ""),
        "PASSWORD": unquote(_POSTGRES.password or ""),
        "OPTIONS": {"connect_timeout": 5, "options": "-c lock_timeout=5000"},
    }
else:
    _DEFAULT = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": _DATABASE,
        "OPTIONS": {
            # Readers do not wait for the writer, and a writer waits its turn
            # at BEGIN instead of failing half way ("database is locked").
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            "transaction_mode": "IMMEDIATE",
            # Then it gives up. All consumers of a process share one thread for their queries,
            # so they wait with it.
            "timeout": 5,
        },
    }
DATABASES = {"default": _DEFAULT}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = os.environ.get("MINICOM_REDIS_URL", "redis://127.0.0.1:6379")
REDIS_PREFIX = os.environ.get("MINICOM_REDIS_PREFIX", "minicom")

_REDIS = {
    "address": REDIS_URL,
    # The core layer waits five seconds at a time for news. redis-py 8 gives up on a silent
    # socket after just as long, and takes every consumer down with it (channels_redis #422).
    "socket_timeout": None,
    # A hundred consumers that act at once need as many connections; redis-py 8 stops there.
    "max_connections": 10_000,
}

_LAYERS = {
    # Lives in one process: a second server, a shell or a worker does not hear it.
    "memory": {"BACKEND": "channels.layers.InMemoryChannelLayer"},
    "redis": {
        "BACKEND": "channels_redis.core.RedisChannelLayer",
        "CONFIG": {"hosts": [_REDIS], "prefix": REDIS_PREFIX},
    },
    "redis-pubsub": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [_REDIS], "prefix": REDIS_PREFIX},
    },
}
_LAYER = os.environ.get("MINICOM_CHANNEL_LAYER", "memory")
if _LAYER not in _LAYERS:
    raise ImproperlyConfigured(
        f"MINICOM_CHANNEL_LAYER is {_LAYER!r}; choose one of {', '.join(_LAYERS)}."
    )
CHANNEL_LAYERS = {"default": _LAYERS[_LAYER]}

# The rate limit counts in the cache, so the cache reaches as far as the channel layer does.
_CACHES = {
    "memory": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    "redis": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": REDIS_PREFIX,
    },
}
CACHES = {"default": _CACHES["memory" if _LAYER == "memory" else "redis"]}

# /ws/chat/<role>/<email>/ believes its URL. Fine for showing that, and for nothing else.
OPEN_CHAT = os.environ.get("MINICOM_OPEN_CHAT", "1" if DEBUG else "0") == "1"

HEARTBEAT = float(os.environ.get("MINICOM_HEARTBEAT", "20"))  # seconds
FRAMES_PER_MINUTE = int(os.environ.get("MINICOM_FRAMES_PER_MINUTE", "120"))

AUTH_PASSWORD_VALIDATORS: list[dict[str, str]] = []  # nobody can sign up or change a password
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEBUG

LANGUAGE_CODE = "en"
USE_I18N = False
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "static/"
