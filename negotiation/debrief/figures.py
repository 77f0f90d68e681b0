"""Every measure of a session as a row: its name, the figures of each side or of both, and chance beside them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from negotiation.debrief import words
from negotiation.debrief.catalogue import CATALOGUE, Measure
from negotiation.debrief.study import Study
from negotiation.engine.measures import integration, process
from negotiation.engine.measures.outcome import Score, soundness


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure's words: of one side, or of the session where ``side`` is empty. ``chance``: p10 · p50 · p90."""

    measure: Measure
    side: str
    value: str
    chance: str = ""


Words = str | tuple[str, str]  # a value, or a value with its band


def figures(study: Study) -> list[Figure]:
    """All measures that the sides of this study may be told, in the order of the catalogue."""
    found: list[Figure] = []
    for measure in CATALOGUE:
        for side in study.sides:
            found += _figure(measure, side, _OF_A_SIDE.get(measure.number), study, side)
        if study.both:
            found += _figure(measure, "", _OF_BOTH.get(measure.number), study)
    return found


def _figure(measure: Measure, side: str, told: Callable[..., Words] | None, *about: object) -> Iterator[Figure]:
    if told is None:
        return
    words_of = told(*about)
    value, chance = words_of if isinstance(words_of, tuple) else (words_of, "")
    if value:
        yield Figure(measure, side, value, chance)


def _scored(score: Score, *, share: bool = True) -> Words:
    value = words.percent(score.value) if share else words.figure(score.value, 1)
    return value, words.band(score.band, share=share)


# --- Of one side ------------------------------------------------------------------------------------


def _points(study: Study, side: str) -> Words:
    got, reservation = study.points(side), study.scenario.parties[side].reservation
    return _("%(points)s points, %(surplus)s against the reservation of %(reservation)s") % {
        "points": got,
        "surplus": f"{got - reservation:+d}",
        "reservation": reservation,
    }


def _alternative(study: Study, side: str) -> Words:
    if study.deal is None:
        return _("no agreement: the alternative counts")
    party, got = study.scenario.parties[side], study.points(side)
    if got < party.batna_points:
        return _("no: worth less than walking away (%(points)s)") % {"points": party.batna_points}
    if got < party.reservation:
        return _("below the reservation, above the alternative (%(points)s)") % {"points": party.batna_points}
    return _("yes: walking away was worth %(points)s") % {"points": party.batna_points}


def _advantage(study: Study, side: str) -> Words:
    if study.outcome is not None:
        return _scored(study.outcome.advantage[side])
    party = study.scenario.parties[side]
    span = study.best(side) - party.reservation
    if study.deal is None or span <= 0:
        return words.NONE
    return words.percent((study.points(side) - party.reservation) / span)


def _left(study: Study, side: str) -> Words:
    if study.outcome is None:
        return ""
    left = study.outcome.left[side]
    return _("%(points)s points") % {"points": words.figure(left.value, 1)}, words.band(left.band, share=False)


def _among(study: Study, side: str) -> Words:
    found = study.among[side]
    if found.tables < 2:
        return _("no other table yet")
    place = _("place %(place)s of %(tables)s, from %(lowest)s to %(highest)s points") % {
        "place": found.place,
        "tables": found.tables,
        "lowest": found.lowest,
        "highest": found.highest,
    }
    return place if found.z is None else f"{place} (z = {found.z:+.2f})"


def _mandate(study: Study, side: str) -> Words:
    if study.deal is None:
        return words.NONE
    found = soundness(study.scenario, study.deal, (side,))
    broken = len(found.broken[side])
    return _("mandate kept") if not broken else _("%(count)s rules of the mandate broken") % {"count": broken}


def _fixed_pie(study: Study, side: str) -> Words:
    return words.figure(study.guess_error[side]) if study.both and side in study.guess_error else ""


def _opening(study: Study, side: str) -> Words:
    found = process.opening(study.account, side, study.purses[side], study.best(side))
    if found is None:
        return _("no offer")
    demand = "" if found.demand is None else " = " + " – ".join(dict.fromkeys(map(words.percent, found.demand)))
    pull = process.anchor_pull(study.account, study.purses[side], study.deal) if study.deal else None
    told = _("asked %(points)s points%(demand)s") % {"points": words.points(found.worth), "demand": demand}
    return (
        told
        if pull is None
        else f"{told}; " + _("the deal lies %(pull)s of the way to its own opening") % {"pull": words.percent(pull)}
    )


def _concessions(study: Study, side: str) -> Words:
    found = process.curve(study.account, side, study.purses[side])
    if found is None:
        return _("fewer than two whole offers")
    told = _("%(total)s points in all, %(step)s a step; %(late)s of it in the last fifth of the time") % {
        "total": found.total,
        "step": words.figure(found.mean_step, 1),
        "late": words.percent(found.late),
    }
    return told if found.exponent is None else f"{told}; e = {found.exponent:.2f}"


def _moves(study: Study, side: str) -> Words:
    if not study.both:
        return ""
    made = process.moves(study.account, side, study.purses)
    found = process.sensitivity(made)
    told = _("%(count)s steps") % {"count": len(made)}
    return told if found is None else told + "; " + _("sensitivity %(figure)s") % {"figure": words.figure(found)}


def _reciprocity(study: Study, side: str) -> Words:
    if not study.both:
        return ""
    with_theirs = process.reciprocity(study.account, side, study.purses)
    gave = process.coupling(study.account, side, study.purses)
    return _("correlation %(r)s; %(gave)s points to the other side for each point moved") % {
        "r": words.figure(with_theirs),
        "gave": words.figure(gave),
    }


