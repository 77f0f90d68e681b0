"""What changes in the register: consents, ties, appointments, guided cases, alliances and their steps."""

from datetime import date, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people.models import Organization, User
from training.certification import ledger
from training.certification.models import Certificate, HoursEntry, Scheme
from training.refusals import Refusal
from training.register.models import Alliance, Appointment, Consent, GuidedCase, Led, Step, Tie

#: A consent is asked for again after a year.
LIFE = timedelta(days=365)
#: An alliance is one that leads and three that are led.
LED = 3
ORDER = [Step.Kind.FOUNDED, Step.Kind.DEMANDED, Step.Kind.SIGNED]


def consent(person: User, fields: set[str], *, until: date | None = None) -> None:
    """From now on the person consents to these fields and to no other; what was withdrawn stays on record."""
    until = until or timezone.localdate() + LIFE
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=person.pk)
        running = {each.field: each for each in person.consents.filter(withdrawn_at=None)}
        for field, row in running.items():
            if field not in fields or row.until < timezone.localdate():
                row.withdrawn_at = timezone.now()
                row.save(update_fields=["withdrawn_at"])
        kept = {field for field, row in running.items() if field in fields and row.withdrawn_at is None}
        Consent.objects.bulk_create(
            Consent(person=person, field=field, until=until) for field in Consent.Field.values if field in fields - kept
        )


def tie(person: User, employer: Organization, kind: str, *, by: User) -> Tie:
    """Put a tie on record. Raises Refusal where it is there."""
    made = Tie(person=person, employer=employer, kind=kind, by=by)
    try:
        made.full_clean()
    except ValidationError as problem:
        raise Refusal("；".join(problem.messages)) from None
    made.save()
    return made


def appoint(person: User, enterprise: Organization, *, by: User, begins: date, until: date) -> Appointment:
    """Appoint a certified instructor to an enterprise. Raises Refusal, with what is in the way."""
    if until < begins:
        raise Refusal(_("The appointment would end before it begins. Nothing was written."))
    if enterprise.kind != Organization.Kind.ENTERPRISE:
        raise Refusal(_("Instructors are appointed to enterprises."))
    held = Certificate.objects.filter(person=person, scheme__field=Scheme.Field.INSTRUCTOR).in_force(begins)
    if not held.exists():
        raise Refusal(_("%(name)s has no instructor’s certificate in force on that day.") % {"name": person})
    ties = person.ties.filter(employer__path__startswith=enterprise.path).first()
    if ties is not None:
        told = {"name": person, "tie": ties.get_kind_display()}
        raise Refusal(_("%(name)s has a tie to this enterprise (%(tie)s).") % told)
    running = Appointment.objects.filter(person=person, enterprise=enterprise, ended_on=None, until__gte=begins)
    if running.exists():
        raise Refusal(_("%(name)s is appointed to this enterprise already.") % {"name": person})
    return Appointment.objects.create(person=person, enterprise=enterprise, by=by, begins=begins, until=until)


def end(appointment: Appointment, *, on: date, reason: str) -> None:
    """An appointment ends before its time. Raises Refusal."""
    if not reason.strip():
        raise Refusal(_("Write down why it ends. Nothing was changed."))
    if appointment.ended_on is not None:
        raise Refusal(_("It has ended already."))
    if on < appointment.begins:
        raise Refusal(_("It would end before it begins. Nothing was changed."))
    appointment.ended_on, appointment.reason = on, reason.strip()[:300]
    appointment.save(update_fields=["ended_on", "reason"])


def case(
    appointment: Appointment, *, by: User, title: str, on: date, outcome: str, hours: Decimal = Decimal(0)
) -> GuidedCase:
    """A guided bargaining, confirmed by somebody else: evidence for the renewal, and hours. Raises Refusal."""
    if by.pk == appointment.person_id:
        raise Refusal(_("Somebody else confirms a case that you guided."))
    last = appointment.ended_on or appointment.until
    if not appointment.begins <= on <= min(last, timezone.localdate()):
        raise Refusal(_("The case does not lie within the appointment. Nothing was written."))
    with transaction.atomic():
        made = GuidedCase.objects.create(
            appointment=appointment, title=title, on=on, outcome=outcome, hours=hours, by=by
        )
        person = appointment.person
        told = f"{appointment.enterprise.name}：{title}"[:200]
        offered = ledger.offer(person, by=by, code="guided-case", title=told, on=on, filename="", content=None)
        ledger.check(offered, by=by, accepted=True)
        if hours > 0:
            entry = HoursEntry(
                person=person,
                unit=person.organization,
                kind=HoursEntry.Kind.GUIDED,
                hours=hours,
                on=on,
                what=told,
                key=f"guided:{made.pk}",
                by=by,
            )
            ledger.record([entry])
    return made


def ally(organization: Organization, lead: Organization, *, by: User, begins: date, names: list[str]) -> Alliance:
    """An enterprise with a union takes the lead of up to three. Raises Refusal."""
    told = [name.strip() for name in names if name.strip()]
    if not 1 <= len(told) <= LED or len(set(told)) < len(told):
        raise Refusal(_("From one to three different enterprises are led. Nothing was written."))
    if lead.kind != Organization.Kind.ENTERPRISE or not lead.path.startswith(organization.path):
        raise Refusal(_("The one that leads is an enterprise below the responsible organisation."))
    try:
        with transaction.atomic():
            made = Alliance.objects.create(organization=organization, lead=lead, by=by, begins=begins)
            Led.objects.bulk_create(Led(alliance=made, name=name[:120]) for name in told)
    except IntegrityError:
        raise Refusal(_("This enterprise leads already.")) from None
    return made


def step(led: Led, kind: str, *, by: User, on: date, note: str = "") -> Step:
    """One step on the way: a union, then a demand, then an agreement. Raises Refusal out of that order."""
    if kind not in Step.Kind.values:
        raise Refusal(_("There is no such step."))
    if on > timezone.localdate():
        raise Refusal(_("What is still to come is no step yet."))
    with transaction.atomic():
        Led.objects.select_for_update(no_key=True).get(pk=led.pk)
        done = {each.kind: each.on for each in led.steps.all()}
        place = [str(each) for each in ORDER].index(kind)
        before = [str(each) for each in ORDER[:place]]
        if kind in done:
            raise Refusal(_("This step is on record."))
        if any(each not in done for each in before):
            raise Refusal(_("One step comes after the other: union, demand, agreement. Nothing was written."))
        if any(done[each] > on for each in before):
            raise Refusal(_("The day lies before the step that came first. Nothing was written."))
        return Step.objects.create(led=led, kind=kind, on=on, note=note[:200], by=by)
