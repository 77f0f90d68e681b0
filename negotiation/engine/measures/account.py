"""A log read once, event by event: who put what when, what was answered, what was agreed, who spoke.

It holds what everybody at the table could see, and nothing of a side's caucus or drafts. Times are epoch
milliseconds (``at``) and milliseconds of running clock since the opening (``ran``). Each event costs the same,
however many came before it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from live.machine import SIDES, Event
from negotiation.engine.machine import SessionMachine
from negotiation.engine.scenario import Terms
from negotiation.engine.state import Table


@dataclass(slots=True)
class Put:
    """An offer as it came on the table. ``package``: its terms with what was already agreed then."""

    id: str
    side: str
    at: int
    ran: int
    terms: Terms
    package: Terms
    phase: str
    spoken_only: bool = False  # recorded, and confirmed by no chief (yet)
    unlawful: tuple[str, ...] = ()
    answer: str = ""  # accepted, rejected, withdrawn
    answered_at: int | None = None
    place: int = 0  # in the order in which offers were first heard


@dataclass(frozen=True, slots=True)
class Closed:
    """An issue that was agreed, or taken up again."""

    issue: str
    option: str  # empty when it was reopened
    at: int
    ran: int


@dataclass(frozen=True, slots=True)
class Caucus:
    side: str
    at: int
    lasted: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """A phase as it was played; ``ran`` is where it began, ``lasted`` its running time."""

    key: str
    ran: int
    lasted: int


@dataclass(frozen=True, slots=True)
class Cited:
    """An argument that rests on the data pack: a fact shown, or one named in a statement."""

    fact: str
    seat: str
    side: str
    at: int
    ran: int
    shown: bool


@dataclass(frozen=True, slots=True)
class Heard:
    """Something that everybody at the table heard: a typed statement of a side, or a line of the neutral minutes."""

    side: str  # whose statement; empty for the minutes
    at: int
    ran: int
    text: str


@dataclass(slots=True)
class Account:
    """What the log says, ready to be measured. ``deal`` is what both signed, or None."""

    opened_at: int | None = None
    ended_at: int | None = None
    ran: int = 0
    status: str = "planned"
    deal: Terms | None = None
    agreed: Terms = field(default_factory=dict)
    puts: list[Put] = field(default_factory=list)
    closings: list[Closed] = field(default_factory=list)
    caucuses: list[Caucus] = field(default_factory=list)
    phases: list[Stretch] = field(default_factory=list)
    cited: list[Cited] = field(default_factory=list)
    speaking: dict[str, int] = field(default_factory=dict)  # seat: ms with the floor
    waiting: dict[str, int] = field(default_factory=dict)  # seat: ms in the queue until it had the floor
    statements: dict[str, int] = field(default_factory=dict)  # seat: how many
    heard: list[Heard] = field(default_factory=list)
    impasse: dict[str, str] = field(default_factory=dict)  # by whom: reason
    side_of: dict[str, str] = field(default_factory=dict)

    def put_by(self, side: str) -> list[Put]:
        """A side's offers that bound it, in order."""
        return [put for put in self.puts if put.side == side and not put.spoken_only]


def read(machine: SessionMachine, events: Iterable[Event]) -> Account:
    """Fold a log, from its first event, into an account."""
    reader = _Reader(machine)
    table = machine.initial()
    for event in events:
        before, table = table, machine.evolve(table, event)
        reader.take(before, event, table)
    return reader.close(table)


