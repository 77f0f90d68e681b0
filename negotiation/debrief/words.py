"""The words of a debrief: figures, times, terms and sides as people say them, in the reader's language."""

from django.utils.translation import gettext as _

from negotiation.engine.measures.outcome import Score
from negotiation.engine.measures.worth import Interval
from negotiation.engine.payoffs import Band
from negotiation.engine.scenario import Scenario, Terms, Text
from negotiation.models import Seat
from negotiation.tongue import own

NONE = "–"


def side_name(side: str) -> str:
    return str(Seat.Side(side).label)


def percent(share: float | None) -> str:
    return NONE if share is None else f"{round(share * 100)} %"


def figure(value: float | None, digits: int = 2) -> str:
    return NONE if value is None else f"{value:.{digits}f}"


def clock(ms: float | None) -> str:
    """Running time as minutes and seconds."""
    if ms is None:
        return NONE
    minutes, seconds = divmod(round(ms / 1000), 60)
    return f"{minutes}:{seconds:02d}"


def points(worth: Interval | int) -> str:
    """Points, or from least to most where issues are open."""
    if isinstance(worth, int):
        return str(worth)
    return str(worth.low) if worth.exact else _("%(low)s to %(high)s") % {"low": worth.low, "high": worth.high}


def band(found: Band | None, *, share: bool = True) -> str:
    """What random deals reach: one in ten less, half less, one in ten more."""
    if found is None:
        return NONE
    return " · ".join(percent(each) if share else f"{each:.1f}" for each in found)


def beside_chance(score: Score) -> str:
    """Where a score stands among random deals, in words."""
    if score.value is None or score.band is None:
        return ""
    low, middle, high = score.band
    if score.value >= high:
        return _("Fewer than one random deal in ten does as well.")
    if score.value >= middle:
        return _("Between one and five random deals in ten do as well.")
    if score.value >= low:
        return _("More than half of all random deals do as well.")
    return _("Nine random deals in ten do better.")


def issue(scenario: Scenario, key: str) -> str:
    return own(scenario.issues[key].title)


def option(scenario: Scenario, key: str, chosen: str) -> str:
    return own(scenario.issues[key].options[chosen].text)


def terms_words(scenario: Scenario, terms: Terms) -> str:
    """Terms as one line, in the order of the agenda."""
    return "; ".join(
        f"{issue(scenario, key)}: {option(scenario, key, terms[key])}" for key in scenario.issues if key in terms
    )


def seat_name(session_set_up: dict[str, dict[str, Text]], key: str) -> str:
    return own(session_set_up[key]["title"]) if key in session_set_up else key
