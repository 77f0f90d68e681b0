"""Goals P17 and P18: what a debrief costs for each event of a long session over short ones; an opponent's turn."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import cycle
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import numpy as np

from bench.measure import REPEATS, Row, interleaved, milli, prepared, ratios
from negotiation.engine.opponents.moves import Offer, View
from negotiation.engine.opponents.own import Own
from negotiation.engine.opponents.roster import ROSTER
from tests.servers import ROOT

LONG, SHORT, SHORTS = 2_000, 200, 10
TURNS = 20


def rows(data: Path) -> Iterator[Row]:
    """The page of a session of two hours against those of ten short ones, for each event."""
    made = prepared(data, "sessions", SHORTS + 1)
    keys = [each["path"].split("/")[3] for each in made]
    environment = os.environ | {"DATA_DIR": str(data), "DATABASE_URL": f"sqlite:///{data}/db.sqlite3", "REDIS_URL": ""}
    read = [sys.executable, "-W", "ignore", "-m", "bench.debriefs", *keys]
    told = subprocess.run(
        read, cwd=ROOT, env=environment | {"LOG_LEVEL": "ERROR"}, check=True, capture_output=True, text=True
    )
    found = json.loads(told.stdout.splitlines()[-1])
    note = f"{milli(found['long'])} for {LONG:,} events"
    each = ratios([s / LONG for s in found["long"]], [s / SHORT / SHORTS for s in found["short"]])
    yield Row("P17", f"debrief page of {LONG:,} events, for each", f"{SHORTS} of {SHORT} events", each, 1.0, note=note)
    for name, seconds in turns().items():
        yield Row("P18", f"a turn of `{name}` at 390,625 packages, ms", "–", tuple(1e3 * s for s in seconds), 5.0)


# --- Opponents --------------------------------------------------------------------------------------


def turns() -> dict[str, list[float]]:
    """Seconds of each opponent's turns but the first, against one that holds out: eight issues of five options."""
    dice = np.random.default_rng(1)
    mine, theirs = _own(dice, "workers"), _own(dice, "employer")
    found = {}
    for name, agent in ROSTER.items():
        offers: list[Offer] = []
        seconds = []
        for turn in range(TURNS):
            standing = offers[-1].terms if offers else None
            began = perf_counter()
            move = agent.turn(View(mine, "bench", tuple(offers), standing, {}, turn / (TURNS + 5)))
            seconds.append(perf_counter() - began)
            if move.kind != "propose":
                break
            offers.append(Offer(True, move.terms, turn / TURNS))
            mirrored = tuple(Offer(not each.mine, each.terms, each.progress) for each in offers)
            answer = ROSTER["boulware"].turn(View(theirs, "bench", mirrored, None, {}, turn / (TURNS + 5)))
            offers.append(Offer(False, answer.terms, turn / TURNS))
        found[name] = seconds[1:]
    return found


def _own(dice: np.random.Generator, side: str) -> Own:
    """A side's papers of a case of 5^8 packages."""
    downwards = -1 if side == "employer" else 1
    points = {
        f"i{n}": {f"o{m}": int(p) for m, p in enumerate(sorted(dice.integers(0, 15, 5))[::downwards])} for n in range(8)
    }
    free = {issue: dict.fromkeys(options, Fraction(0)) for issue, options in points.items()}
    return Own("bench", side, points, free, [], [], 30, 25, 60)


# --- Debriefs, inside Django ------------------------------------------------------------------------


@dataclass
class Played:
    """A session that is bargained to and fro straight into the log until it has so many events."""

    key: Any

    def act(self, seat: str, kind: str, **data: Any) -> None:
        from live import log

        table = log.state_of("sessions", self.key)
        expect = {"phase": table.phase["number"], "terms": table.terms_version}
        log.act("sessions", self.key, kind, data, seat=table.seats[seat], expect=expect)

    def length(self) -> int:
        from live import log

        return log.head_of("sessions", self.key).seq

    def until(self, events: int) -> None:
        from live import log
        from negotiation.table import machine_of

        scenario = machine_of(self.key).scenario
        while not scenario.phases[log.state_of("sessions", self.key).phase["number"] - 1].offers:
            self.act("host", "phase.next")
        ways = {
            key: cycle([option.id for option in issue.options.values() if option.lawful])
            for key, issue in scenario.issues.items()
        }
        for side, other in cycle((("workers", "employer"), ("employer", "workers"))):
            if self.length() >= events - 2:
                break
            self.act(f"{side}-chief", "offer.table", terms={key: next(way) for key, way in ways.items()})
            newest = list(log.state_of("sessions", self.key).offers)[-1]
            self.act("recorder", "minutes.write", text="一方提出方案，另一方答复。")
            self.act(f"{other}-chief", "offer.reject", offer=newest, reason="差距较大")
        self.act("host", "session.close", outcome="suspended")


def main(keys: Sequence[str]) -> None:
    """Play the first session long and the others short; print the seconds of their pages, a round each."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    django.setup()
    from uuid import UUID

    for key, events in zip(keys, [LONG] + [SHORT] * SHORTS, strict=True):
        Played(UUID(key)).until(events)
    tasks = {"long": partial(_read, keys[:1]), "short": partial(_read, keys[1:])}
    _read(keys[:1])  # what a scenario makes possible is laid out once a process
    print(json.dumps(interleaved(REPEATS, tasks)))


def _read(keys: Sequence[str]) -> float:
    """CPU seconds of the pages of these sessions, none of them read before."""
    from django.test import Client

    from negotiation.debrief.study import account_of
    from negotiation.models import Session

    account_of.cache_clear()
    client = Client()
    began = process_time()
    for session in Session.objects.filter(key__in=keys):
        client.force_login(session.seats.select_related("person").get(key="host").person)
        answer = client.get(f"/debrief/{session.key}/", headers={"host": "127.0.0.1"})
        if answer.status_code != 200:
            raise RuntimeError(f"{session.key}: {answer.status_code}")
    return process_time() - began


if __name__ == "__main__":
    main(sys.argv[1:])
