"""Fail when a sentence of the code has no Chinese, an unsure one, or one with other placeholders."""

import re
import subprocess
import sys
import tempfile
from pathlib import Path
from shutil import copytree, ignore_patterns

import polib

ROOT = Path(__file__).parents[1]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w+\}")


def collected(domain: str, copy: Path) -> polib.POFile:
    """The messages of the code as it stands, with the translations that are committed."""
    ignore = [f"--ignore={name}" for name in (".venv", "var", "static/vendor", "tests", "bench")]
    command = [
        sys.executable,
        "manage.py",
        "makemessages",
        "-l",
        "zh_Hans",
        "-d",
        domain,
        "--no-obsolete",
        "--no-location",
    ]
    subprocess.run([*command, *ignore, "-v", "0"], cwd=copy, check=True)
    return polib.pofile(str(copy / f"locale/zh_Hans/LC_MESSAGES/{domain}.po"))


def problems(messages: polib.POFile) -> list[str]:
    """What is wrong with each entry, in words."""
    found = []
    for entry in messages:
        texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        if not all(texts):
            found.append(f"no Chinese for {entry.msgid!r}")
        elif entry.fuzzy:
            found.append(f"unsure Chinese for {entry.msgid!r}")
        else:
            wanted = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
            found += [f"other placeholders in {text!r}" for text in texts if set(PLACEHOLDER.findall(text)) != wanted]
    return found


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "project"
        copytree(ROOT, copy, ignore=ignore_patterns(".venv", "var", ".git", "__pycache__", "*.mo", "docs", "tests"))
        found = [f"{domain}: {each}" for domain in ("django", "djangojs") for each in problems(collected(domain, copy))]
    for each in found[:40]:
        print(each)
    if found:
        print(f"{len(found)} sentences: run `make messages`, then translate locale/zh_Hans/LC_MESSAGES/*.po")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
