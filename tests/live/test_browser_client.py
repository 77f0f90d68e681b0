"""The browser's client against a scripted server: what is kept, what is asked, what is left alone."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.live.hall import Hall, Socket

pytestmark = pytest.mark.browser

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SCORE = {"criterion": "law", "subject": "workers", "value": "7"}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def hall() -> Iterator[Hall]:
    with Hall() as hall:
        yield hall


@pytest.fixture
def tablet(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="en")
    context.set_default_timeout(10_000)
    yield context
    context.close()


def enter(tablet: BrowserContext, hall: Hall, **who: str) -> Page:
    """A page of somebody, connected; any error in it fails the test."""
    page = tablet.new_page()
    page.errors = []  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.errors.append(str(error)))  # type: ignore[attr-defined]
    page.on(
        "console", lambda said: said.type == "error" and "WebSocket" not in said.text and page.errors.append(said.text)
    )  # type: ignore[attr-defined]
    page.goto(hall.address(**who))
    return page


def connected(page: Page) -> Page:
    expect(page.locator("#status")).to_contain_text("Connected")
    return page


def keep(page: Page, value: str, *, criterion: str = "law", slot: str = "") -> None:
    data = {**SCORE, "value": value, "criterion": criterion}
    page.evaluate("([data, slot]) => { stream.keep('score.set', data, { slot }); }", [data, slot])


def stored(page: Page) -> None:
    """Until all that was kept lies on the device."""
    page.evaluate("() => stream.outbox.work")


def state(page: Page) -> Any:
    return page.evaluate("() => stream.state")


def unsaved(page: Page) -> int:
    count: int = page.evaluate("() => stream.unsaved")
    return count


def quiet(page: Page) -> None:
    assert page.errors == []  # type: ignore[attr-defined]


async def swallow(socket: Socket, frame: dict[str, Any]) -> None:
    """The command is heard and nothing comes of it."""


# --- The state ------------------------------------------------------------------------------------


def test_a_cut_line_comes_back_behind_what_it_holds(hall: Hall, tablet: BrowserContext) -> None:
    page = connected(enter(tablet, hall))
    keep(page, "7")
    hall.wait(lambda: state(page)["scores"])
    hall.cut()
    hall.wait(lambda: len(hall.sockets) == 2)

    assert hall.sockets[0].query == {}
    assert hall.sockets[1].query == {"after": "1", "view": "view-1"}
    connected(page)
    quiet(page)


def test_a_gap_in_the_numbers_makes_it_resume_and_lose_nothing(hall: Hall, tablet: BrowserContext) -> None:
    page = connected(enter(tablet, hall))
    hall.happen("score.noted", {"scores": {"law": {"workers": {"value": "5"}}}})
    hall.say(**hall.happen("score.noted", {"scores": {"law": {"employer": {"value": "6"}}}}))
    hall.wait(lambda: len(hall.sockets) == 2)

    both = {"workers": {"value": "5"}, "employer": {"value": "6"}}
    hall.wait(lambda: state(page) and state(page)["scores"].get("law") == both)
    assert hall.sockets[1].query["after"] == "0"
    quiet(page)


def test_another_view_drops_what_was_held(hall: Hall, tablet: BrowserContext) -> None:
    page = connected(enter(tablet, hall))
    hall.view, hall.state = "view-2", {"scores": {}, "penalties": {}}
    hall.close(4410)
    hall.wait(lambda: len(hall.sockets) == 2)

    assert hall.sockets[1].query == {}
    hall.wait(lambda: state(page) == {"scores": {}, "penalties": {}})


def test_it_says_what_it_has_seen_every_64_events(hall: Hall, tablet: BrowserContext) -> None:
    connected(enter(tablet, hall))
    for number in range(64):
        hall.say(**hall.happen("said", {"statements": {f"s{number}": {"text": "…"}}}))

    hall.wait(lambda: any(frame.get("seen") == 64 for frame in hall.sockets[0].frames))


def test_what_a_patch_does_not_touch_stays_the_same_object(hall: Hall, tablet: BrowserContext) -> None:
    page = connected(enter(tablet, hall))

    assert page.evaluate(
        """async () => {
          const { merge } = await import("/static/js/live/merge.js");
          const old = { a: { b: 1, c: { d: 1 } }, e: { f: 1 } };
          const now = merge(old, JSON.parse('{"a": {"b": null, "g": {"h": null, "i": 2}, "__proto__": {"x": 1}}}'));
          return [JSON.stringify(now), now.e === old.e, now.a.c === old.a.c, JSON.stringify(old), {}.x === undefined];
        }"""
    ) == [
        '{"a":{"c":{"d":1},"g":{"i":2},"__proto__":{"x":1}},"e":{"f":1}}',
        True,
        True,
        '{"a":{"b":1,"c":{"d":1}},"e":{"f":1}}',
        True,
    ]


# --- What a person wrote --------------------------------------------------------------------------


def test_what_was_written_offline_outlives_a_killed_tab_and_arrives_in_order(
    hall: Hall, tablet: BrowserContext
) -> None:
    page = connected(enter(tablet, hall))
    tablet.set_offline(True)
    hall.deal = swallow
    hall.cut()
    expect(page.locator("#status")).to_contain_text("Offline")
    for value in "345":
        keep(page, value, criterion=f"c{value}")
    expect(page.locator("#status")).to_contain_text("3 items are kept on this device")
    stored(page)
    page.close(run_before_unload=False)

    tablet.set_offline(False)
    hall.deal = None
    again = connected(enter(tablet, hall))
    hall.wait(lambda: unsaved(again) == 0)

    assert [frame["data"]["value"] for frame in hall.commands()] == ["3", "4", "5"]
    expect(again.locator("#status")).to_contain_text("Everything is saved")
    stored(again)
    assert again.evaluate("async () => (await import('/static/js/live/vault.js')).countOf('anna')") == 0
    quiet(again)


def test_a_lost_acknowledgement_brings_the_same_command_again(hall: Hall, tablet: BrowserContext) -> None:
    async def do_it_but_say_nothing(socket: Socket, frame: dict[str, Any]) -> None:
        hall.done[frame["id"]] = hall.happen("score.noted", {})["seq"]
        hall.deal = None
        socket.cut()

    page = connected(enter(tablet, hall))
    hall.deal = do_it_but_say_nothing
    keep(page, "7")
    hall.wait(lambda: len(hall.commands()) == 2)

    first, second = hall.commands()
    assert first == second
    hall.wait(lambda: unsaved(page) == 0)
    assert len(hall.log) == 1


def test_a_newer_value_takes_the_place_of_one_that_waits(hall: Hall, tablet: BrowserContext) -> None:
    page = connected(enter(tablet, hall))
    hall.deal = swallow
    for value in "123":
        keep(page, value, slot="law workers")
    hall.wait(lambda: len(hall.commands()) == 1)
    hall.deal = None
    hall.cut()
    hall.wait(lambda: unsaved(page) == 0)

    assert [frame["data"]["value"] for frame in hall.commands()] == ["1", "1", "3"]
    assert state(page)["scores"]["law"]["workers"]["value"] == "3"


def test_a_refusal_that_passes_keeps_the_order(hall: Hall, tablet: BrowserContext) -> None:
    async def put_off(socket: Socket, frame: dict[str, Any]) -> None:
        hall.deal = None
        await socket.say(type="refuse", id=frame["id"], code="try_again", message="…", data={}, retry_after=0.3)

    page = connected(enter(tablet, hall))
    hall.deal = put_off
    for value in "12":
        keep(page, value)
    hall.wait(lambda: unsaved(page) == 0)

    assert [frame["data"]["value"] for frame in hall.commands()] == ["1", "1", "2"]


def test_what_is_refused_is_shown_with_what_was_written_and_stays_over_a_reload(
    hall: Hall, tablet: BrowserContext
) -> None:
    async def refuse(socket: Socket, frame: dict[str, Any]) -> None:
        await socket.say(type="refuse", id=frame["id"], code="not_now", message="The ballot is in.", data={})

    page = connected(enter(tablet, hall))
    hall.deal = refuse
    page.evaluate("() => { stream.keep('score.set', { note: '他们引用了第44条' }); }")
    expect(page.locator(".live-ask")).to_contain_text("The ballot is in.")
    stored(page)
    page.reload()
    expect(page.locator(".live-ask")).to_contain_text("他们引用了第44条")
    assert len(hall.commands()) == 1

    page.get_by_role("button", name="Remove").click()
    expect(page.locator("#status")).to_contain_text("Everything is saved")


def test_a_browser_that_keeps_nothing_still_sends_and_says_so(hall: Hall, tablet: BrowserContext) -> None:
    tablet.add_init_script("indexedDB.__proto__.open = () => { throw new DOMException('refused', 'SecurityError'); };")
    page = connected(enter(tablet, hall))
    expect(page.locator("#status")).to_contain_text("This browser keeps nothing")
    hall.deal = swallow
    keep(page, "7")
    expect(page.locator("#status")).to_contain_text("1 item is only on this page: do not close it")
    hall.deal = None
    hall.cut()

    hall.wait(lambda: unsaved(page) == 0)
    quiet(page)


def test_a_frame_that_breaks_the_line_three_times_is_set_aside_and_the_rest_goes_on(
    hall: Hall, tablet: BrowserContext
) -> None:
    async def break_on_poison(socket: Socket, frame: dict[str, Any]) -> None:
        if frame["data"]["value"] == "poison":
            socket.cut()
        else:
            await hall.carry_out(socket, frame)

    page = connected(enter(tablet, hall))
    hall.deal = break_on_poison
    for value in ("1", "poison", "2"):
        keep(page, value)
    expect(page.locator(".live-ask")).to_contain_text("The connection broke three times")
    hall.wait(lambda: unsaved(page) == 1)

    sent = [frame["data"]["value"] for frame in hall.commands()]
    assert (sent.count("poison"), sent[-1]) == (3, "2")


def test_a_frame_over_the_limit_never_leaves_the_device(hall: Hall, tablet: BrowserContext) -> None:
    page = connected(enter(tablet, hall))
    keep(page, "七" * 25_000)
    expect(page.locator(".live-ask")).to_contain_text("too long to send")

    assert hall.commands() == []


def test_two_people_on_one_tablet_never_send_or_see_each_others_items(hall: Hall, tablet: BrowserContext) -> None:
    anna = connected(enter(tablet, hall, user="anna"))
    hall.deal = swallow
    keep(anna, "7")
    stored(anna)
    anna.close(run_before_unload=False)
    hall.deal = None
    before = len(hall.commands())

    bao = connected(enter(tablet, hall, user="bao"))
    expect(bao.locator("#status")).to_contain_text("Everything is saved")
    assert bao.evaluate("() => stream.outbox.items.length") == 0
    assert len(hall.commands()) == before
    bao.close()

    anna = connected(enter(tablet, hall, user="anna"))
    hall.wait(lambda: len(hall.commands()) == before + 1)


def test_without_https_items_lie_open_which_is_said_and_still_each_person_has_their_own(
    hall: Hall, tablet: BrowserContext
) -> None:
    tablet.add_init_script("Object.defineProperty(crypto, 'subtle', { value: undefined });")
    anna = connected(enter(tablet, hall, user="anna"))
    expect(anna.locator("#status")).to_contain_text("This address is not encrypted")
    hall.deal = swallow
    keep(anna, "7")
    stored(anna)
    anna.close(run_before_unload=False)
    hall.deal = None
    before = len(hall.commands())

    bao = connected(enter(tablet, hall, user="bao"))
    assert bao.evaluate("() => stream.outbox.items.length") == 0
    hall.seat = "judge-2"
    other_seat = connected(enter(tablet, hall, user="anna", seat="judge-2"))
    assert other_seat.evaluate("() => stream.outbox.vault.mode") == "plain"
    assert len(hall.commands()) == before


def test_what_is_replaced_in_one_tab_is_not_sent_by_another(hall: Hall, tablet: BrowserContext) -> None:
    hall.deal = swallow
    first = connected(enter(tablet, hall))
    keep(first, "1", criterion="c1")
    keep(first, "2", slot="law workers")
    stored(first)
    second = connected(enter(tablet, hall))
    assert unsaved(second) == 2
    keep(first, "3", slot="law workers")

    hall.wait(lambda: unsaved(second) == 1)
    assert unsaved(first) == 2


def test_a_page_falls_silent_when_another_person_has_signed_in(hall: Hall, tablet: BrowserContext) -> None:
    anna = connected(enter(tablet, hall, user="anna"))
    hall.deal = swallow
    keep(anna, "7")
    hall.wait(lambda: len(hall.commands()) == 1)
    socket = hall.sockets[0]
    connected(enter(tablet, hall, user="bao"))
    hall.drop(socket)

    expect(anna.locator("#status")).to_contain_text("Somebody else has signed in on this device")
    assert len(hall.sockets) == 2


def test_what_lies_on_the_device_cannot_be_read_without_the_key(hall: Hall, tablet: BrowserContext) -> None:
    page = connected(enter(tablet, hall))
    hall.deal = swallow
    page.evaluate("() => { stream.keep('score.set', { note: 'canary-of-the-ballot' }); }")
    stored(page)
    lying = page.evaluate(
        """() => new Promise((resolve) => {
          const request = indexedDB.open("xieshang-unsent");
          request.onsuccess = () => {
            const all = request.result.transaction(["items", "keys"]);
            const items = all.objectStore("items").getAll();
            const keys = all.objectStore("keys").getAll();
            all.oncomplete = () => resolve({
              words: items.result.map((one) => new TextDecoder().decode(one.box) + JSON.stringify(one)).join(""),
              extractable: keys.result.map((one) => one.key.extractable),
            });
          };
        })"""
    )

    assert "canary" not in lying["words"]
    assert lying["extractable"] == [False]
    assert page.evaluate("() => stream.keeps") == "sealed"


def test_signing_out_warns_of_what_is_unsent_and_then_leaves_nothing(hall: Hall, tablet: BrowserContext) -> None:
    page = connected(enter(tablet, hall))
    hall.deal = swallow
    keep(page, "7")
    stored(page)
    page.get_by_role("button", name="Sign out").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("1 item has not reached the server")
    dialog.get_by_role("button", name="Stay signed in").click()
    assert unsaved(page) == 1

    page.get_by_role("button", name="Sign out").click()
    with page.expect_navigation(url="**/people/sign-out/**"):
        page.get_by_role("button", name="Delete and sign out").click()
    page = connected(enter(tablet, hall))
    assert page.evaluate("() => stream.outbox.items.length") == 0


def test_signing_out_on_a_page_without_a_stream_warns_too_and_touches_nobody_elses(
    hall: Hall, tablet: BrowserContext
) -> None:
    for user in ("anna", "bao"):
        page = connected(enter(tablet, hall, user=user))
        hall.deal = swallow
        keep(page, "7")
        stored(page)
        page.close(run_before_unload=False)
    page = tablet.new_page()
    page.goto(hall.address(user="bao").replace("/page", "/elsewhere"))
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("dialog")).to_contain_text("1 item has not reached the server")
    with page.expect_navigation(url="**/people/sign-out/**"):
        page.get_by_role("button", name="Delete and sign out").click()

    page.goto(hall.address(user="cheng"))
    count = "async (user) => (await import('/static/js/live/vault.js')).countOf(user)"
    assert [page.evaluate(count, user) for user in ("anna", "bao")] == [1, 0]


# --- What means this moment -----------------------------------------------------------------------


def test_a_moment_that_was_done_before_the_cut_is_answered_with_its_receipt(hall: Hall, tablet: BrowserContext) -> None:
    async def do_it_and_cut(socket: Socket, frame: dict[str, Any]) -> None:
        hall.done[frame["id"]] = hall.happen("ballot.submitted", {})["seq"]
        hall.deal = None
        socket.cut()

    page = connected(enter(tablet, hall))
    hall.deal = do_it_and_cut
    page.evaluate("() => { ask('ballot.submit', {}, { scores: 1 }); }")
    hall.wait(lambda: page.evaluate("() => answers.length"))

    assert page.evaluate("() => answers[0].ok") is True
    assert len(hall.log) == 1


def test_a_moment_that_was_lost_is_asked_about_and_never_sent_unasked(hall: Hall, tablet: BrowserContext) -> None:
    async def cut(socket: Socket, frame: dict[str, Any]) -> None:
        hall.deal = None
        socket.cut()

    page = connected(enter(tablet, hall))
    hall.deal = cut
    page.evaluate("() => { ask('floor.ask', {}, { phase: 2 }); }")
    expect(page.locator(".live-ask")).to_contain_text("Not delivered. Send it again?")
    expect(page.locator(".live-ask")).to_contain_text("Ask for the floor")
    assert len(hall.commands()) == 1

    page.get_by_role("button", name="Send again").click()
    hall.wait(lambda: page.evaluate("() => answers.length"))
    first, second = hall.commands()
    assert first == second
    assert first["expect"] == {"phase": 2}


def test_a_lost_moment_can_be_left_alone(hall: Hall, tablet: BrowserContext) -> None:
    async def cut(socket: Socket, frame: dict[str, Any]) -> None:
        socket.cut()

    page = connected(enter(tablet, hall))
    hall.deal = cut
    page.evaluate("() => { ask('floor.ask', {}, { phase: 2 }); }")
    page.get_by_role("button", name="Do not send").click()

    hall.wait(lambda: page.evaluate("() => answers.length"))
    assert page.evaluate("() => answers[0].code") == "dropped"
    assert len(hall.commands()) == 1


def test_nothing_of_the_moment_is_sent_or_kept_while_there_is_no_line(hall: Hall, tablet: BrowserContext) -> None:
    page = connected(enter(tablet, hall))
    tablet.set_offline(True)
    hall.cut()
    expect(page.locator("#status")).to_contain_text("Offline")
    page.evaluate("() => { ask('floor.ask', {}, { phase: 2 }); }")
    hall.wait(lambda: page.evaluate("() => answers.length"))
    assert page.evaluate("() => answers[0].code") == "offline"

    tablet.set_offline(False)
    connected(page)
    assert hall.commands() == []


# --- Close codes ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (4000, "This has ended"),
        (4400, "could not read this page’s messages"),
        (4401, "You are no longer signed in"),
        (4403, "You have no seat here any more"),
        (4404, "This does not exist"),
        (4413, "This text is too long"),
    ],
)
def test_a_code_that_means_stop_stops_with_words_and_keeps_what_is_unsent(
    hall: Hall, tablet: BrowserContext, code: int, words: str
) -> None:
    page = connected(enter(tablet, hall))
    hall.deal = swallow
    keep(page, "7")
    hall.wait(hall.commands)
    hall.close(code)
    expect(page.locator("#status")).to_contain_text(words)

    assert page.evaluate("() => stream.phase") == "stopped"
    assert unsaved(page) == 1
    assert len(hall.sockets) == 1


@pytest.mark.parametrize("code", [4012, 4408, 4490, 1001, 1011, 4999])
def test_a_code_that_means_come_back_resumes(hall: Hall, tablet: BrowserContext, code: int) -> None:
    page = connected(enter(tablet, hall))
    hall.close(code)
    hall.wait(lambda: len(hall.sockets) == 2)

    connected(page)
    assert hall.sockets[1].query == {"after": "0", "view": "view-1"}


@pytest.mark.parametrize("code", [4429, 4503])
def test_a_full_or_flooded_server_is_left_alone_for_half_a_minute(
    hall: Hall, tablet: BrowserContext, code: int
) -> None:
    page = connected(enter(tablet, hall))
    hall.close(code)
    hall.wait(lambda: page.evaluate("() => stream.phase") == "waiting")

    assert 29_000 < page.evaluate("() => stream.retryIn()") < 61_000
    page.evaluate("() => { dispatchEvent(new Event('online')); }")
    assert page.evaluate("() => stream.phase") == "waiting"


@pytest.mark.parametrize("sign", ["online", "visibilitychange"])
def test_it_does_not_wait_once_the_network_or_the_page_is_back(hall: Hall, tablet: BrowserContext, sign: str) -> None:
    page = connected(enter(tablet, hall))
    page.evaluate("() => Object.assign(stream.line, { attempt: 9, random: () => 1 })")
    hall.cut()
    hall.wait(lambda: page.evaluate("() => stream.retryIn()") > 10_000)
    page.evaluate("(sign) => (sign === 'online' ? window : document).dispatchEvent(new Event(sign))", sign)

    hall.wait(lambda: len(hall.sockets) == 2, seconds=3)
    connected(page)


def test_an_old_page_is_loaded_anew_once_and_keeps_what_is_unsent(hall: Hall, tablet: BrowserContext) -> None:
    async def too_old(socket: Socket) -> None:
        await hall.welcome(socket)
        if len(hall.sockets) < 3:
            await socket.close(4426)

    page = connected(enter(tablet, hall))
    hall.deal = swallow
    keep(page, "7")
    stored(page)
    hall.door = too_old
    hall.cut()
    page.wait_for_url("**reloaded=1")
    connected(page)

    assert unsaved(page) == 1
    assert len(hall.sockets) == 3


def test_a_line_that_falls_silent_is_left_for_a_new_one(hall: Hall, tablet: BrowserContext) -> None:
    page = tablet.new_page()
    page.clock.install()
    page.goto(hall.address())
    connected(page)
    hall.silent = True
    page.clock.run_for(34_000)
    assert len(hall.sockets) == 1
    page.clock.run_for(20_000)

    hall.wait(lambda: len(hall.sockets) == 2)
    pings = [frame for frame in hall.sockets[0].frames if frame.get("type") == "ping"]
    assert len(pings) >= 2


def test_the_back_off_doubles_up_to_a_quarter_minute(hall: Hall, tablet: BrowserContext) -> None:
    page = connected(enter(tablet, hall))

    assert page.evaluate(
        """async () => {
          const { backoff } = await import("/static/js/live/codes.js");
          return [0, 1, 2, 3, 4, 5, 6, 99].map((attempt) => backoff(attempt, () => 1));
        }"""
    ) == [500, 1000, 2000, 4000, 8000, 15000, 15000, 15000]


def test_the_clock_believes_the_shortest_of_the_last_eight_round_trips(hall: Hall, tablet: BrowserContext) -> None:
    page = connected(enter(tablet, hall))

    assert page.evaluate(
        """async () => {
          const { Clock, countdown } = await import("/static/js/live/clock.js");
          let now = 0;
          const clock = new Clock(() => now, () => now);
          clock.guess(5000);
          const offsets = [clock.offset];
          clock.sample(0, 600, 5400);      // 600 ms of way: offset 5100
          clock.sample(1000, 1020, 6010);  // 20 ms of way: offset 5000
          offsets.push(clock.offset);
          for (let n = 0; n < 8; n += 1) clock.sample(2000, 2100, 7150);
          offsets.push(clock.offset);      // the short one is no longer among the last eight
          now = 10_000;
          const shown = [65_001, 3_600_000, -5].map(countdown);
          return [...offsets, clock.left(16_000), clock.left(1), ...shown];
        }"""
    ) == [5000, 5000, 5100, 900, 0, "1:06", "1:00:00", "0:00"]
