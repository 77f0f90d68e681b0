"""``python -m bench.chaos.export``: every stream's log as JSON lines, straight from its table."""

import json
import os
import sys
from uuid import UUID

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import connection  # noqa: E402 (the settings must be read first)

LOG = (
    "SELECT s.kind, s.key, e.seq, e.kind, e.audience, e.at, e.by, e.data"
    " FROM live_entry e JOIN live_stream s ON s.id = e.stream_id ORDER BY s.id, e.seq"
)


def main() -> None:
    with connection.cursor() as cursor:
        cursor.execute(LOG)
        for kind, key, seq, what, audience, at, by, data in cursor:
            entry = {"seq": seq, "kind": what, "audience": audience, "at": at, "by": by, "data": json.loads(data)}
            sys.stdout.write(json.dumps({"stream": f"{kind}/{UUID(str(key))}", **entry}) + "\n")


if __name__ == "__main__":
    main()
