"""The socket, frame by frame: what protocol version 1 says to whoever comes, asks, resumes or misbehaves."""

import asyncio
import json
import threading
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.contrib.sessions.models import Session
from django.utils import timezone

from live import log, switchboard, tickets
from live.frames import LIMITS
from live.kinds import Visitor
from live.patches import merge
from live.switchboard import Switchboard
from people.models import User
from tests.live.conftest import Door, Notes, Socket, new_id

pytestmark = pytest.mark.django_db(transaction=True)


async def start(notes: Notes, *names: str) -> list[User]:
    """Seat these people."""
    return [await sync_to_async(notes.sit)(name) for name in names]


async def write(notes: Notes, name: str, *arguments: Any, **more: Any) -> Any:
    return await sync_to_async(notes.write)(name, *arguments, **more)


# --- Coming in --------------------------------------------------------------------------------


async def test_a_seat_is_welcomed_with_its_rights_and_then_told_the_state(notes: Notes, door: Door) -> None:
    [ann] = await start(notes, "ann")
    socket, welcome = await door.enter(notes.address, ann)
    snapshot = await socket.next()

    assert welcome["protocol"] == 1
    assert welcome["you"] == {
        "seat": "ann",
        "role": "writer",
        "side": "workers",
        "audiences": ["public", "side:workers"],
        "may": ["bell", "note", "whisper"],
    }
    assert welcome["limits"] == LIMITS
    assert abs(welcome["now"] - log.now_ms()) < 60_000
    assert snapshot == {"type": "snapshot", "seq": 1, "state": {"rung": 0}}


async def test_nobody_signed_in_is_told_to_sign_in(notes: Notes, door: Door) -> None:
    socket = await door.open(notes.address)
    assert await socket.close_code() == 4401


@pytest.mark.parametrize("path", ["/ws/notebooks/{key}/", "/ws/nothing/{key}/", "/ws/notebooks/", "/ws/"])
async def test_a_stream_that_does_not_exist_is_told_so(notes: Notes, door: Door, path: str) -> None:
    [ann] = await start(notes, "ann")
    socket = await door.open(path.format(key=uuid4()), ann)
    assert await socket.close_code() == 4404


async def test_a_page_of_another_protocol_is_told_to_reload(notes: Notes, door: Door) -> None:
    [ann] = await start(notes, "ann")
    socket = await door.open(notes.address, ann, subprotocols=("xieshang.v0",))
    assert await socket.close_code() == 4426


@pytest.mark.parametrize(
    ("origin", "opens"),
    [
        (b"http://testserver", True),
        (b"http://testserver:81", False),
        (b"https://testserver", False),
        (b"http://evil.example", False),
        (b"null", False),
    ],
)
async def test_only_a_page_of_this_very_server_may_open_a_socket(
    notes: Notes, door: Door, origin: bytes, opens: bool
) -> None:
    [ann] = await start(notes, "ann")
    socket = await door.open(notes.address, ann, headers=((b"origin", origin),))
    assert (socket.closed is None) is opens


async def test_a_ticket_lets_in_once_and_only_where_it_is_for(notes: Notes, door: Door) -> None:
    other = await sync_to_async(Notes)()
    token = await sync_to_async(tickets.issue)(*notes.address, Visitor(), now=timezone.now())
    words = ("xieshang.v1", f"ticket.{token}")

    elsewhere = await door.open(other.address, subprotocols=words)
    assert await elsewhere.close_code() == 4401
    socket, welcome = await door.enter(notes.address, None, subprotocols=words)
    assert welcome["you"]["role"] == "spectator"
    assert (await socket.next())["type"] == "snapshot"
    again = await door.open(notes.address, subprotocols=words)
    assert await again.close_code() == 4401


