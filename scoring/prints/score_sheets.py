"""A judge's score sheet as data: should the tablets fail, it is filled in by hand and typed into the same ballot."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from paper import qr
from scoring.contests.library import in_words
from scoring.contests.models import Contest, Match
from scoring.engine.rubric import PERSON, TEAM, Criterion
from scoring.models import Panel, Place
from scoring.prints import facts
from scoring.rubric_files import built

#: So many people of a side stand beside one another, for a pen needs room; more take another table.
BESIDE = 5


def sheet_of(contest: Contest, panel: Panel, place: Place, site: str) -> dict[str, Any]:
    """The sheet of one seat. It names what the ballot names, and no team's name where the contest is blind."""
    match = panel.session.match
    address = site + reverse("scoring:ballot", args=[panel.key])
    who = " · ".join(filter(None, (place.title, str(place.person or ""))))
    when = " · ".join(filter(None, (facts.clock(match), facts.room_of(match), facts.stage_of(contest, match))))
    said = _("Scan the code, or open this address, signed in as this judge, to type the sheet into the ballot:")
    return {
        "heading": who,
        "lines": [str(contest), when, str(panel.session.scenario)],
        "says": said,
        "address": address,
        "alt": f"{said} {address}",
        "svg": qr.svg(address, box=6),
        "tables": _tables(contest, match, panel),
        "signed": [_("Signature"), _("Time")],
        "footer": f"{who} · {when}",
    }


def _tables(contest: Contest, match: Match, panel: Panel) -> list[dict[str, Any]]:
    """One table for the two teams, then for each side one of its people, as many as BESIDE in each."""
    subjects = sorted(panel.set_up["subjects"].values(), key=lambda each: each["number"])
    criteria = built(panel.rubric.content).criteria.values()
    teams = [each for each in subjects if each["kind"] == TEAM]
    sides = {each["side"]: in_words(each["title"]) for each in teams}
    heads = [" ".join(filter(None, (sides[each["side"]], _called(contest, match, each)))) for each in teams]
    made = _table(_("The teams"), heads, [each for each in criteria if each.kind == TEAM])
    of_people = [each for each in criteria if each.kind == PERSON]
    for side, title in sides.items():
        people = [in_words(each["title"]) for each in subjects if each["kind"] == PERSON and each["side"] == side]
        for first in range(0, len(people), BESIDE):
            made += _table(title, people[first : first + BESIDE], of_people)
    return made


def _called(contest: Contest, match: Match, subject: Mapping[str, Any]) -> str:
    return subject.get("code") or facts.named(contest, match, subject["side"])


def _figure(value: Fraction) -> str:
    """As short as it is exact enough to be read."""
    return f"{float(value):g}"


def _table(title: str, heads: list[str], criteria: Iterable[Criterion]) -> list[dict[str, Any]]:
    """A table for each scale, for people write nothing where two are mixed; none where there is nothing to judge."""
    by_scale: dict[Any, list[Criterion]] = {}
    for each in criteria:
        by_scale.setdefault(each.scale, []).append(each)
    return [
        {
            "title": title,
            "scale": _("From %(low)s to %(high)s in steps of %(step)s.")
            % {"low": _figure(scale.low), "high": _figure(scale.high), "step": _figure(scale.step)},
            "head": [_("Criterion"), *heads],
            "rows": [_row(each) for each in of_scale],
        }
        for scale, of_scale in by_scale.items()
        if heads
    ]


def _row(criterion: Criterion) -> dict[str, Any]:
    return {
        "title": f"{criterion.number}. {in_words(dict(criterion.title))}",
        "weight": _("weight %(weight)s") % {"weight": _figure(criterion.weight)},
        "anchors": [
            {"value": value, "text": in_words(dict(text))}
            for value, text in sorted(criterion.anchors.items(), key=lambda entry: float(entry[0]))
        ],
    }
