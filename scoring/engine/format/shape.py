"""Reading a format: everything that is wrong with it at once, each fault with where it stands."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from scoring.engine.standings.rules import OVER_ROUNDS, TIE_BREAKS, BadRules, Rules
from scoring.engine.titles.rules import MATCHES, BadTitles, Title

SCHEMA = "contest-format/1"
#: What a component is: who gives its points, and on what.
KINDS = ("theory", "documents", "practical", "live", "presentation", "questions")
#: What panels judge; for everything else marks are typed in.
JUDGED = ("live",)
#: How a stage goes. ``paper``: everybody at once at a desk; ``turns``: one team after the other before a panel;
#: ``paired``: one match each, the best by points go on.
SYSTEMS = ("paper", "paired", "single", "double", "groups", "swiss", "ranking", "turns")
#: When each side is known: by the draw, or by lot at the table, after which briefs are released.
SIDES = ("draw", "table")
#: What a team's people may have to show: that a member organisation employs them, a certificate.
ELIGIBILITY = ("employer", "certificate")
ROLES = ("leader", "chief", "representative", "reserve")
MOST = {"weight": 1000, "minutes": 600, "panel": 15, "rounds": 20, "teams": 500}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong and where: ``path`` as ``components.0.weight``. ``code`` is one of docs/contests.md."""

    path: str
    code: str
    about: str = ""


class BadFormat(ValueError):
    """A format that no contest can be held by; ``faults`` lists everything."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(f"{fault.path}: {fault.code} {fault.about}".strip() for fault in faults))
        self.faults = list(faults)


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage. ``minutes`` is a match's (or paper's) length, ``between`` what a room needs before the next.

    ``advance``: how many teams go on, 0 for all. ``component``: what its points count for.
    ``seeded_by``: the earlier stage whose places seed the first round of this knock-out; of groups, the place in each.
    """

    id: str
    title: Mapping[str, str]
    system: str
    component: str
    minutes: int
    between: int = 0
    advance: int = 0
    groups: int = 1
    rounds: int = 1
    panel: int = 0
    third: bool = False
    seeded_by: str = ""


@dataclass(frozen=True, slots=True)
class Format:
    """A format that was read. ``data`` is what it was read from, as it is stored."""

    data: Mapping[str, Any]
    stages: tuple[Stage, ...]
    rules: Rules
    titles: tuple[Title, ...]
    roles: Mapping[str, tuple[int, int]] = field(default_factory=dict)  # how many of each at least and at most
    blind: bool = False
    sides: str = "draw"


def read(data: Any) -> Format:
    """A format from its JSON. Raises BadFormat with every fault that it has."""
    faults = list(_faults(data))
    if faults:
        raise BadFormat(faults)
    rules, titles, faults = _rules(data)
    if rules is None or faults:
        raise BadFormat(faults)
    stages = tuple(_stage(each) for each in data["stages"])
    roles = {role: (bounds[0], bounds[1]) for role, bounds in data["team"].items()}
    return Format(data, stages, rules, titles, roles, data.get("blind", False), data.get("sides", "draw"))


def _stage(each: Mapping[str, Any]) -> Stage:
    known = ("id", "title", "system", "component", "minutes", *_COUNTS, "third", "seeded_by")
    return Stage(**{key: each[key] for key in known if key in each})


def _rules(data: Mapping[str, Any]) -> tuple[Rules | None, tuple[Title, ...], list[Fault]]:
    """Rules and titles are read by those who apply them; what they refuse is a fault here."""
    faults = []
    rules, titles = None, []
    try:
        rules = Rules.from_json(data)
    except BadRules as fault:
        faults.append(Fault("tie_breaks", "rules", str(fault)))
    seen = set[str]()
    for number, each in enumerate(data["titles"]):
        try:
            title = Title.from_json(each)
        except (BadTitles, ValueError) as fault:
            faults.append(Fault(f"titles.{number}", "titles", str(fault)))
            continue
        if title.id in seen or not set(title.not_with) <= seen:
            faults.append(Fault(f"titles.{number}.id", "order", title.id))
        seen.add(title.id)
        titles.append(title)
    return rules, tuple(titles), faults


# --- Everything that may be wrong ------------------------------------------------------------------

_COUNTS = ("between", "advance", "groups", "rounds", "panel")


def _faults(data: Any) -> Iterator[Fault]:
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        yield Fault("", "schema", SCHEMA)
        return
    yield from _text(data, "", "title")
    for name in ("components", "stages", "titles", "tie_breaks"):
        if not isinstance(data.get(name), list) or not all(isinstance(each, dict) for each in data[name]):
            yield Fault(name, "list")
            return
    if data.get("sides", "draw") not in SIDES:
        yield Fault("sides", "choice", ", ".join(SIDES))
    if not _count(data.get("protest_minutes", 0), MOST["minutes"]):
        yield Fault("protest_minutes", "count", str(MOST["minutes"]))
    for name in ("blind", "by_stage"):
        if not isinstance(data.get(name, False), bool):
            yield Fault(name, "yes_or_no")
    asked = data.get("eligibility", {})
    if not isinstance(asked, dict) or not all(
        rule in ELIGIBILITY and isinstance(each, bool) for rule, each in asked.items()
    ):
        yield Fault("eligibility", "yes_or_no")
    yield from _team(data.get("team"))
    components = yield from _components(data["components"])
    yield from _stages(data["stages"], components)
    for number, each in enumerate(data["tie_breaks"]):
        if each.get("kind") not in TIE_BREAKS:
            yield Fault(f"tie_breaks.{number}.kind", "choice", ", ".join(TIE_BREAKS))
    typed = {
        each["id"] for each in data["components"] if each.get("id") in components and each.get("kind") not in JUDGED
    }
    for number, each in enumerate(data["titles"]):
        yield from _text(each, f"titles.{number}.", "title")
        yield from _counts(each.get("counts", {}), f"titles.{number}.counts", typed)


