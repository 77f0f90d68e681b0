"""Run a command on PostgreSQL and Redis: ``with_servers.py -- COMMAND …`` starts both, sets DATABASE_URL and REDIS_URL, stops both."""

import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.servers import postgresql, redis


def main(command: list[str]) -> int:
    with postgresql() as database, redis() as layer:
        return subprocess.run(command, env=os.environ | {"DATABASE_URL": database, "REDIS_URL": layer}).returncode


if __name__ == "__main__":
    sys.exit(
        main(
            [word for word in sys.argv[1:] if word != "--"]
            if "--" not in sys.argv
            else sys.argv[sys.argv.index("--") + 1 :]
        )
    )
