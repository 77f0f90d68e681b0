"""What the opponent's chief, and the house as host, do next. Pure: asked again at any moment, it answers the same.

Each thing that may be done is a candidate with the moment from which it is due; the first that is due is done. So a
restart in the middle of a thought changes nothing, and two processes that think at once think the same.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from negotiation.engine.opponents.moves import Move
from negotiation.practice.scene import LAST_MOMENT, Scene
from negotiation.practice.speech import Speech, about_offer, heard

HOST = "host"


@dataclass(frozen=True, slots=True)
class Act:
    """A command of one seat. ``speech`` goes into the field of the data that ``spoken`` names."""

    seat: str
    kind: str
    data: Mapping[str, Any] = field(default_factory=dict)
    expect: Mapping[str, int] = field(default_factory=dict)
    speech: Speech | None = None
    spoken: str = ""


Candidate = tuple[int, Callable[[], Act | None]]


def next_act(scene: Scene, language: str) -> Act | None:
    """What is due now, or nothing."""
    for due, make in candidates(scene, language):
        if due <= scene.now and (act := make()):
            return act
    return None


def candidates(scene: Scene, language: str) -> Iterator[Candidate]:
    """What may be done, what matters most first, each with the moment from which it is due."""
    table = scene.table
    if table.outcome:
        return
    if table.over:
        yield scene.after(3), lambda: _by_phase(scene, HOST, "session.close", outcome=table.status)
        return
    if not scene.moving:
        return
    if scene.all_agreed and scene.side not in table.signatures:
        yield scene.after(4), lambda: _by_terms(scene, "agreement.sign")
    yield from _host(scene)
    yield from _floor(scene, language)
    if scene.phase.offers and not scene.all_agreed:
        yield from _bargain(scene, language)
        yield from _impasse(scene)


def _by_phase(scene: Scene, who: str, kind: str, **data: Any) -> Act:
    return Act(who, kind, data, {"phase": scene.number})


def _by_terms(scene: Scene, kind: str, speech: Speech | None = None, spoken: str = "", **data: Any) -> Act:
    return Act(scene.mine, kind, data, {"terms": scene.table.terms_version}, speech, spoken)


# --- The house as host ------------------------------------------------------------------------


def _host(scene: Scene) -> Iterator[Candidate]:
    """Goes on where all is said, and closes when nothing can follow."""
    phase, last = scene.phase, scene.number == len(scene.scenario.phases)
    if "expired" in scene.table.phase or (scene.number > scene.last_offers and not scene.all_agreed):
        yield scene.after(3), lambda: _by_phase(scene, HOST, "session.close", outcome="suspended")
    elif not phase.offers and not last and _all_is_said(scene):
        yield scene.after(3), lambda: _by_phase(scene, HOST, "phase.next")


def _all_is_said(scene: Scene) -> bool:
    """In a phase without offers: nobody has a word, or the one who had it has given it up."""
    speech = scene.phase.speech
    return speech == "none" or (speech in (scene.side, scene.other_side) and not scene.table.holder)


def _floor(scene: Scene, language: str) -> Iterator[Candidate]:
    """The floor goes to whoever waits; the opponent asks for it when it has something to say, says it, and yields."""
    table, speech = scene.table, scene.phase.speech
    waiting = sorted(table.floor["queue"], key=lambda seat: (table.floor["queue"][seat], seat))
    if speech == "floor" and not table.holder and waiting:
        mine = scene.phase.presides == scene.side
        yield scene.after(1.5 if mine else 5), lambda: _give(scene, waiting[0], by=scene.mine if mine else HOST)
    due, what = _to_say(scene, language)
    if table.holder == scene.mine:
        if what:
            yield scene.after(3), lambda: _say(scene, what)
        else:
            yield scene.after(2), lambda: _by_phase(scene, scene.mine, "floor.yield")
    elif what and speech == "open":
        yield due, lambda: _say(scene, what)
    elif what and speech == "floor" and scene.mine not in waiting:
        yield due, lambda: _by_phase(scene, scene.mine, "floor.ask")


def _give(scene: Scene, seat: str, *, by: str) -> Act:
    return _by_phase(scene, by, "floor.give", seat=seat)


def _say(scene: Scene, speech: Speech) -> Act:
    return Act(scene.mine, "say", {}, {"phase": scene.number}, speech, "text")


def _to_say(scene: Scene, language: str) -> tuple[int, Speech | None]:
    """What there is to be said, and from when on."""
    started = scene.table.phase.get("started_at", 0)
    if scene.phase.speech == scene.side:
        topic = "closing" if scene.number > scene.last_offers else "opening"
        return scene.after(3), None if scene.said_since(started) else Speech(topic)
    theirs = next((one for one in reversed(scene.statements) if one["seat"] != scene.mine), None)
    if theirs and not scene.said_since(theirs["at"]):
        return scene.after(4), heard(theirs["text"], scene, language)
    mine = scene.live(scene.side)
    if mine and scene.phase.offers:
        since = scene.said_since(mine[2]["at"])
        first = all(offer["side"] != scene.side for _key, offer in scene.offers[: mine[0]])
        if first and not since:
            return scene.after(8), Speech("ask")
        if not since and not _unanswered(scene):
            return scene.after(90), Speech("nudge")
    return 0, None


# --- The opponent's offers --------------------------------------------------------------------


def _bargain(scene: Scene, language: str) -> Iterator[Candidate]:
    """Answer what is new on the table; begin or go on where nothing is; move again when time runs out."""
    if theirs := _unanswered(scene):
        yield scene.after(7), lambda: _answer(scene, language, *theirs)
    elif scene.live(scene.side):
        if scene.left < 3 * LAST_MOMENT * scene.pace:
            yield scene.after(12), lambda: _offer(scene, language, scene.agent.turn(scene.view(None)))
    else:
        patient = not scene.offers and scene.phase.presides != scene.side
        yield scene.after(25 if patient else 10), lambda: _offer(scene, language, scene.agent.turn(scene.view(None)))


def _unanswered(scene: Scene) -> tuple[str, Mapping[str, str]] | None:
    """The other side's live offer when nothing of one's own was tabled since: its key and terms."""
    theirs = scene.live(scene.other_side)
    later = theirs and any(offer["side"] == scene.side for _key, offer in scene.offers[theirs[0] + 1 :])
    return (theirs[1], theirs[2]["terms"]) if theirs and not later else None


def _answer(scene: Scene, language: str, key: str, terms: Mapping[str, str]) -> Act | None:
    """Accept it, or make an offer of one's own; stay with the last one where no other is due."""
    whole = terms.keys() | scene.table.agreed.keys() == scene.scenario.issues.keys()
    move = scene.agent.turn(scene.view(terms if whole else None))
    if move.kind == "accept" or (not whole and _good_part(scene, terms, move)):
        return _by_terms(scene, "offer.accept", offer=key)
    stays = scene.live(scene.side)
    if move.kind == "reject" or (move.kind == "propose" and stays and dict(move.terms) == dict(stays[2]["terms"])):
        speech = about_offer("reject", dict(terms), scene, language)
        return _by_terms(scene, "offer.reject", speech, "reason", offer=key)
    return _offer(scene, language, move)


