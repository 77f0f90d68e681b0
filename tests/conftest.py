"""What every test may use. Each worker has a data folder of its own; browser tests come last."""

import os
import tempfile

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
_worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
# The parent's folder, once for a run; each worker beside it, so that no two share a database or a key.
_base = os.environ.setdefault("XIESHANG_TEST_DIR", tempfile.mkdtemp(prefix="xieshang-"))
os.environ["DATA_DIR"] = os.path.join(_base, _worker)
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps a loop running in the tests' thread

from collections.abc import Callable, Iterator  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

import django  # noqa: E402
import pytest  # noqa: E402
from django.db import connection  # noqa: E402
from hypothesis import HealthCheck, settings  # noqa: E402

from tests.servers import ROOT, Served  # noqa: E402

__all__ = ["ROOT", "Served"]

django.setup()  # pytest-django looked for the settings before this file could name them

settings.register_profile(
    "ci", max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
settings.register_profile("nightly", parent=settings.get_profile("ci"), max_examples=10_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Playwright leaves a loop running in its thread, which later async tests would trip over."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """At the end no thread of ours may hold on to PostgreSQL's test database, or it could not be dropped."""
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            others = "datname = current_database() AND pid <> pg_backend_pid()"
            cursor.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """Start servers on spare ports; all that were started end with the test."""
    started: list[Served] = []

    def begin(*arguments: str, folder: Path | None = None, port: int | None = None, **environment: str) -> Served:
        served = Served(folder or tmp_path, *arguments, port=port, **environment)
        started.append(served)
        return served.start()

    yield begin
    for served in started:
        if served.running:
            served.end()
