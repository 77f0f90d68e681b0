"""The sentences beside the figures of a report on judges: what each means, and when it says nothing."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _


def of_alpha(value: float | None) -> str:
    """Krippendorff's own bounds: .800 to rely on, .667 for tentative conclusions (Content Analysis, ch. 12)."""
    if value is None:
        return _("Nothing can be said: no two judges gave values that could differ.")
    if value >= 0.8:
        return _("The judges agree well enough to rely on single values.")
    if value >= 0.667:
        return _("The judges agree well enough for cautious conclusions.")
    if value > 0:
        return _("The judges agree more than by chance, but too little to rely on single values.")
    return _("The judges agree no more than chance would make them.")


def of_icc(icc: Mapping[str, Any] | None) -> str:
    """The bounds of T. K. Koo and M. Y. Li, Journal of Chiropractic Medicine 15 (2016), on the interval's low end."""
    if icc is None:
        return _("Nothing can be said: it needs two judges and three units that all of them judged, with differences.")
    low, high = icc["average"][1:]
    if high - low > 0.5:
        return _("Too few values for a firm figure: the true one may lie anywhere between the bounds.")
    if low >= 0.75:
        return _("The mean of this panel is reliable: another panel like it would come to nearly the same.")
    if low >= 0.5:
        return _("The mean of this panel is moderately reliable.")
    return _("The mean of this panel may be unreliable: another panel could come to something else.")


def of_cautions(codes: list[str]) -> list[str]:
    """What to keep in mind before any figure."""
    words = {
        "one_judge": _("Only one judge: there is nobody to agree with."),
        "few_units": _("Fewer than ten units (a team by a criterion): every figure of agreement is a guess."),
        "gaps": _("Some units were not judged by everybody; the intraclass correlation leaves them out."),
        "few_marks": _("Few marks for each figure of the Rasch model: take fair averages as a hint."),
        "disconnected": _("Some teams and judges share nobody with the others: no fair averages across them."),
    }
    return [words[code] for code in codes]


def of_unfit(code: str) -> str:
    """Why there is no Rasch model."""
    return {
        "": "",
        "too_few": _("No Rasch model: it needs two teams, two judges, and more marks than figures to estimate."),
        "one_value": _("No Rasch model: every value is the same."),
        "too_many_values": _("No Rasch model: so many different values are no rating scale."),
        "too_large": _("No Rasch model: too many teams and judges at once. Study one round at a time."),
        "unsettled": _("No Rasch model: the figures did not settle."),
    }[code]


def of_judge(one: Mapping[str, Any]) -> list[str]:
    """What a judge's figures say, level first, then the flags."""
    said = [_level(one["severity"])]
    if one["halo"]:
        said.append(_("Halo: gives a team nearly the same for every criterion. Look at the ballot together."))
    if one["central"]:
        said.append(_("Central tendency: keeps to a narrow part of the scale, so that the others decide."))
    if one["values"] < 8:
        said.append(_("Too few values to say anything about habits."))
    return said


def _level(severity: float | None) -> str:
    if severity is None:
        return _("Shares no unit with another judge: no comparison.")
    points = {"points": f"{abs(severity):.2f}"}
    if severity > 0.005:
        return _("%(points)s points below the other judges on average.") % points
    if severity < -0.005:
        return _("%(points)s points above the other judges on average.") % points
    return _("On the level of the other judges.")


def of_ranking(one: Mapping[str, Any]) -> str:
    """What rule a ranking follows."""
    return {
        "mean": _("Plain mean"),
        "trimmed": _("Highest and lowest left out"),
        "fair": _("Fair averages (Rasch model)"),
        "without": _("Without %(judge)s") % {"judge": one["judge"]},
    }[one["way"]]


def of_rankings(rankings: list[dict[str, Any]]) -> str:
    """Whether anything would have changed."""
    changed = [of_ranking(one) for one in rankings if one["other"]]
    if len(rankings) < 2:
        return _("There is no other ranking to compare with.")
    if not changed:
        return _("The places are the same by every rule: no single judge decided them.")
    return _("Other places by: %(rules)s.") % {"rules": "; ".join(changed)}
