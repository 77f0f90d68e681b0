"""The streams of a planned session as a rehearsal plays them: through the log itself, at the time it is told."""

import secrets
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from demo.look import PANEL, SESSION, Move
from live import log
from live.kinds import kind_named
from live.log import Submission
from live.machine import Command, Refused, Seat


class LoggedHouse:
    """A session and its panel in the database. Only this process may write to them meanwhile."""

    def __init__(self, session: UUID, panel: UUID) -> None:
        self.keys = {SESSION: session, PANEL: panel}
        self._states = {stream: log.state_of(stream, key) for stream, key in self.keys.items()}

    def _seat(self, stream: str, seat: str) -> Seat | None:
        machine = kind_named(stream).machine(self.keys[stream])
        return machine.seats(self._states[stream]).get(seat)

    def view(self, stream: str, seat: str) -> Mapping[str, Any]:
        """What this seat sees of a stream; empty where it has no place."""
        place = self._seat(stream, seat)
        if place is None:
            return {}
        machine = kind_named(stream).machine(self.keys[stream])
        return machine.view(self._states[stream], machine.audiences(place))

    def act(self, seat: str, move: Move, now: int) -> None:
        """Carry out a move at ``now``. Raises Refused."""
        place = self._seat(move.stream, seat)
        if place is None:
            raise Refused("not_allowed")
        command = Command(move.kind, move.data, move.expect, secrets.token_urlsafe(18))
        [outcome] = log.append([Submission(move.stream, self.keys[move.stream], place, command)], now=now)
        self._states[move.stream] = log.state_of(move.stream, self.keys[move.stream])
        if isinstance(outcome, Refused):
            raise outcome

    def pass_time(self, now: int) -> None:
        """Let everything happen whose moment has come."""
        log.append([], due=[(SESSION, self.keys[SESSION])], now=now)
        self._states[SESSION] = log.state_of(SESSION, self.keys[SESSION])
