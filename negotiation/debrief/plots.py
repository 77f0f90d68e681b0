"""The drawings of a debrief. Each says in a sentence what it shows; what it draws stands in a table beside it, too."""

from collections.abc import Sequence

import numpy as np
from django.utils.translation import gettext as _

from live.machine import EMPLOYER, SIDES, WORKERS
from negotiation.debrief import words
from negotiation.debrief.parts import Drawing
from negotiation.debrief.study import Study
from negotiation.debrief.svg import GOLD, INK, LINE, SIDE, SIDE_WASH, SOFT, WASH, Canvas, Scale
from negotiation.engine.measures.account import Put
from negotiation.engine.measures.ground import Ground

LEFT, RIGHT, TOP, BOTTOM = 46, 464, 22, 352
#: Random deals that are drawn at most: a cloud, not a list.
CLOUD = 160


def dance(study: Study, on: Ground) -> Drawing:
    """The offers of both sides on the plane of both sides' points, with what was possible behind them."""
    x, y = _plane(study, on)
    canvas = Canvas()
    _axes(canvas, x, y, words.side_name(WORKERS), words.side_name(EMPLOYER))
    canvas.layer("random")
    for w, e in _cloud(on):
        canvas.dot(x(w), y(e), 1.6, SOFT, opacity=0.35)
    canvas.end()
    canvas.layer("limits")
    _limits(canvas, study, x, y)
    canvas.end()
    canvas.layer("frontier")
    best = on.efficient.tolist()
    canvas.line([(x(w), y(e)) for w, e in best], GOLD, 2)
    for w, e in best:
        canvas.dot(x(w), y(e), 2.4, GOLD)
    canvas.end()
    for side in SIDES:
        canvas.layer(f"offers-{side}")
        _trail(canvas, study, side, x, y)
        canvas.end()
    if study.deal is not None:
        says = _("The deal: %(workers)s points for the workers, %(employer)s for the employer") % {
            side: study.points(side) for side in SIDES
        }
        canvas.star(x(study.points(WORKERS)), y(study.points(EMPLOYER)), says, study.account.ended_at)
    layers = [
        ("offers-workers", _("Workers’ offers")),
        ("offers-employer", _("Employer’s offers")),
        ("frontier", _("Frontier: nothing is better for both")),
        ("random", _("Random deals")),
        ("limits", _("Reservations")),
    ]
    return Drawing(
        canvas.text(), _("Each side’s offers, on the points of both; further up and right is better."), layers
    )


def _cloud(on: Ground) -> list[tuple[int, int]]:
    """Some random deals, the same at every look: a point that many packages reach is drawn the more often."""
    if not len(on.drawn):
        return []
    places = np.random.default_rng(1).choice(len(on.drawn), CLOUD, p=on.times / on.times.sum())
    return [(w, e) for w, e in on.drawn[np.unique(places)].tolist()]


def _plane(study: Study, on: Ground) -> tuple[Scale, Scale]:
    """Both axes, wide enough for all that is drawn."""
    scales = []
    for n, side in enumerate(SIDES):
        worths = [study.purses[side].worth(put.package) for put in study.account.puts]
        low = min([int(on.reservations[n]), study.points(side), *(worth.low for worth in worths)])
        high = max([int(on.best[n]), study.points(side), *(worth.high for worth in worths)])
        low = max(0, low - 8) if low >= 0 else low - 8
        scales.append(Scale(low, high + 4, LEFT, RIGHT) if not n else Scale(low, high + 4, BOTTOM, TOP))
    return scales[0], scales[1]