async def test_a_ticket_is_worth_nothing_after_half_a_minute(notes: Notes, door: Door) -> None:
    long_ago = timezone.now() - tickets.LIFE
    token = await sync_to_async(tickets.issue)(*notes.address, Visitor(), now=long_ago)
    socket = await door.open(notes.address, subprotocols=("xieshang.v1", f"ticket.{token}"))
    assert await socket.close_code() == 4401


def test_a_ticket_is_given_over_http_for_what_one_may_see(notes: Notes, client: Any) -> None:
    good = client.post("/live/tickets/", {"stream": f"/ws/notebooks/{notes.key}/"})
    assert (good.status_code, good.json()["expires_in"]) == (200, 30)
    for stream, status in (
        ("/ws/notebooks/x/", 400),
        ("/ws/other/" + str(uuid4()), 400),
        (f"notebooks/{uuid4()}", 404),
    ):
        assert client.post("/live/tickets/", {"stream": stream}).status_code == status
    assert client.post("/live/tickets/", b"{", content_type="application/json").status_code == 400
    assert client.get("/live/tickets/").status_code == 405


# --- Talking ----------------------------------------------------------------------------------


async def test_a_command_is_acknowledged_after_it_happened_and_everybody_sees_it(notes: Notes, door: Door) -> None:
    ann, bob = await start(notes, "ann", "bob")
    writer, _ = await door.enter(notes.address, ann)
    reader, _ = await door.enter(notes.address, bob)
    id = await writer.send("note", {"text": "你好"})

    assert await writer.until("ack", id=id) == {"type": "ack", "id": id, "seq": 3}
    event = await reader.until("event")
    assert event["patch"] == {"notes public": {"n1": {"text": "你好", "by": "ann"}}}
    assert (event["seq"], event["kind"], event["by"], event["data"]) == (3, "noted", "ann", {"text": "你好"})
    assert await sync_to_async(lambda: notes.stream.seq)() == 3


async def test_what_a_side_whispers_is_not_sent_to_the_other_and_not_counted(notes: Notes, door: Door) -> None:
    ann, amy, bob = await start(notes, "ann", "amy", "bob")
    friend, _ = await door.enter(notes.address, amy)
    rival, _ = await door.enter(notes.address, bob)
    await write(notes, "ann", "whisper", {"text": "secret-7f3a"})
    await write(notes, "ann", data={"text": "open"})

    assert (await friend.until("event", seq=4))["data"] == {"text": "secret-7f3a"}
    assert (await rival.until("event"))["seq"] == 4
    assert "secret-7f3a" not in json.dumps(rival.frames)
    assert "side:workers" not in json.dumps(rival.frames)
    assert ann


async def test_two_runs_that_differ_in_what_is_hidden_look_the_same_from_outside(notes: Notes, door: Door) -> None:
    traffic = []
    for whispers in (0, 3):
        run = await sync_to_async(Notes)()
        [ann, bob] = await start(run, "ann", "bob")
        rival, _ = await door.enter(run.address, bob)
        for _ in range(whispers):
            await write(run, "ann", "whisper", now=2_000_000_000_000)
        await write(run, "ann", now=2_000_000_000_001)
        await rival.until("event")
        # Who came to which notebook is told by the first frame, and who sits nearby by presence: neither is hidden.
        traffic.append([frame for frame in rival.frames if frame["type"] in ("snapshot", "event")])
        assert ann

    assert traffic[0] == traffic[1]


async def test_a_receipt_comes_with_the_acknowledgement_and_with_the_signed_head(notes: Notes, door: Door) -> None:
    [ann] = await start(notes, "ann")
    socket, _ = await door.enter(notes.address, ann)
    moment = log.now_ms() + 3_600_000
    id = await socket.send("bell", {"at": moment})
    receipt = (await socket.until("ack", id=id))["receipt"]

    assert receipt["set"] == moment
    assert receipt["head"]["count"] == 2
    assert set(receipt["head"]) == {"stream", "count", "h", "at", "key", "signature"}
    again = await socket.send("bell", {"at": moment}, id=id)
    assert (await socket.until("ack", id=again))["receipt"] == receipt


