"""Run a command on PostgreSQL and Redis: ``with_servers.py -- COMMAND …`` starts both, names them, stops both."""

import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.servers import postgresql, redis


def main(command: list[str]) -> int:
    with postgresql() as database, redis() as layer:
        return subprocess.run(
            command, env=os.environ | {"DATABASE_URL": database, "REDIS_URL": layer}, check=False
        ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[sys.argv.index("--") + 1 :]))
