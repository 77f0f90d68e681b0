"""Beginning to practise: an ordinary session, not public, with the person and the opponent as the two chiefs.

It may begin in the middle: from the offers, the agreed issues and the time left of another session.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from live import log
from live.machine import SIDES
from negotiation.engine.retiming import SHORTEST, bargaining, within
from negotiation.engine.scenario import Scenario, Terms
from negotiation.engine.state import Table
from negotiation.models import ScenarioVersion, Session
from negotiation.practice.levels import FITTING, LEVELS, OPPONENTS
from negotiation.practice.models import Practice
from negotiation.sessions import plan_session
from people.models import Organization, User

SHORT = 15 * 60
#: Practice that one person may have going on at once: what was left alone runs out by its own clock.
AT_ONCE = 3


class CannotStart(ValueError):
    """Practice cannot begin; the argument says why, for people. Nothing was planned."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Where another session stands: offers of either side in their order, what is agreed, and how much time is left.

    ``progress`` is the share of the bargaining time that was gone. ``seconds`` left are at least half a minute.
    """

    offers: Sequence[tuple[str, Terms]]
    agreed: Terms
    seconds: int
    progress: float = 0.0

    @classmethod
    def of(cls, table: Table, scenario: Scenario, at: int) -> "Moment":
        """The moment ``at`` (epoch ms) of a session that then stood as ``table``, by the scenario as it plays it."""
        offers = [
            (offer["side"], dict(offer["terms"])) for offer in table.offers.values() if offer["status"] != "recorded"
        ]
        whole = sum(phase.seconds for phase in scenario.phases if phase.offers)
        left = min(whole, max(SHORTEST, _left(table, scenario, at)))
        return cls(offers, dict(table.agreed), left, 1.0 - left / whole)


def _left(table: Table, scenario: Scenario, at: int) -> int:
    """Seconds of bargaining that are left in all phases with offers."""
    number = table.phase["number"]
    coming = sum(phase.seconds for n, phase in enumerate(scenario.phases, 1) if phase.offers and n > number)
    if not number or not scenario.phases[number - 1].offers:
        return coming
    here = table.phase.get("remaining", table.phase.get("ends_at", at) - at)
    return int(coming + max(0, here) // 1000)


def start(
    person: User,
    scenario: ScenarioVersion,
    side: str,
    opponent: str = FITTING,
    level: int = 2,
    *,
    from_offers: Moment | None = None,
    length: str = Practice.Length.SHORT,
    hints: bool = True,
    language: str = "zh",
) -> Practice:
    """Plan, seat and open a session in which ``person`` is the chief of ``side``. Raises CannotStart.

    ``opponent`` is a name of ``levels.OPPONENTS``, or FITTING for the one of the level.
    """
    if side not in SIDES or level not in LEVELS or opponent not in (FITTING, *OPPONENTS):
        raise CannotStart(_("There is no such side, opponent or level."))
    if Practice.objects.of(person).going_on().count() >= AT_ONCE:
        raise CannotStart(_("Three of your practice sessions are still going on. Finish one of them first."))
    case = scenario.compiled()
    _assert_searchable(case, side)
    with transaction.atomic():
        session = plan_session(
            scenario,
            title=_("Practice: %(scenario)s") % {"scenario": scenario},
            organization=practice_room(),
            starts_at=timezone.now(),
            setting="online",
            public=False,
            judges=0,
            timetable=_timetable(case, length, from_offers),
        )
        practice = Practice.objects.create(
            session=session,
            person=person,
            side=side,
            opponent=opponent,
            level=level,
            length=length,
            hints=hints,
            language=language,
            progress=from_offers.progress if from_offers else 0.0,
        )
        _seat(practice)
        _open(practice, from_offers)
    return practice


def _assert_searchable(case: Scenario, side: str) -> None:
    from negotiation.engine.opponents.own import Own, TooLarge  # noqa: PLC0415 (NumPy: only where somebody practises)

    try:
        Own.of(case, side)
    except TooLarge:
        raise CannotStart(_("This scenario has too many packages for an opponent to search.")) from None


def practice_room() -> Organization:
    """Whose the practice sessions are: nobody's own organisation, so that no organiser finds them in a list."""
    room = Organization.objects.filter(name="练习室", parent=None).first()
    return room or Organization.objects.create(name="练习室", name_en="Practice room", kind=Organization.Kind.CITY)


def _timetable(case: Scenario, length: str, moment: Moment | None) -> dict[str, Any] | None:
    if moment:
        return bargaining(case, moment.seconds)
    return within(case, SHORT) if length == Practice.Length.SHORT else None


def chiefs(session: Session) -> dict[str, str]:
    """The key of each side's chief."""
    return {seat["side"]: key for key, seat in session.set_up.items() if seat["role"] == "chief"}


def _seat(practice: Practice) -> None:
    """The person, the opponent, and the house as host."""
    chief = chiefs(practice.session)
    sitting = {
        chief[practice.side]: practice.person.uuid,
        chief[practice.other_side]: practice.somebody("opponent"),
        "host": practice.somebody("host"),
    }
    for key, person in sitting.items():
        log.act("sessions", practice.session.key, "seat.give", {"seat": key, "person": str(person)}, expect={})


def _open(practice: Practice, moment: Moment | None) -> None:
    """The host opens; what was on the table of another session comes back on it, and what was agreed is agreed."""
    do(practice.session, "host", "session.open", {}, {"phase": 0})
    if moment is None:
        return
    chief = chiefs(practice.session)
    lawful = practice.session.scenario.compiled()
    for side, terms in moment.offers:
        if not lawful.below_floor(terms):
            _by_terms(practice.session, chief[side], "offer.table", {"terms": dict(terms)})
    if moment.agreed:
        _by_terms(practice.session, chief[practice.other_side], "offer.table", {"terms": dict(moment.agreed)})
        newest = list(log.state_of("sessions", practice.session.key).offers)[-1]
        _by_terms(practice.session, chief[practice.side], "offer.accept", {"offer": newest})


def _by_terms(session: Session, key: str, kind: str, data: Mapping[str, Any]) -> None:
    version = log.state_of("sessions", session.key).terms_version
    do(session, key, kind, data, {"terms": version})


def do(
    session: Session,
    key: str,
    kind: str,
    data: Mapping[str, Any],
    expect: Mapping[str, Any],
    *,
    id: str | None = None,
    now: int | None = None,
) -> None:
    """One command from one seat of a session, by whoever sits there. Raises Refused."""
    seat = log.state_of("sessions", session.key).seats[key]
    log.act("sessions", session.key, kind, data, seat=seat, expect=expect, id=id, now=now)
