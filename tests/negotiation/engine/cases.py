"""A small case whose every confidential text and number is a word of its own, so that a leak can be found by it."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from live.machine import EMPLOYER, JUDGES, OFFICIALS, PUBLIC, SIDES, WORKERS, Seat, side_audience
from negotiation.engine.machine import SessionMachine, SessionSetup
from negotiation.engine.scenario import (
    Constraint,
    Document,
    Fact,
    Floor,
    Inject,
    Interaction,
    Issue,
    Notes,
    Option,
    Party,
    Phase,
    Scenario,
    Text,
)

SEATS = {
    WORKERS: ("workers-chief", "workers-2"),
    EMPLOYER: ("employer-chief", "employer-2"),
}
STAFF = ("host", "timekeeper", "organiser", "recorder")
NUMBERS = {WORKERS: 610_000, EMPLOYER: 720_000}


def words(canary: str) -> Text:
    """A text that holds a word found nowhere else."""
    return {"zh": f"文 {canary}-zh", "en": f"Text {canary}-en"}


def option(issue: str, name: str, place: int, **more: object) -> Option:
    """An option whose points and costs are numbers found nowhere else."""
    points = {side: NUMBERS[side] + place for side in SIDES}
    costs = {side: Fraction(NUMBERS[side] + place) + Fraction(1, 4) for side in SIDES}
    plain = Option(name, words(f"option-{issue}-{name}"), points, cost=costs[EMPLOYER], costs=costs)
    return replace(plain, **more)  # type: ignore[arg-type]


def issue(key: str, place: int, *, unlawful: str = "", names: str = "ABC") -> Issue:
    options = {
        name: option(key, name, place + n, **({"lawful": False, "floor": f"F-{key}"} if name == unlawful else {}))
        for n, name in enumerate(names)
    }
    options["B"] = replace(options["B"], decoy=True)
    return Issue(key, words(f"issue-{key}"), "wage", options, "B", "Art. 1")


def party(side: str) -> Party:
    number = NUMBERS[side]
    return Party(
        name=words(f"name-{side}"),
        seats={key: words(f"title-{key}") for key in SEATS[side]},
        brief=words(f"brief-{side}"),
        priorities=("pay", "hours"),
        batna=words(f"batna-{side}"),
        batna_points=number + 501,
        reservation=number + 502,
        target=number + 503,
        secrets=(words(f"secret-{side}"),),
        may_disclose=(words(f"disclose-{side}"),),
        seat_briefs={key: words(f"seat-brief-{key}") for key in SEATS[side]},
    )


def fact(key: str, audience: str, value: object) -> Fact:
    names = (words(f"{what}-{key}") for what in ("label", "unit", "source", "note"))
    label, unit, source, note = names
    return Fact(key, label, value, unit, audience, source, note)


PHASES = (
    Phase("seating", words("p1"), 60, speech="none", offers=False, caucus=False, injects=False),
    Phase("opening", words("p2"), 60, presides=WORKERS, speech=WORKERS, offers=False, caucus=False, injects=False),
    Phase("first", words("p3"), 300, presides=WORKERS, injects=False),
    Phase("second", words("p4"), 300, presides=EMPLOYER, then="wait"),
    Phase("talk", words("p5"), 60, speech="open", then="next"),
    Phase("end", words("p6"), 60, presides=EMPLOYER, offers=False, caucus=False, injects=False, then="close"),
)

CASE = Scenario(
    id="small",
    version="0" * 64,
    title=words("title"),
    background=words("background"),
    level="enterprise",
    contract_kind=words("contract"),
    money_unit=words("money"),
    parties={side: party(side) for side in SIDES},
    issues={
        "pay": issue("pay", 10),
        "hours": issue("hours", 20, unlawful="A"),
        "rest": issue("rest", 30, names="AB"),
    },
    floors={"F-hours": Floor("F-hours", "hours", words("rule"), words("law"))},
    facts={
        "people": fact("people", PUBLIC, 40),
        "survey": fact("survey", side_audience(WORKERS), 611_111),
        "margin": fact("margin", side_audience(EMPLOYER), {"zh": "利润率 722222", "en": "Margin 722222"}),
    },
    phases=PHASES,
    constraints=(
        Constraint("K1", "max_cost", side_audience(EMPLOYER), value=Fraction(723_333), note=words("mandate")),
        Constraint("K2", "never", side_audience(WORKERS), issue="pay", options=("A",), note=words("never")),
        Constraint("K3", "requires", PUBLIC, when=("pay", "A"), then=("rest", "B"), note=words("open-rule")),
    ),
    interactions=(Interaction((("pay", "B"), ("rest", "B")), {WORKERS: 614_444, EMPLOYER: 724_444}),),
    injects={
        "N1": Inject("N1", PUBLIC, words("news-N1"), minute=8),
        "N2": Inject("N2", side_audience(WORKERS), words("news-N2"), minute=9),
        "N3": Inject("N3", side_audience(EMPLOYER), words("news-N3")),
        "N4": Inject("N4", PUBLIC, words("news-N4")),
    },
    caucus_calls=1,
    caucus_seconds=120,
    documents={
        "demand": Document("demand", words("paper-demand"), "demand", side_audience(WORKERS)),
        "draft": Document("draft", words("paper-draft"), "agreement", PUBLIC),
    },
    debrief=Notes(JUDGES, (words("debrief"),)),
    learning_goals=Notes("author", (words("author"),)),
)


def seats(judges: int = 1) -> dict[str, Seat]:
    """Every place at the table, nobody in it."""
    places = {key: Seat(key, key) for key in STAFF}
    for side, keys in SEATS.items():
        places |= {key: Seat(key, "representative" if n else "chief", side) for n, key in enumerate(keys)}
    return places | {"head-judge": Seat("head-judge", "head_judge"), "judge-1": Seat("judge-1", "judge")}


def machine(case: Scenario = CASE, setting: str = "online") -> SessionMachine:
    places = seats()
    titles: Mapping[str, Text] = {key: words(f"title-{key}") for key in places}
    return SessionMachine(case, SessionSetup(setting, True, places, titles))


def with_phases(*phases: Phase, **changes: object) -> Scenario:
    """The case with another run of phases, or whatever else is to be different."""
    return replace(CASE, phases=phases or PHASES, **changes)  # type: ignore[arg-type]


# --- What may be where ------------------------------------------------------------------------

_W, _E = side_audience(WORKERS), side_audience(EMPLOYER)


def confidential() -> dict[str, set[str]]:
    """Every confidential word of the case, with the audiences of which a view must hold one to show it."""
    where: dict[str, set[str]] = {}

    def text(canary: str, *audiences: str) -> None:
        where.update({f"{canary}-{language}": set(audiences) for language in ("zh", "en")})

    for side in SIDES:
        own, number = side_audience(side), NUMBERS[side]
        for part in ("brief", "batna", "secret", "disclose"):
            text(f"{part}-{side}", own, JUDGES, OFFICIALS)
        for offset in (501, 502, 503):
            where[str(number + offset)] = {own, JUDGES, OFFICIALS}
        for key in SEATS[side]:
            text(f"seat-brief-{key}")
        for each in CASE.issues.values():
            for choice in each.options.values():
                where[str(choice.points[side])] = {own, JUDGES}
                where[f"{choice.points[side]}.25"] = {own} | ({JUDGES} if side == EMPLOYER else set())
    where |= {"614444": {_W, JUDGES}, "724444": {_E, JUDGES}, "723333": {_E, JUDGES, OFFICIALS}}
    where |= {"611111": {_W, JUDGES}, "722222": {_E, JUDGES}}
    for key, own in (("survey", _W), ("margin", _E)):
        for part in ("label", "unit", "source", "note"):
            text(f"{part}-{key}", own, JUDGES)
    text("mandate", _E, JUDGES, OFFICIALS)
    text("never", _W, JUDGES, OFFICIALS)
    text("paper-demand", _W)
    text("debrief", JUDGES)
    text("author")
    for key, inject in CASE.injects.items():
        text(f"news-{key}", OFFICIALS, *([] if inject.audience == PUBLIC else [inject.audience, JUDGES]))
    return where
