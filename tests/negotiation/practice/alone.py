"""Somebody who practises, on a clock that the tests turn: what they do, and what the opponent did meanwhile."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from live import log
from negotiation.engine.opponents.moves import Agent
from negotiation.engine.opponents.timed import TimeDependent
from negotiation.engine.state import Table
from negotiation.practice.acting import act_in, own_of, scene_of
from negotiation.practice.models import Practice
from negotiation.practice.scene import Scene
from negotiation.practice.starting import chiefs, do, start
from negotiation.scenarios import library, load
from people.models import Organization, User


def person(name: str = "wang") -> User:
    """Somebody of a county federation."""
    home, _made = Organization.objects.get_or_create(name="眉县总工会", kind=Organization.Kind.COUNTY)
    return User.objects.create(username=name, name=name, organization=home)


def begun(who: User | None = None, side: str = "workers", case: int = 0, **chosen: Any) -> Practice:
    """A practice session that has just been opened."""
    return start(who or person(), load(library()[case].read_bytes()), side, **chosen)


@dataclass
class Alone:
    """One practice as its person lives it. ``now`` is epoch ms; they bargain by ``habit``, an agent of their own."""

    practice: Practice
    habit: Agent = field(default_factory=lambda: TimeDependent("habit", 1.0))
    now: int = 0

    def __post_init__(self) -> None:
        self.now = self.now or log.head_of("sessions", self.practice.session.key).at

    @property
    def table(self) -> Table:
        table: Table = log.state_of("sessions", self.practice.session.key)
        return table

    @property
    def seat(self) -> str:
        return chiefs(self.practice.session)[self.practice.side]

    def act(self, kind: str, data: Mapping[str, Any] | None = None, **expect: int) -> None:
        do(self.practice.session, self.seat, kind, data or {}, expect, now=self.now)

    def say(self, text: str) -> None:
        self.act("say", {"text": text}, phase=self.table.phase["number"])

    def wait(self, seconds: float) -> int:
        """Let the opponent do what is due until then; how many acts that were."""
        done, end = 0, self.now + round(seconds * 1000)
        while self.now < end:
            self.now = min(end, self.now + 1000)
            log.append([], due=[("sessions", self.practice.session.key)], now=self.now)
            done += act_in(self.practice, self.now)
        return done

    def until_offers(self) -> None:
        """Through the opening, giving back the floor wherever it is one's own."""
        for _minute in self.minutes():
            if self.offering:
                return
            if self.table.holder == self.seat:
                self.act("floor.yield", phase=self.table.phase["number"])
            self.wait(5)

    @property
    def offering(self) -> bool:
        scene = self.scene()
        return scene.moving and scene.phase.offers

    def minutes(self) -> Iterator[int]:
        """Not for ever."""
        yield from range(2_000)

    def scene(self) -> Scene:
        """The opponent's own look at the table."""
        return scene_of(self.practice, self.now)

    def bargain(self) -> None:
        """To the end: answer every offer by habit, put whole packages, sign when all is agreed."""
        self.until_offers()
        for _step in self.minutes():
            if self.table.outcome or self.table.over:
                return
            self.answer()
            self.wait(5)

    def answer(self) -> None:
        scene = mirrored(self)
        table = self.table
        if scene.all_agreed and self.seat not in table.signatures and scene.side not in table.signatures:
            self.act("agreement.sign", terms=table.terms_version)
        elif self.table.holder == self.seat:
            self.act("floor.yield", phase=table.phase["number"])
        elif self.offering and not scene.all_agreed:
            theirs = scene.live(scene.other_side)
            mine = scene.live(scene.side)
            if mine and (not theirs or theirs[0] < mine[0]):
                return
            move = self.habit.turn(scene.view(theirs[2]["terms"] if theirs else None))
            if move.kind == "accept" and theirs:
                self.act("offer.accept", {"offer": theirs[1]}, terms=table.terms_version)
            elif move.kind == "propose" and not (mine and dict(move.terms) == dict(mine[2]["terms"])):
                self.act("offer.table", {"terms": dict(move.terms)}, terms=table.terms_version)


def mirrored(alone: Alone) -> Scene:
    """The same table from the person's own seat."""
    scene = alone.scene()
    return replace(
        scene,
        own=own_of(alone.practice.session.scenario.digest, alone.practice.side),
        agent=alone.habit,
        mine=scene.theirs,
        theirs=scene.mine,
        seed="person",
    )
