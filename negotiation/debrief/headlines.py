"""What came of a session in plain sentences, the most important first."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from negotiation.debrief import words
from negotiation.debrief.study import Study


def headlines(study: Study) -> list[str]:
    """What came of it in plain sentences, the most important first."""
    found = [_worth(study, side) for side in study.sides]
    outcome = study.outcome
    if outcome is not None and outcome.ray.value is not None:
        told = _("Along the split that you chose, the deal reaches %(share)s of what was possible for both.") % {
            "share": words.percent(outcome.ray.value)
        }
        found.append(f"{told} {words.beside_chance(outcome.ray)}".strip())
    if outcome is not None:
        for side in study.sides:
            if left := outcome.left[side].value:
                found.append(
                    _("The %(side)s left %(points)s points on the table: the other side would have lost nothing.")
                    % {"side": words.side_name(side), "points": round(left)}
                )
        found.append(_count_better(outcome.better_for_both))
    for side in study.sides:
        place = study.among[side]
        if place.tables > 1:
            said = {"side": words.side_name(side), "place": place.place, "tables": place.tables}
            found.append(_("Of %(tables)s tables with this case, the %(side)s comes to place %(place)s.") % said)
    return found


def _worth(study: Study, side: str) -> str:
    party, got = study.scenario.parties[side], study.points(side)
    said = {
        "side": words.side_name(side),
        "points": got,
        "away": party.batna_points,
        "more": abs(got - party.batna_points),
        "reservation": party.reservation,
    }
    if study.deal is None:
        return _("There was no agreement: for the %(side)s its alternative counts, %(away)s points.") % said
    if got < party.batna_points:
        return _("The deal gives the %(side)s %(points)s points, %(more)s fewer than walking away would have.") % said
    return (
        _(
            "The deal gives the %(side)s %(points)s points: %(more)s more than walking away "
            "(%(away)s); its reservation was %(reservation)s."
        )
        % said
    )


def _count_better(count: int) -> str:
    if not count:
        return _("No package was better for both: nothing was left that neither would have had to pay for.")
    return ngettext(
        "%(count)s package was better for one side and no worse for the other.",
        "%(count)s packages were better for one side and no worse for the other.",
        count,
    ) % {"count": count}
