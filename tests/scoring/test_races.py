"""Many at once, through the writer that every socket uses: one ballot, one result, whoever comes first."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from live import log
from live.machine import Refused
from scoring.models import Ballot, Result
from tests.scoring.conftest import Desk

MANY = 50
THREADS = 10

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(submissions: list[log.Submission]) -> list[log.Outcome]:
    """Carry them out from several threads at the same moment, each in a transaction of its own."""
    start = Barrier(THREADS)

    def some(number: int) -> list[log.Outcome]:
        start.wait(30)
        try:
            return [log.append([submission])[0] for submission in submissions[number::THREADS]]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(THREADS) as pool:
        return [outcome for outcomes in pool.map(some, range(THREADS)) for outcome in outcomes]


def codes(outcomes: list[log.Outcome]) -> Counter[str]:
    return Counter(outcome.code if isinstance(outcome, Refused) else "done" for outcome in outcomes)


def kinds(desk: Desk) -> Counter[str]:
    """What the log holds."""
    from live.models import Entry

    return Counter(Entry.objects.filter(stream__key=desk.panel.key).values_list("kind", flat=True))


@pytest.mark.parametrize("same", [True, False], ids=["the same command again", "each with an id of its own"])
def test_fifty_submissions_at_once_are_one_ballot(a_desk: Callable[..., Desk], same: bool) -> None:
    desk = a_desk()
    expect = {"scores": desk.fill("judge-1")}
    one = desk.submission("judge-1", "ballot.submit", expect=expect)
    sent = [one] * MANY if same else [desk.submission("judge-1", "ballot.submit", expect=expect) for _ in range(MANY)]

    outcomes = at_once(sent)

    assert codes(outcomes) == (Counter(done=MANY) if same else Counter(done=1, not_now=MANY - 1))
    assert Ballot.objects.filter(panel=desk.panel, judge="judge-1", returned=False).count() == 1
    assert kinds(desk)["ballot.submitted"] == 1
    receipts: list[Any] = [outcome.proof for outcome in outcomes if isinstance(outcome, log.Done)]
    assert all(receipt == receipts[0] for receipt in receipts)


def test_of_all_officials_who_confirm_at_once_one_does(a_desk: Callable[..., Desk]) -> None:
    desk = a_desk()
    desk.all_in()
    expect = {"result": desk.compute()}
    sent = [desk.submission(("timekeeper", "host")[n % 2], "result.confirm", expect=expect) for n in range(MANY)]

    assert codes(at_once(sent)) == Counter(done=1, not_now=MANY - 1)
    assert Result.objects.filter(panel=desk.panel).exclude(confirmed_by="").count() == 1
    assert kinds(desk)["result.confirmed"] == 1


def test_a_result_is_computed_once_however_often_it_is_asked_for(a_desk: Callable[..., Desk]) -> None:
    desk = a_desk()
    desk.all_in()

    assert codes(at_once([desk.submission("head-judge", "result.compute", expect={}) for _ in range(MANY)])) == Counter(
        done=1, not_now=MANY - 1
    )
    assert kinds(desk)["result.computed"] == 1


def test_a_return_and_a_confirmation_at_once_never_both_hold(a_desk: Callable[..., Desk]) -> None:
    desk = a_desk()
    desk.all_in()
    expect = {"result": desk.compute()}
    back = {"judge": "judge-1", "reason": "look again"}
    sent = [
        desk.submission("timekeeper", "result.confirm", expect=expect)
        if n % 2
        else desk.submission("head-judge", "ballot.return", back, expect={})
        for n in range(20)
    ]

    assert codes(at_once(sent)) == Counter(done=1, not_now=19)
    held = kinds(desk)
    assert (held["result.confirmed"], held["ballot.returned"]) in ((1, 0), (0, 1))


def test_all_judges_scoring_at_once_keep_every_score_once(a_desk: Callable[..., Desk]) -> None:
    desk = a_desk()
    cells = [("law", "workers"), ("facts", "employer"), ("law", "employer")]
    sent = [
        desk.submission(f"judge-{1 + n % 3}", "score.set", {"criterion": c, "subject": s, "value": str(n % 11)})
        for n in range(17)
        for c, s in cells
    ]

    assert codes(at_once(sent)) == Counter(done=len(sent))
    assert kinds(desk)["score.noted"] == len(sent)
    assert {judge: desk.state.filled(judge) for judge in ("judge-1", "judge-2", "judge-3")} == dict.fromkeys(
        ("judge-1", "judge-2", "judge-3"), len(cells)
    )
