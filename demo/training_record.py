"""What the demo’s trainer and trainee find: schemes, earlier certificates, an open exam, a register, an alliance."""

from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from demo.contest_day import person, province, trainer
from people.models import Organization, User
from training.certification import designing, granting, ledger
from training.certification.library import NAMES
from training.certification.models import Certificate, Scheme
from training.classes.models import Class, Enrolment, Status
from training.exams import setting
from training.exams.models import Exam
from training.register import keeping
from training.register.models import Profile

EXAM = "theory-phase-2"
REASON = "演示：由往年台账转入"
#: Days ago on which people of earlier classes passed: some certificates end soon, one has ended.
PASSED = (1100, 1080, 1060, 1020, 900, 640, 420, 300, 120, 60)
INDUSTRIES = ("manufacturing", "transport", "trade", "mining")


@transaction.atomic
def training_record(held: Class) -> Exam:
    """Made on first use."""
    if found := Exam.objects.filter(code=EXAM).first():
        return found
    by = trainer()
    schemes = {name: designing.begin(name, province(), by=by) for name in NAMES}
    graduates = _graduates(held)
    for person_, days in zip(graduates, PASSED, strict=False):
        _certified(person_, schemes, timezone.localdate() - timedelta(days=days), by)
    _register(graduates, by)
    now = timezone.now()
    exam = setting.create(
        organization=held.organization,
        class_of=held,
        code=EXAM,
        subject="bargaining-theory",
        title="第二期培训班结业理论考试",
        title_en="Final theory exam of phase 2",
        opens_at=now - timedelta(minutes=15),
        closes_at=now + timedelta(days=2),
    )
    markers = [person(f"marker-{number}", f"阅卷人{name}", province()) for number, name in ((2, "乙"), (3, "丙"))]
    setting.set_markers(exam, [by, *markers])
    return exam


def trainee() -> User:
    """The first of the class who has a place."""
    row = Enrolment.objects.filter(status=Status.BOOKED).select_related("person").order_by("position")[0]
    return row.person


def _graduates(held: Class) -> list[User]:
    rows = Enrolment.objects.filter(class_of=held, status=Status.BOOKED).select_related("person__organization")
    return [row.person for row in rows.order_by("organization", "position")][: 3 * len(PASSED) : 3]


def _certified(who: User, schemes: dict[str, Scheme], on: date, by: User) -> Certificate:
    ledger.enter(who, by=by, kind="lecture", hours=Decimal(24), on=on - timedelta(days=3), what="第一期集体协商培训班")
    name, grade = ("bargaining-instructor", "instructor") if who.pk % 2 else ("dispute-mediator", "mediator")
    return granting.grant(who, schemes[name], grade, by=by, passed_on=on, exception=REASON)


def _register(graduates: list[User], by: User) -> None:
    for number, who in enumerate(graduates):
        Profile.objects.create(
            person=who,
            place=who.organization,
            industry=INDUSTRIES[number % len(INDUSTRIES)],
            languages="普通话",
            available=number % 3 > 0,
        )
        keeping.consent(who, {"name", "place", "skills"} if number % 4 else {"name"})
    first = graduates[0]
    told = "参加渭岭精工工资集体协商，签订合同"
    ledger.offer(first, by=first, code="guided-case", title=told, on=date(2026, 3, 18), filename="", content=None)
    city = first.organization
    assert city is not None
    lead = Organization.objects.create(name="渭岭精工", name_en="Weiling Precision", kind="enterprise", parent=city)
    day = timezone.localdate() - timedelta(days=90)
    alliance = keeping.ally(city, lead, by=by, begins=day, names=["顺达快运", "凤鸣餐饮", "金台电子"])
    one, two, _three = alliance.led.all()
    for kind, after in (("founded", 20), ("demanded", 45), ("signed", 80)):
        keeping.step(one, kind, by=by, on=day + timedelta(days=after))
    keeping.step(two, "founded", by=by, on=day + timedelta(days=60))
