"""首席协商代表: opens for the side, presides in turn, makes and answers offers, signs, or says that it will not come.

Pure: asked again after everything that happens, answers from its look alone.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from demo.bargaining import Interests, Terms, best, common, level, offer
from demo.look import Look, Move, phases
from demo.sentences import option_of, sentence, side_name, title_of
from demo.talk import favourite, give_floor, has_spoken, representative, speak

#: Own offers, after which a chief stops making new ones: the dice of temper have long come to the end.
LAST_OFFER = 11


def chief(look: Look) -> Move | None:
    """The next move of a chief."""
    if look.over:
        return None
    if look.status == "planned":
        return _prepare(look) or representative(look)
    if look.status != "open":
        return None
    if look.in_caucus:
        return representative(look)
    if look.presides and (move := give_floor(look)):
        return move
    return _sign(look) or _bargain(look) or _caucus(look) or _address(look) or _impasse(look)


def interests(look: Look) -> Interests:
    """What this side wants, read from its own brief and points; options in the scenario's order."""
    scenario = look.table["scenario"]
    brief = scenario["brief"]
    lawful = {issue: _lawful(known["options"]) for issue, known in scenario["issues"].items()}
    return Interests(
        points={issue: {o: int(scenario["points"][issue][o]) for o in options} for issue, options in lawful.items()},
        costs={issue: {o: Fraction(cost) for o, cost in options.items()} for issue, options in lawful.items()},
        least=int(brief["reservation"]),
        walk_away=int(brief["batna_points"]),
        rules=list(scenario["constraints"].values()),
        extras=[(frozenset(i["when"].items()), int(i["points"])) for i in scenario["interactions"].values()],
    )


def _lawful(options: Mapping[str, Any]) -> dict[str, str]:
    """The lawful options in their order, each with its yearly cost as far as this side may know it."""
    in_order = sorted(options.items(), key=lambda entry: int(entry[1]["order"]))
    return {key: option.get("cost", "0") for key, option in in_order if option["lawful"]}


def _prepare(look: Look) -> Move | None:
    """Before the opening: a draft of the best package for the own side to look at."""
    if look.count("offer.draft"):
        return None
    return look.written(
        "offer.draft",
        terms=best(interests(look), {}),
        note=sentence(look, "caucus", "draft", **_pair(look)),
    )


def _pair(look: Look) -> dict[str, str]:
    issue, option = favourite(look, look.count("offer.draft"))
    return {"issue": title_of(look, issue), "option": option_of(look, issue, option)}


def _sign(look: Look) -> Move | None:
    """Sign once everything is agreed, in the last phase that lets offers in."""
    everything = len(look.table["agreed"]) == len(look.table["scenario"]["issues"])
    signed = look.table.get("signatures") or {}
    if not everything or look.side in signed or look.seat in signed or _more_offers_come(look):
        return None
    return _reopen(look) or look.by_terms("agreement.sign")


def _reopen(look: Look) -> Move | None:
    """Once in a while, before signing, one point is opened again to be put clearly."""
    if look.side != "workers" or look.count("issue.reopen") or not look.chance(0.25, "reopen"):
        return None
    if look.table["signatures"] or not look.phase.get("offers"):
        return None
    issue = look.dice("reopen").choice(sorted(look.table["agreed"]))
    return look.by_terms(
        "issue.reopen",
        issue=issue,
        reason=sentence(look, "reopen", issue=title_of(look, issue)),
    )


def _bargain(look: Look) -> Move | None:
    """Answer what is on the table, or put something on it when it is this side's turn."""
    if not look.phase.get("offers") or len(look.table["agreed"]) == len(look.table["scenario"]["issues"]):
        return None
    theirs = standing(look, look.other)
    if spoken := _open(look, look.side, "recorded"):
        return _answer_recorder(look, spoken)
    if theirs:
        return _answer(look, *theirs)
    if standing(look, look.side) or not _may_begin(look):
        return None
    return _counter(look, {})