async def test_every_refusal_has_its_code_its_words_and_changes_nothing(notes: Notes, door: Door) -> None:
    [ann] = await start(notes, "ann")
    socket, _ = await door.enter(notes.address, ann, headers=((b"accept-language", b"en"),))
    for kind, data, expect, code in (
        ("dance", {}, None, "unknown_kind"),
        ("note", {}, None, "bad_data"),
        ("seat.give", {}, None, "not_allowed"),
        ("note", {"text": "x"}, {"notes": 7}, "stale"),
    ):
        id = await socket.send(kind, data, expect)
        refusal = await socket.until("refuse", id=id)
        assert refusal["code"] == code
        assert refusal["message"].endswith(".")
    assert await sync_to_async(lambda: notes.stream.seq)() == 1


async def test_a_bug_in_a_machine_is_answered_and_the_socket_lives_on(notes: Notes, door: Door) -> None:
    [olga] = await start(notes, "olga")
    socket, _ = await door.enter(notes.address, olga)
    id = await socket.send("boom")
    assert (await socket.until("refuse", id=id))["code"] == "internal"
    assert await socket.until("ack", id=await socket.send("note", {"text": "still here"}))


async def test_one_can_ask_which_commands_were_carried_out(notes: Notes, door: Door) -> None:
    ann, bob = await start(notes, "ann", "bob")
    mine, theirs, never = new_id(), new_id(), new_id()
    await write(notes, "ann", id=mine)
    await write(notes, "bob", id=theirs)
    socket, _ = await door.enter(notes.address, ann)
    await socket.raw(json.dumps({"type": "did", "ids": [mine, theirs, never]}))

    assert (await socket.until("did"))["ids"] == {mine: "done", theirs: "unknown", never: "unknown"}
    assert bob


# --- Coming back ------------------------------------------------------------------------------


@pytest.mark.parametrize("fresh", [False, True], ids=["followed on", "after a restart"])
async def test_whoever_comes_back_gets_exactly_what_was_missed(notes: Notes, door: Door, fresh: bool) -> None:
    ann, bob = await start(notes, "ann", "bob")
    first, welcome = await door.enter(notes.address, bob)
    held = await first.until("snapshot")
    await first.wire.disconnect()
    for number in range(3):
        await write(notes, "ann", data={"text": str(number)})
        await write(notes, "ann", "whisper")
    if fresh:
        await Switchboard.running().stop()
        Switchboard.here = None
        log.forget()
    query = f"after={held['seq']}&view={welcome['view']}"
    second, _ = await door.enter(notes.address, bob, query=query)
    state = held["state"]
    for seq in range(held["seq"] + 1, held["seq"] + 4):
        event = await second.next()
        assert (event["type"], event["seq"]) == ("event", seq)
        state = merge(state, event["patch"])

    third, _ = await door.enter(notes.address, bob)
    assert (await third.until("snapshot"))["state"] == state
    assert ann


@pytest.mark.parametrize(
    "query", ["after=1&view=another", "after=999&view={view}", "after=-1&view={view}", "after=x", ""]
)
async def test_whoever_holds_nothing_of_use_gets_the_whole_state(notes: Notes, door: Door, query: str) -> None:
    [ann] = await start(notes, "ann")
    _, welcome = await door.enter(notes.address, ann)
    socket, _ = await door.enter(notes.address, ann, query=query.format(view=welcome["view"]))
    assert (await socket.next())["type"] == "snapshot"


