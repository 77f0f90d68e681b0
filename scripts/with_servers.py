"""Run a command on PostgreSQL and Redis: both are started on spare ports, named to the command, and stopped after it.

``with_servers.py -- COMMAND …`` runs anything; ``with_servers.py --demo 2 --port 8000`` serves the demo by two
processes on ports 8000 and 8001.
"""

import argparse
import os
import signal
import subprocess
import sys
from pathlib import Path
from types import FrameType
from typing import NoReturn

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.servers import postgresql, redis, stop  # noqa: E402 (found by the line above)


def leave(number: int, frame: FrameType | None) -> NoReturn:
    """Leave through every ``finally``, so that no server is left behind."""
    sys.exit(128 + number)


def run(command: list[str], environment: dict[str, str]) -> int:
    """Run one command to its end; it ends with us."""
    process = subprocess.Popen(command, env=environment)
    try:
        return process.wait()
    finally:
        stop(process)


def serve_demo(processes: int, port: int, environment: dict[str, str]) -> int:
    """Serve the demo by several processes until one of them ends."""
    manage = [sys.executable, str(ROOT / "manage.py")]
    subprocess.run([*manage, "demo", "--build-only"], env=environment, check=True)
    serving = []
    try:
        for number in range(processes):
            print(f"http://127.0.0.1:{port + number}/demo/", flush=True)
            serving.append(subprocess.Popen([*manage, "serve", "--port", str(port + number)], env=environment))
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT)
    except KeyboardInterrupt:
        return 0
    finally:
        for process in serving:
            stop(process)
    return 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--demo", type=int, metavar="PROCESSES")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("command", nargs=argparse.REMAINDER)
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, leave)
    with postgresql() as database, redis() as layer:
        environment = os.environ | {"DATABASE_URL": database, "REDIS_URL": layer}
        if asked.demo:
            return serve_demo(asked.demo, asked.port, environment | {"DEMO": "1"})
        return run(asked.command[asked.command[:1] == ["--"] :], environment)


if __name__ == "__main__":
    sys.exit(main())
