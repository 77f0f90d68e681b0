"""The subjects of a debrief in the order in which they are told: what it came to first, then how it got there."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from live.machine import SIDES
from negotiation.debrief import meeting, offering, words
from negotiation.debrief.figures import figures
from negotiation.debrief.parts import Grid, Row, Section
from negotiation.debrief.study import Study
from negotiation.improve import outcome as improved
from negotiation.tags.counting import rows_of, tags_of
from negotiation.tags.words import CODE_WORDS


def sections(study: Study) -> list[Section]:
    """Everything that the sides of this study may be told."""
    makers = (
        _better,
        offering.dance,
        offering.curves,
        offering.moves,
        meeting.closing,
        meeting.talk,
        meeting.arguments,
        meeting.secrets,
        meeting.law,
        _tags,
        _improvement,
        _measures,
    )
    return [section for make in makers for section in make(study)]


def _better(study: Study) -> Iterator[Section]:
    outcome = study.outcome
    if outcome is None or not outcome.better:
        return
    scenario = study.scenario
    tables = []
    for number, package in enumerate(outcome.better, 1):
        gains = ", ".join(f"{words.side_name(side)} {package.gains[side]:+d}" for side in SIDES)
        rows: list[Row] = [
            [words.issue(scenario, i), words.option(scenario, i, was), words.option(scenario, i, better)]
            for i, (was, better) in package.changes.items()
        ]
        caption = _("Package %(number)s: %(gains)s points") % {"number": number, "gains": gains}
        tables.append(Grid([_("Issue"), _("As signed"), _("Instead")], rows, caption))
    says = _(
        "Nobody would have lost by these packages; the first changes the fewest issues. Look which "
        "side gave way where it cost the most."
    )
    yield Section("better", _("Better for both"), says, tables=tables)


def _tags(study: Study) -> Iterator[Section]:
    tags = tags_of(study.session) if study.both else []
    if not tags:
        return
    rows: list[Row] = [
        [str(CODE_WORDS[row.code]), *(str(row.sides[side]) for side in SIDES)]
        for row in rows_of(study.session, tags)
        if any(row.sides.values())
    ]
    says = _("Asking and telling what matters makes room for trades; threats and single offers close it.")
    yield Section(
        "tags",
        _("What was done with words"),
        says,
        tables=[Grid([_("Speech act"), *map(words.side_name, SIDES)], rows)],
    )


def _improvement(study: Study) -> Iterator[Section]:
    found = improved(study.session) if study.both else None
    if found is None:
        return
    rows = [[words.side_name(side), str(found.signed_points[side]), str(found.final_points[side])] for side in SIDES]
    says = (
        _("Both chiefs found a better package after they had signed.")
        if found.is_improved
        else _("The chiefs looked for a better package; what was signed stayed.")
    )
    yield Section(
        "improvement", _("Improving the deal"), says, tables=[Grid([_("Side"), _("Signed"), _("Improved")], rows)]
    )


def _measures(study: Study) -> Iterator[Section]:
    rows: list[Row] = [
        [
            f"{each.measure.number}. {each.measure.name}" + (f" ({_('piloted')})" if each.measure.piloted else ""),
            words.side_name(each.side) if each.side else _("both"),
            each.value,
            each.chance or words.NONE,
            str(each.measure.tells),
        ]
        for each in figures(study)
    ]
    says = _(
        "No single figure says who bargained well. Beside a score stands what random deals reach that"
        " both could accept: one in ten less, half of them, one in ten more."
    )
    notes = [_("“Piloted” marks measures of our own that have not been studied: they rank nobody.")]
    head = [_("Measure"), _("Side"), _("Value"), _("Chance: 10 · 50 · 90 %"), _("What it tells")]
    yield Section("measures", _("All measures"), says, tables=[Grid(head, rows)], notes=notes)
