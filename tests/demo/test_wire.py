"""The independent client: its merge patches, and what it makes of a server's frames."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection, serve

from demo.wire import Line, Lost, Refusal, merge

WELCOME = {
    "type": "welcome",
    "protocol": 1,
    "view": "v1",
    "you": {"seat": "host", "role": "host", "side": None, "audiences": ["public"], "may": []},
    "limits": {},
    "now": 1_000,
}


@pytest.mark.parametrize(
    ("original", "patch", "result"),
    [
        # The examples of RFC 7386, appendix A, whose targets are objects or nothing.
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        (["a", "b"], ["c", "d"], ["c", "d"]),
        ({"a": "b"}, ["c"], ["c"]),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_a_patch_merges_as_rfc_7386_says(original: Any, patch: Any, result: Any) -> None:
    assert merge(original, patch) == result


Script = Callable[[ServerConnection, int], Any]


@asynccontextmanager
async def line_to(script: Script) -> AsyncIterator[Line]:
    """A line to a server that does what ``script`` says; it is told how many connections came before."""
    paths: list[str] = []

    async def talk(socket: ServerConnection) -> None:
        assert socket.request is not None
        paths.append(socket.request.path)
        await script(socket, len(paths) - 1)

    async with serve(talk, "127.0.0.1", 0, subprotocols=["xieshang.v1"]) as server:  # type: ignore[list-item]
        port = next(iter(server.sockets)).getsockname()[1]
        line = Line(f"ws://127.0.0.1:{port}/ws/sessions/s/")
        line.paths = paths  # type: ignore[attr-defined]
        line.held = held = asyncio.create_task(line.run())  # type: ignore[attr-defined]
        try:
            yield line
        finally:
            held.cancel()
            await asyncio.gather(held, return_exceptions=True)


async def say(socket: ServerConnection, *frames: dict[str, Any]) -> None:
    for frame in frames:
        await socket.send(json.dumps(frame))


async def heard(socket: ServerConnection, kind: str | None) -> dict[str, Any]:
    """The next frame of the client of this type; None is a command."""
    while True:
        frame: dict[str, Any] = json.loads(await socket.recv())
        if frame.get("type") == kind:
            return frame


def event(seq: int, **patch: Any) -> dict[str, Any]:
    return {"type": "event", "seq": seq, "kind": "said", "at": 1, "by": "host", "data": {}, "patch": patch}


async def until(line: Line, true: Callable[[], bool]) -> None:
    changed = asyncio.Event()
    line.changed = changed.set
    async with asyncio.timeout(10):
        while not true():
            await changed.wait()
            changed.clear()


@pytest.mark.asyncio
async def test_a_gap_makes_the_client_resume_behind_what_it_has() -> None:
    async def script(socket: ServerConnection, before: int) -> None:
        await say(socket, WELCOME)
        if before == 0:
            await say(socket, {"type": "snapshot", "seq": 4, "state": {"n": 4}}, event(5, n=5), event(7, n=7))
        else:
            await say(socket, event(6, n=6), event(7, n=7))
        await socket.wait_closed()

    async with line_to(script) as line:
        await until(line, lambda: line.seq == 7)
        assert line.state == {"n": 7}
        assert line.tally.gaps == 1
        assert line.paths[1].endswith("?after=5&view=v1")  # type: ignore[attr-defined]
        assert sorted(line.authors) == [5, 6, 7]


@pytest.mark.asyncio
async def test_another_view_makes_the_client_drop_what_it_holds() -> None:
    async def script(socket: ServerConnection, before: int) -> None:
        await say(socket, WELCOME if before == 0 else {**WELCOME, "view": "v2"})
        await say(socket, {"type": "snapshot", "seq": 1, "state": {"of": before}})
        if before == 0:
            await socket.close(4410)
        await socket.wait_closed()

    async with line_to(script) as line:
        await until(line, lambda: line.view == "v2" and line.state is not None)
        assert line.state == {"of": 1}


@pytest.mark.asyncio
async def test_what_was_written_is_sent_again_with_its_id_after_the_line_broke() -> None:
    ids: list[str] = []

    async def script(socket: ServerConnection, before: int) -> None:
        await say(socket, WELCOME, {"type": "snapshot", "seq": 0, "state": {}})
        command = await heard(socket, None)
        ids.append(command["id"])
        if before == 0:
            socket.transport.abort()
            return
        await say(socket, {"type": "ack", "id": command["id"], "seq": 1})
        await socket.wait_closed()

    async with line_to(script) as line:
        ack = await line.send("minutes.write", {"text": "…"}, keep=True)
        assert ids == [ack.id, ack.id]


@pytest.mark.asyncio
async def test_what_meant_its_moment_is_asked_about_and_never_sent_again_by_itself() -> None:
    async def script(socket: ServerConnection, before: int) -> None:
        await say(socket, WELCOME, {"type": "snapshot", "seq": 0, "state": {}})
        if before == 0:
            await heard(socket, None)
            socket.transport.abort()
            return
        asked = await heard(socket, "did")
        await say(socket, {"type": "did", "ids": dict.fromkeys(asked["ids"], "unknown")})
        await socket.wait_closed()

    async with line_to(script) as line:
        with pytest.raises(Lost):
            await line.send("offer.accept", {"offer": "o1"}, {"terms": 3})


@pytest.mark.asyncio
async def test_a_refusal_reaches_whoever_sent_the_command() -> None:
    async def script(socket: ServerConnection, before: int) -> None:
        await say(socket, WELCOME, {"type": "snapshot", "seq": 0, "state": {}})
        command = await heard(socket, None)
        await say(socket, {"type": "refuse", "id": command["id"], "code": "stale", "message": "…", "data": {}})
        await socket.wait_closed()

    async with line_to(script) as line:
        with pytest.raises(Refusal) as refusal:
            await line.send("floor.ask", {}, {"phase": 1})
        assert refusal.value.code == "stale"


@pytest.mark.asyncio
@pytest.mark.parametrize("code", [4000, 4401, 4403, 4404])
async def test_a_final_close_code_ends_the_line(code: int) -> None:
    async def script(socket: ServerConnection, before: int) -> None:
        await say(socket, WELCOME, {"type": "snapshot", "seq": 0, "state": {}})
        await socket.close(code)

    async with line_to(script) as line:
        async with asyncio.timeout(10):
            assert await line.held == code  # type: ignore[attr-defined]
        with pytest.raises(Lost):
            await line.send("say", {"text": "…"}, {"phase": 1})
