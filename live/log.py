"""The durable log: the only place that writes an event.

A batch of commands, of one stream or of many, is carried out in one transaction: lock the streams,
fold what other processes added, let time pass, let the machine decide, insert. Nothing is
acknowledged or shown before that transaction has committed.
"""

import hashlib
import json
import logging
import secrets
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import rfc8785
from django.db import transaction

from live import heads, hints, rows
from live.kinds import kind_named
from live.machine import CLOCK, HOUSE, Command, Event, Machine, Refused, Seat
from live.models import Entry, Snapshot, Stream

logger = logging.getLogger(__name__)

Address = tuple[str, UUID]  # kind and key of a stream
SNAPSHOT_EVERY = 200
#: The seat that verbs of the office act from. No socket ever sits here.
OFFICE = Seat(HOUSE, HOUSE)


@dataclass(frozen=True, slots=True)
class Head:
    """A stream as its last event left it. ``told`` counts its events by audience."""

    pk: int
    seq: int
    h: bytes
    at: int
    state: Any
    told: Mapping[str, int]

    def seq_for(self, audiences: Iterable[str]) -> int:
        """How many events a view of these audiences has been told."""
        return sum(self.told.get(audience, 0) for audience in audiences)


@dataclass(frozen=True, slots=True)
class Submission:
    """A command on its way to a stream, from the seat that sent it."""

    kind: str
    key: UUID
    seat: Seat
    command: Command

    @property
    def address(self) -> Address:
        return self.kind, self.key


@dataclass(frozen=True, slots=True)
class Done:
    """A command that is on the disk: where the sender's view stands, and its proof if there is one."""

    seq: int
    proof: Mapping[str, Any] | None = None


Outcome = Done | Refused


@dataclass(frozen=True, slots=True)
class Grown:
    """What one batch added to one stream: each event with its number and the state after it."""

    address: Address
    steps: Sequence[tuple[int, Event, Any]]


def now_ms() -> int:
    """This server's time, in epoch milliseconds."""
    return time.time_ns() // 1_000_000


# --- Reading ----------------------------------------------------------------------------------

_heads: dict[Address, Head] = {}
_snapshots: dict[Address, int] = {}


def forget() -> None:
    """Drop what this process holds of every stream: the log has it all."""
    _heads.clear()
    _snapshots.clear()


def head_of(kind: str, key: UUID) -> Head:
    """The stream as it stands in the database now. Stream.DoesNotExist when there is none."""
    row = Stream.objects.get(kind=kind, key=key)
    return _caught_up((kind, key), row)


def state_of(kind: str, key: UUID) -> Any:
    """The folded state of the stream as it stands now."""
    return head_of(kind, key).state


def _caught_up(address: Address, row: Stream) -> Head:
    """The head of a stream at its row's ``seq``: the cached one, folded further where others wrote."""
    cached = _heads.get(address)
    head = _followed(address, cached, row) if cached is not None and cached.pk == row.pk else None
    if head is None:  # nothing cached, or what was cached was rolled back
        head = _followed(address, folded_from_snapshot(address, row, at_most=row.seq), row)
    if head is None:
        raise RuntimeError(f"The log of {row} does not lead to its head: run verify_log")
    _heads[address] = head
    return head


def _followed(address: Address, head: Head, row: Stream) -> Head | None:
    """``head`` folded up to its row; None when that is not where the row stands."""
    machine = kind_named(address[0]).machine(address[1])
    for entry in entries_between(row.pk, head.seq, row.seq):
        head = follow(machine, head, entry)
    return head if head.seq == row.seq and head.h == bytes(row.head) else None


def entries_between(pk: int, after: int, upto: int) -> Iterable[Entry]:
    """The entries numbered ``after + 1`` to ``upto``, in order."""
    if after >= upto:
        return []
    return Entry.objects.filter(stream_id=pk, seq__gt=after, seq__lte=upto).order_by("seq")


def lengths(pks: Iterable[int]) -> dict[int, int]:
    """How many events each of these streams has, by its primary key."""
    return dict(Stream.objects.filter(pk__in=list(pks)).values_list("pk", "seq"))


def grown_since(address: Address, head: Head) -> "Grown":
    """What the log holds after ``head``, folded."""
    machine = kind_named(address[0]).machine(address[1])
    steps = []
    for entry in Entry.objects.filter(stream_id=head.pk, seq__gt=head.seq).order_by("seq"):
        head = follow(machine, head, entry)
        steps.append((entry.seq, event_of(entry), head.state))
    return Grown(address, steps)


def event_of(entry: Entry) -> Event:
    """An entry as the engines know it."""
    return Event(entry.kind, json.loads(entry.data or "{}"), entry.audience, entry.at, entry.by)


