"""Certificates: who gets one, their chain of cycles, decisions, evidence, and the counts beside them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.db.models import ProtectedError
from django.utils import timezone, translation

from people.models import User
from tests.training.certification.house import certified, hours, person, scheme, trainer
from tests.training.classes.house import city, class_of, nominated, province_of
from training.certification import designing, granting, ledger, radar
from training.certification.models import Certificate, CertificateTally, Event, Evidence, HoursEntry, Scheme
from training.classes.models import Enrolment, Status
from training.refusals import Refusal

pytestmark = pytest.mark.django_db


def today() -> date:
    return timezone.localdate()


def test_nothing_is_issued_before_every_need_is_met_and_the_refusal_names_what_is_missing() -> None:
    made, who = scheme(), person()
    hours(who, 7)
    with pytest.raises(Refusal, match="8 class hours"), translation.override("en"):
        granting.grant(who, made, "mediator", by=trainer(), passed_on=today())

    assert not Certificate.objects.exists()
    hours(who, 1)
    found = granting.grant(who, made, "mediator", by=trainer(), passed_on=today())
    assert (found.begins, found.until) == (today(), found.until)
    assert found.printed["name"] == who.name


def test_an_exception_needs_its_reason_and_keeps_it() -> None:
    made, who = scheme(), person()
    found = granting.grant(who, made, "mediator", by=trainer(), passed_on=today(), exception="省级金牌调解员")

    assert found.events.get().reason == "省级金牌调解员"


def test_nobody_certifies_themselves_nor_decides_on_their_own_certificate() -> None:
    made, boss = scheme(), trainer()
    ledger.record([HoursEntry(person=boss, unit=boss.organization, kind="lecture", hours=8, on=today(), what="x")])
    with pytest.raises(Refusal):
        granting.grant(boss, made, "mediator", by=boss, passed_on=today())
    other = trainer("second-trainer")
    found = granting.grant(boss, made, "mediator", by=other, passed_on=today())
    with pytest.raises(Refusal):
        granting.revoke(found, by=boss, reason="自己")


def test_a_renewal_is_a_new_certificate_and_the_old_one_shows_as_replaced() -> None:
    passed = today() - timedelta(days=3 * 365)
    old = certified(on=passed)
    who, made = old.person, old.scheme
    with pytest.raises(Refusal):  # 4 hours since the last certificate
        granting.grant(who, made, "mediator", by=trainer(), passed_on=today())
    hours(who, 4)
    new = granting.grant(who, made, "mediator", by=trainer(), passed_on=today())
    old.refresh_from_db()

    assert new.renews == old
    assert granting.state_on(old, today()) == "replaced"
    assert granting.state_on(new, today()) == "valid"
    assert [each.kind for each in old.events.all()] == [Event.Kind.ISSUED, Event.Kind.REPLACED]


def test_a_certificate_cannot_be_renewed_long_before_it_ends() -> None:
    old = certified(on=today() - timedelta(days=30))
    hours(old.person, 20)
    with pytest.raises(Refusal):
        granting.grant(old.person, old.scheme, "mediator", by=trainer(), passed_on=today())


def test_renewed_early_the_old_one_holds_until_the_new_one_begins() -> None:
    made = scheme("bargaining-instructor")
    old = certified(scheme_=made, on=today() - timedelta(days=3 * 365 - 30))
    hours(old.person, 4)
    new = granting.grant(old.person, made, "instructor", by=trainer(), passed_on=today())
    old.refresh_from_db()
    assert old.until is not None

    assert new.begins == old.until + timedelta(days=1)
    assert (granting.state_on(old, today()), granting.state_on(new, today())) == ("valid", "future")
    assert list(Certificate.objects.in_force(today())) == [old]
    assert list(Certificate.objects.in_force(new.begins)) == [new]


def test_suspending_and_revoking_need_reasons_and_revoking_is_for_ever() -> None:
    found = certified()
    with pytest.raises(Refusal):
        granting.suspend(found, by=trainer(), reason="  ")
    granting.suspend(found, by=trainer(), reason="核查中")
    assert not Certificate.objects.in_force(today()).exists()
    granting.reinstate(found, by=trainer(), reason="核查完毕")
    granting.revoke(found, by=trainer(), reason="材料不实")
    with pytest.raises(Refusal):
        granting.reinstate(found, by=trainer(), reason="再想想")

    kinds = [each.kind for each in found.events.all()]
    assert kinds == ["issued", "suspended", "reinstated", "revoked"]


def test_changing_a_schemes_rules_never_moves_an_issued_certificates_dates() -> None:
    found = certified()
    made = Scheme.objects.get()
    before = (found.begins, found.until, found.version_id)

    made = designing.set_grade(
        made,
        made.revision,
        "mediator",
        {"title": {"zh": "调解员", "en": "Mediator"}, "validity": {"way": "from_pass", "months": 12}},
        renewable=True,
    )
    designing.put_in_force(made, by=trainer(), in_force_from=today(), reason="省里新规")
    found.refresh_from_db()

    assert (found.begins, found.until, found.version_id) == before
    assert designing.version_on(made, today()).number == 2


def test_of_two_who_edit_a_draft_the_second_is_told_and_loses_nothing_of_the_first() -> None:
    made = scheme()
    need = {"kind": "mocks", "number": 2}
    designing.add_need(made, made.revision, "mediator", "needs", need)
    with pytest.raises(Refusal):
        designing.drop_need(made, made.revision, "mediator", "needs", 0)
    made.refresh_from_db()

    assert made.draft["grades"][0]["needs"] == [{"kind": "hours", "least": 8}, need]


def test_rules_never_change_for_days_that_are_past() -> None:
    made = scheme()
    made = designing.add_need(made, made.revision, "mediator", "needs", {"kind": "mocks", "number": 2})
    with pytest.raises(Refusal):
        designing.put_in_force(made, by=trainer(), in_force_from=today() - timedelta(days=1), reason="倒签")


def test_a_name_that_cannot_be_printed_is_refused_before_anything_is_issued() -> None:
    made, who = scheme(), person()
    User.objects.filter(pk=who.pk).update(name="王\U00020000明")
    hours(who)
    with pytest.raises(Refusal, match="\U00020000"):
        granting.grant(who, made, "mediator", by=trainer(), passed_on=today())

    assert not Certificate.objects.exists()


def test_what_is_printed_stays_when_people_and_units_get_other_names() -> None:
    found = certified()
    User.objects.filter(pk=found.person_id).update(name="改名后")
    found.refresh_from_db()

    assert found.printed["name"] != "改名后"


def test_nothing_deletes_a_person_who_holds_a_certificate_and_a_class_may_go() -> None:
    held = class_of()
    found = certified()
    Certificate.objects.filter(pk=found.pk).update(class_of=held)
    with pytest.raises(ProtectedError):
        found.person.delete()
    held.delete()
    found.refresh_from_db()

    assert found.class_of is None


def evidence(who: User, accepted: bool = True) -> Evidence:
    made = ledger.offer(who, by=who, code="other", title="四级证书", on=today(), filename="", content=None)
    return ledger.check(made, by=trainer(), accepted=accepted, reason="" if accepted else "看不清")


def test_a_certificate_from_elsewhere_is_recorded_only_on_evidence_that_somebody_else_accepted() -> None:
    made, who = designing.begin("labour-relations-coordinator", province_of(), by=trainer()), person()
    told = {"by": trainer(), "begins": today(), "until": None, "number": "S000061", "issuer": "省人社厅"}
    with pytest.raises(Refusal):
        granting.record_elsewhere(evidence(who, accepted=False), made, "grade-4", **told)
    good = evidence(who)
    found = granting.record_elsewhere(good, made, "grade-4", **told)
    with pytest.raises(Refusal):
        granting.record_elsewhere(good, made, "grade-4", **told)

    assert (found.foreign_number, found.evidence.checked_by) == ("S000061", trainer())


def test_nobody_checks_their_own_evidence_and_nobody_checks_twice() -> None:
    who = person()
    made = ledger.offer(who, by=who, code="other", title="材料", on=today(), filename="", content=None)
    with pytest.raises(Refusal):
        ledger.check(made, by=who, accepted=True)
    ledger.check(made, by=trainer(), accepted=True)
    with pytest.raises(Refusal):
        ledger.check(made, by=trainer(), accepted=False, reason="反悔")


def test_the_hours_of_a_class_are_entered_once_however_often_one_presses() -> None:
    made = class_of()
    rows = nominated(made, 1, 3)
    Enrolment.objects.filter(pk__in=[row.pk for row in rows]).update(status=Status.COMPLETED)
    from training.classes.attending import decide
    from training.classes.models import Lesson

    now = timezone.now()
    Lesson.objects.filter(class_of=made).update(starts_at=now - timedelta(hours=5), ends_at=now - timedelta(hours=2))
    for lesson in made.lessons.all():
        decide(lesson, Enrolment.objects.filter(class_of=made), by=trainer(), minutes=180, reason="全勤")
    first = ledger.credit(made, by=trainer())
    again = ledger.credit(made, by=trainer())

    assert first > 0
    assert again == 0
    assert not radar.tally_faults()


def test_a_correction_stands_beside_what_it_corrects() -> None:
    who = person()
    entry = ledger.enter(who, by=trainer(), kind="guided", hours=Decimal(6), on=today(), what="渭岭精工工资协商")
    ledger.correct(entry, Decimal(4), by=trainer(), reason="多记两课时")
    with pytest.raises(Refusal):
        ledger.correct(entry, Decimal(4), by=trainer(), reason="再来一次")

    assert [float(each.hours) for each in who.hours.all()] == [6.0, -2.0]
    with pytest.raises(TypeError):
        entry.save()
    with pytest.raises(TypeError):
        entry.delete()


def test_the_counts_beside_certificates_follow_every_verb() -> None:
    made = scheme()
    first, second = certified(scheme_=made), certified(scheme_=made)
    granting.suspend(first, by=trainer(), reason="核查")
    granting.revoke(second, by=trainer(), reason="不实")
    assert not radar.tally_faults()
    granting.reinstate(first, by=trainer(), reason="无误")
    assert not radar.tally_faults()
    (line,) = radar.lines(province_of(), today())
    assert (line.held, line.ending) == (1, (0, 0, 0))

    CertificateTally.objects.update(number=7)
    assert len(radar.tally_faults()) == 2  # the city's and the province's


def test_each_of_the_three_reminders_is_sent_once_in_the_holders_language() -> None:
    made = scheme()
    found = certified(scheme_=made, on=today() - timedelta(days=1070))
    assert found.until is not None
    User.objects.filter(pk=found.person_id).update(email="wang@example.org", language="en")
    left = (found.until - today()).days
    assert 7 < left <= 30
    (message,) = radar.messages(today())
    assert (message.days, message.to) == (30, "wang@example.org")
    assert "valid until" in message.subject

    assert radar.send([message]) == 1
    assert radar.send([message]) == 0
    assert len(mail.outbox) == 1
    assert radar.messages(today()) == []
    assert [each.days for each in radar.messages(found.until - timedelta(days=5))] == [7]


def test_whoever_has_no_address_is_shown_as_hindered_and_not_sent_to() -> None:
    certified(on=today() - timedelta(days=1070))
    (message,) = radar.messages(today())

    assert message.hindered
    assert radar.send([message]) == 0


def test_a_unit_sees_only_what_belongs_to_it() -> None:
    made = scheme()
    mine = certified(scheme_=made)
    officer = User.objects.get(username="shaanxi-city-1")
    other = User.objects.create(username="x", name="别处", organization=city(2))
    hours(other)
    granting.grant(other, made, "mediator", by=trainer(), passed_on=today())

    assert list(Certificate.objects.run_by(officer)) == [mine]
    assert Certificate.objects.run_by(trainer()).count() == 2