def _open(look: Look, side: str, status: str) -> tuple[str, Mapping[str, Any]] | None:
    """The latest offer of a side in this status."""
    found = [(key, o) for key, o in look.table["offers"].items() if o["side"] == side and o["status"] == status]
    return max(found, key=lambda pair: (pair[1]["at"], _order(pair[0]))) if found else None


def _order(key: str) -> tuple[int, str]:
    """Offers in the order they were numbered, whatever their prefix."""
    digits = "".join(letter for letter in key if letter.isdigit())
    return int(digits or 0), key


def standing(look: Look, side: str) -> tuple[str, Mapping[str, Any]] | None:
    """What a side has on the table and is not answered: its latest offer over issues that are all still open."""
    found = _open(look, side, "tabled")
    if found is None or any(issue in look.table["agreed"] for issue in found[1]["terms"]):
        return None
    return found


def _may_begin(look: Look) -> bool:
    """The first word on offers is the presiding side's, where one presides; the other waits a little."""
    return look.presides or look.quiet >= look.patience // 3


def _made(look: Look) -> int:
    """How many full offers of one's own went through."""
    return look.count("full")


def _asked(look: Look, made: int) -> int:
    return level(interests(look), made, look.dice("temper"))


def _answer(look: Look, key: str, theirs: Mapping[str, Any]) -> Move | None:
    """Accept what is good enough; else answer with an offer that comes nearer, once this side's turn has come."""
    mine = _open(look, look.side, "tabled")
    wanted = interests(look)
    agreed = look.table["agreed"]
    terms = {**agreed, **theirs["terms"]}
    if wanted.allows(terms):
        whole = len(terms) == len(wanted.points)
        if whole and _may_conclude(look) and wanted.worth(terms) >= _asked(look, _made(look)):
            return look.by_terms("offer.accept", offer=key)
        last = _last_own(look)
        if not whole and all(last.get(issue) == option for issue, option in theirs["terms"].items()):
            return look.by_terms("offer.accept", offer=key)
    if mine and (mine[1]["at"], _order(mine[0])) > (theirs["at"], _order(key)):
        return None
    if look.chance(0.2, "reject", key) and not look.count(f"rejected:{key}"):
        move = look.by_terms("offer.reject", offer=key, reason=sentence(look, "reject", key))
        return Move(move.stream, move.kind, move.data, move.expect, note=f"rejected:{key}")
    return _counter(look, theirs["terms"])


def _last_own(look: Look) -> Terms:
    """The terms of one's own latest full offer, whatever became of it."""
    found = [o for o in look.table["offers"].values() if o["side"] == look.side and o["status"] != "recorded"]
    whole = [
        o["terms"]
        for o in found
        if len(o["terms"]) + len(look.table["agreed"]) >= len(look.table["scenario"]["issues"])
    ]
    return dict(whole[-1]) if whole else {}


def _counter(look: Look, theirs: Mapping[str, str]) -> Move | None:
    """The next offer of one's own: what both already say alike, alone, so that it is off the table; or a package."""
    made = _made(look)
    if made >= LAST_OFFER or _enough_for_now(look, made):
        return None
    if made == 2 and not look.count("partial") and (easy := common(_last_own(look), theirs)):
        easy = {issue: easy[issue] for issue in sorted(easy)[:3] if issue not in look.table["agreed"]}
        if easy and len(easy) < len(theirs):
            return _table(look, easy, "partial")
    theirs = {**_last_of(look, look.other), **theirs}
    terms = offer(interests(look), look.table["agreed"], theirs, _asked(look, made))
    return _table(look, terms, "full") if terms else None


def _last_of(look: Look, side: str) -> Terms:
    """What a side said last on each open issue."""
    said: Terms = {}
    for entry in look.table["offers"].values():
        if entry["side"] == side and entry["status"] != "recorded":
            said |= entry["terms"]
    return {issue: option for issue, option in said.items() if issue not in look.table["agreed"]}


