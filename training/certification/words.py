"""What schemes ask for, what is met and what is missing, in sentences."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from training.certification.engine.needs import Verdict
from training.certification.engine.scheme import Grade, Need, SchemeFault, Validity
from training.certification.models import HoursEntry

FAULTS = {
    "number_of_grades": gettext_lazy("From 1 to 12 grades are needed."),
    "grade_twice": gettext_lazy("Two grades have the same code."),
    "number_of_needs": gettext_lazy("At most 20 needs of a grade are possible."),
    "kind_of_need": gettext_lazy("There is no need of this kind."),
    "unknown_field": gettext_lazy("A need of this kind has no such field."),
    "kinds_of_hours": gettext_lazy("Kinds of hours are a list of their codes."),
    "way_of_validity": gettext_lazy("There is no such way to find the last day."),
    "fixed_day": gettext_lazy("A month and a day of it are needed; 29 February is not every year’s."),
    "fields": gettext_lazy("Fields with names are needed here."),
    "title": gettext_lazy("A title in Chinese and in English is needed, of at most 120 characters."),
    "code": gettext_lazy("A code of 1 to 60 letters, digits, “-” and “_” is needed."),
    "whole_number": gettext_lazy("A whole number within the bounds is needed."),
    "number": gettext_lazy("A number within the bounds is needed."),
}


def of(title: tuple[str, str]) -> str:
    """A text of a scheme in the reader's language."""
    return title[1 if (get_language() or "").startswith("en") else 0]


def fault(found: SchemeFault) -> str:
    """What is wrong with the data of a scheme, and where."""
    return f"{found.args[0]}: {FAULTS[found.args[1]]}"


def plain(number: Decimal) -> str:
    """Without needless zeros."""
    return f"{number.normalize():f}"


def need(asked: Need) -> str:
    """What is asked, in a sentence."""
    said = _SAYERS[asked.kind](asked)
    if asked.since_last:
        said = _("%(need)s, since the last certificate") % {"need": said}
    if asked.within_months:
        months = asked.within_months
        within = ngettext("%(need)s, within %(months)s month", "%(need)s, within %(months)s months", months)
        said = within % {"need": said, "months": months}
    return said


def _hours(asked: Need) -> str:
    told = {"hours": plain(asked.least), "kinds": kinds_of_hours(asked.of)}
    if asked.of:
        return _("%(hours)s class hours of: %(kinds)s") % told
    return _("%(hours)s class hours") % told


def kinds_of_hours(codes: Iterable[str]) -> str:
    labels = dict(HoursEntry.Kind.choices)
    return "、".join(str(labels.get(code, code)) for code in codes)


def _exam(asked: Need) -> str:
    told = {"exam": of(asked.title) or asked.exam, "percent": f"{float(asked.least_percent):g}"}
    return _("exam “%(exam)s” with at least %(percent)s %%") % told


def _class(asked: Need) -> str:
    return _("a class completed that counts for “%(code)s”") % {"code": of(asked.title) or asked.certification}


def _mocks(asked: Need) -> str:
    number = asked.number
    return ngettext("%(number)s mock session played", "%(number)s mock sessions played", number) % {"number": number}


def _certificate(asked: Need) -> str:
    told = {"title": of(asked.title) or f"{asked.scheme} / {asked.grade}", "months": asked.held_months}
    if asked.held_months:
        return _("certificate “%(title)s” in force, held for %(months)s months") % told
    return _("certificate “%(title)s” in force") % told


def _evidence(asked: Need) -> str:
    return f"{of(asked.title)} × {asked.number}" if asked.number > 1 else of(asked.title)


_SAYERS = {
    "hours": _hours,
    "exam": _exam,
    "class": _class,
    "mocks": _mocks,
    "certificate": _certificate,
    "evidence": _evidence,
}


def verdict(found: Verdict) -> dict[str, Any]:
    """One line of “what is missing”: the need, whether it is met, how far it has come and by what."""
    told = {"have": plain(found.have), "least": plain(found.least), "missing": plain(found.missing)}
    if found.need.kind == "exam":
        far = _("best result %(have)s %%") % told if found.by else _("no result yet")
    elif found.need.kind in ("class", "certificate"):
        far = "" if found.met else _("not yet")
    else:
        far = _("%(have)s of %(least)s; %(missing)s missing") % told
        far = _("%(have)s of %(least)s") % told if found.met else far
    return {"need": need(found.need), "met": found.met, "far": far, "by": found.by, "kind": found.need.kind}


def validity(asked: Validity) -> str:
    """How long a certificate holds, in a sentence."""
    told = {"months": asked.months, "month": asked.fixed_day[0], "day": asked.fixed_day[1], "days": asked.window_days}
    return {
        "never": _("It does not end."),
        "from_pass": _("It holds %(months)s months from the day of the pass."),
        "from_previous": _(
            "It holds %(months)s months; renewed within %(days)s days of its end, from that end and not from the pass."
        ),
        "fixed_day": _("It ends on the first %(month)s-%(day)s after %(months)s months."),
    }[asked.way] % told


def day(found: Any) -> str:
    """A date as people read it; None: no end."""
    return date_format(found, "DATE_FORMAT") if found else _("no end")


def grade(found: Grade) -> str:
    return of(found.title)
