"""Nomination, approval, places, offers and the waiting list, through the verbs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.training.classes.house import (
    city,
    city_officer,
    class_of,
    nominated,
    people,
    statuses,
    trainer,
)
from training.classes import audit, enrolling, preparing
from training.classes.models import Class, Enrolment, Status, StatusEntry
from training.classes.seating import outlook
from training.refusals import Refusal

pytestmark = pytest.mark.django_db


def test_a_unit_nominates_the_organiser_approves_and_the_place_is_booked() -> None:
    made = class_of(shares={1: 2}, capacity=10)
    row = nominated(made, 1, 1, approved=False)[0]

    assert row.status == Status.UNIT_APPROVED
    enrolling.decide([row], "return", by=trainer(), reason="缺少推荐表")
    enrolling.decide([row], "endorse", by=city_officer(1))
    enrolling.decide([row], "approve", by=trainer())

    assert list(row.entries.values_list("status", flat=True)) == [30, 20, 30, 40, 70]
    assert audit.faults() == []


def test_a_person_applies_to_their_own_unit_which_may_send_it_back_with_a_reason() -> None:
    made = class_of()
    unit = city(1)
    person = people(1, unit)[0]
    row = enrolling.apply(made, person)

    with pytest.raises(Refusal, match=r"."):
        enrolling.decide([row], "return", by=city_officer(1))
    assert statuses([row]) == [Status.NOMINATED]
    enrolling.decide([row], "return", by=city_officer(1), reason="本单位名额已满")
    enrolling.decide([row], "endorse", by=city_officer(1))
    assert statuses([row]) == [Status.UNIT_APPROVED]


def test_a_stranger_to_the_organisation_cannot_apply_and_nobody_twice() -> None:
    made = class_of()
    other = class_of("gansu")
    person = people(1, city(1))[0]

    with pytest.raises(Refusal):
        enrolling.apply(other, person)
    enrolling.apply(made, person)
    with pytest.raises(Refusal):
        enrolling.apply(made, person)
    assert Enrolment.objects.count() == 1


def test_more_places_move_the_waiting_up_and_touch_no_approval() -> None:
    made = class_of(capacity=2)
    unapproved = nominated(made, 1, 2, approved=False)
    rows = nominated(made, 1, 3)
    assert statuses(rows) == [Status.BOOKED, Status.BOOKED, Status.WAITLISTED]

    preparing.change(made, revision=1, capacity=10)

    assert statuses(rows)[2] == Status.OFFERED
    assert statuses(unapproved) == [Status.UNIT_APPROVED] * 2
    assert audit.faults() == []


def test_an_offer_that_is_not_accepted_in_time_goes_to_the_next() -> None:
    made = class_of(capacity=1, offer_hours=24)
    first, second, third = nominated(made, 1, 3)
    enrolling.decide([first], "cancel", by=trainer(), reason="工作冲突")
    assert statuses([second, third]) == [Status.OFFERED, Status.WAITLISTED]

    enrolling.tick(timezone.now() + timedelta(hours=25))

    assert statuses([second, third]) == [Status.CANCELLED, Status.OFFERED]
    enrolling.decide([third], "refuse", by=third.person)
    assert statuses([third]) == [Status.CANCELLED]
    with pytest.raises(Refusal):
        enrolling.decide([second], "accept", by=second.person)


def test_a_late_acceptance_is_refused_even_before_anybody_let_the_offer_run_out() -> None:
    made = class_of(capacity=1)
    first, second = nominated(made, 1, 2)
    enrolling.decide([first], "cancel", by=first.person)
    Enrolment.objects.filter(pk=second.pk).update(offer_until=timezone.now() - timedelta(minutes=1))

    with pytest.raises(Refusal):
        enrolling.decide([second], "accept", by=second.person)
    assert statuses([second]) == [Status.OFFERED]


def test_shares_are_kept_until_the_spare_places_open_and_every_skip_is_explained() -> None:
    opens = timezone.now() + timedelta(days=1)
    made = class_of(shares={1: 2, 2: 2}, capacity=5, spare_from=opens)
    ones = nominated(made, 1, 3)
    threes = nominated(made, 3, 1)
    assert statuses(ones + threes) == [Status.BOOKED, Status.BOOKED, Status.WAITLISTED, Status.WAITLISTED]
    told = outlook(made)
    assert "市总工会1" in told[ones[2].pk]

    twos = nominated(made, 2, 1)
    entry = StatusEntry.objects.get(enrolment=twos[0], status=Status.BOOKED)
    assert entry.past == [
        {"why": "share_full", "unit": city(1).path, "positions": [3]},
        {"why": "spare_closed", "unit": "", "positions": [4]},
    ]

    enrolling.tick(opens)
    assert statuses([ones[2], threes[0]]) == [Status.OFFERED, Status.WAITLISTED]
    assert audit.faults() == []


def test_a_party_waits_for_all_its_members_and_gets_all_or_none() -> None:
    made = class_of(capacity=3)
    party = nominated(made, 1, 3, party="三人组", approved=False)
    single = nominated(made, 2, 1)
    enrolling.decide(party[:2], "approve", by=trainer())
    assert statuses(party) == [Status.WAITLISTED, Status.WAITLISTED, Status.UNIT_APPROVED]

    enrolling.decide(party[2:], "approve", by=trainer())
    assert statuses(party) == [Status.WAITLISTED] * 3
    enrolling.decide(single, "cancel", by=single[0].person)

    assert statuses(party) == [Status.OFFERED] * 3 or statuses(party) == [Status.OFFERED, Status.OFFERED, Status.BOOKED]
    assert audit.faults() == []


def test_moving_up_takes_a_reason_that_stays_on_record() -> None:
    made = class_of(capacity=1)
    first, second, third = nominated(made, 1, 3)
    with pytest.raises(Refusal):
        enrolling.move_to(third, second, by=trainer(), reason=" ")
    enrolling.move_to(third, second, by=trainer(), reason="争议调解员缺口")
    enrolling.decide([first], "cancel", by=first.person)

    assert statuses([second, third]) == [Status.WAITLISTED, Status.OFFERED]
    assert StatusEntry.objects.get(jump=True).reason == "争议调解员缺口"
    assert audit.faults() == []


def test_fewer_places_than_shares_are_refused() -> None:
    made = class_of(shares={1: 5}, capacity=10)
    with pytest.raises(Refusal):
        preparing.change(made, revision=1, capacity=4)
    with pytest.raises(Refusal):
        preparing.share(made, {city(2): 6})
    with pytest.raises(preparing.ChangedMeanwhile):
        preparing.change(made, revision=0, capacity=20)
    made.refresh_from_db()
    assert made.capacity == 10


def test_a_step_is_never_changed_or_deleted() -> None:
    row = nominated(class_of(), 1, 1)[0]
    entry = row.entries.first()
    assert entry is not None
    with pytest.raises(TypeError):
        entry.save()
    with pytest.raises(TypeError):
        entry.delete()


def test_the_audit_finds_what_was_broken_by_hand() -> None:
    made = class_of(capacity=2)
    rows = nominated(made, 1, 2)
    Class.objects.filter(pk=made.pk).update(capacity=1)
    Enrolment.objects.filter(pk=rows[0].pk).update(status=Status.COMPLETED)

    found = audit.faults()
    assert len(found) == 2
    assert "hold 1 places" in found[0]


def test_the_next_phase_has_the_same_sessions_and_nobody_in_it() -> None:
    made = class_of(shares={1: 5})
    nominated(made, 1, 1)
    start = made.starts_on + timedelta(days=70)

    after = preparing.copy_to_next_phase(made, slug="phase-2", title="第二期", starts_on=start)

    assert (after.phase, after.follows, after.announced) == (2, made, False)
    assert after.lessons.count() == made.lessons.count() == 12
    assert after.shares.get().places == 5
    assert not after.enrolments.exists()
    first = after.lessons.first()
    assert first is not None
    assert timezone.localdate(first.starts_at) == start


@pytest.mark.parametrize("waiting", [16, 200])
def test_settling_takes_as_many_queries_for_many_as_for_few(
    waiting: int, django_assert_max_num_queries: object
) -> None:
    made = class_of(capacity=1)
    rows = nominated(made, 1, waiting, approved=False)
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        enrolling.decide(rows, "approve", by=trainer())
