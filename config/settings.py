"""All settings, read from the environment; nothing else decides how the platform runs.

Three ways to run, told apart by what is set:

* nothing set: this machine only. SQLite, one process, loopback addresses, plain HTTP.
* ``ALLOWED_HOSTS`` set: production. ``SECRET_KEY`` must be given and HTTPS is assumed, unless
  ``PLAIN_HTTP=1`` says that a hall's own network has none.
* ``DEMO=1``: one-click sign-ins for every role. Refused together with ``ALLOWED_HOSTS``.
"""

import sys
from importlib import import_module
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var"))).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)

DEMO = env.bool("DEMO", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
PRODUCTION = bool(ALLOWED_HOSTS)
PLAIN_HTTP = env.bool("PLAIN_HTTP", default=False)
DEBUG = env.bool("DEBUG", default=False)

if PRODUCTION and (DEMO or DEBUG):
    raise ImproperlyConfigured("DEMO and DEBUG are for this machine only: unset them, or unset ALLOWED_HOSTS.")
if not PRODUCTION:
    ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", "testserver"]


def _own_secret_key() -> str:
    """The key of this machine, made on first use: a laptop needs no set-up, and no two share a key."""
    path = DATA_DIR / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(get_random_secret_key() + get_random_secret_key())
    return path.read_text()


SECRET_KEY = env.str("SECRET_KEY", default="") or ("" if PRODUCTION else _own_secret_key())
if not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY must be set where ALLOWED_HOSTS is.")

RELEASE = env.str("RELEASE", default="0.1.0")

INSTALLED_APPS = [
    "daphne",
    "config",
    "demo",
    "training",
    "training.repetition",
    "training.register",
    "training.credentials",
    "training.certification",
    "training.exams",
    "training.questions",
    "training.classes",
    "scoring",
    "scoring.quality",
    "scoring.day",
    "scoring.juries",
    "scoring.allocation",
    "scoring.contests",
    "negotiation",
    "negotiation.practice",
    "live",
    "people",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "servestatic.runserver_nostatic",
    "django.contrib.staticfiles",
    "channels",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "lucide",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "servestatic.middleware.ServeStaticMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "scoring.day.visits.LinkMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"

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
                "config.context.house",
            ],
        },
    },
]

# --- Data -------------------------------------------------------------------------------------

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'db.sqlite3'}")}
_database = DATABASES["default"]
SQLITE = _database["ENGINE"] == "django.db.backends.sqlite3"
if SQLITE:
    # Debian 12's SQLite (3.40) can corrupt a WAL database that two connections write and
    # checkpoint at once (mended in 3.51.3); the wheel brings a newer one.
    sys.modules["sqlite3"] = import_module("pysqlite3")
    sys.modules["sqlite3.dbapi2"] = import_module("pysqlite3.dbapi2")
    _database["OPTIONS"] = {
        "timeout": 20,
        # A transaction that reads and then writes would otherwise fail at once when another got in between.
        "transaction_mode": "IMMEDIATE",
        # FULL: what was acknowledged has reached the disk.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
    _database["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}  # a file: other processes open it too
else:
    _database["OPTIONS"] = {"pool": {"min_size": 1, "max_size": env.int("DATABASE_POOL", default=16)}}

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="")
if REDIS_URL:
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [REDIS_URL]},
        }
    }
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
else:
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}

# --- People -----------------------------------------------------------------------------------

AUTH_USER_MODEL = "people.User"
LOGIN_URL = "people:sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# --- Words ------------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_HTTPONLY = True
TIME_ZONE = env.str("TIME_ZONE", default="Asia/Shanghai")
USE_TZ = True

# --- Static files -----------------------------------------------------------------------------

# The release is in the path, so a file may be kept for ever and a new release asks for new ones.
STATIC_URL = f"static/{RELEASE}/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
SERVESTATIC_USE_FINDERS = not PRODUCTION
SERVESTATIC_AUTOREFRESH = False
SERVESTATIC_MAX_AGE = 31_536_000 if PRODUCTION else 0
SERVESTATIC_ALLOW_ALL_ORIGINS = False

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- Live streams -----------------------------------------------------------------------------