async def test_further_back_than_five_hundred_events_is_a_snapshot(notes: Notes, door: Door) -> None:
    [ann] = await start(notes, "ann")
    first, welcome = await door.enter(notes.address, ann)
    held = await first.until("snapshot")
    await first.wire.disconnect()

    def much() -> None:
        seat = notes.seat("ann")
        from live.machine import Command

        commands = [Command("note", {"text": "x"}, None, new_id()) for _ in range(501)]
        log.append([log.Submission(*notes.address, seat, command) for command in commands])

    await sync_to_async(much)()
    socket, _ = await door.enter(notes.address, ann, query=f"after={held['seq']}&view={welcome['view']}")
    assert (await socket.next())["type"] == "snapshot"
    nearer, _ = await door.enter(notes.address, ann, query=f"after={held['seq'] + 1}&view={welcome['view']}")
    assert [(await nearer.next())["seq"] for _ in range(500)] == list(range(held["seq"] + 2, held["seq"] + 502))


async def test_a_hub_that_was_told_nothing_reads_the_log(notes: Notes, door: Door, monkeypatch: Any) -> None:
    [ann] = await start(notes, "ann")
    monkeypatch.setattr(switchboard, "CHECK_SECONDS", 0.05)
    socket, _ = await door.enter(notes.address, ann)
    board = Switchboard.running()
    monkeypatch.setattr(board, "_take", lambda grown: None)  # the layer and the process both lose every hint
    await write(notes, "ann", data={"text": "unheard"})

    assert (await socket.until("event"))["data"] == {"text": "unheard"}


# --- Limits -----------------------------------------------------------------------------------


async def test_a_heartbeat_is_answered_while_the_database_is_held_up(notes: Notes, door: Door) -> None:
    [ann] = await start(notes, "ann")
    socket, _ = await door.enter(notes.address, ann)
    held, release = threading.Event(), threading.Event()

    def hold(outcome: object = None) -> None:
        held.set()
        release.wait(10)

    Switchboard.running().writer.pass_time([], hold)  # the writer's thread is stuck in this answer
    await sync_to_async(held.wait)(5)
    id = await socket.send("note", {"text": "later"})
    await socket.raw('{"type": "ping", "t": 12.5, "seen": 1}')
    pong = await socket.until("pong")
    assert pong["t"] == 12.5
    assert not [frame for frame in socket.frames if frame["type"] == "ack"]
    release.set()
    assert await socket.until("ack", id=id)


async def test_three_unreadable_frames_in_a_row_end_the_socket(notes: Notes, door: Door) -> None:
    [ann] = await start(notes, "ann")
    socket, _ = await door.enter(notes.address, ann)
    for text in ("nonsense", "[]"):
        await socket.raw(text)
        assert (await socket.until("refuse"))["code"] == "bad_frame"
    await socket.raw('{"type": "ping", "t": 1}')
    await socket.until("pong")
    for _ in range(3):
        await socket.raw('{"kind": 3}')
    assert await socket.close_code() == 4400


@pytest.mark.parametrize(
    "text",
    [
        '{"id": "short", "kind": "note", "data": {}}',
        '{"id": "%s", "kind": 7}' % ("a" * 22),
        '{"id": "%s", "kind": "note", "data": NaN}' % ("a" * 22),
        '{"type": "ping", "t": 1e400}',
        '{"type": "ping", "t": true}',
        '{"type": "did", "ids": [1]}',
        '{"type": "welcome"}',
        "[" * 30_000,
        '"\\ud800"',
        "",
    ],
)
async def test_what_is_no_frame_is_refused_as_such(notes: Notes, door: Door, text: str) -> None:
    [ann] = await start(notes, "ann")
    socket, _ = await door.enter(notes.address, ann)
    await socket.raw(text)
    assert (await socket.until("refuse"))["code"] == "bad_frame"


@pytest.mark.parametrize(
    "data", ["[]", '"x"', '{"text": "\\ud800"}', '{"text": 123456789012345678901234567890}', '{"text": 1e999}']
)
async def test_data_that_nobody_could_store_is_refused_with_its_id(notes: Notes, door: Door, data: str) -> None:
    [ann] = await start(notes, "ann")
    socket, _ = await door.enter(notes.address, ann)
    id = new_id()
    await socket.raw(f'{{"id": "{id}", "kind": "note", "data": {data}}}')
    refusal = await socket.until("refuse")
    assert refusal["code"] in ("bad_data", "bad_frame")
    assert refusal["id"] in (id, None)


