"""``manage.py verify_log``: walk every stream and say what does not fit."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from live.heads import kept
from live.models import Stream
from live.verify import flaws


class Command(BaseCommand):
    help = "Walk every stream, or those named, and say which event was altered, cut, rewritten or is not yet sealed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("streams", nargs="*", help="kind/uuid, such as sessions/1f…; leave out to check them all")
        parser.add_argument("--heads", type=Path, help="signed heads kept elsewhere, one JSON object a line")

    def handle(self, *, streams: list[str], heads: Path | None, **options: Any) -> None:
        if heads is not None and not heads.exists():
            raise CommandError(f"{heads} does not exist.")
        try:
            signed = list(kept(heads))
        except ValueError as problem:
            raise CommandError(f"The heads cannot be read: {problem}") from problem
        by_stream: dict[str, list[dict[str, Any]]] = {}
        for head in signed:
            by_stream.setdefault(str(head.get("stream")), []).append(head)
        chosen = {str(stream): stream for stream in Stream.objects.order_by("pk").iterator()}
        unknown = [name for name in streams if name not in chosen]
        if unknown:
            raise CommandError(f"There is no stream {', '.join(unknown)}.")
        damaged = 0
        missing = set() if streams else set(by_stream) - set(chosen)
        for name in streams or chosen:
            for flaw in flaws(chosen[name], by_stream.get(name, [])):
                damaged += flaw.is_damage
                line = f"{flaw.stream}: {flaw.what} from event {flaw.seq}: {flaw.why}"
                (self.stderr if flaw.is_damage else self.stdout).write(line)
        for name in sorted(missing):
            self.stderr.write(f"{name}: cut from event 1: there are signed heads of it, and no such stream")
        if damaged or missing:
            raise CommandError(f"{damaged + len(missing)} of {len(streams or chosen)} streams do not fit.")
        self.stdout.write(self.style.SUCCESS(f"{len(streams or chosen)} streams fit."))
