"""Seating a panel as the timetable has it: the head judge first, each under an account of their own."""

import uuid
from collections.abc import Sequence

from live.machine import Refused
from negotiation.models import Session
from negotiation.sessions import seat, unseat
from people.models import User
from scoring.allocation.models import Judge
from scoring.contests.models import Match
from scoring.models import Panel
from scoring.panels import plan_panel, replace_on_panel

HEAD = "head-judge"


def seat_panel(match: Match, judges: Sequence[Judge]) -> None:
    """Put these judges on the match's seats and open its panel; who sat there and does not any more leaves."""
    session = Session.objects.get(pk=match.session_id)
    if session.status != Session.Status.PLANNED:
        return
    keys = [key for key, place in session.set_up.items() if place["role"] == "judge"]
    head = next((judge for judge in judges if judge.head), judges[0])
    wanted = {HEAD: head, **dict(zip(keys, [judge for judge in judges if judge != head], strict=False))}
    taken = {row.key: row.person_id for row in session.seats.filter(role__in=("judge", "head_judge"))}
    panel = Panel.objects.filter(session=session).first()
    moving = {key: judge for key, judge in wanted.items() if taken.get(key) != account_of(judge).pk}
    # Free every seat that changes hands first: nobody sits on two.
    for key in moving:
        if taken.get(key) is not None:
            unseat(session, key, reason="timetable")
    for key, judge in moving.items():
        if panel is None:
            seat(session, key, account_of(judge))
        else:
            _on_panel(panel, key, account_of(judge))
    if panel is None and not match.sides_open:
        plan_panel(session)


def _on_panel(panel: Panel, key: str, person: User) -> None:
    """Both at the panel and at the session; a judge who is on the panel under another seat keeps it."""
    try:
        replace_on_panel(panel, key, person)
    except Refused:
        seat(panel.session, key, person)


def account_of(judge: Judge) -> User:
    """The judge's account; made without a password where there is none, for a personal link to open."""
    if judge.person is None:
        user = User(username=f"j-{uuid.uuid4().hex}", name=judge.name, organization=judge.contest.organization)
        user.set_unusable_password()
        user.save()
        judge.person = user
        judge.save(update_fields=["person"])
    return judge.person
