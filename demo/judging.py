"""The players on the panel: judges, their head, and the officials who stand for a result."""

from collections.abc import Mapping
from typing import Any

from demo.look import PANEL, Look, Move, phases
from demo.sentences import sentence


def judge(look: Look) -> Move | None:
    """评委: scores every cell in an order of their own as the session goes on, changes a few, submits."""
    if not look.panel or look.panel.get("ballots", {}).get(look.seat) in (
        None,
        "submitted",
    ):
        return None
    order = _cells(look)
    scores: Mapping[str, Any] = look.panel.get("scores") or {}
    empty = [cell for cell in order if not scores.get(cell[0], {}).get(cell[1], {}).get("value")]
    if empty and len(order) - len(empty) < len(order) * _progress(look):
        return _score(look, empty[0], 0)
    if empty or not look.over:
        return None
    if changed := _second_thought(look, order):
        return changed
    filled = sum(bool(cell.get("value")) for cells in scores.values() for cell in cells.values())
    return Move(PANEL, "ballot.submit", {}, {"scores": filled})


def _cells(look: Look) -> list[tuple[str, str]]:
    """Every cell of a complete ballot, in this judge's own order."""
    criteria, subjects = look.panel["criteria"], look.panel["subjects"]
    cells = [(c, s) for c in criteria for s in subjects if criteria[c]["kind"] == subjects[s]["kind"]]
    look.dice("order").shuffle(cells)
    return cells


def _progress(look: Look) -> float:
    """How much of the ballot a judge would have filled by now: nothing before the second phase, all at the end."""
    return 1.0 if look.over else max(0.0, (look.number - 1) / max(phases(look.table), default=1))


def _score(look: Look, cell: tuple[str, str], turn: int) -> Move:
    """A value on the criterion's scale around what this judge thinks of the subject, now and then with a note."""
    criterion, subject = cell
    known = look.panel["criteria"][criterion]
    low, high, step = (float(known["scale"][key]) for key in ("low", "high", "step"))
    dice = look.dice("score", criterion, subject, turn)
    strict = look.dice("strict").uniform(-0.06, 0.06)
    liking = look.dice("subject", subject).uniform(0.62, 0.88)
    value = low + (high - low) * min(1.0, max(0.0, dice.gauss(liking + strict, 0.07)))
    steps = round((value - low) / step)
    data: dict[str, Any] = {
        "criterion": criterion,
        "subject": subject,
        "value": f"{low + steps * step:g}",
    }
    if dice.random() < 0.4:
        data |= {
            "note": sentence(look, "score", criterion, subject, title=look.words(known["title"])),
            "at": look.now,
        }
    return Move(PANEL, "score.set", data, keep=True, note=f"again:{turn}:{criterion}:{subject}")


def _second_thought(look: Look, order: list[tuple[str, str]]) -> Move | None:
    """Two cells are thought over before the ballot goes in, and two more when it was given back."""
    turn = look.count("ballot.submit") + 1
    for cell in look.dice("again", turn).sample(order, min(2, len(order))):
        if not look.count(f"again:{turn}:{cell[0]}:{cell[1]}"):
            return _score(look, cell, turn)
    return None


def head_judge(look: Look) -> Move | None:
    """评委组长: confirms a penalty, gives one ballot back now and then, has the result computed when all are in."""
    if not look.panel:
        return None
    for key, penalty in (look.panel.get("penalties") or {}).items():
        if penalty["status"] == "proposed":
            same = {name: penalty[name] for name in ("subject", "rule", "points")}
            return Move(PANEL, "penalty.confirm", {**same, "penalty": key}, _seen(look))
    ballots: Mapping[str, str] = look.panel.get("ballots") or {}
    if not ballots or any(status != "submitted" for status in ballots.values()):
        return None
    status = (look.panel.get("result") or {}).get("status")
    if status is None and not look.count("ballot.return") and look.chance(0.35, "return"):
        criteria = look.panel["criteria"]
        title = look.words(criteria[look.dice("return").choice(sorted(criteria))]["title"])
        data = {
            "judge": look.dice("returned").choice(sorted(ballots)),
            "reason": sentence(look, "return", title=title),
        }
        return Move(PANEL, "ballot.return", data, {"ballots": dict(ballots)})
    if status in (None, "outdated"):
        return Move(PANEL, "result.compute", {}, {"ballots": dict(ballots)})
    return None


def timekeeper_on_the_panel(look: Look) -> Move | None:
    """One penalty in some sessions, the lightest that the rule allows."""
    rules: Mapping[str, Any] = look.panel.get("penalty_rules") or {}
    if look.count("penalty.propose") or look.number < 3 or not rules or not look.chance(0.4, "penalty"):
        return None
    dice = look.dice("penalty")
    rule = dice.choice(sorted(rules))
    teams = sorted(key for key, subject in look.panel["subjects"].items() if subject["kind"] == "team")
    data = {
        "subject": dice.choice(teams),
        "rule": rule,
        "points": str(rules[rule]["points"]["low"]),
    }
    return Move(PANEL, "penalty.propose", data, _seen(look))


def second_official(look: Look) -> Move | None:
    """The timekeeper, or else the host, stands for a computed result; the organiser publishes it."""
    result: Mapping[str, Any] = look.panel.get("result") or {}
    # The timekeeper does it mostly; the host steps in when nobody did for a while.
    first = look.role == "timekeeper" and look.chance(0.7, "confirm")
    then = look.role == "host" and look.quiet >= look.patience
    if result.get("status") == "computed" and (first or then):
        return Move(PANEL, "result.confirm", {}, {"result": result["seq"]})
    if result.get("status") == "confirmed" and look.role == "organiser":
        return Move(PANEL, "result.publish", {}, {"result": result["seq"]})
    return None


def _seen(look: Look) -> dict[str, Any]:
    """What an official saw: how the ballots stood."""
    return {"ballots": dict(look.panel.get("ballots") or {})}
