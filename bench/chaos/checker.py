"""Whether what clients were told is what the exported log says. It knows the protocol, the export, and nothing else."""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from bench.chaos.writer import Told


@dataclass(slots=True)
class Verdict:
    """What was found. All the counts of the second group must be 0."""

    clients: int = 0
    acked: int = 0
    shown: int = 0  # events, to all clients
    reconnects: int = 0
    back_p99: float = 0.0  # seconds

    lost: int = 0  # acknowledged, and not in the log
    doubled: int = 0  # in the log more than once
    answered_twice: int = 0  # the same id, another ack
    gaps: int = 0  # numbers left out, to a client or in the log
    unlike: int = 0  # shown otherwise than the log has it, or not in it
    states: int = 0  # a client's state that is not what a newcomer sees
    unseen: int = 0  # acknowledged at a seq that the client was never shown
    backwards: int = 0  # an ``at`` before the one before it
    found: list[str] = field(default_factory=list)

    @property
    def wrong(self) -> int:
        told = self.lost + self.doubled + self.answered_twice + self.gaps
        return told + self.unlike + self.states + self.unseen + self.backwards

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "wrong": self.wrong, "found": self.found[:20]}


Log = Mapping[str, Sequence[Mapping[str, Any]]]  # by stream: seq, kind, audience, at, by, data


def check(log: Log, clients: Sequence[tuple[str, Told]], fresh: Mapping[tuple[str, str], tuple[int, Any]]) -> Verdict:
    """Compare. ``clients`` are (seat, what it was told); ``fresh`` what a newcomer to (stream, view) was shown."""
    verdict = Verdict()
    for stream, entries in log.items():
        _in_order(verdict, stream, entries)
    holding = _holding(log)
    for seat, told in clients:
        verdict.clients += 1
        verdict.shown += len(told.events)
        verdict.reconnects += len(told.back)
        _acknowledged(verdict, seat, told, holding)
        _shown(verdict, seat, told, log.get(told.stream, ()))
        _state(verdict, seat, told, fresh.get((told.stream, told.view)))
    backs = sorted(second for _, told in clients for second in told.back)
    verdict.back_p99 = round(backs[int(len(backs) * 0.99)], 2) if backs else 0.0
    return verdict


def _in_order(verdict: Verdict, stream: str, entries: Sequence[Mapping[str, Any]]) -> None:
    """Every log counts 1, 2, 3 …, and its time never falls."""
    before = 0
    for number, entry in enumerate(entries, 1):
        if entry["seq"] != number:
            verdict.gaps += 1
            verdict.found.append(f"{stream}: {entry['seq']} stands where {number} should")
            return
        verdict.backwards += entry["at"] < before
        before = entry["at"]


def _holding(log: Log) -> dict[str, Counter[str]]:
    """By stream, how often each string stands in the data of its events."""
    holding: dict[str, Counter[str]] = defaultdict(Counter)
    for stream, entries in log.items():
        for entry in entries:
            holding[stream].update(value for value in entry["data"].values() if isinstance(value, str))
    return holding


def _acknowledged(verdict: Verdict, seat: str, told: Told, holding: Mapping[str, Counter[str]]) -> None:
    """Each command that was acknowledged stands in the log once; no command stands there twice."""
    verdict.acked += len(told.acked)
    for id, token in told.tokens.items():
        times = holding.get(told.stream, Counter())[token]
        if times == 0 and id in told.acked:
            verdict.lost += 1
            verdict.found.append(f"{told.stream} {seat}: {id} was acknowledged at {told.acked[id]} and is not there")
        elif times > 1:
            verdict.doubled += 1
            verdict.found.append(f"{told.stream} {seat}: {id} stands there {times} times")
        elif times and id in told.given_up:
            verdict.unlike += 1
            verdict.found.append(f"{told.stream} {seat}: {id} was called unknown and is there")
    for id, seqs in told.acked.items():
        if len(set(seqs)) > 1:
            verdict.answered_twice += 1
            verdict.found.append(f"{told.stream} {seat}: {id} was acknowledged at {seqs}")


def _shown(verdict: Verdict, seat: str, told: Told, entries: Sequence[Mapping[str, Any]]) -> None:
    """The n-th event that a client was shown is the n-th of its audiences in the log."""
    mine = [entry for entry in entries if entry["audience"] in told.audiences]
    verdict.gaps += told.gaps
    for seq, event in told.events.items():
        logged = mine[seq - 1] if seq <= len(mine) else {}
        if any(event[key] != logged.get(key, object()) for key in ("kind", "at", "by", "data")):
            verdict.unlike += 1
            verdict.found.append(f"{told.stream} {seat}: shown {seq} {event['kind']}, logged {logged.get('kind')}")
    verdict.unlike += told.contradictions
    missing = set(range(told.first + 1, told.seq + 1)) - set(told.events)
    if missing and told.snapshots == 1:
        verdict.gaps += len(missing)
        verdict.found.append(f"{told.stream} {seat}: {len(missing)} events were never shown")
    if told.seq != len(mine):
        verdict.gaps += 1
        verdict.found.append(f"{told.stream} {seat}: shown up to {told.seq}, the log has {len(mine)} for this view")


def _state(verdict: Verdict, seat: str, told: Told, fresh: tuple[int, Any] | None) -> None:
    """The patches add up to what a newcomer is shown, and reach as far as every acknowledgement."""
    late = [id for id, seqs in told.acked.items() if max(seqs) > told.seq]
    verdict.unseen += len(late)
    if fresh is not None and (told.seq, _plain(told.state)) != (fresh[0], _plain(fresh[1])):
        verdict.states += 1
        verdict.found.append(f"{told.stream} {seat}: at {told.seq} its state is not what a newcomer sees at {fresh[0]}")


def _plain(state: Any) -> str:
    return json.dumps(state, sort_keys=True, ensure_ascii=False)
