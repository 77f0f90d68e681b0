"""The demo's contest."""

from datetime import date

import pytest

from demo.contest import contest
from scoring.contests.models import Team


@pytest.mark.django_db
def test_the_demo_has_one_contest_of_sixteen_approved_teams_however_often_it_is_built() -> None:
    made = contest(date(2026, 11, 26))

    assert contest(date(2026, 11, 27)) == made
    assert made.frozen_at is not None
    assert made.teams.filter(status=Team.Status.APPROVED).count() == 16
    assert made.teams.filter(status=Team.Status.APPROVED, members__isnull=True).count() == 0