#: Address segment of a kind of stream -> what knows its machine and its seats.
LIVE_STREAMS = {
    "sessions": "negotiation.table.SessionStream",
    "panels": "scoring.panels.PanelStream",
    "improvements": "negotiation.improve.stream.ImprovementStream",
    "boards": "scoring.contests.board.BoardStream",
}
#: What follows, once it is on the disk, from a session that began, paused or ended: callables that take it.
AFTER_SESSION_MOVES = ["scoring.contests.board.session_moved", "scoring.day.running.session_moved"]
#: What follows from a panel's published result: callables that take the panel.
AFTER_RESULT_IS_PUBLISHED = ["scoring.contests.board.panel_published"]
#: What may stand in the way of confirming a contest's standings: callables that take it and say so in sentences.
OBSTACLES_TO_CONFIRMING = ["scoring.day.running.open_protests"]
#: A callable that gives the blind codes of a session's sides, ``{side: code}``, to whoever opens its panel.
CODES_OF_SESSION = "scoring.contests.blind.codes_of_session"
#: A callable that gives the rubric by which a session's panel judges when nobody chose one, or None.
RUBRIC_OF_SESSION = "scoring.contests.rubrics.rubric_of_session"
#: What stands beside the table for a person, as parts of the room page's configuration.
BESIDE_THE_TABLE = ["scoring.panels.beside", "negotiation.practice.beside.beside"]
#: What stands beside a replay for a person: judges' notes with their moments.
BESIDE_THE_REPLAY = "scoring.notes.beside_the_replay"
#: What a serving process runs beside its sockets: callables that take its switchboard and go on until it ends.
LIVE_BESIDE = ["negotiation.practice.runner.run", "training.credentials.worker.run"]
#: How fast practice opponents think and answer: 1 as people do, 0.5 in half the time.
PRACTICE_PACE = env.float("PRACTICE_PACE", default=1.0)
#: A callable ``speak(speech, context)`` that words what they say, such as a language model's; empty: plain sentences.
PRACTICE_SPEAK = env.str("PRACTICE_SPEAK", default="")
#: The words of every refusal code, as a mapping of code to lazy text.
REFUSAL_WORDS = "config.words.WORDS"
#: Where signed heads and the key that signs them are kept: outside the database on purpose.
LIVE_HEADS = DATA_DIR / "heads.jsonl"
LIVE_KEY = DATA_DIR / "live_key.pem"

# --- Certificates, background work, e-mail ----------------------------------------------------

#: The address under which everybody reaches the platform; codes and credentials lead there, so it must not change.
PUBLIC_URL = env.str("PUBLIC_URL", default=f"https://{ALLOWED_HOSTS[0]}" if PRODUCTION else "http://127.0.0.1:8000")
PUBLIC_URL = PUBLIC_URL.rstrip("/")
#: Where issuers' private keys are kept: outside the database on purpose, on a disk that all processes see.
ISSUER_KEYS = Path(env.str("ISSUER_KEYS", default=str(DATA_DIR / "issuer_keys")))
#: Kept in the database and done by a process that `serve` starts when something waits.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
#: How reminders are sent, as in smtp+tls://user:password@host:587; without it each is written into a file.
EMAIL_URL = env.str("EMAIL_URL", default=f"filemail://{DATA_DIR / 'mail'}")
globals().update(env.email_url_config(EMAIL_URL))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="noreply@localhost")

# --- Security ---------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * 60 * 24 * 3
CSRF_FAILURE_VIEW = "config.views.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
if PRODUCTION and not PLAIN_HTTP:
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
#: Where a WebSocket may come from: scheme, host and port. Empty: the address it is asked at.
LIVE_ORIGINS = env.list("LIVE_ORIGINS", default=[])

# --- Logs -------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {"daphne": {"level": "WARNING"}, "django.channels.server": {"level": "WARNING"}},
}
