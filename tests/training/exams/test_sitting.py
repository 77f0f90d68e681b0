"""Sitting an exam: the server's time, answers that are never lost, blind marking, voiding, results."""

import threading
from datetime import timedelta
from fractions import Fraction

import pytest
from django.db import close_old_connections, connection
from django.utils import timezone

from scoring.contests.library import formats
from scoring.contests.models import Member
from tests.scoring.contests.house import contest_of, teams_of
from tests.training.classes.house import people
from tests.training.exams.house import ALL_TYPES, answer, boss, exam, marker, right, sat, sitters, wrong
from training.exams import blind, outcomes, setting, sitting
from training.exams.analysis import analysed
from training.exams.contests import hand_over
from training.exams.drawing import questions_of
from training.exams.models import Answer, Attempt
from training.questions.keeping import library
from training.refusals import Refusal

pytestmark = pytest.mark.django_db


def test_everybody_gets_the_same_questions_in_another_order_or_draws_their_own() -> None:
    held = exam(people=2)
    one, two = (sitting.begin(held, each) for each in sitters(held))
    assert set(questions_of(one)) == set(questions_of(two))
    assert one.mark != two.mark

    other = exam("other", people=2, same=False)
    one, two = (sitting.begin(other, each) for each in sitters(other))
    assert set(questions_of(one)) != set(questions_of(two))


def test_no_paper_ever_holds_a_question_that_is_held_back() -> None:
    held = exam(blueprint=ALL_TYPES, people=1)
    back = {each.id for each in library() if each.to_check}
    assert back

    assert not back & set(questions_of(sitting.begin(held, sitters(held)[0])))


def test_all_types_answered_rightly_earn_all_points_but_those_that_people_mark() -> None:
    held = exam(blueprint=ALL_TYPES, people=1)
    attempt = sat(held, sitters(held)[0])

    assert (Fraction(attempt.points), attempt.most, attempt.passed) == (28, 32, None)


def test_a_paper_is_frozen_when_somebody_begins() -> None:
    held = exam(people=1)
    sitting.begin(held, sitters(held)[0])
    with pytest.raises(Refusal):
        setting.change_parts(held, held.revision, [])


def test_parts_that_the_bank_cannot_fill_are_refused_and_change_nothing() -> None:
    held = exam(people=1)
    with pytest.raises(Refusal):
        setting.change_parts(held, held.revision, [{"title": {}, "types": ["order"], "count": 200, "points": 1}])
    held.refresh_from_db()

    assert len(held.blueprint["parts"]) == 2


def test_the_deadline_is_the_servers_and_never_after_the_exam_closes() -> None:
    now = timezone.now()
    held = exam(people=2, closes_at=now + timedelta(minutes=20))
    first, second = sitters(held)
    setting.admit(held, second, by=boss(held), more_percent=50, reason="手部受伤")

    assert sitting.begin(held, first, now=now).deadline_at == held.closes_at
    # Half as much time again of 60 minutes: the exam closes for them 30 minutes later.
    assert sitting.begin(held, second, now=now).deadline_at == held.closes_at + timedelta(minutes=30)


def test_before_after_and_without_a_place_nobody_begins() -> None:
    held = exam(people=1)
    person = sitters(held)[0]
    with pytest.raises(Refusal):
        sitting.begin(held, person, now=held.opens_at - timedelta(seconds=1))
    with pytest.raises(Refusal):
        sitting.begin(held, person, now=held.closes_at)
    with pytest.raises(Refusal):
        sitting.begin(held, boss(held))
    assert not Attempt.objects.exists()


def test_an_answer_sent_again_after_a_cut_is_kept_once_and_an_older_one_never_wins() -> None:
    held = exam(people=1)
    attempt = sitting.begin(held, sitters(held)[0], device="d")
    name = next(iter(questions_of(attempt)))
    good, bad = right(attempt, name), wrong(attempt, name)
    sitting.save(attempt, [sitting.Given(2, name, good)], device="d", by=attempt.person)
    again = sitting.save(
        attempt, [sitting.Given(1, name, bad), sitting.Given(2, name, good)], device="d", by=attempt.person
    )

    assert again.seqs == [1, 2]
    assert outcomes.answers_of([attempt])[attempt.pk][name] == good
    assert Answer.objects.count() == 2


def test_what_comes_in_the_grace_counts_and_what_comes_later_is_kept_and_does_not() -> None:
    held = exam(people=1)
    attempt = sitting.begin(held, sitters(held)[0], device="d")
    first, second = list(questions_of(attempt))[:2]
    in_grace = attempt.deadline_at + timedelta(seconds=held.grace_seconds)
    sitting.close_due(now=in_grace)
    saved = sitting.save(
        attempt, [sitting.Given(1, first, right(attempt, first))], device="d", by=attempt.person, now=in_grace
    )
    late = sitting.save(
        attempt,
        [sitting.Given(2, second, right(attempt, second))],
        device="d",
        by=attempt.person,
        now=in_grace + timedelta(seconds=1),
    )

    assert (saved.late, late.late) == (False, True)
    assert set(outcomes.answers_of([attempt])[attempt.pk]) == {first}
    assert Answer.objects.count() == 2


