"""How the meeting went: what closed when, who spoke, on what the arguments and the clauses rest."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from negotiation.debrief import plots, words
from negotiation.debrief.parts import Cell, Grid, Row, Section
from negotiation.debrief.study import Study
from negotiation.tongue import own


def closing(study: Study) -> Iterator[Section]:
    if not study.account.closings:
        return
    scenario = study.scenario
    rows: list[Row] = [
        [
            Cell(words.clock(each.ran), each.at),
            words.issue(scenario, each.issue),
            words.option(scenario, each.issue, each.option) if each.option else _("reopened"),
        ]
        for each in study.account.closings
    ]
    says = _(
        "Issues that close one by one leave nothing to trade with; those that close together were probably a package."
    )
    grid = Grid([_("Time"), _("Issue"), _("Settled")], rows)
    yield Section("closing", _("The order in which issues closed"), says, [plots.closing_order(study)], [grid])


def talk(study: Study) -> Iterator[Section]:
    account, set_up = study.account, study.session.set_up
    seats = [key for key, place in set_up.items() if place["side"]]
    spoken = {key: account.speaking.get(key, 0) for key in seats}
    if not any(spoken.values()) and not account.statements:
        return
    whole = sum(spoken.values()) or 1
    drawn = [
        (
            words.seat_name(set_up, key),
            set_up[key]["side"],
            ms / whole,
            f"{words.clock(ms)} · {words.percent(ms / whole)}",
        )
        for key, ms in spoken.items()
    ]
    rows: list[Row] = [
        [
            words.seat_name(set_up, key),
            words.side_name(set_up[key]["side"]),
            words.clock(spoken[key]),
            words.percent(spoken[key] / whole),
            words.clock(account.waiting.get(key, 0)),
            str(account.statements.get(key, 0)),
        ]
        for key in seats
    ]
    head = [_("Seat"), _("Side"), _("With the floor"), _("Share"), _("Waited for it"), _("Statements")]
    says = _("Who speaks for the whole team hears little. Compare the chief’s bar with the others’.")
    yield Section(
        "talk", _("Talk and waiting"), says, [plots.bars(drawn, _("Time with the floor, by seat."))], [Grid(head, rows)]
    )


def arguments(study: Study) -> Iterator[Section]:
    facts, set_up = study.scenario.facts, study.session.set_up
    rows: list[Row] = [
        [
            Cell(words.clock(each.ran), each.at),
            words.seat_name(set_up, each.seat),
            own(facts[each.fact].label),
            _("shown to the other side") if each.shown else _("named"),
        ]
        for each in study.account.cited
        if each.fact in facts
    ]
    says = _("An argument that rests on a figure of the data pack can be checked by both sides; count yours.")
    if not rows:
        says = _(
            "Nobody named or showed a figure of the data pack. An argument that rests on one can be "
            "checked by both sides."
        )
    head = [_("Time"), _("Who"), _("Figure"), _("How")]
    yield Section("arguments", _("Arguments from the data"), says, tables=[Grid(head, rows)] if rows else [])


def secrets(study: Study) -> Iterator[Section]:
    """Where a side's own words or the minutes gave its secret away; nothing where none did."""
    rows: list[Row] = [
        [
            Cell(words.clock(heard.ran), heard.at),
            words.side_name(side),
            token,
            _("in a statement") if heard.side else _("in the minutes"),
        ]
        for side, found in study.disclosed.items()
        for heard, token in found
    ]
    if rows:
        says = _(
            "Here a word fell by which the case knows a secret. Read the moment again: was it meant to be let out?"
        )
        head = [_("Time"), _("Whose secret"), _("Word"), _("Where")]
        yield Section("secrets", _("Secrets let out"), says, tables=[Grid(head, rows)])


def law(study: Study) -> Iterator[Section]:
    scenario = study.scenario
    settled = study.deal if study.deal is not None else study.account.agreed
    rows: list[Row] = []
    for key, chosen in settled.items():
        option = scenario.issues[key].options[chosen]
        floor = scenario.floors.get(option.floor) if option.floor else None
        rests = f"{own(floor.rule)} ({own(floor.source)})" if floor else words.NONE
        verdict = _("below the minimum") if not option.lawful else _("behind policy") if option.risk else _("lawful")
        rows.append([words.issue(scenario, key), words.option(scenario, key, chosen), verdict, rests])
    spoken = [put for put in study.account.puts if put.unlawful]
    notes = [
        _("%(at)s: an offer of the %(side)s was below the legal minimum on: %(issues)s.")
        % {
            "at": words.clock(put.ran),
            "side": words.side_name(put.side),
            "issues": ", ".join(words.issue(scenario, key) for key in put.unlawful),
        }
        for put in spoken
    ]
    says = _("Every clause that was settled, held against the law.") if rows else _("No clause was settled.")
    tables = [Grid([_("Issue"), _("Settled"), _("Verdict"), _("Rests on")], rows)] if rows else []
    yield Section("law", _("Legal soundness"), says, tables=tables, notes=notes)
