"""System checks: the platform refuses to start where an acknowledgement could be a lie."""

import sys
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connection

OLDEST_SAFE_SQLITE = (3, 51, 3)


@register(Tags.database)
def durable_database(databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """What is acknowledged has reached the disk, and one writer never fails another."""
    if connection.vendor != "sqlite":
        return []
    options = settings.DATABASES["default"].get("OPTIONS", {})
    command = options.get("init_command", "").replace(" ", "").lower()
    problems: list[CheckMessage] = []
    if options.get("transaction_mode") != "IMMEDIATE":
        problems.append(Error("SQLite must begin transactions in IMMEDIATE mode.", id="config.E001"))
    if "journal_mode=wal" not in command or "synchronous=full" not in command:
        problems.append(Error("SQLite must run with WAL and synchronous=FULL.", id="config.E002"))
    library = sys.modules["sqlite3"]  # what the settings put in its place
    if library.sqlite_version_info < OLDEST_SAFE_SQLITE:
        problems.append(
            checks.Warning(
                f"SQLite {library.sqlite_version} may corrupt a WAL database; 3.51.3 is the first safe one.",
                hint="Install pysqlite3, which brings a newer SQLite.",
                id="config.W003",
            )
        )
    return problems
