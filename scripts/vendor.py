"""Fetch the few browser libraries that are committed under ``static/vendor``, each at the version named here.

Run by ``make vendor`` when a version below changes; users, tests and servers need no npm. It takes only the files
named, drops pointers to source maps (which would be asked for and missed), and writes ``VENDOR.toml`` with each
file's origin, licence and SHA-256. ``--check`` compares the committed files with it and needs no network.
"""

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path

VENDOR = Path(__file__).resolve().parent.parent / "static" / "vendor"
LIST = VENDOR / "VENDOR.toml"

#: Package, version, and the files taken from it: {path in the package: name here}.
PACKAGES: list[tuple[str, str, dict[str, str]]] = [
    (
        "bootstrap",
        "5.3.9",
        {
            "dist/css/bootstrap.min.css": "bootstrap.min.css",
            "dist/js/bootstrap.bundle.min.js": "bootstrap.bundle.min.js",
        },
    ),
    ("lit-html", "3.3.3", {"lit-html.js": "lit-html.js"}),
]
_SOURCE_MAP = re.compile(rb"\n?(//|/\*)[#@] sourceMappingURL=[^\n]*")


def fetch(package: str, version: str, files: dict[str, str], into: Path) -> Iterator[dict[str, str]]:
    """Take ``files`` out of the package's archive into ``static/vendor``; what ``VENDOR.toml`` says of each."""
    packed = subprocess.run(
        ["npm", "pack", f"{package}@{version}", "--silent", "--pack-destination", str(into)],
        check=True,
        capture_output=True,
        text=True,
    )
    with tarfile.open(into / packed.stdout.strip().splitlines()[-1]) as archive:
        licence = json.loads(_content(archive, "package.json"))["license"]
        (VENDOR / f"{package}.LICENSE").write_bytes(_content(archive, "LICENSE"))
        for path, name in files.items():
            content = _SOURCE_MAP.sub(b"", _content(archive, path)).rstrip() + b"\n"
            (VENDOR / name).write_bytes(content)
            yield {
                "file": name,
                "package": package,
                "version": version,
                "path": path,
                "licence": licence,
                "sha256": hashlib.sha256(content).hexdigest(),
            }


def _content(archive: tarfile.TarFile, path: str) -> bytes:
    member = archive.extractfile(f"package/{path}")
    if member is None:
        raise SystemExit(f"{path} is not a file of {archive.name}.")
    return member.read()


def write_list(entries: list[dict[str, str]]) -> None:
    """Write ``VENDOR.toml``."""
    lines = ["# Written by scripts/vendor.py (make vendor). Source maps' pointers are dropped, nothing else."]
    for entry in entries:
        lines += ["", "[[file]]", *(f'{key} = "{value}"' for key, value in entry.items())]
    LIST.write_text("\n".join(lines) + "\n")


def differing() -> list[str]:
    """The committed files that are not what ``VENDOR.toml`` says."""
    listed = {entry["file"]: entry["sha256"] for entry in tomllib.loads(LIST.read_text())["file"]}
    present = {path.name: path for path in VENDOR.glob("*.*s")}
    return sorted(
        name
        for name in listed.keys() | present.keys()
        if name not in listed
        or name not in present
        or hashlib.sha256(present[name].read_bytes()).hexdigest() != listed[name]
    )


def main() -> None:
    """Fetch, or check with ``--check``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only compare the files with VENDOR.toml")
    if parser.parse_args().check:
        if wrong := differing():
            sys.exit(f"Not as in VENDOR.toml: {', '.join(wrong)}. Run `make vendor`, or restore the files.")
        return
    VENDOR.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        write_list([entry for package in PACKAGES for entry in fetch(*package, into=Path(scratch))])


if __name__ == "__main__":
    main()
