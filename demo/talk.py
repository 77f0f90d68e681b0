"""What every negotiator does at the table: asks for the floor, shows a figure, says one thing, yields, confers.

Pure: asked again after everything that happens, answers from its look alone.
"""

from collections.abc import Mapping

from demo.look import Look, Move
from demo.sentences import number_facts, option_of, sentence, title_of

#: How often a representative speaks in one phase at most.
TURNS = 2


def representative(look: Look) -> Move | None:
    """协商代表: reads and drafts before the opening, asks for the floor, argues with figures and law, yields."""
    if look.over:
        return None
    if look.count("caucus.say") < 1 and look.status == "planned":
        return _caucus(look)
    if look.status != "open":
        return None
    if look.in_caucus:
        return _caucus(look) if look.count("caucus.say", here=True) < 1 else None
    return speak(look, turns=TURNS)


def _caucus(look: Look) -> Move:
    """A word to the own side alone."""
    issue, option = favourite(look, look.count("caucus.say"))
    words = {"issue": title_of(look, issue), "option": option_of(look, issue, option)}
    return look.written("caucus.say", text=sentence(look, "caucus", look.count("caucus.say"), **words))


def speak(look: Look, *, turns: int) -> Move | None:
    """Ask for the floor, say one thing, yield; or simply speak where nobody needs the floor."""
    if look.holder == look.seat:
        return _with_the_floor(look)
    said = look.count("say", here=True) if look.online else look.count("floor.yield", here=True)
    wants = said < turns and look.chance(0.75, "speak", look.number, said)
    match look.phase.get("speech"):
        case "floor":
            asked = look.seat in look.queue
            return look.by_phase("floor.ask") if wants and not asked else None
        case "open":
            return _say(look) if look.online and wants else None
    return None


def _with_the_floor(look: Look) -> Move | None:
    """Show a figure now and then, say one thing (aloud, in the hall), then yield."""
    had = look.count("floor.yield")
    if fact := figure_to_show(look, had):
        return look.by_phase("fact.show", fact=fact)
    if look.online and look.count("say", here=True) <= look.count("floor.yield", here=True):
        return _say(look)
    return look.by_phase("floor.yield") if look.online or has_spoken(look) else None


def has_spoken(look: Look) -> bool:
    """Whether whoever has the floor in the hall has had it long enough to say something."""
    longer = 2.5 if look.phase.get("speech") == look.side else 1.0  # an opening or a closing statement
    long_enough = look.dice("aloud", look.count("floor.yield")).uniform(0.2, 0.9) * look.patience * longer
    return look.now - int(look.table["floor"]["since"]) >= long_enough


def figure_to_show(look: Look, had: int) -> str:
    """A public figure that nobody has shown yet, every other time this seat has the floor."""
    shown = look.table.get("facts") or {}
    if look.count("fact.show") > had // 2 or had % 2 or not look.chance(0.7, "figure", had):
        return ""
    seen = {entry.get("fact", key) for key, entry in shown.items()}
    known = [key for key, _ in number_facts(look.table["scenario"].get("facts") or {}) if key not in seen]
    return look.dice("figure", had).choice(known) if known else ""


def _say(look: Look) -> Move:
    """One sentence before everyone, in answer to somebody now and then."""
    turn = look.count("say")
    dice = look.dice("say", turn)
    issue, option = favourite(look, turn)
    words = {"issue": title_of(look, issue), "option": option_of(look, issue, option)}
    topics = ["argue", "argue", "reply"]
    floors = [f for f in (look.table["scenario"].get("floors") or {}).values() if f["issue"] == issue]
    facts = list(number_facts(look.table["scenario"].get("facts") or {}))
    if floors:
        topics.append("law")
        words |= {
            "rule": look.words(floors[0]["rule"]),
            "source": look.words(floors[0]["source"]),
        }
    if facts:
        topics.append("figure")
        fact = dice.choice(facts)[1]
        words |= {
            "label": look.words(fact["label"]),
            "value": str(fact["value"]),
            "unit": look.words(fact.get("unit")),
        }
    data = {"text": sentence(look, dice.choice(topics), turn, **words)}
    return look.by_phase("say", **data)


def favourite(look: Look, turn: int) -> tuple[str, str]:
    """An issue to speak about, in turn, and the lawful option of it that the own side likes second best or best."""
    points: Mapping[str, Mapping[str, int]] = look.table["scenario"].get("points") or {}
    issues = look.table["scenario"]["issues"]
    open_issues = [issue for issue in issues if issue not in look.table["agreed"]] or list(issues)
    dice = look.dice("favourite", turn)
    issue = dice.choice(open_issues)
    lawful = [o for o, option in issues[issue]["options"].items() if option.get("lawful", True)]
    ranked = sorted(lawful, key=lambda option: -points.get(issue, {}).get(option, 0))
    return issue, dice.choice(ranked[:2])


def give_floor(look: Look) -> Move | None:
    """The floor to whoever asked first, when nobody has it."""
    if look.phase.get("speech") != "floor" or look.holder or not look.queue:
        return None
    return look.by_phase("floor.give", seat=look.queue[0])
