"""What of a grade's needs somebody meets, each with its evidence: the answer to “what is missing?”."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from training.certification.engine.expiry import later
from training.certification.engine.scheme import Need


@dataclass(frozen=True, slots=True)
class Happened:
    """Something of a person's record that may count: when, under what name it is shown, and how much it was."""

    kind: str
    on: date
    what: str
    code: str = ""
    amount: Decimal = Decimal(1)
    share: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Held:
    """A certificate that somebody holds. ``in_force``: on the day that is asked about."""

    scheme: str
    grade: str
    since: date
    in_force: bool
    number: str


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the platform knows of a person that a need may ask for."""

    happened: tuple[Happened, ...] = ()
    held: tuple[Held, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether one need is met. ``have`` of ``least``, in hours, percent or pieces; ``by``: the evidence that counts."""

    need: Need
    met: bool
    have: Decimal
    least: Decimal
    by: tuple[str, ...] = ()

    @property
    def missing(self) -> Decimal:
        return max(Decimal(0), self.least - self.have)


def verdicts(needs: Iterable[Need], facts: Facts, today: date, cycle_from: date | None = None) -> list[Verdict]:
    """Each need, in its order. ``cycle_from``: the first day of the certificate that would be renewed."""
    return [_verdict(need, facts, today, cycle_from) for need in needs]


def all_met(found: Sequence[Verdict]) -> bool:
    return all(each.met for each in found)


def _verdict(need: Need, facts: Facts, today: date, cycle_from: date | None) -> Verdict:
    if need.kind == "certificate":
        return _certificate(need, facts, today)
    counted = sorted(_counted(need, facts, today, cycle_from), key=lambda each: each.on)
    if need.kind == "exam":
        best = max(counted, key=lambda each: each.share, default=None)
        have = _percent(best.share) if best else Decimal(0)
        met = best is not None and best.share * 100 >= need.least_percent
        return Verdict(need, met, have, _decimal(need.least_percent), (best.what,) if best else ())
    least = {"hours": need.least, "class": Decimal(1)}.get(need.kind, Decimal(need.number))
    have = sum((each.amount for each in counted), Decimal(0))
    return Verdict(need, have >= least, have, least, tuple(each.what for each in counted))


def _counted(need: Need, facts: Facts, today: date, cycle_from: date | None) -> Iterable[Happened]:
    earliest = _months_before(today, need.within_months) if need.within_months else date.min
    if need.since_last and cycle_from:
        earliest = max(earliest, cycle_from)
    wanted = {"exam": need.exam, "class": need.certification, "evidence": need.code}.get(need.kind)
    for each in facts.happened:
        if each.kind != need.kind or not earliest <= each.on <= today:
            continue
        if (wanted is None or each.code == wanted) and (not need.of or each.code in need.of):
            yield each


def _certificate(need: Need, facts: Facts, today: date) -> Verdict:
    found = [each for each in facts.held if (each.scheme, each.grade) == (need.scheme, need.grade) and each.in_force]
    long_enough = [each for each in found if later(each.since, need.held_months) <= today]
    by = tuple(each.number for each in found)
    return Verdict(need, bool(long_enough), Decimal(int(bool(long_enough))), Decimal(1), by)


def _months_before(day: date, months: int) -> date:
    """The first day from which so many months have not passed yet."""
    back = later(day, -months)
    return back if back.day == day.day else back + timedelta(days=1)


def _percent(share: Fraction) -> Decimal:
    return _decimal(share * 100)


def _decimal(value: Fraction) -> Decimal:
    """To two places for showing; whether it is enough was decided exactly."""
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal("0.01")).normalize()
