"""How the offers went: their dance, the concessions, the kinds of steps."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from live.machine import SIDES
from negotiation.debrief import plots, words
from negotiation.debrief.parts import Cell, Grid, Row, Section
from negotiation.debrief.study import Study
from negotiation.engine.measures import process
from negotiation.engine.scenario import Terms

#: What a move of each kind is called, and what it did.
MOVE_WORDS = {
    process.FORTUNATE: lambda: _("better for both"),
    process.NICE: lambda: _("a present: better for the other, the same for itself"),
    process.CONCESSION: lambda: _("a concession: it gave, the other gained or lost nothing"),
    process.SELFISH: lambda: _("selfish: it took, the other gained nothing"),
    process.UNFORTUNATE: lambda: _("unfortunate: worse for both, or for one alone"),
    process.SILENT: lambda: _("silent: the same for both"),
    process.OPEN: lambda: _("not to be told: issues were left open"),
}


def dance(study: Study) -> Iterator[Section]:
    if study.ground is None:
        return
    says = _(
        "Where a line runs towards the upper right, an offer was better for both. The nearer the star"
        " is to the frontier, the less was left on the table; the cloud shows what chance would have "
        "done."
    )
    yield Section(
        "dance", _("The dance of offers"), says, [plots.dance(study, study.ground)], [_offers(study)], _unlisted(study)
    )


def _unlisted(study: Study) -> list[str]:
    if any(not study.purses[side].worth(put.package).exact for put in study.account.puts for side in study.sides):
        return [
            _(
                "An offer that leaves issues open is drawn as everything that it may still come to be"
                " worth; nothing is filled in."
            )
        ]
    return []


def _offers(study: Study) -> Grid:
    scenario = study.scenario
    numbers = dict.fromkeys(SIDES, 0)
    last: dict[str, Terms] = {}
    rows: list[Row] = []
    for put in study.account.puts:
        numbers[put.side] += 1
        worths = [words.points(study.purses[side].worth(put.package)) for side in study.sides]
        offered = f"{words.side_name(put.side)} {numbers[put.side]}"
        before = last.get(put.side, {})
        new = {key: option for key, option in put.terms.items() if before.get(key) != option}
        told = words.terms_words(scenario, new) if new else _("the same as before")
        rows.append([Cell(words.clock(put.ran), put.at), offered, *worths, told])
        last[put.side] = put.terms
    head = [_("Time"), _("Offer"), *(words.side_name(side) for side in study.sides), _("What was new in it")]
    return Grid(head, rows, _("All offers"))


def curves(study: Study) -> Iterator[Section]:
    if not study.account.puts:
        return
    says = _(
        "A line that falls early gives way early; a flat line that drops at the end has waited. Lines"
        " that meet are an agreement."
    )
    drawings = [plots.curve(study, side) for side in study.sides]
    tables = [] if study.ground is not None else [_offers(study)]
    head = [
        _("Side"),
        _("First offer"),
        _("Last offer"),
        _("Given up"),
        _("A step, on average"),
        _("In the last fifth of the time"),
    ]
    rows: list[Row] = []
    for side in study.sides:
        curve = process.curve(study.account, side, study.purses[side])
        if curve is not None:
            first, last = curve.points[0][1], curve.points[-1][1]
            step, late = words.figure(curve.mean_step, 1), words.percent(curve.late)
            rows.append([words.side_name(side), str(first), str(last), str(curve.total), step, late])
    yield Section("curves", _("Concessions"), says, drawings, [Grid(head, rows, _("Whole offers")), *tables])


def moves(study: Study) -> Iterator[Section]:
    if not study.both:
        return
    made = {side: process.moves(study.account, side, study.purses) for side in SIDES}
    if not any(made.values()):
        return
    counted = {side: [move.kind for move in made[side]] for side in SIDES}
    rows: list[Row] = [
        [MOVE_WORDS[kind](), *(str(counted[side].count(kind)) for side in SIDES)]
        for kind in process.MOVES
        if any(kind in counted[side] for side in SIDES)
    ]
    drawn = [
        (MOVE_WORDS[kind]().split(":")[0], side, float(counted[side].count(kind)), str(counted[side].count(kind)))
        for kind in process.MOVES
        for side in SIDES
        if kind in counted[side]
    ]
    head = [_("Step"), *(words.side_name(side) for side in SIDES)]
    says = _(
        "A good negotiator makes steps that cost little and give much: look for those that were "
        "better for both, and for presents."
    )
    yield Section(
        "moves",
        _("Kinds of steps"),
        says,
        [plots.bars(drawn, _("How often each kind of step was made."))],
        [Grid(head, rows)],
    )