def test_an_attempt_ends_by_itself_with_what_it_has_and_nobody_gets_nothing_for_a_lost_click() -> None:
    held = exam(people=1)
    attempt = sitting.begin(held, sitters(held)[0], device="d")
    answer(attempt)
    over = attempt.deadline_at + timedelta(seconds=held.grace_seconds + 1)
    assert sitting.close_due(now=over - timedelta(seconds=2)) == 0
    assert sitting.close_due(now=over) == 1
    attempt.refresh_from_db()

    assert (attempt.ended, attempt.passed) == (Attempt.Ended.TIME, True)
    assert Fraction(attempt.points) == 10


def test_after_handing_in_nothing_counts_any_more() -> None:
    held = exam(people=1)
    attempt = sat(held, sitters(held)[0], rightly=0)
    name = next(iter(questions_of(attempt)))
    saved = sitting.save(attempt, [sitting.Given(99, name, right(attempt, name))], device="d", by=attempt.person)

    assert (saved.late, saved.ended) == (True, True)
    assert Fraction(attempt.points) == 0


def test_another_device_takes_the_pen_and_goes_on_with_what_is_there() -> None:
    held = exam(people=1)
    person = sitters(held)[0]
    phone = sitting.begin(held, person, device="phone")
    name = next(iter(questions_of(phone)))
    sitting.save(phone, [sitting.Given(1, name, right(phone, name))], device="phone", by=person)
    tablet = sitting.begin(held, person, device="tablet")

    assert tablet == phone
    late_from_phone = sitting.save(phone, [sitting.Given(2, name, None)], device="phone", by=person)
    assert not late_from_phone.pen
    assert sitting.save(tablet, [], device="tablet", by=person).pen


def test_more_time_needs_a_reason_and_is_kept() -> None:
    held = exam(people=2)
    one = sitting.begin(held, sitters(held)[0])
    with pytest.raises(Refusal):
        sitting.extend([one], 10, by=boss(held), reason=" ")
    sitting.extend(held.sat.all(), 10, by=boss(held), reason="停电")
    before, one = one.deadline_at, Attempt.objects.get(pk=one.pk)

    assert one.deadline_at == before + timedelta(minutes=10)
    assert one.extensions.get().reason == "停电"


def test_a_paper_written_by_hand_is_typed_in_by_somebody_else() -> None:
    held = exam(people=1)
    person = sitters(held)[0]
    attempt = sitting.on_paper(held, person, by=boss(held))
    told = {name: right(attempt, name) for name in questions_of(attempt)}
    with pytest.raises(Refusal):
        sitting.type_in(attempt, told, by=person)
    ended = sitting.type_in(attempt, told, by=boss(held))

    assert (ended.ended, Fraction(ended.points)) == (Attempt.Ended.STAFF, 10)
    assert set(Answer.objects.values_list("by", flat=True)) == {boss(held).pk}


def written(people_: int = 1) -> Attempt:
    held = exam(blueprint=ALL_TYPES, people=people_)
    return sat(held, sitters(held)[0])


def the_case(attempt: Attempt) -> str:
    return next(name for name, each in questions_of(attempt).items() if each["type"] == "case")


def test_two_mark_blind_and_a_third_only_where_they_differ() -> None:
    attempt = written()
    held, item = attempt.exam, the_case(attempt)
    first, second, third = (marker(name, held) for name in ("m1", "m2", "m3"))
    blind.mark(attempt, item, marker=first, points=Fraction(4))
    assert [each.third for each in blind.waiting(held, second)] == [False]
    with pytest.raises(Refusal):
        blind.mark(attempt, item, marker=first, points=Fraction(2))
    blind.mark(attempt, item, marker=second, points=Fraction(1))
    attempt.refresh_from_db()
    assert attempt.passed is None
    assert [each.third for each in blind.waiting(held, third)] == [True]
    blind.mark(attempt, item, marker=third, points=Fraction(3))
    attempt.refresh_from_db()

    assert Fraction(attempt.points) == 28 + Fraction(7, 2)
    assert blind.waiting(held, first) == []


def test_markers_are_asked_for_by_name_and_never_mark_themselves() -> None:
    attempt = written()
    held, item = attempt.exam, the_case(attempt)
    held.markers.add(attempt.person)
    for who in (attempt.person, boss(held)):
        with pytest.raises(Refusal):
            blind.mark(attempt, item, marker=who, points=Fraction(1))
    with pytest.raises(Refusal):
        blind.mark(attempt, item, marker=marker("m", held), points=Fraction(5))
    assert blind.waiting(held, attempt.person) == []


