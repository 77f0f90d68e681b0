"""What a draft makes possible and what is wrong with it, in words: told again at every save."""

from typing import Any

import numpy as np

from negotiation.analysis import analyse, of_table
from negotiation.editor.drafts import text_of
from negotiation.engine import payoffs
from negotiation.engine.frontier import Unanalysable
from negotiation.engine.measures.ground import lay_out
from negotiation.engine.measures.outcome import bands_of
from negotiation.scenario_points import point_table
from negotiation.scenario_yaml import read
from negotiation.scenarios import Faulty, check

#: Random deals that are drawn, and frontier points that are listed, at most.
CLOUD, LISTED = 160, 400


def look(content: dict[str, Any]) -> dict[str, Any]:
    """``faults`` ({code, severity, path, message}), ``figures`` of the analysis or None, ``chance`` or None."""
    text = text_of(content)
    report = check(text)
    faults = [
        {"code": each.code, "severity": each.severity, "path": each.path, "message": each.message}
        for each in report.faults
    ]
    figures = _figures(text)
    if figures is not None:
        figures["frontier"] = figures["frontier"][:LISTED]
    chance = None
    if report.scenario is not None and payoffs.size(report.scenario) <= payoffs.MOST:
        on = lay_out(report.scenario)
        bands = bands_of(on)
        chance = {"joint": bands["joint"], "ray": bands["ray"], "cloud": _cloud(on.drawn, on.times)}
    return {"faults": faults, "figures": figures, "chance": chance, "ready": not report.errors}


def _figures(text: bytes) -> dict[str, Any] | None:
    """The analysis; of the points alone while the rest has faults; None while these cannot be read either."""
    try:
        return analyse(text)
    except (Faulty, Unanalysable):
        tree, _faults = read(text)
    table = point_table(tree)[0] if tree is not None else None
    try:
        return of_table(table) if table is not None else None
    except Unanalysable:
        return None


def _cloud(points: Any, times: Any) -> list[list[int]]:
    if not len(points):
        return []
    places = np.unique(np.random.default_rng(1).choice(len(points), CLOUD, p=times / times.sum()))
    found: list[list[int]] = points[places].tolist()
    return found
