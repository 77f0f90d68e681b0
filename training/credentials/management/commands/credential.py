"""``manage.py credential``: check a credential without any network, and change an issuer's keys."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from people.models import Organization
from training.credentials import checking, keys, local

REFUSALS = {
    "size": "the file is too large for a credential",
    "kind": "there is no credential in this file: give a certificate's PDF, or its credential as JSON or JWT",
    "form": "the file is damaged",
}


class Command(BaseCommand):
    help = "verify FILE: check a credential offline. rotate ID: retire an issuer's keys and make new ones."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["verify", "rotate"])
        parser.add_argument("target", help="the file to verify, or the id of the organisation whose keys change")
        parser.add_argument("--did", type=Path, help="the issuer's did.json, saved from its address")
        parser.add_argument(
            "--status",
            type=Path,
            action="append",
            default=[],
            help="a status list, saved from its address; may be repeated",
        )

    def handle(self, *, what: str, target: str, did: Path | None, status: list[Path], **options: Any) -> None:
        if what == "rotate":
            self._rotate(target)
        else:
            self._verify(Path(target), did, status)

    def _rotate(self, target: str) -> None:
        organization = Organization.objects.filter(pk=int(target)).first() if target.isdecimal() else None
        if organization is None:
            raise CommandError(f"There is no organisation with the id {target!r}.")
        for key in keys.rotate(organization):
            self.stdout.write(f"{organization}: {key.kid} signs from now on; its private half is {keys.path_of(key)}")

    def _verify(self, path: Path, did: Path | None, status: list[Path]) -> None:
        try:
            credential = checking.taken_out(_read(path))
            given = _Given(did, status)
            finding = checking.check(credential, given.download, status=did is None or bool(status))
        except checking.Unreadable as problem:
            raise CommandError(f"{path}: {REFUSALS[problem.args[0]]}.") from None
        for name, value in (
            ("credential", finding.id),
            ("issuer", f"{finding.issuer_name} {finding.issuer}".strip()),
            ("title", finding.title),
            ("valid", f"{finding.begins} – {finding.until or 'without end'}"),
        ):
            self.stdout.write(f"{name}: {value}")
        if finding.fault:
            raise CommandError(f"not valid: {finding.fault}")
        lists = "status lists looked at" if finding.status_checked else "NO status list was given, so it may be revoked"
        self.stdout.write(f"valid: proof, form and days are right; {lists}")


class _Given:
    """Downloads from files that were given; without any, from this platform's own database."""

    def __init__(self, did: Path | None, status: list[Path]) -> None:
        self.document = _read(did) if did else None
        self.lists = {}
        for path in status:
            content = _read(path)
            self.lists[_address(content, path)] = content

    def download(self, address: str) -> bytes:
        if self.document is None:
            return local.download(address)
        if address.endswith("/did.json"):
            return self.document
        if address in self.lists:
            return self.lists[address]
        raise LookupError(f"{address} was not given")


def _address(content: bytes, path: Path) -> str:
    """Where a saved status list says that it comes from; its signature is checked later."""
    import jwt  # noqa: PLC0415

    try:
        claims = jwt.decode(content.decode(), options={"verify_signature": False})
        return str(claims["id"])
    except (jwt.PyJWTError, UnicodeDecodeError, KeyError):
        raise CommandError(f"{path} is no status list.") from None


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(8 * checking.MOST_BYTES + 1)
    except OSError as problem:
        raise CommandError(f"{path}: {problem.strerror}.") from None
