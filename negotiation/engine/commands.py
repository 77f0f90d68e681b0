"""From a command's data to what it asks for. What cannot be meant here is refused ``bad_data``, naming the field.

An id that names nothing here was never on any screen, so it is bad data too. An offer never goes away.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from live.machine import PUBLIC, SIDES, Refused, side_audience
from negotiation.engine.reading import REASON, choice, person, refers_to, terms, text, whole
from negotiation.engine.scenario import Inject, Terms
from negotiation.engine.turn import Turn

LONGEST_EXTENSION = 3_600  # seconds
OUTCOMES = ("agreed", "suspended", "abandoned")


@dataclass(frozen=True, slots=True)
class Statement:
    """``say``. ``replies_to`` is an earlier statement's id, or empty."""

    text: str
    replies_to: str


@dataclass(frozen=True, slots=True)
class Package:
    """``offer.draft``, ``offer.table``, ``offer.record``: terms with a note, by a side."""

    side: str
    terms: Terms
    note: str


@dataclass(frozen=True, slots=True)
class Answer:
    """``offer.confirm``, ``offer.withdraw``, ``offer.reject``, ``offer.accept``: about one offer as it stands."""

    offer: str
    stands: Mapping[str, Any]
    reason: str


@dataclass(frozen=True, slots=True)
class Reopening:
    """``issue.reopen``."""

    issue: str
    reason: str


@dataclass(frozen=True, slots=True)
class Ruling:
    """``ruling.make``. ``seat`` is a negotiator's, or empty when it is for all."""

    text: str
    seat: str


@dataclass(frozen=True, slots=True)
class Line:
    """``minutes.write``. ``about`` is ``{}`` or ``{"refers_to": …}``."""

    text: str
    about: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Seating:
    """``seat.give``."""

    seat: str
    person: str


@dataclass(frozen=True, slots=True)
class Unseating:
    """``seat.take``."""

    seat: str
    reason: str


Read = Callable[[Mapping[str, Any], Turn], Any]


def _nothing(data: Mapping[str, Any], turn: Turn) -> None:
    return None


def _statement(data: Mapping[str, Any], turn: Turn) -> Statement:
    replies_to = choice(data, "replies_to", turn.table.statements) if "replies_to" in data else ""
    return Statement(text(data, "text"), replies_to)


def _words(data: Mapping[str, Any], turn: Turn) -> str:
    return text(data, "text")


def _reason(data: Mapping[str, Any], turn: Turn) -> str:
    return text(data, "reason", most=REASON)


def _perhaps_reason(data: Mapping[str, Any], turn: Turn) -> str:
    return text(data, "reason", most=REASON, least=0)


def _seconds(data: Mapping[str, Any], turn: Turn) -> int:
    return whole(data, "seconds", 1, LONGEST_EXTENSION)


def _negotiator(data: Mapping[str, Any], turn: Turn) -> str:
    return choice(data, "seat", [key for key, seat in turn.table.seats.items() if seat.side])


def _own_package(data: Mapping[str, Any], turn: Turn) -> Package:
    return Package(turn.seat.side, terms(data, turn.scenario), text(data, "note", least=0))


def _spoken_package(data: Mapping[str, Any], turn: Turn) -> Package:
    return Package(choice(data, "side", SIDES), terms(data, turn.scenario), text(data, "note", least=0))


def _about_own(data: Mapping[str, Any], turn: Turn) -> Answer:
    return _answer(data, turn, turn.seat.side)


def _about_theirs(data: Mapping[str, Any], turn: Turn) -> Answer:
    return _answer(data, turn, turn.other_side)


def _answer(data: Mapping[str, Any], turn: Turn, side: str) -> Answer:
    """About an offer of ``side``. Raises Refused ``not_allowed`` when the offer is the other one's."""
    offer = choice(data, "offer", turn.table.offers)
    reason = text(data, "reason", most=REASON, least=0)
    stands = turn.table.offers[offer]
    if stands["side"] != side:
        raise Refused("not_allowed")
    return Answer(offer, stands, reason)


def _reopening(data: Mapping[str, Any], turn: Turn) -> Reopening:
    return Reopening(choice(data, "issue", turn.scenario.issues), text(data, "reason", most=REASON))


def _ruling(data: Mapping[str, Any], turn: Turn) -> Ruling:
    return Ruling(text(data, "text"), _negotiator(data, turn) if "seat" in data else "")


def _inject(data: Mapping[str, Any], turn: Turn) -> Inject:
    return turn.scenario.injects[choice(data, "inject", turn.scenario.injects)]


def _fact(data: Mapping[str, Any], turn: Turn) -> str:
    # The other side's figures are refused as unknown ones are, so that no answer tells that they exist.
    known = {PUBLIC, side_audience(turn.seat.side)}
    return choice(data, "fact", [key for key, fact in turn.scenario.facts.items() if fact.audience in known])


def _line(data: Mapping[str, Any], turn: Turn) -> Line:
    return Line(text(data, "text"), refers_to(data))


def _seating(data: Mapping[str, Any], turn: Turn) -> Seating:
    return Seating(choice(data, "seat", turn.table.seats), person(data, "person"))


def _unseating(data: Mapping[str, Any], turn: Turn) -> Unseating:
    return Unseating(choice(data, "seat", turn.table.seats), text(data, "reason", most=REASON))


def _outcome(data: Mapping[str, Any], turn: Turn) -> str:
    return choice(data, "outcome", OUTCOMES)


#: How each kind's data are read. No other kind exists.
READS: Mapping[str, Read] = {
    "agreement.sign": _nothing,
    "caucus.call": _nothing,
    "caucus.say": _words,
    "clock.pause": _perhaps_reason,
    "clock.resume": _nothing,
    "fact.show": _fact,
    "floor.ask": _nothing,
    "floor.give": _negotiator,
    "floor.yield": _nothing,
    "impasse.declare": _reason,
    "inject.release": _inject,
    "issue.reopen": _reopening,
    "minutes.write": _line,
    "offer.accept": _about_theirs,
    "offer.confirm": _about_own,
    "offer.draft": _own_package,
    "offer.record": _spoken_package,
    "offer.reject": _about_theirs,
    "offer.table": _own_package,
    "offer.withdraw": _about_own,
    "phase.extend": _seconds,
    "phase.next": _nothing,
    "ruling.make": _ruling,
    "say": _statement,
    "seat.give": _seating,
    "seat.take": _unseating,
    "session.close": _outcome,
    "session.open": _nothing,
}


def read(kind: str, data: Any, turn: Turn) -> Any:
    """What a command asks for. Raises Refused: ``bad_data``, or ``not_allowed`` when the offer is the wrong side's."""
    if not isinstance(data, Mapping):
        raise Refused("bad_data")
    return READS[kind](data, turn)