def _packages(study: Study, side: str) -> Words:
    found = process.packaging(study.account, side, study.purses[side])
    if found is None:
        return _("no offer")
    return _("%(offers)s offers, %(issues)s issues each; %(choices)s sets of equal choices") % {
        "offers": found.offers,
        "issues": words.figure(found.issues_each, 1),
        "choices": found.choices,
    }


def _talk(study: Study, side: str) -> Words:
    pace = study.pace
    return _("with the floor for %(talk)s; answered an offer in %(answer)s") % {
        "talk": words.clock(pace.talk[side]),
        "answer": words.clock(pace.answers[side]),
    }


def _discipline(study: Study, side: str) -> Words:
    found = process.discipline(study.account, side, study.purses[side])
    told = _(
        "%(below)s offers below the reservation, %(beyond)s beyond the mandate, %(unlawful)s unlawful;"
        " secrets given away %(secrets)s times"
    )
    return told % {
        "below": len(found.below_reservation),
        "beyond": len(found.beyond_mandate),
        "unlawful": len(found.unlawful_spoken),
        "secrets": len(study.disclosed[side]),
    }


# --- Of both ----------------------------------------------------------------------------------------


def _of_outcome(name: str) -> Callable[[Study], Words]:
    def told(study: Study) -> Words:
        return "" if study.outcome is None else _scored(getattr(study.outcome, name))

    return told


def _claim(study: Study) -> Words:
    if study.outcome is None or study.outcome.claim is None:
        return ""
    return ", ".join(f"{words.side_name(side)} {words.percent(part)}" for side, part in study.outcome.claim.items())


def _better(study: Study) -> Words:
    return "" if study.outcome is None else _("%(count)s packages") % {"count": study.outcome.better_for_both}


def _fair(study: Study) -> Words:
    if study.outcome is None:
        return ""
    one, other = study.outcome.egalitarian, study.outcome.kalai_smorodinsky
    return (
        f"{words.percent(one.value)}, {words.percent(other.value)}",
        f"{words.band(one.band)}; {words.band(other.band)}",
    )


def _above(study: Study) -> Words:
    if study.outcome is None:
        return ""
    return _("joint %(joint)s, ray %(ray)s") % {
        "joint": words.percent(study.outcome.joint_above_chance),
        "ray": words.percent(study.outcome.ray_above_chance),
    }


def _kinds(study: Study) -> Words:
    found = integration.classes(study.scenario)
    kinds = list(found.of.values())
    return _("%(opposed)s opposed, %(common)s common, %(mixed)s mixed; %(pairs)s pairs can be traded") % {
        "opposed": kinds.count(integration.DISTRIBUTIVE),
        "common": kinds.count(integration.COMPATIBLE),
        "mixed": kinds.count(integration.MIXED),
        "pairs": len(found.tradeable),
    }


def _logrolling(study: Study) -> Words:
    return "" if study.deal is None else words.percent(integration.logrolling(study.scenario, study.deal))


def _common(study: Study) -> Words:
    if study.deal is None:
        return ""
    return _("%(found)s of %(all)s") % dict(
        zip(("found", "all"), integration.common_found(study.scenario, study.deal), strict=True)
    )


def _room(study: Study) -> Words:
    return "" if study.ground is None else words.percent(integration.potential(study.ground))


def _anchors(study: Study) -> Words:
    first = process.first_mover(study.account)
    if not first:
        return ""
    zones = {side: process.anchor_zone(study.account, study.purses[side]) for side in study.sides}
    told = _("the %(side)s began") % {"side": words.side_name(first)}
    apart = ", ".join(
        f"{words.side_name(side)} {words.points(zone)}" for side, zone in zones.items() if zone is not None
    )
    return f"{told}; " + _("openings apart by: %(apart)s points") % {"apart": apart} if apart else told


def _time(study: Study) -> Words:
    pace = study.pace
    return _("first offer at %(first)s, %(caucuses)s caucuses, %(rush)s of the issues closed in the last fifth") % {
        "first": words.clock(pace.first_offer),
        "caucuses": len(pace.caucuses),
        "rush": words.percent(pace.rush),
    }


def _closing(study: Study) -> Words:
    return _("%(closed)s times an issue was closed, %(reopened)s times reopened") % {
        "closed": len(study.pace.closed) - study.pace.reopened,
        "reopened": study.pace.reopened,
    }


def _law(study: Study) -> Words:
    if study.deal is None:
        return ""
    found = soundness(study.scenario, study.deal)
    return _("%(below)s clauses below a legal floor, %(behind)s behind policy") % {
        "below": len(found.below_floor),
        "behind": len(found.behind_policy),
    }


_OF_A_SIDE: dict[int, Callable[[Study, str], Words]] = {
    1: _points,
    2: _alternative,
    3: _advantage,
    9: _left,
    14: _among,
    15: _mandate,
    20: _fixed_pie,
    21: _opening,
    22: _concessions,
    23: _moves,
    24: _reciprocity,
    25: _packages,
    26: _talk,
    27: _discipline,
}
_OF_BOTH: dict[int, Callable[[Study], Words]] = {
    4: _claim,
    5: _of_outcome("joint"),
    6: _of_outcome("ray"),
    7: _better,
    8: _of_outcome("superiority"),
    10: _of_outcome("distance"),
    11: _of_outcome("nash"),
    12: _fair,
    13: _above,
    15: _law,
    16: _kinds,
    17: _logrolling,
    18: _common,
    19: _room,
    21: _anchors,
    25: _closing,
    26: _time,
}
