"""The handbook of measures names what the debrief shows, number by number, and nothing else."""

import re

from django.utils import translation

from negotiation.debrief.catalogue import CATALOGUE
from tests.conftest import ROOT


def test_the_handbook_and_the_debrief_name_the_same_measures() -> None:
    rows = re.findall(r"^\| (\d+) \| (.+?) \|", (ROOT / "docs/metrics.md").read_text(), re.MULTILINE)
    with translation.override("en"):
        shown = [(str(m.number), f"{m.name} **piloted**" if m.piloted else str(m.name)) for m in CATALOGUE]

    assert rows == shown
    assert [int(number) for number, _name in rows] == list(range(1, 28))
