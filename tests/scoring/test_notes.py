"""Judges' notes beside a replay: whose, when, and for whom."""

import pytest

from live import log
from scoring.notes import beside_the_replay
from tests.cast import Cast, judged_session

pytestmark = pytest.mark.django_db(transaction=True)

AT = 1_764_000_000_000


def noted(cast: Cast) -> None:
    """Judge 1 of the private session writes two notes, one of them with its moment."""
    sender = log.state_of("panels", cast.panel.key).seats["judge-1"]
    criterion, subjects = next(iter(cast.machine_of_panel().setup.cells.items()))
    for subject, at in zip(list(subjects)[:2], ({"at": AT}, {}), strict=True):
        data = {"criterion": criterion, "subject": subject, "value": "6", "note": "有理有据", **at}
        log.act("panels", cast.panel.key, "score.set", data, seat=sender)


def test_a_judge_reads_the_own_notes_at_their_moments_before_anything_is_published() -> None:
    cast = judged_session()
    noted(cast)

    [note] = beside_the_replay(cast.session, cast.people["judge"])

    assert (note["at"], note["judge"], note["note"]) == (AT, "评委1", "有理有据")
    assert note["subject"]
    assert note["criterion"]


@pytest.mark.parametrize("who", ["team", "host", "head", "organiser", "stranger", "operator"])
def test_nobody_else_reads_them_before_the_result_is_published(who: str) -> None:
    cast = judged_session()
    noted(cast)

    assert beside_the_replay(cast.session, cast.people[who]) == []
    assert beside_the_replay(cast.session, None) == []


@pytest.mark.parametrize(("who", "count"), [("team", 1), ("host", 1), ("organiser", 1), ("stranger", 0), (None, 0)])
def test_once_it_is_published_those_who_had_a_seat_or_run_it_read_them_all(who: str | None, count: int) -> None:
    cast = judged_session(note={"note": "有理有据", "at": AT})

    assert len(beside_the_replay(cast.published_panel.session, cast.people[who] if who else None)) == count
