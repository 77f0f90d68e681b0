"""The twenty-seven measures of a debrief by number; docs/metrics.md says of each how it is worked out and why."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Measure:
    """``piloted``: defined by this house and not yet studied, so never used to rank anybody."""

    number: int
    name: Any
    tells: Any
    piloted: bool = False


CATALOGUE = (
    Measure(1, _("Points and surplus"), _("What the deal is worth, and how much more than the reservation.")),
    Measure(2, _("Better than the alternative"), _("Whether signing was better than walking away.")),
    Measure(3, _("Advantage"), _("How far from the reservation to the side’s best lawful package.")),
    Measure(4, _("Claim share"), _("Whose part of what both gained above their reservations.")),
    Measure(5, _("Joint efficiency"), _("What both gained together, of the most that they could have.")),
    Measure(6, _("Ray efficiency"), _("How far both came along their own split towards the frontier.")),
    Measure(7, _("Better for both"), _("Packages that leave nobody worse off and somebody better.")),
    Measure(8, _("Pareto superiority"), _("How few of the comparable packages beat the deal.")),
    Measure(9, _("Left on the table"), _("Points that a side could have had more, the other losing none.")),
    Measure(
        10,
        _("Distance to the frontier"),
        _("How far the nearest efficient package lies, as shares of what could be gained."),
    ),
    Measure(11, _("Nash ratio"), _("The product of both gains, of the largest possible.")),
    Measure(
        12, _("Egalitarian and Kalai–Smorodinsky ratios"), _("How good the deal is for the side that gained less.")
    ),
    Measure(13, _("Above chance"), _("How much of the way from a middling random deal to a perfect one.")),
    Measure(
        14,
        _("Same seat at other tables"),
        _("The place among all tables that bargained over the same case on this side."),
    ),
    Measure(
        15, _("Law and mandate"), _("Clauses below a legal floor or behind policy, and a mandate that was broken.")
    ),
    Measure(16, _("Kinds of issues"), _("Which issues are opposed, which are common, and which can be traded.")),
    Measure(17, _("Logrolling"), _("How far each side got what it valued more than the other did."), piloted=True),
    Measure(18, _("Common interests found"), _("Issues on which both wanted the same, and got it.")),
    Measure(
        19,
        _("Room to create value"),
        _("How far a random deal falls short of the best joint one: a figure of the case."),
    ),
    Measure(20, _("Fixed-pie error"), _("How wrong a guess of the other side’s priorities was.")),
    Measure(
        21,
        _("Opening and anchors"),
        _("The first demand, how far both openings lay apart, and whose opening the deal is nearer to."),
    ),
    Measure(22, _("Concessions"), _("How much, how evenly and how late a side gave way.")),
    Measure(23, _("Kinds of moves"), _("What each step did to the own points and to the other side’s.")),
    Measure(
        24, _("Reciprocity"), _("Whether a side gave more after the other had, and what its moves gave the other.")
    ),
    Measure(25, _("Packages"), _("How many issues an offer held, sets of equal choices, issues closed and reopened.")),
    Measure(26, _("Time and talk"), _("Time to the first offer, time with the floor, caucuses, the rush at the end.")),
    Measure(
        27,
        _("Discipline"),
        _("Offers below the own reservation or beyond the mandate, unlawful ones that were spoken, secrets let out."),
    ),
)