class _Reader:
    """Takes the events in order; ``before`` and ``after`` are the table on either side of each."""

    def __init__(self, machine: SessionMachine) -> None:
        self.scenario = machine.scenario
        self.account = Account()
        self.by_id: dict[str, Put] = {}
        self.phase: tuple[str, int] | None = None
        self.caucus: tuple[str, int] | None = None
        self.last_at = 0
        self.names = {
            key: tuple(fact.label.values()) for key, fact in self.scenario.facts.items() if fact.audience == "public"
        }
        self.takes: Mapping[str, Callable[[Table, Event, Table], None]] = {
            "session.opened": self._opened,
            "phase.started": self._phase_started,
            "phase.ended": self._phase_ended,
            "caucus.started": self._caucus_started,
            "caucus.ended": self._caucus_ended,
            "clock.resumed": self._caucus_ended,
            "offer.recorded": self._put,
            "offer.tabled": self._put,
            "offer.rejected": self._answered,
            "offer.withdrawn": self._answered,
            "offer.accepted": self._accepted,
            "issue.reopened": self._reopened,
            "fact.shown": self._shown,
            "said": self._said,
            "minutes.written": self._written,
            "impasse.declared": self._impasse,
            "session.agreed": self._ended,
            "session.suspended": self._ended,
            "session.closed": self._ended,
        }

    def take(self, before: Table, event: Event, after: Table) -> None:
        self.last_at = event.at
        if before.floor is not after.floor:
            self._floor(before, event.at, after)
        take = self.takes.get(event.kind)
        if take is not None:
            take(before, event, after)

    def close(self, table: Table) -> Account:
        account = self.account
        account.ran = ran_at(table, account.ended_at or self.last_at)
        account.status = table.status
        account.agreed = dict(table.agreed)
        account.side_of = {key: seat.side for key, seat in table.seats.items()}
        if self.phase:
            self._phase_over(account.ran)
        return account

    # Clock and floor

    def _opened(self, before: Table, event: Event, after: Table) -> None:
        self.account.opened_at = event.at

    def _phase_started(self, before: Table, event: Event, after: Table) -> None:
        self.phase = (str(after.phase.get("key", "")), ran_at(after, event.at))

    def _phase_ended(self, before: Table, event: Event, after: Table) -> None:
        self._phase_over(ran_at(before, event.at))

    def _phase_over(self, ran: int) -> None:
        if self.phase:
            key, began = self.phase
            self.account.phases.append(Stretch(key, began, ran - began))
        self.phase = None

    def _caucus_started(self, before: Table, event: Event, after: Table) -> None:
        self.caucus = (event.data["side"], event.at)

    def _caucus_ended(self, before: Table, event: Event, after: Table) -> None:
        if self.caucus:
            side, began = self.caucus
            self.account.caucuses.append(Caucus(side, began, event.at - began))
        self.caucus = None

    def _floor(self, before: Table, at: int, after: Table) -> None:
        held, holds = before.floor, after.floor
        if "since" in held and (held["seat"], held["since"]) != (holds.get("seat"), holds.get("since")):
            _add(self.account.speaking, held["seat"], max(0, at - held["since"]))
        taker = holds.get("seat", "")
        if taker in held["queue"] and taker not in holds["queue"]:
            _add(self.account.waiting, taker, max(0, at - held["queue"][taker]))

    # Words

    def _said(self, before: Table, event: Event, after: Table) -> None:
        seat, text = event.data["seat"], event.data["text"]
        _add(self.account.statements, seat, 1)
        self.account.heard.append(Heard(after.seats[seat].side, event.at, ran_at(after, event.at), text))
        for fact, names in self.names.items():
            if any(name and name in text for name in names):
                self._cite(fact, seat, event, after, shown=False)

    def _written(self, before: Table, event: Event, after: Table) -> None:
        self.account.heard.append(Heard("", event.at, ran_at(after, event.at), event.data["text"]))

    def _shown(self, before: Table, event: Event, after: Table) -> None:
        self._cite(event.data["fact"], event.by or "", event, after, shown=True)
        fact = self.scenario.facts.get(event.data["fact"])
        if fact is not None:  # from now on everybody may name it
            self.names = {**self.names, fact.key: tuple(fact.label.values())}

    def _cite(self, fact: str, seat: str, event: Event, table: Table, *, shown: bool) -> None:
        ran = ran_at(table, event.at)
        self.account.cited.append(Cited(fact, seat, table.seats[seat].side, event.at, ran, shown))

    def _impasse(self, before: Table, event: Event, after: Table) -> None:
        self.account.impasse[event.data.get("side", "host")] = event.data["reason"]

    # Offers

    def _put(self, before: Table, event: Event, after: Table) -> None:
        data = event.data
        known = self.by_id.get(data["offer"])
        terms = dict(data["terms"])
        put = Put(
            id=data["offer"],
            side=data["side"],
            at=known.at if known else event.at,
            ran=known.ran if known else ran_at(after, event.at),
            terms=terms,
            package={**before.agreed, **terms},
            phase=str(before.phase.get("key", "")),
            spoken_only=event.kind == "offer.recorded",
            unlawful=tuple(self.scenario.below_floor(terms)),
            place=known.place if known else len(self.account.puts),
        )
        if known:  # confirmed: it stands where it was spoken
            self.account.puts[put.place] = put
        else:
            self.account.puts.append(put)
        self.by_id[put.id] = put

    def _answered(self, before: Table, event: Event, after: Table) -> None:
        put = self.by_id[event.data["offer"]]
        put.answer, put.answered_at = event.kind.removeprefix("offer."), event.at

    def _accepted(self, before: Table, event: Event, after: Table) -> None:
        self._answered(before, event, after)
        ran = ran_at(after, event.at)
        for issue, option in event.data["terms"].items():
            if before.agreed.get(issue) != option:
                self.account.closings.append(Closed(issue, option, event.at, ran))

    def _reopened(self, before: Table, event: Event, after: Table) -> None:
        self.account.closings.append(Closed(event.data["issue"], "", event.at, ran_at(after, event.at)))

    def _ended(self, before: Table, event: Event, after: Table) -> None:
        if self.account.ended_at is None:
            self.account.ended_at = event.at
            if self.phase:
                self._phase_over(ran_at(before, event.at))
        if event.kind == "session.agreed":
            self.account.deal = dict(event.data["terms"])


def ran_at(table: Table, at: int) -> int:
    """The running time at a moment that no later event has changed."""
    return table.ran + (max(0, at - table.running_since) if table.running_since is not None else 0)


def _add(sums: dict[str, int], key: str, figure: Any) -> None:
    sums[key] = sums.get(key, 0) + figure


def talk_of(account: Account, side: str) -> int:
    """How long a side had the floor, ms."""
    return sum(ms for seat, ms in account.speaking.items() if account.side_of.get(seat) == side)


def shares(account: Account) -> dict[str, float]:
    """Each seat's share of the speaking time; empty where nobody had the floor."""
    whole = sum(account.speaking.values())
    return {seat: ms / whole for seat, ms in account.speaking.items()} if whole else {}


def other_side(side: str) -> str:
    """The side across the table."""
    return next(each for each in SIDES if each != side)