def _good_part(scene: Scene, terms: Mapping[str, str], move: Move) -> bool:
    """Whether some issues may be settled so: no worse than the own next package has them, and the rest still open
    enough for law, mandate and reservation."""
    settled = {**scene.table.agreed, **terms}
    if move.kind != "propose" or not scene.own.may_sign(settled):
        return False
    points = scene.own.points
    if any(o not in points[i] for i, o in terms.items()):
        return False
    gain = sum(points[issue][option] - points[issue][move.terms[issue]] for issue, option in terms.items())
    rest = scene.own.open_packages(settled)
    return gain >= 0 and bool(rest.allowed.any()) and rest.best >= scene.own.reservation


def _offer(scene: Scene, language: str, move: Move) -> Act | None:
    """Put a package on the table, with the reason for it; never the same one twice in a row, nor one that is not one's
    own to sign."""
    if move.kind != "propose" or not move.terms or not scene.own.may_sign({**scene.table.agreed, **move.terms}):
        return None
    stays = scene.live(scene.side)
    if stays and dict(stays[2]["terms"]) == dict(move.terms):
        return None
    topic = "settle" if scene.table.agreed and move.why in ("open", "concede", "hold") else move.why or "concede"
    topic = "last" if scene.progress >= 1.0 else topic
    speech = about_offer(topic, dict(move.terms), scene, language)
    return _by_terms(scene, "offer.table", speech, "note", terms=dict(move.terms))


def _impasse(scene: Scene) -> Iterator[Candidate]:
    """The other side sees no way on: after a while, neither does this one."""
    said = scene.table.impasse
    if scene.other_side in said and scene.side not in said:
        speech = Speech("impasse")
        expect = {"phase": scene.number, "terms": scene.table.terms_version}
        yield scene.after(20), lambda: Act(scene.mine, "impasse.declare", {}, expect, speech, "reason")
