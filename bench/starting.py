"""Goal P15: how long it takes until the platform is there, against the same Django with nothing but its own apps."""

import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from bench.measure import REPEATS, Row, interleaved, milli, ratios
from tests.servers import ROOT

CONTRIB = """
from django.conf import settings
settings.configure(SECRET_KEY="bench", ROOT_URLCONF="django.contrib.admin.sites", USE_TZ=True,
    INSTALLED_APPS=["daphne", "channels", *(f"django.contrib.{app}" for app in
        ("admin", "auth", "contenttypes", "sessions", "messages", "staticfiles"))],
    MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware"],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True, "OPTIONS":
        {"context_processors": ["django.template.context_processors.request",
         "django.contrib.auth.context_processors.auth", "django.contrib.messages.context_processors.messages"]}}],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}, STATIC_URL="static/")
settings.ROOT_URLCONF = "bench_urls"
import sys, types
urls = sys.modules["bench_urls"] = types.ModuleType("bench_urls")
urls.urlpatterns = []
"""
CHECK = "import django; django.setup(); from django.core.management import call_command; call_command('check')"
ASGI = (
    "from django.core.asgi import get_asgi_application; get_asgi_application(); import channels.routing, daphne.server"
)


def rows(data: Path) -> Iterator[Row]:
    ways = {
        "check": ["manage.py", "check"],
        "check, contrib": ["-c", f"{CONTRIB}{CHECK}"],
        "asgi": ["-c", "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'config.settings'; import config.asgi"],
        "asgi, contrib": ["-c", f"{CONTRIB}{ASGI}"],
    }
    environment = os.environ | {"DATA_DIR": str(data)}
    found = interleaved(REPEATS, {name: partial(_cpu, way, environment) for name, way in ways.items()})
    for name, what in (("check", "CPU of `manage.py check`"), ("asgi", "CPU of importing `config.asgi`")):
        note = f"{milli(found[name])} against {milli(found[f'{name}, contrib'])}"
        values = ratios(found[name], found[f"{name}, contrib"])
        yield Row("P15", what, "Django's and Channels' own apps", values, 1.5, note=note)


def _cpu(arguments: list[str], environment: dict[str, str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
