"""Finding people: certified for something, near a place, with no tie to an employer, as far as they consent."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, Value, When
from django.utils import timezone

from people.models import Organization, User
from training.certification.models import Certificate, CertificateTally, Scheme
from training.register.models import Appointment, Consent, Tie


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is searched for; whatever is None or empty does not matter."""

    field: str = ""
    grade: str = ""
    near: Organization | None = None
    industry: str = ""
    language: str = ""
    available: bool = False
    no_tie_to: Organization | None = None


def found(wanted: Wanted, on: date | None = None) -> Any:
    """The people who fit and consent to be named, the nearest first; a queryset with ``far``: 0 is the same place.

    Nearness goes up the tree of organisations from ``near``; whoever does not show their place is last.
    """
    on = on or timezone.localdate()
    people = User.objects.filter(_consents("name", on), is_active=True).select_related("organization", "profile__place")
    held = Certificate.objects.filter(person=OuterRef("pk")).in_force(on)
    if wanted.field:
        held = held.filter(scheme__field=wanted.field)
    if wanted.grade:
        held = held.filter(grade=wanted.grade)
    people = people.filter(Exists(held))
    if wanted.industry:
        people = people.filter(_consents("skills", on), profile__industry=wanted.industry)
    if wanted.language:
        people = people.filter(_consents("skills", on), profile__languages__icontains=wanted.language)
    if wanted.available:
        people = people.filter(profile__available=True)
    if wanted.no_tie_to:
        people = _untied(people, wanted.no_tie_to, on)
    return people.annotate(far=_far(wanted.near, on)).order_by("far", "name", "pk")


def _consents(field: str, on: date) -> Exists:
    return Exists(Consent.objects.filter(person=OuterRef("pk"), field=field, withdrawn_at=None, until__gte=on))


def _untied(people: Any, employer: Organization, on: date) -> Any:
    """Nobody who works there or at anything below, declared a tie, or guides its bargaining."""
    tied = Tie.objects.filter(person=OuterRef("pk"), employer__path__startswith=employer.path)
    guides = Appointment.objects.filter(
        person=OuterRef("pk"), enterprise__path__startswith=employer.path, ended_on=None, until__gte=on
    )
    return people.exclude(organization__path__startswith=employer.path).filter(~Exists(tied), ~Exists(guides))


def _far(near: Organization | None, on: date) -> Any:
    if near is None:
        return Value(0, output_field=IntegerField())
    steps = [part for part in near.path.split("/") if part]
    paths = ["/".join(steps[: len(steps) - away]) + "/" for away in range(len(steps))]
    shows = _consents("place", on)
    cases = [When(Q(profile__place__path__startswith=path) & shows, then=away) for away, path in enumerate(paths)]
    return Case(*cases, default=len(paths), output_field=IntegerField())


@dataclass(frozen=True, slots=True)
class Shown:
    """A person as somebody who searches sees them: nothing beyond what they consent to."""

    person: User
    certificates: list[Certificate]
    place: Organization | None
    industry: str
    languages: str
    contact: str
    available: bool
    far: int


def shown(people: Iterable[Any], on: date | None = None) -> list[Shown]:
    """These people with what they let be seen; two queries, however many."""
    on = on or timezone.localdate()
    rows = list(people)
    consents: dict[int, set[str]] = defaultdict(set)
    given = Consent.objects.filter(person__in=rows, withdrawn_at=None, until__gte=on)
    for person, field in given.values_list("person", "field"):
        consents[person].add(field)
    held: dict[int, list[Certificate]] = defaultdict(list)
    for certificate in Certificate.objects.filter(person__in=rows).in_force(on).select_related("scheme"):
        held[certificate.person_id].append(certificate)
    told = []
    for row in rows:
        profile = getattr(row, "profile", None)
        may = consents[row.pk]
        skills = profile is not None and "skills" in may
        told.append(
            Shown(
                row,
                held[row.pk],
                profile.place if profile is not None and "place" in may else None,
                profile.get_industry_display() if skills and profile is not None else "",
                profile.languages if skills and profile is not None else "",
                row.email if "contact" in may else "",
                profile is not None and profile.available,
                getattr(row, "far", 0),
            )
        )
    return told


def masked(name: str) -> str:
    """The first sign of a name and a star for each other, for lists that leave the platform."""
    return name[:1] + "*" * (len(name) - 1)


def table(people: Iterable[Shown], *, names: bool) -> Iterator[list[str]]:
    """Rows for a spreadsheet; names masked unless they are asked for, addresses never in it."""
    for each in people:
        titles = "；".join(str(row.printed["grade"]["zh"]) for row in each.certificates)
        name = each.person.name if names else masked(each.person.name)
        place = str(each.place or "")
        yield [_safe(cell) for cell in (name, str(each.person.organization or ""), titles, place, each.industry)]


def _safe(cell: str) -> str:
    """A spreadsheet takes what begins so for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


@dataclass(frozen=True, slots=True)
class Covered:
    """A unit and how many below it are certified in each field that was asked for."""

    unit: Organization
    counts: list[int]

    @property
    def bare(self) -> bool:
        return not any(self.counts)


def coverage(unit: Organization, on: date | None = None) -> tuple[list[str], list[Covered]]:
    """The fields, and each unit right below with its counts, those without anybody first; three queries."""
    on = on or timezone.localdate()
    children = list(unit.children.exclude(kind=Organization.Kind.ENTERPRISE).order_by("name"))
    fields = [value for value in Scheme.Field.values if value != Scheme.Field.COMPLETION]
    counts: dict[tuple[int, str], int] = defaultdict(int)
    rows = CertificateTally.objects.filter(unit__in=children, until__gte=on)
    for child, field, number in rows.values_list("unit", "scheme__field", "number"):
        counts[(child, field)] += number
    used = [field for field in fields if any(counts[(child.pk, field)] for child in children)] or fields[:3]
    told = [Covered(child, [counts[(child.pk, field)] for field in used]) for child in children]
    return used, sorted(told, key=lambda each: (not each.bare, sum(each.counts), each.unit.name))