def _enough_for_now(look: Look, made: int) -> bool:
    """Where more phases with offers come, a side keeps some of its concessions for them."""
    return _more_offers_come(look) and made >= 3 + 2 * (look.number - _first_with_offers(look))


def _more_offers_come(look: Look) -> bool:
    """Whether a later phase lets offers in: signing waits for the last of them."""
    return any(n > look.number and phase.get("offers") for n, phase in phases(look.table).items())


def _may_conclude(look: Look) -> bool:
    """Where there are two rounds of bargaining nobody takes the whole package in the first one."""
    return look.number > _first_with_offers(look) or not _more_offers_come(look)


def _first_with_offers(look: Look) -> int:
    return min((n for n, phase in phases(look.table).items() if phase.get("offers")), default=0)


def _table(look: Look, terms: Terms, what: str) -> Move:
    moved = [issue for issue, option in _last_of(look, look.side).items() if terms.get(issue, option) != option]
    issue = (moved or sorted(terms))[0]
    note = sentence(look, "note", look.count("offer.table"), issue=title_of(look, issue))
    move = look.by_terms("offer.table", terms=terms, note=note)
    return Move(move.stream, move.kind, move.data, move.expect, note=what)


def _answer_recorder(look: Look, spoken: tuple[str, Mapping[str, Any]]) -> Move | None:
    """In the hall: confirm what the recorder heard if it is what this side could mean; else it is taken back."""
    key, heard = spoken
    wanted = interests(look)
    terms = {**look.table["agreed"], **heard["terms"]}
    good = wanted.allows(terms) and wanted.worth(terms) >= _asked(look, _made(look) + 1)
    if good and not any(issue in look.table["agreed"] for issue in heard["terms"]):
        move = look.by_terms("offer.confirm", offer=key)
        return Move(move.stream, move.kind, move.data, move.expect, note="full")
    return look.by_terms("offer.withdraw", offer=key, reason=sentence(look, "withdraw"))


def _caucus(look: Look) -> Move | None:
    """Call the side together once, after the second offer, now and then."""
    calls = (look.table.get("calls") or {}).get(look.side, 1)
    wanted = _made(look) == 2 and not look.count("caucus.call") and look.chance(0.4, "call")
    if not wanted or not calls or not look.phase.get("caucus") or look.holder:
        return None
    return look.by_phase("caucus.call")


def _address(look: Look) -> Move | None:
    """Open and close for the side in its own phase; else speak as every negotiator may, once a phase."""
    if look.phase.get("speech") != look.side:
        return speak(look, turns=1)
    if look.holder != look.seat:
        return None
    if look.online and not look.count("say", here=True):
        return _statement(look)
    return look.by_phase("floor.yield") if look.online or has_spoken(look) else None


def _statement(look: Look) -> Move:
    """An opening before anything is tabled, else closing words."""
    issues = list(look.table["scenario"]["issues"])
    points = look.table["scenario"].get("points") or {}
    issues.sort(key=lambda issue: -max(points.get(issue, {"": 0}).values()))
    first, second, third = (title_of(look, issue) for issue in issues[:3])
    topic = "closing" if look.table["offers"] else "opening"
    words = {
        "first": first,
        "second": second,
        "third": third,
        "side": side_name(look, look.side),
    }
    return look.by_phase("say", text=sentence(look, topic, **words))


def _impasse(look: Look) -> Move | None:
    """When nothing moves any more in the last phase where offers may come, say so."""
    silent = look.quiet >= look.patience // 2
    said = look.other in (look.table.get("impasse") or {})
    stuck = (_made(look) >= LAST_OFFER or said) and look.phase.get("offers") and not _more_offers_come(look)
    if not stuck or not silent or look.count("impasse.declare"):
        return None
    expect = {"phase": look.number, "terms": look.table.get("terms_version", 0)}
    return Move("sessions", "impasse.declare", {"reason": sentence(look, "impasse")}, expect)