def _axes(canvas: Canvas, x: Scale, y: Scale, below: str, beside: str) -> None:
    canvas.box(LEFT, TOP, RIGHT - LEFT, BOTTOM - TOP, "#ffffff", stroke=LINE)
    for tick in x.ticks():
        canvas.line([(x(tick), BOTTOM), (x(tick), BOTTOM + 4)], SOFT, 1)
        canvas.words(x(tick), BOTTOM + 18, str(tick), anchor="middle", size=12)
    for tick in y.ticks():
        canvas.line([(LEFT - 4, y(tick)), (RIGHT, y(tick))], WASH, 1)
        canvas.words(LEFT - 7, y(tick) + 4, str(tick), anchor="end", size=12)
    canvas.words(RIGHT, BOTTOM + 38, f"{below} →", anchor="end", colour=INK)
    canvas.words(LEFT - 40, TOP - 8, f"↑ {beside}", colour=INK)


def _limits(canvas: Canvas, study: Study, x: Scale, y: Scale) -> None:
    """Each side's reservation: what lies short of it is worth less to it than it needs."""
    workers, employer = (study.scenario.parties[side].reservation for side in SIDES)
    canvas.line([(x(workers), TOP), (x(workers), BOTTOM)], SIDE[WORKERS], 1.2, "5 4")
    canvas.line([(LEFT, y(employer)), (RIGHT, y(employer))], SIDE[EMPLOYER], 1.2, "5 4")


def _trail(canvas: Canvas, study: Study, side: str, x: Scale, y: Scale) -> None:
    """A side's offers in their order: full ones as signs, partial ones as the area in which they may come to lie."""
    full: list[tuple[float, float]] = []
    marks: list[tuple[Put, tuple[float, float] | None]] = []
    for put in study.account.put_by(side):
        w, e = (study.purses[each].worth(put.package) for each in SIDES)
        if w.exact and e.exact:
            full.append((x(w.low), y(e.low)))
            marks.append((put, full[-1]))
            continue
        canvas.box(
            x(w.low),
            y(e.high),
            x(w.high) - x(w.low),
            y(e.low) - y(e.high),
            SIDE_WASH[side],
            opacity=0.13,
            stroke=SIDE[side],
        )
        marks.append((put, ((x(w.low) + x(w.high)) / 2, (y(e.low) + y(e.high)) / 2)))
    canvas.line(full, SIDE[side], 1.5)
    for number, (put, place) in enumerate(marks, 1):
        if place:
            canvas.sign(*place, side, offer_says(study, put, number), put.at)


def offer_says(study: Study, put: Put, number: int) -> str:
    """An offer in a line: when, whose, and what it is worth to whoever may know."""
    worths = ", ".join(
        f"{words.side_name(side)} {words.points(study.purses[side].worth(put.package))}" for side in study.sides
    )
    said = {"at": words.clock(put.ran), "side": words.side_name(put.side), "number": number, "worths": worths}
    return _("%(at)s · %(side)s, offer %(number)s: %(worths)s points") % said


def curve(study: Study, side: str) -> Drawing:
    """A side's offers in its own points over the running time; its reservation, and what it came to."""
    worths = [(put, study.purses[side].worth(put.package)) for put in study.account.puts if not put.spoken_only]
    party = study.scenario.parties[side]
    figures = [party.reservation, study.points(side), *(f for _p, worth in worths for f in (worth.low, worth.high))]
    x = Scale(0, max(1, study.account.ran) / 60_000, LEFT, RIGHT)
    y = Scale(max(0, min(figures) - 6), max(figures) + 6, BOTTOM, TOP)
    canvas = Canvas()
    _axes(canvas, x, y, _("minutes"), _("points of the %(side)s") % {"side": words.side_name(side)})
    canvas.line([(LEFT, y(party.reservation)), (RIGHT, y(party.reservation))], SIDE[side], 1.2, "5 4")
    canvas.words(RIGHT - 4, y(party.reservation) + 15, _("reservation"), anchor="end", size=12)
    for who in SIDES:
        own = [(put, worth) for put, worth in worths if put.side == who]
        canvas.layer(f"offers-{who}")
        canvas.line([(x(put.ran / 60_000), y(worth.low)) for put, worth in own if worth.exact], SIDE[who], 1.5)
        for number, (put, worth) in enumerate(own, 1):
            place = x(put.ran / 60_000)
            if not worth.exact:
                canvas.line([(place, y(worth.low)), (place, y(worth.high))], SIDE_WASH[who], 4)
            canvas.sign(place, y((worth.low + worth.high) / 2), who, _worth_to(side, put, number, study), put.at)
        canvas.end()
    if study.deal is not None:
        says = _("The deal: %(points)s points") % {"points": study.points(side)}
        canvas.star(x(study.account.ran / 60_000), y(study.points(side)), says, study.account.ended_at)
    says = _("What every offer was worth to the %(side)s, over the time of the session.") % {
        "side": words.side_name(side)
    }
    return Drawing(canvas.text(), says, [(f"offers-{who}", _offers_of(who)) for who in SIDES])


