"""Certification for tests: a province with a scheme, a trainer, and people who meet what it needs."""

from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from people.models import Office, User
from tests.training.classes.house import city, officer, people, province_of
from training.certification import designing, granting, ledger
from training.certification.models import Certificate, Scheme

TODAY = date(2026, 6, 1)


def trainer(name: str = "province-trainer") -> User:
    found = User.objects.filter(username=name).first()
    return found or officer(name, province_of(), Office.Kind.TRAINER)


def scheme(pattern: str = "dispute-mediator", *, simple: bool = True) -> Scheme:
    """A scheme of the province; ``simple``: it asks for 8 class hours alone, and for 4 more to be renewed."""
    made = designing.begin(pattern, province_of(), by=trainer())
    if simple:

        def edit(definition: designing.Definition) -> None:
            definition["grades"][0]["needs"] = [{"kind": "hours", "least": 8}]
            definition["grades"][0]["renewal"] = [{"kind": "hours", "least": 4, "since_last": True}]

        made = designing.change(made, made.revision, edit)
        made.versions.all()._raw_delete("default")
        designing.SchemeVersion.objects.create(
            scheme=made, number=1, definition=made.draft, in_force_from=date(2000, 1, 1), reason="first", by=trainer()
        )
        Scheme.objects.filter(pk=made.pk).update(draft=None)
        made.refresh_from_db()
    return made


def person(name: str = "王小明") -> User:
    return people(1, city(1), name)[0]


def hours(of: User, count: int = 8, on: date | None = None) -> None:
    on = on or timezone.localdate() - timedelta(days=1)
    ledger.enter(of, by=trainer(), kind="lecture", hours=Decimal(count), on=on, what="集体协商基础")


def certified(of: User | None = None, scheme_: Scheme | None = None, on: date | None = None) -> Certificate:
    """Somebody with a certificate, passed on that day."""
    of, scheme_ = of or person(), scheme_ or Scheme.objects.first() or scheme()
    on = on or timezone.localdate()
    hours(of, on=on - timedelta(days=1))
    grade = scheme_.versions.first().definition["grades"][0]["code"]
    return granting.grant(of, scheme_, grade, by=trainer(), passed_on=on)
