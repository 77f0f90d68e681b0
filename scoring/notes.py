"""Judges' notes with their moments, for whoever may read them beside a replay."""

from typing import Any

from live.log import state_of
from negotiation.models import Session
from negotiation.permissions import has_seat, may_run
from people.models import User
from scoring.engine.state import PanelState
from scoring.models import Panel, Result
from scoring.permissions import may_know
from scoring.sheets import in_words


def beside_the_replay(session: Session, person: User | None) -> list[dict[str, Any]]:
    """``[{"at", "judge", "subject", "criterion", "note"}]`` in order; ``at`` is epoch ms.

    A judge reads their own notes at any time. All others are for those who sat at the table or on the panel
    or run the session, from the moment the result is published; a note without a moment has no place here.
    """
    panel = Panel.objects.with_session().filter(session=session).first()
    if panel is None or person is None:
        return []
    state: PanelState = state_of("panels", panel.key)
    if Result.objects.filter(panel=panel).exclude(published_at=None).exists() and _may_read_all(person, panel):
        judges = list(state.scores)
    else:
        judges = [key for key in state.scores if state.authors.get(key) == str(person.uuid)]
    return sorted((note for judge in judges for note in _notes(panel, state, judge)), key=lambda note: note["at"])


def _may_read_all(person: User, panel: Panel) -> bool:
    return has_seat(person, panel.session) or may_know(person, panel) or may_run(person, panel.session)


def _notes(panel: Panel, state: PanelState, judge: str) -> list[dict[str, Any]]:
    """The notes of one judge that refer to a moment, each said in the reader's language."""
    criteria = {each["id"]: in_words(each["title"]) for each in panel.rubric.content["criteria"]}
    subjects = {key: in_words(each["title"]) for key, each in panel.set_up["subjects"].items()}
    titles = panel.session.set_up
    return [
        {
            "at": cell["at"],
            "judge": in_words(titles[judge]["title"]),
            "subject": subjects[subject],
            "criterion": criteria[criterion],
            "note": cell["note"],
        }
        for criterion, cells in state.scores_of(judge).items()
        for subject, cell in cells.items()
        if cell.get("note") and "at" in cell
    ]


def released(panel: Panel, side: str) -> list[dict[str, Any]]:
    """Every note about a side or its people, for that side, once the panel's result is published.

    ``[{"judge", "subject", "criterion", "note"}]``, judges by their seat's title. Whether it is published, and who
    asks, is the caller's to look at.
    """
    state: PanelState = state_of("panels", panel.key)
    mine = {key for key, each in panel.set_up["subjects"].items() if each["side"] == side}
    criteria = {each["id"]: in_words(each["title"]) for each in panel.rubric.content["criteria"]}
    subjects = {key: in_words(each["title"]) for key, each in panel.set_up["subjects"].items()}
    titles = panel.session.set_up
    return [
        {
            "judge": in_words(titles[judge]["title"]),
            "subject": subjects[subject],
            "criterion": criteria[criterion],
            "note": cell["note"],
        }
        for judge in state.scores
        for criterion, cells in state.scores_of(judge).items()
        for subject, cell in cells.items()
        if cell.get("note") and subject in mine
    ]
