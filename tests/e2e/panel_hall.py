"""A panel of judges behind the scripted server: the real rules, the real views, the real ballot page.

Each seat has an address of its own, ``/ws/panels/<seat>/``, so that a test can be anybody without signing in.
"""

import time
from typing import Any

from live.machine import Command, Event, Refused, Seat
from live.patches import diff, plain
from scoring.engine.machine import PanelMachine
from tests.live.hall import Hall, Socket
from tests.scoring.bench import setup

BALLOT = """
import { mountBallot } from "/static/js/judging/ballot.js";
const config = JSON.parse(document.getElementById("config").textContent);
const mounted = mountBallot(document.getElementById("ballot"), config);
Object.assign(globalThis, { panel: mounted.panel, stream: mounted.stream });
"""
WATCHING = Seat("spectator", "spectator")


class PanelHall(Hall):
    """Two teams, four people, two criteria for a team and one for a person; as many judges as a test wants."""

    def __init__(self, judges: int = 1) -> None:
        super().__init__({"/bench.js": ("text/javascript", BALLOT)})
        self.machine = PanelMachine(setup(judges=judges))
        self.panel = self.machine.initial()
        self.events: list[Event] = []
        self.views: dict[frozenset[str], list[dict[str, Any]]] = {}

    def address(self, *, user: str = "", seat: str = "judge-1") -> str:
        return f"{super().address(user=user or f'person-{seat}', seat=seat)}&ws=/ws/panels/{seat}/"

    def seat_of(self, socket: Socket) -> Seat:
        return self.panel.seats.get(socket.path.split("/")[3], WATCHING)

    def told(self, audiences: frozenset[str]) -> list[Event]:
        return [event for event in self.events if event.audience in audiences]

    async def welcome(self, socket: Socket) -> None:
        seat = self.seat_of(socket)
        audiences = self.machine.audiences(seat)
        you = {"seat": seat.key, "role": seat.role, "side": "", "audiences": sorted(audiences)}
        await socket.say(
            type="welcome",
            protocol=1,
            stream=socket.path,
            view=" ".join(sorted(audiences)),
            you={**you, "may": sorted(self.machine.may(seat))},
            limits=self.limits,
            build="test",
            now=int(time.time() * 1000),
        )
        state = plain(self.machine.view(self.panel, audiences))
        await socket.say(type="snapshot", seq=len(self.told(audiences)), state=state)

    async def carry_out(self, socket: Socket, frame: dict[str, Any]) -> None:
        """By the panel's own rules; what was done before is acknowledged again."""
        seat = self.seat_of(socket)
        if frame["id"] in self.done:
            await socket.say(type="ack", id=frame["id"], seq=self.done[frame["id"]])
            return
        command = Command(frame["kind"], frame.get("data", {}), frame.get("expect"), frame["id"])
        try:
            events = self.machine.decide(self.panel, seat, command, int(time.time() * 1000))
        except Refused as refusal:
            code, data = refusal.code, refusal.data
            await socket.say(type="refuse", id=frame["id"], code=code, message=f"refused: {code}", data=data)
            return
        await self._tell(events)
        self.done[frame["id"]] = len(self.told(self.machine.audiences(seat)))
        receipt = self.machine.receipt(events)
        proof = {"receipt": {**receipt, "head": {"count": len(self.events)}}} if receipt else {}
        await socket.say(type="ack", id=frame["id"], seq=self.done[frame["id"]], **proof)

    async def _tell(self, events: Any) -> None:
        for event in events:
            before, self.panel = self.panel, self.machine.evolve(self.panel, event)
            self.events.append(event)
            for socket in [one for one in self.sockets if one.connection.state.name == "OPEN"]:
                audiences = self.machine.audiences(self.seat_of(socket))
                if event.audience in audiences:
                    patch = diff(self.machine.view(before, audiences), self.machine.view(self.panel, audiences))
                    told = {"kind": event.kind, "at": event.at, "by": event.by, "data": dict(event.data)}
                    await socket.say(type="event", seq=len(self.told(audiences)), **told, patch=patch)

    def scores(self, judge: str = "judge-1") -> dict[str, Any]:
        """What this judge's ballot holds on the server: {"criterion subject": value}."""
        given = plain(self.machine.view(self.panel, self.machine.audiences(self.panel.seats[judge])))["scores"]
        return {f"{c} {s}": cell["value"] for c, cells in given.items() for s, cell in cells.items()}
