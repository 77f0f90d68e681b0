"""500 people and 60 places, from many threads at once, on whichever database the tests run."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from tests.training.classes.house import city, city_officer, class_of, people
from training.classes import audit, enrolling
from training.classes.engine.seats import Rules, Seats, Share
from training.classes.models import Class, Enrolment, Status

THREADS = 10
UNITS = 25


@pytest.mark.django_db(transaction=True)
def test_of_five_hundred_exactly_sixty_get_a_place_in_order_and_by_the_shares() -> None:
    shares = dict.fromkeys(range(12), 4)
    made = class_of(shares=shares, capacity=60, approval=Class.Approval.UNIT)
    units = {number: city(number) for number in range(UNITS)}
    everybody = [(person, units[n]) for n in units for person in people(500 // UNITS, units[n])]
    everybody = [everybody[(n * 137) % 500] for n in range(500)]
    officer = city_officer(1)
    start = Barrier(THREADS)

    def some(number: int) -> None:
        start.wait(60)
        try:
            for person, unit in everybody[number::THREADS]:
                enrolling.nominate(made, [person], unit, by=officer)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(some, range(THREADS)))

    rows = list(Enrolment.objects.select_related("organization").order_by("position"))
    assert [row.position for row in rows] == list(range(1, 501))
    booked = [row.position for row in rows if row.status == Status.BOOKED]
    assert len(booked) == 60
    # Whoever asks every one of them in this order comes to the same sixty.
    seats = Seats(Rules(60, tuple(Share(units[n].path, places) for n, places in shares.items())))
    assert booked == [row.position for row in rows if seats.take([row.organization.path]) is None]
    assert audit.faults() == []
