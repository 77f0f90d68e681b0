"""Compile every .po of the project to its .mo, with no tool of the system: a fresh machine has no msgfmt."""

from pathlib import Path

import polib

for source in sorted(Path(__file__).parents[1].glob("locale/*/LC_MESSAGES/*.po")):
    target = source.with_suffix(".mo")
    if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
        polib.pofile(str(source)).save_as_mofile(str(target))
