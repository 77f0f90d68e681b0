"""What every test may use. Each worker has a data folder of its own; browser tests come last."""

import os
import tempfile

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
_worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
# The parent's folder, once for a run; each worker beside it, so that no two share a database or a key.
_base = os.environ.setdefault("XIESHANG_TEST_DIR", tempfile.mkdtemp(prefix="xieshang-"))
os.environ["DATA_DIR"] = os.path.join(_base, _worker)
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps a loop running in the tests' thread

import signal  # noqa: E402
import subprocess  # noqa: E402
import sys  # noqa: E402
from collections.abc import Callable, Iterator  # noqa: E402
from pathlib import Path  # noqa: E402

import django  # noqa: E402
import pytest  # noqa: E402
from hypothesis import HealthCheck, settings  # noqa: E402

from tests.servers import spare_port, stop  # noqa: E402

django.setup()  # pytest-django looked for the settings before this file could name them

settings.register_profile(
    "ci", max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
settings.register_profile("nightly", parent=settings.get_profile("ci"), max_examples=10_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

ROOT = Path(__file__).parents[1]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Playwright leaves a loop running in its thread, which later async tests would trip over."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


class Served:
    """One ``manage.py serve`` of its own, with its address and its log."""

    def __init__(self, folder: Path, *arguments: str, port: int | None = None, **environment: str) -> None:
        self.port = port or spare_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.ws = f"ws://127.0.0.1:{self.port}"
        self.log = folder / f"serve-{self.port}.log"
        self.environment = os.environ | {"DATA_DIR": str(folder)} | environment
        self.command = [sys.executable, "manage.py", "serve", "--port", str(self.port), *arguments]
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Served":
        """Start, and wait until it says that it serves."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, stderr=log, text=False
            )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if b"Serving" not in line:
            raise RuntimeError(f"The server did not start: {line!r} {self.log.read_text()[-2000:]}")
        return self

    def end(self, number: int = signal.SIGTERM) -> int:
        """End it, and give its exit code."""
        assert self.process is not None
        stop(self.process, number)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return int(self.process.returncode)


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
        if served.process is not None and served.process.poll() is None:
            served.end()