def _offers_of(side: str) -> str:
    return _("Workers’ offers") if side == WORKERS else _("Employer’s offers")


def _worth_to(side: str, put: Put, number: int, study: Study) -> str:
    return _("%(at)s · %(whose)s, offer %(number)s: worth %(points)s points to the %(side)s") % {
        "at": words.clock(put.ran),
        "whose": words.side_name(put.side),
        "number": number,
        "points": words.points(study.purses[side].worth(put.package)),
        "side": words.side_name(side),
    }


def closing_order(study: Study) -> Drawing:
    """When each issue closed, from the first to the last; an open sign where one was taken up again."""
    closed = study.account.closings
    canvas = Canvas(height=60 + 26 * max(1, len(closed)))
    whole = max(1, study.account.ran)
    x = Scale(0, whole, 210, RIGHT)
    for row, each in enumerate(closed):
        y = 34 + 26 * row
        canvas.words(4, y + 4, _short(words.issue(study.scenario, each.issue)), colour=INK)
        canvas.line([(210, y), (RIGHT, y)], WASH, 1)
        canvas.line([(210, y), (x(each.ran), y)], LINE, 2)
        says = f"{words.clock(each.ran)} · {words.issue(study.scenario, each.issue)}: " + (
            words.option(study.scenario, each.issue, each.option) if each.option else _("reopened")
        )
        canvas.speaking(
            f'<circle cx="{x(each.ran):.1f}" cy="{y}" r="6" fill="{"#1c5b33" if each.option else "#fff"}" '
            f'stroke="#1c5b33" stroke-width="2"/>',
            says,
            each.at,
        )
    canvas.words(210, canvas.height - 8, "0:00", size=12)
    canvas.words(RIGHT, canvas.height - 8, words.clock(whole), anchor="end", size=12)
    return Drawing(canvas.text(), _("Issues in the order in which they closed, over the running time."))


def bars(rows: Sequence[tuple[str, str, float, str]], says: str) -> Drawing:
    """A bar for each row: (name, side or empty, share of the longest, what it says)."""
    canvas = Canvas(height=20 + 28 * max(1, len(rows)))
    longest = max((share for _name, _side, share, _says in rows), default=0) or 1
    for place, (name, side, share, said) in enumerate(rows):
        y = 10 + 28 * place
        canvas.words(4, y + 14, _short(name), colour=INK)
        canvas.box(190, y, 200 * share / longest, 18, SIDE.get(side, SOFT))
        canvas.words(190 + 200 * share / longest + 6, y + 14, said, size=12)
    return Drawing(canvas.text(), says)


def _short(name: str, most: int = 14) -> str:
    """A name that fits beside a drawing; it stands whole in the table."""
    wide = sum(2 if ord(each) > 0x2E7F else 1 for each in name)
    if wide <= 2 * most:
        return name
    kept, used = "", 0
    for each in name:
        used += 2 if ord(each) > 0x2E7F else 1
        if used > 2 * most - 1:
            break
        kept += each
    return kept + "…"