def follow(machine: Machine[Any], head: Head, entry: Entry) -> Head:
    """The head after an entry of the log."""
    event = event_of(entry)
    told = {**head.told, event.audience: head.told.get(event.audience, 0) + 1}
    return Head(head.pk, entry.seq, bytes(entry.h), event.at, machine.evolve(head.state, event), told)


def folded_from_snapshot(address: Address, row: Stream, *, at_most: int) -> Head:
    """The head at the newest usable snapshot that is no later than ``at_most``, else at the beginning."""
    machine = kind_named(address[0]).machine(address[1])
    kept = Snapshot.objects.filter(stream_id=row.pk, seq__lte=at_most, shape=machine.shape).order_by("-seq").first()
    if kept is None:
        return Head(row.pk, 0, bytes(row.genesis), 0, machine.initial(), {})
    return Head(row.pk, kept.seq, bytes(kept.h), kept.at, machine.load(json.loads(kept.state)), kept.told)


def wants_snapshot(address: Address) -> Head | None:
    """The head of a stream that this process has grown by enough since the last stored state."""
    head = _heads.get(address)
    if head is None or head.seq < _snapshots.get(address, 0) + SNAPSHOT_EVERY:
        return None
    _snapshots[address] = head.seq
    return head


def keep_snapshot(head: Head, address: Address) -> None:
    """Store the folded state, so that a process that starts later need not fold from the beginning."""
    machine = kind_named(address[0]).machine(address[1])
    Snapshot.objects.get_or_create(
        stream_id=head.pk,
        seq=head.seq,
        shape=machine.shape,
        defaults={
            "h": head.h,
            "at": head.at,
            "told": dict(head.told),
            "state": json.dumps(machine.dump(head.state), ensure_ascii=False),
        },
    )


# --- Writing ----------------------------------------------------------------------------------


def create(kind: str, key: UUID, set_up: str) -> Stream:
    """A new stream with nothing in it. ``set_up`` is the digest of what its rules rest on: the chain begins there."""
    genesis = hashlib.sha256(f"{kind}/{key}/{set_up}".encode()).digest()
    return Stream.objects.create(kind=kind, key=key, genesis=genesis, head=genesis)


def act(
    kind: str,
    key: UUID,
    name: str,
    data: Mapping[str, Any],
    *,
    seat: Seat = OFFICE,
    expect: Mapping[str, Any] | None = None,
    id: str | None = None,
    now: int | None = None,
) -> int:
    """Carry out one command for a verb of a room. Returns the sender's view's seq; raises Refused."""
    command = Command(name, data, expect, id or secrets.token_urlsafe(16))
    [outcome] = append([Submission(kind, key, seat, command)], now=now)
    if isinstance(outcome, Refused):
        raise outcome
    return outcome.seq


def append(batch: Sequence[Submission], *, due: Sequence[Address] = (), now: int | None = None) -> list[Outcome]:
    """Carry out the commands, in order, in one transaction; each is done on the disk, or refused.

    On the streams named in ``due``, and on every one that is written to, everything happens first
    whose time has come. Raises DatabaseError when the transaction fails: then nothing has happened.
    """
    moment = now_ms() if now is None else now
    with transaction.atomic():
        benches = _lock({submission.address for submission in batch} | set(due))
        _recall(benches, batch)
        for bench in benches.values():
            bench.pass_time(moment)
        outcomes = [_carry_out(benches.get(each.address), each, moment) for each in batch]
        written = [bench for bench in benches.values() if bench.entries]
        _write(written)
        transaction.on_commit(lambda: _committed(written))
    return outcomes


def _lock(addresses: set[Address]) -> dict[Address, "Bench"]:
    """The streams at these addresses, locked in one order by every writer, each ready to be written."""
    found: dict[Address, Bench] = {}
    for row in rows.locked({key for _, key in addresses}):
        address = (row.kind, row.key)
        if address in addresses:
            found[address] = Bench(address, row, _caught_up(address, row))
    return found


def _recall(benches: Mapping[Address, "Bench"], batch: Sequence[Submission]) -> None:
    """Lay before each bench which of the batch's commands were done before."""
    at = {bench.row.pk: bench for bench in benches.values()}
    asked = {
        (benches[each.address].row.pk, each.seat.key, each.command.id) for each in batch if each.address in benches
    }
    for (pk, seat, command), done in rows.receipts(sorted(asked)).items():
        at[pk].before[seat, command] = done


def _write(benches: Sequence["Bench"]) -> None:
    """Insert what was taken, and have each kind write the rows that follow from it."""
    rows.insert(
        [entry for bench in benches for entry in bench.entries],
        [(bench.row.pk, *key, *done) for bench in benches for key, done in bench.receipts.items()],
        [bench.move() for bench in benches],
    )
    for bench in benches:
        events = [event for _, event, _ in bench.steps]
        kind_named(bench.address[0]).record(bench.address[1], bench.head.state, events)


