"""What is due in a practice is done: by the opponent, and by the house as host.

Each act has an id made of the seat and of the log's length when it was thought of: a second process that thought the
same is answered, and nothing happens twice; what has changed meanwhile makes the act stale, and it is thought of anew.
"""

import logging
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils import translation

from live import log
from live.machine import Refused
from negotiation.engine import reading
from negotiation.engine.opponents.own import Own
from negotiation.models import ScenarioVersion
from negotiation.practice import results
from negotiation.practice.agents import opponent
from negotiation.practice.lines import lines_for
from negotiation.practice.models import Practice
from negotiation.practice.partner import Act, next_act
from negotiation.practice.scene import Scene
from negotiation.practice.speech import sentence
from negotiation.practice.starting import chiefs, do
from negotiation.table import machine_of

logger = logging.getLogger(__name__)

#: Acts of one session at once at most: an opponent that has much to do leaves the others their turn.
AT_ONCE = 3
#: Characters of what is spoken, by the field that it goes into.
LONGEST = {"text": reading.SAY, "note": reading.SAY, "reason": reading.REASON}


def act_in(practice: Practice, now: int | None = None) -> int:
    """Do what is due in one; and keep its result when it is over."""
    done = 0
    while done < AT_ONCE and (scene := scene_of(practice, now)) and (act := next_act(scene, practice.language)):
        if not carry_out(practice, act, scene, now):
            break
        done += 1
    if log.state_of("sessions", practice.session.key).outcome:
        with translation.override("en" if practice.language == "en" else "zh-hans"):
            results.write_down(practice)
    return done


def finish(practice: Practice) -> None:
    """Close what is over and keep its result, for somebody who wants to see it before the house has come to it."""
    table = log.state_of("sessions", practice.session.key)
    if table.over and not table.outcome:
        expect = {"phase": table.phase["number"]}
        try:
            do(practice.session, "host", "session.close", {"outcome": table.status}, expect)
        except Refused as refusal:  # the house was quicker
            logger.info("Closing %s was refused: %s", practice.session.key, refusal.code)
    results.write_down(practice)


def carry_out(practice: Practice, act: Act, scene: Scene, now: int | None) -> bool:
    """Whether it was done; what is stale or comes too late is let go and thought of anew."""
    data: dict[str, Any] = dict(act.data)
    if act.speech:
        words = sentence(act.speech, scene, lines_for(practice.person), practice.language)
        data[act.spoken] = words[: LONGEST[act.spoken]]
    id = f"{act.seat}-{scene.seq}-{act.kind}"
    try:
        do(practice.session, act.seat, act.kind, data, act.expect, id=id, now=now)
    except Refused as refusal:
        logger.info("%s of %s in %s was refused: %s", act.kind, act.seat, practice.session.key, refusal.code)
        return False
    return True


def scene_of(practice: Practice, now: int | None = None) -> Scene:
    """The table as the opponent sees it."""
    session = practice.session
    head = log.head_of("sessions", session.key)
    chief = chiefs(session)
    return Scene(
        table=head.state,
        scenario=machine_of(session.key).scenario,
        own=own_of(session.scenario.digest, practice.other_side),
        agent=opponent(practice.opponent, practice.level),
        mine=chief[practice.other_side],
        theirs=chief[practice.side],
        seed=str(session.key),
        seq=head.seq,
        at=head.at,
        now=log.now_ms() if now is None else now,
        begun=practice.progress,
        pace=settings.PRACTICE_PACE,
    )


@lru_cache(maxsize=32)
def own_of(digest: str, side: str) -> Own:
    """What a side knows for itself of a scenario version; its arrays are made once a process."""
    return Own.of(ScenarioVersion.objects.filter(digest=digest)[:1].get().compiled(), side)
