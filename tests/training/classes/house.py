"""A class for tests: a province, its cities, a trainer, an organiser of each city, and a week of half-days."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from people.models import Office, Organization, User
from training.classes import enrolling, preparing
from training.classes.models import Class, Enrolment, Lesson, Status


def province_of(slug: str = "shaanxi") -> Organization:
    return Organization.objects.get_or_create(name=f"省总工会 {slug}", kind=Organization.Kind.PROVINCE)[0]


def city(number: int, slug: str = "shaanxi") -> Organization:
    """The city of this number, with its organiser."""
    made, new = Organization.objects.get_or_create(
        name=f"市总工会{number}", kind=Organization.Kind.CITY, parent=province_of(slug)
    )
    if new:
        officer(f"{slug}-city-{number}", made, Office.Kind.ORGANISER)
    return made


def officer(username: str, organization: Organization, kind: Office.Kind) -> User:
    user = User.objects.create(username=username, name=username, organization=organization)
    Office.objects.create(user=user, organization=organization, kind=kind)
    return user


def class_of(
    slug: str = "shaanxi", *, shares: dict[int, int] | None = None, announced: bool = True, **more: Any
) -> Class:
    """A class of the province from tomorrow on; ``shares``: places by the city's number."""
    province = province_of(slug)
    officer(f"{slug}-trainer", province, Office.Kind.TRAINER)
    made = preparing.begin(
        "cadres",
        organization=province,
        slug=slug,
        title="集体协商培训班",
        starts_on=timezone.localdate() + timedelta(days=1),
        **more,
    )
    if shares:
        preparing.share(made, {city(number, slug): places for number, places in shares.items()})
    if announced:
        preparing.announce(made)
    made.refresh_from_db()
    return made


def trainer(slug: str = "shaanxi") -> User:
    return User.objects.get(username=f"{slug}-trainer")


def city_officer(number: int, slug: str = "shaanxi") -> User:
    return User.objects.get(username=f"{slug}-city-{number}")


def people(count: int, unit: Organization, name: str = "学员") -> list[User]:
    start = User.objects.count()
    return User.objects.bulk_create(
        User(username=f"u{start + n}", name=f"{name}{start + n}", organization=unit) for n in range(count)
    )


def nominated(made: Class, number: int, count: int, *, party: str = "", approved: bool = True) -> list[Enrolment]:
    """So many people of a city, nominated by it and, unless said otherwise, approved."""
    unit = city(number, made.slug)
    rows = enrolling.nominate(made, people(count, unit), unit, by=city_officer(number, made.slug), party=party)
    return enrolling.decide(rows, "approve", by=trainer(made.slug)) if approved else rows


def statuses(rows: Iterable[Enrolment]) -> list[Status]:
    found = dict(Enrolment.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", "status"))
    return [Status(found[row.pk]) for row in rows]


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def lesson_now(made: Class, **more: Any) -> Lesson:
    """A session of the class that began ten minutes ago."""
    now = timezone.now()
    told = {"starts_at": now - timedelta(minutes=10), "ends_at": now + timedelta(minutes=170), "title": "现场教学"}
    return Lesson.objects.create(class_of=made, half="morning", kind="site", **(told | more))


DAY = date(2027, 3, 1)