def _carry_out(bench: "Bench | None", submission: Submission, now: int) -> Outcome:
    if bench is None:
        return Refused("closed")
    try:
        return bench.carry_out(submission, now)
    except Refused as refusal:
        return refusal


@dataclass(slots=True)
class Bench:
    """One stream while a transaction writes to it."""

    address: Address
    row: Stream
    head: Head
    entries: list[tuple[Any, ...]] = field(default_factory=list)
    before: dict[tuple[str, str], rows.Done] = field(default_factory=dict)  # by seat and command
    receipts: dict[tuple[str, str], rows.Done] = field(default_factory=dict)
    steps: list[tuple[int, Event, Any]] = field(default_factory=list)
    seals: list[dict[str, Any]] = field(default_factory=list)

    @property
    def machine(self) -> Machine[Any]:
        return kind_named(self.address[0]).machine(self.address[1])

    def carry_out(self, submission: Submission, now: int) -> Done:
        """Do one command once: what was done before is only answered again. Raises Refused."""
        seat, command = submission.seat, submission.command
        digest = hashlib.sha256(rfc8785.dumps([command.kind, command.data])).digest()  # type: ignore[list-item]
        if done := self._done_before(seat.key, command.id, digest):
            return done
        if command.kind not in self.machine.kinds:
            raise Refused("unknown_kind")
        events = self.machine.decide(self.head.state, seat, command, max(now, self.head.at))
        first = len(self.steps)
        self._take(events)
        seq = self.head.seq_for(self.machine.audiences(seat))
        proof = self.machine.receipt([event for _, event, _ in self.steps[first:]])
        if proof is not None:
            proof = {**proof, "head": self._sealed()}
        self._remember(seat.key, command.id, digest, seq, proof)
        return Done(seq, proof)

    def pass_time(self, now: int) -> None:
        """Let every timer happen whose moment has come, each at its own moment."""
        while (timer := self.machine.due(self.head.state)) is not None and timer.at <= now:
            self._take(self.machine.elapse(self.head.state, timer))
            self._remember(CLOCK, timer.id, b"", self.head.seq, None)

    def _done_before(self, seat: str, command: str, digest: bytes) -> Done | None:
        done = self.receipts.get((seat, command)) or self.before.get((seat, command))
        if done is None:
            return None
        if done[0] != digest:
            raise Refused("id_reused")
        return Done(done[1], json.loads(done[2]) if done[2] else None)

    def _remember(self, seat: str, command: str, digest: bytes, seq: int, proof: Mapping[str, Any] | None) -> None:
        self.receipts[seat, command] = (digest, seq, json.dumps(proof) if proof else None)

    def _take(self, events: Sequence[Event]) -> None:
        head, machine = self.head, self.machine
        for decided in events:
            at = max(decided.at, head.at)
            event = decided if at == decided.at else replace(decided, at=at)
            seq, salt = head.seq + 1, secrets.token_bytes(16)
            c = commitment(event, salt)
            h = hashlib.sha256(head.h + seq.to_bytes(8, "big") + c).digest()
            data = rfc8785.dumps(event.data).decode()  # type: ignore[arg-type]
            self.entries.append((self.row.pk, seq, event.kind, event.audience, at, event.by, data, salt, c, h))
            told = {**head.told, event.audience: head.told.get(event.audience, 0) + 1}
            head = Head(head.pk, seq, h, at, machine.evolve(head.state, event), told)
            self.steps.append((seq, event, head.state))
        self.head = head
        if any(event.kind in machine.seals for event in events):
            self._seal()

    def _seal(self) -> None:
        self.seals.append(heads.sign(self.address, self.head.seq, self.head.h, self.head.at))

    def _sealed(self) -> dict[str, Any]:
        if not self.seals or self.seals[-1]["count"] != self.head.seq:
            self._seal()
        return self.seals[-1]

    def move(self) -> tuple[int, bytes, int | None, int]:
        """Where the stream's row goes: seq, head, the next timer, and which row."""
        timer = self.machine.due(self.head.state)
        return self.head.seq, self.head.h, timer.at if timer else None, self.row.pk


def commitment(event: Event, salt: bytes) -> bytes:
    """SHA-256(salt ‖ RFC 8785 form of the event): binds to the event without letting it be guessed."""
    body = {"at": event.at, "audience": event.audience, "by": event.by, "data": event.data, "kind": event.kind}
    return hashlib.sha256(salt + rfc8785.dumps(body)).digest()  # type: ignore[arg-type]


def _committed(benches: Sequence[Bench]) -> None:
    """The batch is on the disk: let its seals leave the database, keep the heads, tell everybody."""
    if seals := [seal for bench in benches for seal in bench.seals]:
        try:
            heads.keep(seals)
        except OSError:  # what is committed stays committed; the next head covers these events too
            logger.exception("Signed heads could not be kept outside the database")
    for bench in benches:
        _heads[bench.address] = bench.head
        hints.grown(Grown(bench.address, bench.steps))