def test_results_are_released_only_when_nobody_writes_and_nothing_waits() -> None:
    attempt = written(people_=2)
    held = attempt.exam
    with pytest.raises(Refusal):
        outcomes.release(held, by=boss(held))
    for name in ("m1", "m2"):
        blind.mark(attempt, the_case(attempt), marker=marker(name, held), points=Fraction(4))
    running = sitting.begin(held, sitters(held)[1])
    with pytest.raises(Refusal):
        outcomes.release(held, by=boss(held))
    sitting.hand_in(running)
    assert outcomes.reached([attempt.person_id]) == []
    outcomes.release(held, by=boss(held))
    (found,) = outcomes.reached([attempt.person_id])

    assert (found.subject, found.share, found.passed) == ("bargaining-theory", 1, True)


def test_voiding_marks_again_and_keeps_what_everybody_had_before() -> None:
    held = exam(people=2)
    one, two = (sat(held, person, rightly) for person, rightly in zip(sitters(held), (6, 3), strict=True))
    names = sorted(questions_of(one))
    made = outcomes.void(held, names[5], "out", by=boss(held), reason="题干有歧义")
    assert len(made.changes) == 2
    points = questions_of(one)[names[5]]["points"]
    before, after = made.changes[0]["before"], made.changes[0]["after"]
    assert Fraction(before[0]) - Fraction(after[0]) == points
    assert before[1] - after[1] == points
    with pytest.raises(Refusal):
        outcomes.void(held, names[5], "all", by=boss(held), reason="再来")
    two.refresh_from_db()

    assert Fraction(two.points) == Fraction(made.changes[1]["before"][0])


def test_items_are_analysed_over_papers_with_options_in_different_orders() -> None:
    held = exam(people=6)
    for number, person in enumerate(sitters(held)):
        sat(held, person, rightly=number)
    whole, found = analysed(held)

    assert whole.people == 6
    assert whole.alpha is not None
    for each in found:
        if each["question"]["type"] == "single":
            (key,) = [option for option in each["options"] if option["found"] and option["found"].right]
            entry = next(question for question in library() if question.id == each["report"].name)
            assert key["name"] == entry.key


def test_an_exam_counts_for_a_certificate_once_it_is_released() -> None:
    from training.certification.facts import facts_of

    held = exam(people=1)
    attempt = sat(held, sitters(held)[0])
    assert not [each for each in facts_of([attempt.person])[attempt.person_id].happened if each.kind == "exam"]
    outcomes.release(held, by=boss(held))
    (found,) = [each for each in facts_of([attempt.person])[attempt.person_id].happened if each.kind == "exam"]

    assert (found.code, found.share) == ("bargaining-theory", 1)


@pytest.mark.django_db(transaction=True)
def test_one_person_pressing_begin_on_eight_devices_has_one_attempt() -> None:
    held = exam(people=1)
    person = sitters(held)[0]
    found: list[int] = []

    def press(number: int) -> None:
        close_old_connections()
        found.append(sitting.begin(held, person, device=f"d{number}").pk)
        connection.close()

    library()
    threads = [threading.Thread(target=press, args=(number,)) for number in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert len(found) == 8
    assert len(set(found)) == 1


def test_an_exam_fills_a_contests_theory_component_with_the_mean_of_each_team() -> None:
    held, contest = exam(people=1), contest_of(2)
    teams = teams_of(contest)
    for number, team in enumerate(teams):
        members = list(team.members.exclude(role=Member.Role.RESERVE))
        for place, (member, person) in enumerate(zip(members, people(len(members), team.organization), strict=True)):
            Member.objects.filter(pk=member.pk).update(person=person)
            setting.admit(held, person, by=boss(held))
            if place or number == 0:  # the first of the second team does not come
                sat(held, person)
    with pytest.raises(Refusal):  # not released
        hand_over(held, contest, "theory", by=boss(held))
    outcomes.release(held, by=boss(held))
    with pytest.raises(Refusal):
        hand_over(held, contest, "no-such", by=boss(held))
    hand_over(held, contest, "theory", by=boss(held))
    found = dict(contest.marks.values_list("team__name", "value"))
    size = teams[1].members.exclude(role=Member.Role.RESERVE).count()

    assert contest.person_marks.count() == 0, "no title of this format counts a person's theory"
    assert found[teams[0].name] == "100"
    assert Fraction(found[teams[1].name]) == pytest.approx(100 * (size - 1) / size, abs=1e-4)


def test_an_exam_marks_each_person_too_where_a_title_for_people_counts_it() -> None:
    held, contest = exam(people=1), contest_of(2, format=formats()["written-and-live"])
    for team in teams_of(contest):
        members = list(team.members.exclude(role=Member.Role.RESERVE))
        for place, (member, person) in enumerate(zip(members, people(len(members), team.organization), strict=True)):
            Member.objects.filter(pk=member.pk).update(person=person)
            setting.admit(held, person, by=boss(held))
            if place:
                sat(held, person)
    outcomes.release(held, by=boss(held))

    hand_over(held, contest, "theory", by=boss(held))

    marks = dict(contest.person_marks.values_list("member__name", "value"))
    assert marks["队0成员0"] == "0"
    assert marks["队0成员1"] == marks["队1成员1"] == "100"
    assert hand_over(held, contest, "theory", by=boss(held)) == 0
