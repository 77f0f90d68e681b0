"""The players: for each role, the next move at what its seat can see, or none.

Pure and deterministic: a brain is asked again after everything that happens and answers from its look
alone. It never knows more than the wire gave its seat. Chiefs are in ``demo.chiefs``, what
negotiators say in ``demo.talk``, judging in ``demo.judging``.
"""

from collections.abc import Callable, Mapping

from demo.chiefs import chief
from demo.judging import head_judge, judge, second_official, timekeeper_on_the_panel
from demo.look import SESSION, Look, Move, phases
from demo.sentences import listed, sentence, side_name
from demo.talk import give_floor, representative


def host(look: Look) -> Move | None:
    """主持: opens, lets the news in, rules once, gives the floor where nobody presides, goes on when all is said."""
    if look.over:
        return _close(look) or second_official(look)
    if look.status == "planned":
        return look.by_phase("session.open") if look.quiet >= look.patience else None
    if look.in_caucus:
        return look.by_phase("clock.resume") if look.quiet >= look.patience else None
    return _run(look) if look.status == "open" else None


def _run(look: Look) -> Move | None:
    """While the clock runs."""
    if inject := _waiting_inject(look):
        return Move(SESSION, "inject.release", {"inject": inject}, {"phase": look.number}, note=f"inject:{inject}")
    if look.number == 2 and not look.count("ruling.make") and look.chance(0.6, "ruling"):
        return look.by_phase("ruling.make", text=sentence(look, "ruling"))
    if not look.table["phase"].get("presides") and (move := give_floor(look)):
        return move
    return _go_on(look) if _all_is_said(look) else None


def _close(look: Look) -> Move | None:
    """For good, once the recorder had time for the last lines."""
    if look.count("session.close") or look.quiet < look.patience // 2:
        return None
    return Move(SESSION, "session.close", {"outcome": look.status}, {"phase": look.number})


def _waiting_inject(look: Look) -> str:
    """News that is not out yet, once the phase lets it in: a shortened session does not wait for its minute.

    The host does not see what went to one side alone, so each is tried once.
    """
    known: Mapping[str, Mapping[str, object]] = look.table.get("scenario", {}).get("injects") or {}
    if not look.phase.get("injects") or look.quiet < look.patience // 2:
        return ""
    done = {key for key in known for what in ("inject", "refused:inject") if look.count(f"{what}:{key}")}
    waiting = [key for key in known if key not in done and key not in look.table["injects"]]
    return waiting[0] if waiting else ""


def _all_is_said(look: Look) -> bool:
    """Nobody speaks, waits or has moved for as long as the host is patient; for a signature, three times that."""
    last = look.number == max(phases(look.table), default=0)
    unsigned = last and len(look.table["agreed"]) == len(look.table["scenario"]["issues"])
    return not look.holder and not look.queue and look.quiet >= look.patience * (4 if unsigned else 1)


def _go_on(look: Look) -> Move:
    """The next phase; after the last one the session ends without an agreement."""
    if look.number < max(phases(look.table), default=0):
        return look.by_phase("phase.next")
    return Move(SESSION, "session.close", {"outcome": "suspended"}, {"phase": look.number})


def timekeeper(look: Look) -> Move | None:
    """计时员: stops the clock once and lets it run on; proposes a penalty."""
    if look.status == "paused" and not look.in_caucus:
        waited = look.quiet >= look.patience // 2
        return look.by_phase("clock.resume") if waited else None
    pauses = look.number == 3 and not look.count("clock.pause") and look.chance(0.5, "pause")
    if look.status == "open" and pauses and not look.in_caucus:
        return look.by_phase("clock.pause", reason=sentence(look, "pause"))
    return timekeeper_on_the_panel(look) or (second_official(look) if look.over else None)


def organiser(look: Look) -> Move | None:
    """组织者: watches, and publishes what was confirmed."""
    return second_official(look) if look.over else None


def recorder(look: Look) -> Move | None:
    """记录员: each offer, agreed clause, figure and phase into the minutes; in the hall, offers as they are spoken."""
    return None if look.status == "planned" else _spoken_offer(look) or _minutes(look)


def _minutes(look: Look) -> Move | None:
    """What has happened and is not written down yet, the oldest kind first; until the host has closed."""
    if look.table.get("outcome"):
        return None
    for phase in range(1, look.number + 1):
        if not look.count(f"minutes:phase:{phase}"):
            title = look.words(phases(look.table)[phase]["title"])
            return _written(look, f"phase:{phase}", sentence(look, "minutes.phase", phase=title))
    for key, offer in look.table["offers"].items():
        if offer["status"] != "recorded" and not look.count(f"minutes:offer:{key}"):
            words = sentence(
                look,
                "minutes",
                key,
                side=side_name(look, offer["side"]),
                terms=listed(look, offer["terms"]),
            )
            return _written(look, f"offer:{key}", words, refers_to={"offer": key})
        if offer["status"] == "accepted" and not look.count(f"minutes:agreed:{key}"):
            words = sentence(look, "minutes.agreed", terms=listed(look, offer["terms"]))
            return _written(look, f"agreed:{key}", words, refers_to={"offer": key})
    return None


def _written(look: Look, about: str, words: str, **more: object) -> Move:
    return Move(
        "sessions",
        "minutes.write",
        {"text": words[:1900], **more},
        keep=True,
        note=f"minutes:{about}",
    )


def _spoken_offer(look: Look) -> Move | None:
    """In the hall: a side's next offer as it was spoken, one step from its last towards the other side's.

    At most two in a session, when both sides have tabled one and none waits for its chief.
    """
    offers = look.table["offers"]
    if look.online or look.status != "open" or look.in_caucus or not look.phase.get("offers"):
        return None
    if any(offer["status"] == "recorded" for offer in offers.values()) or look.count("offer.record") >= 2:
        return None
    side = ("workers", "employer")[look.count("offer.record") % 2]
    mine, theirs = (
        _last_terms(look, side),
        _last_terms(look, "employer" if side == "workers" else "workers"),
    )
    apart = [issue for issue in mine if issue in theirs and mine[issue] != theirs[issue]]
    if not apart or look.table["agreed"] or len(offers) < 3 + 2 * look.count("offer.record"):
        return None
    issue = look.dice("spoken", len(offers)).choice(apart)
    return look.by_terms("offer.record", side=side, terms={**mine, issue: theirs[issue]})


def _last_terms(look: Look, side: str) -> dict[str, str]:
    """The terms that this side tabled last, without what is agreed meanwhile."""
    tabled = [o for o in look.table["offers"].values() if o["side"] == side and o["status"] in ("tabled", "rejected")]
    terms: Mapping[str, str] = tabled[-1]["terms"] if tabled else {}
    return {issue: option for issue, option in terms.items() if issue not in look.table["agreed"]}


def spectator(look: Look) -> Move | None:
    """旁听: watches."""
    return None


Brain = Callable[[Look], Move | None]

BRAINS: Mapping[str, Brain] = {
    "host": host,
    "timekeeper": timekeeper,
    "organiser": organiser,
    "recorder": recorder,
    "chief": chief,
    "representative": representative,
    "judge": judge,
    "head_judge": head_judge,
    "spectator": spectator,
}