def _team(team: Any) -> Iterator[Fault]:
    if not isinstance(team, dict) or not set(team) <= set(ROLES) or "chief" not in team:
        yield Fault("team", "roles", ", ".join(ROLES))
        return
    for role, bounds in team.items():
        fits = isinstance(bounds, list) and len(bounds) == 2 and all(type(each) is int for each in bounds)
        if not fits or not 0 <= bounds[0] <= bounds[1] <= 20:
            yield Fault(f"team.{role}", "bounds")


def _components(components: list[dict[str, Any]]) -> Generator[Fault, None, set[str]]:
    """Yields faults; returns the ids that there are."""
    ids = set[str]()
    weights = Fraction(0)
    for number, each in enumerate(components):
        at = f"components.{number}."
        yield from _id(each, at, ids)
        yield from _text(each, at, "title")
        if each.get("kind") not in KINDS:
            yield Fault(f"{at}kind", "choice", ", ".join(KINDS))
        if each.get("over_rounds", "mean") not in OVER_ROUNDS:
            yield Fault(f"{at}over_rounds", "choice", ", ".join(OVER_ROUNDS))
        for name, low in (("weight", Fraction(0)), ("maximum", Fraction(1, 1000))):
            found = number_of(each.get(name, 100 if name == "maximum" else None))
            if found is None or not low <= found <= MOST["weight"]:
                yield Fault(f"{at}{name}", "number", str(MOST["weight"]))
            elif name == "weight":
                weights += found
        drop = each.get("drop", {})
        if not isinstance(drop, dict) or not all(_count(drop.get(name, 0), 15) for name in ("from", "each_end")):
            yield Fault(f"{at}drop", "drop")
        elif drop.get("each_end", 0) and drop.get("from", 0) <= 2 * drop["each_end"]:
            yield Fault(f"{at}drop", "drop_all")
    if not weights:
        yield Fault("components", "weightless")
    return ids


def _stages(stages: list[dict[str, Any]], components: set[str]) -> Iterator[Fault]:
    ids = set[str]()
    if not stages:
        yield Fault("stages", "empty")
    for number, each in enumerate(stages):
        at = f"stages.{number}."
        if (seeded := each.get("seeded_by", "")) != "" and not (
            isinstance(seeded, str) and seeded in ids and each.get("system") == "single"
        ):
            yield Fault(f"{at}seeded_by", "earlier", str(seeded))
        yield from _id(each, at, ids)
        yield from _text(each, at, "title")
        system = each.get("system")
        if system not in SYSTEMS:
            yield Fault(f"{at}system", "choice", ", ".join(SYSTEMS))
        if each.get("component") not in components:
            yield Fault(f"{at}component", "component", str(each.get("component")))
        if not _count(each.get("minutes"), MOST["minutes"]) or not each["minutes"]:
            yield Fault(f"{at}minutes", "count", str(MOST["minutes"]))
        for name in _COUNTS:
            most = MOST["teams"] if name in ("advance", "groups") else MOST["minutes"] if name == "between" else 20
            if not _count(each.get(name, 1), most) or (name in ("groups", "rounds") and not each.get(name, 1)):
                yield Fault(f"{at}{name}", "count", str(most))
        if system in SYSTEMS and system != "paper" and not each.get("panel"):
            yield Fault(f"{at}panel", "nobody")


def _id(each: Mapping[str, Any], at: str, ids: set[str]) -> Iterator[Fault]:
    found = each.get("id")
    if not isinstance(found, str) or not found.isascii() or not found.replace("-", "").replace("_", "").isalnum():
        yield Fault(f"{at}id", "id")
    elif found in ids:
        yield Fault(f"{at}id", "twice", found)
    else:
        ids.add(found)


def _text(each: Mapping[str, Any], at: str, name: str) -> Iterator[Fault]:
    """A text in both languages."""
    found = each.get(name)
    if not isinstance(found, dict) or not all(isinstance(found.get(key), str) and found[key].strip() for key in _BOTH):
        yield Fault(f"{at}{name}", "both_languages")


def _counts(counts: Any, at: str, typed: set[str]) -> Iterator[Fault]:
    """What counts for a person's title, by its weight."""
    if not isinstance(counts, dict):
        yield Fault(at, "counts")
        return
    for what, weight in counts.items():
        found = number_of(weight)
        if what not in typed | {MATCHES} or found is None or found > MOST["weight"]:
            yield Fault(at, "counts", str(what))


_BOTH = ("zh", "en")


def number_of(value: Any) -> Fraction | None:
    """An exact number from an integer or from its decimal text; None for anything else."""
    if type(value) is int:
        return Fraction(value)
    text = value.strip() if isinstance(value, str) else ""
    whole, _, part = text.partition(".")
    if len(text) > 12 or not (whole + part).isascii() or not whole.isdigit() or (part and not part.isdigit()):
        return None
    return Fraction(text.rstrip("."))


def _count(value: Any, most: int) -> bool:
    return type(value) is int and 0 <= value <= most
