"""The demo's class: sixty places of the province, shared among its cities, with a session under way and one trainee."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from demo.contest_day import person, province, teams, trainer
from people.models import Office, Organization, User
from training.classes import attending, enrolling, preparing
from training.classes.models import Class, Enrolment, Status

SLUG = "cadres"
#: Places kept for each city, in the order of the demo's cities; what is left is spare.
KEPT = 4
NOMINATED = 6


@transaction.atomic
def training_class(today: date) -> Class:
    """Made on first use; a demo that goes on for days keeps it."""
    if found := Class.objects.filter(slug=SLUG).first():
        return found
    root, by = province(), trainer()
    Office.objects.get_or_create(user=by, organization=root, kind=Office.Kind.TRAINER)
    made = preparing.begin(
        "cadres",
        organization=root,
        slug=SLUG,
        title="第二期工会干部集体协商培训班",
        title_en="Union cadres’ class in collective bargaining, phase 2",
        starts_on=today - timedelta(days=1),
        phase=2,
        place="陕西工运学院",
    )
    cities = list(dict.fromkeys(team.city for team in teams()))
    preparing.share(made, dict.fromkeys(cities, KEPT))
    preparing.announce(made)
    for city in cities:
        unit_organiser = person(f"class-unit-{city.pk}", f"{city.name}·组织部", city)
        Office.objects.get_or_create(user=unit_organiser, organization=city, kind=Office.Kind.ORGANISER)
        rows = enrolling.nominate(made, list(_people(city)), city, by=unit_organiser)
        enrolling.decide(rows[:-1], "approve", by=by)
    _begin_now(made, by)
    return made


def _people(city: Organization) -> list[User]:
    short = city.name.removesuffix("市总工会")
    return [person(f"trainee-{city.pk}-{n}", f"{short}学员{n}", city) for n in range(1, NOMINATED + 1)]


def _begin_now(made: Class, by: User) -> None:
    """The first day is over and was entered from paper; of the second, the first session is under way."""
    sessions = list(made.lessons.select_related("class_of")[:4])
    booked = list(Enrolment.objects.filter(class_of=made, status=Status.BOOKED).order_by("position"))
    for lesson, away in zip(sessions[:2], (2, 5), strict=True):
        attending.decide(lesson, booked[:-away], by=by, minutes=180, reason="纸质签到册")
    begins = timezone.now() - timedelta(minutes=20)
    for lesson in sessions[2:]:
        lesson.starts_at, lesson.ends_at, lesson.teacher = begins, begins + timedelta(hours=3), by
        lesson.save()
        begins += timedelta(hours=4)