async def test_bytes_are_no_frame(notes: Notes, door: Door) -> None:
    [ann] = await start(notes, "ann")
    socket, _ = await door.enter(notes.address, ann)
    await socket.wire.send_input({"type": "websocket.receive", "bytes": b"\xff\xfe"})
    assert (await socket.until("refuse"))["code"] == "bad_frame"


async def test_a_frame_over_64_kib_ends_the_socket_and_one_of_64_kib_does_not(notes: Notes, door: Door) -> None:
    [ann] = await start(notes, "ann")
    socket, _ = await door.enter(notes.address, ann)
    id = new_id()
    frame = json.dumps({"id": id, "kind": "note", "data": {"text": ""}})
    await socket.raw(frame.replace('"text": ""', f'"text": "{"x" * (65_536 - len(frame))}"'))
    assert await socket.until("ack", id=id)
    await socket.raw("x" * 65_537)
    assert await socket.close_code() == 4413


async def test_more_than_the_burst_is_told_to_slow_down_and_kept_by_the_client(notes: Notes, door: Door) -> None:
    [ann] = await start(notes, "ann")
    socket, _ = await door.enter(notes.address, ann)
    ids = [await socket.send("note", {"text": "x"}) for _ in range(90)]
    answers: dict[str, dict[str, Any]] = {}
    while len(answers) < len(ids):
        frame = await socket.next()
        if frame["type"] in ("ack", "refuse"):
            answers[frame["id"]] = frame
    slowed = [frame for frame in answers.values() if frame["type"] == "refuse"]

    assert slowed
    assert {frame["code"] for frame in slowed} == {"slow_down"}
    assert all(frame["retry_after"] >= 1 for frame in slowed)
    assert answers[ids[0]]["type"] == "ack"


async def test_a_flood_ends_the_socket(notes: Notes, door: Door) -> None:
    [ann] = await start(notes, "ann")
    socket, _ = await door.enter(notes.address, ann)
    for _ in range(400):
        await socket.raw('{"type": "ping", "t": 1}')
    assert await socket.close_code() == 4429


async def test_a_sixth_socket_of_one_seat_is_one_too_many(notes: Notes, door: Door) -> None:
    [ann] = await start(notes, "ann")
    for _ in range(LIMITS["sockets"]):
        await door.enter(notes.address, ann)
    sixth = await door.open(notes.address, ann)
    assert await sixth.close_code() == 4503


async def test_whoever_is_silent_too_long_is_let_go(notes: Notes, door: Door, monkeypatch: Any) -> None:
    [ann] = await start(notes, "ann")
    monkeypatch.setattr(switchboard, "CHECK_SECONDS", 0.05)
    monkeypatch.setattr(switchboard, "SILENCE", 0.1)
    socket, _ = await door.enter(notes.address, ann)
    assert await socket.close_code() == 4408


async def test_whoever_sees_too_little_of_what_was_sent_is_let_go(notes: Notes, door: Door, monkeypatch: Any) -> None:
    ann, bob = await start(notes, "ann", "bob")
    monkeypatch.setattr(switchboard, "CHECK_SECONDS", 0.05)
    slow, _ = await door.enter(notes.address, ann)
    quick, _ = await door.enter(notes.address, bob)
    for _ in range(12):
        await write(notes, "bob", data={"text": "x" * 50_000})
        event = await quick.until("event")
        await quick.raw(json.dumps({"type": "ping", "t": 1, "seen": event["seq"]}))
    for _ in range(12):
        await write(notes, "bob", data={"text": "x" * 50_000})
        event = await quick.until("event")
        await quick.raw(json.dumps({"type": "ping", "t": 1, "seen": event["seq"]}))

    assert await slow.close_code() == 4490
    await quick.raw('{"type": "ping", "t": 2}')
    assert await quick.until("pong", t=2)


