"""When a certificate begins and ends, by the three ways that a scheme may choose."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from training.certification.engine.scheme import Validity


@dataclass(frozen=True, slots=True)
class Term:
    """From the first day to the last, both included; ``until`` None: it does not end."""

    begins: date
    until: date | None


def later(day: date, months: int) -> date:
    """The same day so many months later, or the last of a shorter month: 31 January and one month is 28 February."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def term(validity: Validity, passed_on: date, previous_until: date | None = None) -> Term:
    """The days of a certificate for which somebody passed on that day.

    ``previous_until``: the last day of the certificate that it renews. It matters for ``from_previous`` alone, and
    only where the pass lies in the window around that day: then nobody loses by renewing early or gains by being late.
    Elsewhere the cycle begins anew from the pass.
    """
    if validity.way == "never":
        return Term(passed_on, None)
    if validity.way == "fixed_day":
        return Term(passed_on, _first(validity.fixed_day, later(passed_on, validity.months)))
    window = timedelta(days=validity.window_days)
    if validity.way == "from_previous" and previous_until and abs(passed_on - previous_until) <= window:
        return Term(max(passed_on, previous_until + timedelta(days=1)), later(previous_until, validity.months))
    return Term(passed_on, later(passed_on, validity.months) - timedelta(days=1))


def _first(day: tuple[int, int], from_day: date) -> date:
    this_year = date(from_day.year, *day)
    return this_year if this_year >= from_day else date(from_day.year + 1, *day)


def renewable_from(validity: Validity, until: date | None) -> date | None:
    """The first day on which a certificate that ends then can be renewed; None where it never ends."""
    return until - timedelta(days=validity.window_days) if until else None
