"""Commands that people might send at a table: sensible ones, wrong ones, and any JSON at all."""

from typing import Any

from hypothesis import strategies as st

from live.machine import SIDES
from negotiation.engine.machine import SessionMachine
from tests.negotiation.engine.cases import CASE, machine
from tests.negotiation.engine.sitting import PEOPLE, Sitting, person

KINDS = sorted(SessionMachine.kinds)
SEATS = sorted(machine().setup.seats)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(["A", "pay", "o1"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
FIELDS = ("text", "seat", "person", "terms", "note", "offer", "reason", "issue", "fact", "inject", "seconds", "outcome")
EXPECT = st.fixed_dictionaries({}, optional={"phase": JSON, "terms": JSON, "other": JSON}) | JSON
#: Data with the right names and anything in them.
NAMED = st.fixed_dictionaries({}, optional=dict.fromkeys((*FIELDS, "side", "replies_to", "refers_to"), JSON))

TERMS = st.fixed_dictionaries(
    {}, optional={key: st.sampled_from(sorted(issue.options)) for key, issue in CASE.issues.items()}
)
#: Whole lawful packages, so that sessions also come to an end.
WHOLE = st.fixed_dictionaries(
    {
        key: st.sampled_from(sorted(name for name, option in issue.options.items() if option.lawful))
        for key, issue in CASE.issues.items()
    }
)
SPOKEN = st.sampled_from(["五个点。", "No.", "x" * 2_000])


@st.composite
def sensible(draw: st.DrawFn, sitting: Sitting) -> tuple[str, str, dict[str, Any]]:
    """A seat, a kind that it may send, and data that name what there is."""
    seat = draw(st.sampled_from([key for key in SEATS if sitting.machine.may(sitting.table.seats[key])]))
    kind = draw(st.sampled_from(sorted(sitting.machine.may(sitting.table.seats[seat]))))
    return seat, kind, draw(data_for(kind, sitting))


def data_for(kind: str, sitting: Sitting) -> st.SearchStrategy[dict[str, Any]]:
    """Data that this kind might well be sent with."""
    words = st.fixed_dictionaries({"text": SPOKEN})
    reason = st.fixed_dictionaries({"reason": st.sampled_from(["No.", "A reason"])})
    offers = st.fixed_dictionaries({"offer": st.sampled_from([*sitting.table.offers, "o99"][-4:])})
    chairs = st.sampled_from(SEATS)
    package = st.fixed_dictionaries({"terms": TERMS | WHOLE}, optional={"note": SPOKEN})
    match kind:
        case "say" | "caucus.say" | "minutes.write" | "ruling.make":
            return words
        case "phase.extend":
            return st.fixed_dictionaries({"seconds": st.integers(1, 400)})
        case "floor.give":
            return st.fixed_dictionaries({"seat": st.sampled_from([key for key in SEATS if "-" in key])})
        case "offer.draft" | "offer.table":
            return package
        case "offer.record":
            return st.tuples(package, st.sampled_from(SIDES)).map(lambda pair: {**pair[0], "side": pair[1]})
        case "offer.confirm" | "offer.withdraw" | "offer.reject" | "offer.accept":
            return offers
        case "issue.reopen":
            return st.fixed_dictionaries({"issue": st.sampled_from(sorted(CASE.issues)), "reason": st.just("New")})
        case "inject.release":
            return st.fixed_dictionaries({"inject": st.sampled_from(sorted(CASE.injects))})
        case "fact.show":
            return st.fixed_dictionaries({"fact": st.sampled_from(sorted(CASE.facts))})
        case "impasse.declare" | "clock.pause":
            return reason
        case "seat.give":
            people = st.sampled_from([*PEOPLE.values(), person(98), person(99)])
            return st.fixed_dictionaries({"seat": chairs, "person": people})
        case "seat.take":
            return st.fixed_dictionaries({"seat": chairs, "reason": st.just("Left")})
        case "session.close":
            # Closing ends the run, so it is rare.
            return st.fixed_dictionaries({"outcome": st.sampled_from(["agreed", "won"])})
    return st.just({})


#: What each kind might be sent with, so that whatever is possible at a moment is found among it.
SAMPLES: dict[str, list[dict[str, Any]]] = {
    "say": [{"text": "五个点。"}],
    "caucus.say": [{"text": "Well?"}],
    "minutes.write": [{"text": "They differ."}],
    "ruling.make": [{"text": "Be brief.", "seat": "workers-2"}],
    "phase.extend": [{"seconds": 45}],
    "floor.give": [{"seat": key} for key in SEATS if machine().setup.seats[key].side],
    "offer.draft": [{"terms": {"hours": "A"}, "note": "A bait"}],
    "offer.table": [{"terms": {"pay": "C"}}, {"terms": {"pay": "A", "hours": "C"}}, {"terms": {"rest": "B"}}],
    "offer.record": [{"side": side, "terms": {"hours": name}} for side in SIDES for name in "AB"],
    "issue.reopen": [{"issue": key, "reason": "New"} for key in CASE.issues],
    "inject.release": [{"inject": key} for key in CASE.injects],
    "fact.show": [{"fact": key} for key in CASE.facts],
    "impasse.declare": [{"reason": "No way on"}],
    "clock.pause": [{"reason": "A break"}],
    "seat.give": [{"seat": key, "person": who} for key, who in PEOPLE.items()],
    "seat.take": [{"seat": key, "reason": "Left"} for key in ("workers-2", "employer-2", "workers-chief", "judge-1")],
    "session.close": [{"outcome": outcome} for outcome in ("agreed", "abandoned")],
}
#: What would soon end every run, or empty the table.
_RARE = {"session.close", "seat.give", "seat.take", "impasse.declare"}


def possible(sitting: Sitting, *, rare: bool) -> dict[str, list[tuple[str, dict[str, Any]]]]:
    """What could be done just now, by kind: the seat, and the data."""
    found: dict[str, list[tuple[str, dict[str, Any]]]] = {}
    offers = [{"offer": key} for key in list(sitting.table.offers)[-3:]]
    for seat in SEATS:
        for kind in sorted(sitting.machine.may(sitting.table.seats[seat]) - (set() if rare else _RARE)):
            samples = offers if kind.startswith("offer.") and kind not in SAMPLES else SAMPLES.get(kind, [{}])
            done = [(seat, data) for data in samples if not sitting.answer(seat, kind, data)]
            if done:
                found.setdefault(kind, []).extend(done)
    return found
