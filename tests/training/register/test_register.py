"""The register: nobody is found without consent or asked where they have a tie, and steps come in their order."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from people.models import Organization, User
from tests.training.certification.house import certified, person, scheme, trainer
from tests.training.classes.house import city, province_of, signed_in
from training.certification import granting
from training.certification.engine.needs import all_met, verdicts
from training.certification.engine.scheme import Need
from training.certification.facts import facts_of
from training.refusals import Refusal
from training.register import keeping, searching
from training.register.models import Alliance, Appointment, Led, Profile
from training.register.searching import Wanted

pytestmark = pytest.mark.django_db
HERE = "/training/register/"


def today() -> date:
    return timezone.localdate()


def enterprise(name: str = "渭岭精工", parent: Organization | None = None) -> Organization:
    made = Organization(name=name, kind=Organization.Kind.ENTERPRISE, parent=parent or city(1))
    made.save()
    return made


def mediator(name: str = "王小明", fields: set[str] | None = None, **profile: Any) -> User:
    """A certified mediator who consents to these fields: to be named and placed unless told otherwise."""
    who = certified(person(name)).person
    Profile.objects.create(person=who, available=True, **profile)
    keeping.consent(who, {"name", "place"} if fields is None else fields)
    return who


def names(wanted: Wanted) -> list[User]:
    return list(searching.found(wanted))


def test_nobody_is_found_without_consent_and_withdrawing_it_works_at_once() -> None:
    scheme()
    who, silent = mediator(), mediator("李沉默", set())
    assert silent not in names(Wanted())
    assert names(Wanted(field="mediator")) == [who]
    keeping.consent(who, set())

    assert names(Wanted()) == []
    assert who.consents.exclude(withdrawn_at=None).count() == 2


def test_a_consent_ends_by_itself() -> None:
    scheme()
    who = mediator()
    who.consents.update(until=today() - timedelta(days=1))

    assert names(Wanted()) == []


def test_only_what_is_consented_to_is_shown() -> None:
    scheme()
    who = mediator(fields={"name"}, place=city(1), industry="transport", languages="陕北方言")
    User.objects.filter(pk=who.pk).update(email="a@example.org")
    (before,) = searching.shown(searching.found(Wanted()))
    assert (before.place, before.industry, before.contact) == (None, "", "")
    assert names(Wanted(industry="transport")) == []
    keeping.consent(who, {"name", "place", "skills", "contact"})
    (after,) = searching.shown(searching.found(Wanted(industry="transport", language="陕北")))

    assert (after.place, after.languages, after.contact) == (city(1), "陕北方言", "a@example.org")


def test_three_mediators_near_here_with_no_tie_to_this_employer() -> None:
    scheme()
    near, further = mediator("近", place=city(1)), mediator("远", place=city(2))
    nowhere = mediator("无", place=None)
    firm = enterprise()
    tied, works, guides = mediator("亲", place=city(1)), mediator("职", place=city(1)), mediator("导", place=city(1))
    keeping.tie(tied, firm, "family", by=tied)
    User.objects.filter(pk=works.pk).update(organization=firm)
    Appointment.objects.create(
        person=guides, enterprise=firm, begins=today(), until=today() + timedelta(days=9), by=trainer()
    )
    found = searching.found(Wanted(field="mediator", near=city(1), no_tie_to=firm, available=True))

    assert [(each.name[0], each.far) for each in found] == [("近", 0), ("远", 1), ("无", 2)]
    assert [each.pk for each in found] == [near.pk, further.pk, nowhere.pk]


def test_whoever_is_not_certified_today_is_not_found() -> None:
    scheme()
    who = mediator()
    granting.suspend(who.certificates.get(), by=trainer(), reason="核查")

    assert names(Wanted(field="mediator")) == []


def test_an_export_masks_names_and_no_cell_is_a_formula() -> None:
    scheme()
    who = mediator("=欧阳明")
    client = signed_in(trainer())
    text = client.get(f"{HERE}export/").content.decode("utf-8-sig")
    (row,) = list(searching.table(searching.shown(searching.found(Wanted())), names=True))

    assert who.name not in text
    assert text.splitlines()[1].startswith("'=***")
    assert row[0].startswith("'=欧阳明")


def test_coverage_puts_units_with_nobody_first() -> None:
    scheme()
    mediator()
    city(2)
    fields, rows = searching.coverage(province_of())

    assert fields == ["mediator"]
    assert [(row.unit, row.counts, row.bare) for row in rows] == [(city(2), [0], True), (city(1), [1], False)]


def instructor() -> User:
    return certified(person(), scheme("bargaining-instructor")).person


def test_a_certified_instructor_is_appointed_and_their_cases_count_for_the_renewal() -> None:
    who, firm = instructor(), enterprise()
    appointment = keeping.appoint(who, firm, by=trainer(), begins=today(), until=today() + timedelta(days=365))
    with pytest.raises(Refusal):
        keeping.appoint(who, firm, by=trainer(), begins=today(), until=today())
    keeping.case(appointment, by=trainer(), title="2026年度工资协商", on=today(), outcome="signed", hours=Decimal(4))
    need = Need("evidence", code="guided-case", number=1)

    assert all_met(verdicts([need], facts_of([who])[who.pk], today()))
    assert who.hours.filter(kind="guided").get().hours == 4


def test_nobody_is_appointed_without_a_certificate_or_with_a_tie_or_confirms_their_own_case() -> None:
    who, firm = instructor(), enterprise()
    told: dict[str, Any] = {"by": trainer(), "begins": today(), "until": today() + timedelta(days=9)}
    with pytest.raises(Refusal):
        keeping.appoint(person("无证"), firm, **told)
    keeping.tie(who, firm, "advised", by=who)
    with pytest.raises(Refusal):
        keeping.appoint(who, firm, **told)
    other = keeping.appoint(who, enterprise("另一家"), **told)
    for wrong in ({"by": who, "on": today()}, {"by": trainer(), "on": today() - timedelta(days=1)}):
        with pytest.raises(Refusal):
            keeping.case(other, title="x", outcome="signed", **wrong)
    with pytest.raises(Refusal):
        keeping.end(other, on=today(), reason="")


def test_one_leads_at_most_three_and_each_step_comes_after_the_one_before() -> None:
    lead = enterprise()
    with pytest.raises(Refusal):
        keeping.ally(city(1), lead, by=trainer(), begins=today(), names=["甲", "乙", "丙", "丁"])
    with pytest.raises(Refusal):
        keeping.ally(city(1), lead, by=trainer(), begins=today(), names=["甲", "甲"])
    keeping.ally(city(1), lead, by=trainer(), begins=today(), names=["甲", "乙", ""])
    with pytest.raises(Refusal):
        keeping.ally(city(1), lead, by=trainer(), begins=today(), names=["丙"])
    led = Led.objects.get(name="甲")
    with pytest.raises(Refusal):
        keeping.step(led, "signed", by=trainer(), on=today())
    keeping.step(led, "founded", by=trainer(), on=today())
    with pytest.raises(Refusal):
        keeping.step(led, "demanded", by=trainer(), on=today() - timedelta(days=1))
    keeping.step(led, "demanded", by=trainer(), on=today())
    with pytest.raises(Refusal):
        keeping.step(led, "demanded", by=trainer(), on=today())

    assert [each.kind for each in led.steps.all()] == ["founded", "demanded"]


def test_profile_search_instructors_and_alliances_on_pages() -> None:
    who, firm = instructor(), enterprise()
    own, boss = signed_in(who), signed_in(trainer())
    assert own.get(HERE).status_code == 403
    told = {"industry": "trade", "languages": "普通话", "available": "on", "consents": ["name", "skills"]}
    assert own.post(f"{HERE}me/", told).status_code == 302
    own.post(f"{HERE}me/tie/", {"employer": enterprise("亲属单位").pk, "kind": "family"})
    assert who.ties.count() == 1
    assert who.name in boss.get(f"{HERE}?field=instructor&industry=trade").content.decode()
    day = today().isoformat()
    appoint = {"person": who.pk, "enterprise": firm.pk, "begins": day, "until": day}
    assert boss.post(f"{HERE}instructors/", appoint | {"until": "2000-01-01"}).status_code == 422
    assert boss.post(f"{HERE}instructors/", appoint).status_code == 302
    made = Appointment.objects.get()
    case = {"title": "工资协商", "on": day, "outcome": "signed", "hours": "2"}
    boss.post(f"{HERE}instructors/{made.pk}/case/", case | {"on": "x"})
    boss.post(f"{HERE}instructors/{made.pk}/case/", case)
    assert made.cases.count() == 1
    boss.post(f"{HERE}instructors/{made.pk}/end/", {"on": day, "reason": "调离"})
    boss.post(f"{HERE}alliances/", {"lead": firm.pk, "begins": day, "first": "甲", "second": "乙"})
    assert Alliance.objects.get().led.count() == 2
    boss.post(f"{HERE}alliances/{Led.objects.first().pk}/step/", {"kind": "founded", "on": day})  # type: ignore[union-attr]
    for path in ("", "coverage/", "instructors/", "alliances/", "me/"):
        assert boss.get(HERE + path).status_code == 200


@pytest.mark.parametrize("value", ["x" * 5000, "-1", "9" * 30, "\x00", "<b>", "’"])
def test_whatever_is_searched_for_is_answered(value: str) -> None:
    scheme()
    boss = signed_in(trainer())
    for name in ("field", "grade", "near", "industry", "language", "no_tie_to", "available", "page"):
        assert boss.get(HERE, {name: value}).status_code in (200, 422), name


def test_a_search_costs_the_same_queries_for_two_people_and_for_ten() -> None:
    scheme()
    boss = signed_in(trainer())

    def cost() -> int:
        with CaptureQueriesContext(connection) as found:
            assert boss.get(HERE).status_code == 200
        return len(found)

    for _each in range(2):
        mediator(place=city(1))
    few = cost()
    for _each in range(8):
        mediator(place=city(1))

    assert cost() == few