# --- Rights that end --------------------------------------------------------------------------


@pytest.fixture
def quick_rights(monkeypatch: Any) -> None:
    monkeypatch.setattr(switchboard, "RIGHTS_SECONDS", 0.05)


async def _sign_out(user: User) -> None:
    await sync_to_async(Session.objects.all().delete)()


async def _deactivate(user: User) -> None:
    await sync_to_async(User.objects.filter(pk=user.pk).update)(is_active=False)


async def _new_password(user: User) -> None:
    user.set_password("another one altogether")
    await sync_to_async(user.save)()


async def _deleted_session_data(user: User) -> None:
    await sync_to_async(Session.objects.update)(expire_date=timezone.now())


@pytest.mark.parametrize("ending", [_sign_out, _deactivate, _new_password, _deleted_session_data])
async def test_a_right_that_ends_elsewhere_ends_the_socket(
    notes: Notes, door: Door, quick_rights: None, ending: Any
) -> None:
    ann, bob = await start(notes, "ann", "bob")
    socket, _ = await door.enter(notes.address, ann)
    await ending(ann)
    assert await socket.close_code() == 4401
    again = await door.open(notes.address, ann if ending is _sign_out else None)
    if ending is not _sign_out:
        assert await again.close_code() == 4401
    assert bob


async def test_a_seat_that_is_taken_closes_its_sockets_and_refuses_its_commands(notes: Notes, door: Door) -> None:
    ann, olga = await start(notes, "ann", "olga")
    socket, _ = await door.enter(notes.address, ann)
    official, _ = await door.enter(notes.address, olga)
    await official.send("seat.take", {"seat": "ann"})

    assert await socket.close_code() == 4403


async def test_a_watcher_who_is_given_a_seat_is_told_that_the_view_has_changed(notes: Notes, door: Door) -> None:
    [olga] = await start(notes, "olga")
    new = await sync_to_async(User.objects.create)(username="new", name="new")
    watcher, welcome = await door.enter(notes.address, new)
    assert welcome["you"]["seat"] == "spectator"
    official, _ = await door.enter(notes.address, olga)
    await official.send("seat.give", {"seat": "bob", "person": str(new.uuid)})

    assert await watcher.close_code() == 4410
    _, welcome = await door.enter(notes.address, new)
    assert welcome["you"]["seat"] == "bob"


# --- By itself --------------------------------------------------------------------------------


async def test_a_deadline_is_met_with_nobody_on_that_stream(notes: Notes, door: Door) -> None:
    ann, olga = await start(notes, "ann", "olga")
    elsewhere = await sync_to_async(Notes)()
    [watcher] = [await sync_to_async(elsewhere.sit)("bob")]
    socket, _ = await door.enter(elsewhere.address, watcher)  # this process serves, but not that stream
    moment = log.now_ms() + 50
    await write(notes, "ann", "bell", {"at": moment})

    async def rang() -> Any:
        while True:
            entry = await sync_to_async(notes.stream.entries.filter(kind="rang").first)()
            if entry:
                return entry
            await asyncio.sleep(0.02)

    entry = await asyncio.wait_for(rang(), 5)
    assert (entry.at, entry.by) == (moment, None)
    assert ann
    assert olga
    assert socket


async def test_who_is_here_is_shown_to_ones_own_side_and_of_staff_to_all(notes: Notes, door: Door) -> None:
    ann, amy, bob, olga = await start(notes, "ann", "amy", "bob", "olga")
    sockets: list[Socket] = []
    for user in (ann, amy, bob, olga):
        socket, _ = await door.enter(notes.address, user)
        sockets.append(socket)

    assert (await sockets[0].until("presence"))["seats"] == {"ann": 1, "amy": 1, "olga": 1}
    assert (await sockets[2].until("presence"))["seats"] == {"bob": 1, "olga": 1}
