"""From a nomination to a place: the unit nominates, the organiser approves, the rules give the places."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from people.models import Organization, User
from training.classes.models import Class, Enrolment, Status
from training.classes.seating import Step, locked, moment, record, settle
from training.refusals import Refusal

#: From which status each decision leads where.
DECISIONS: dict[str, dict[int, Status]] = {
    "endorse": {Status.NOMINATED: Status.UNIT_APPROVED, Status.RETURNED: Status.UNIT_APPROVED},
    "approve": {Status.UNIT_APPROVED: Status.APPROVED},
    "return": {Status.NOMINATED: Status.RETURNED, Status.UNIT_APPROVED: Status.RETURNED},
    "accept": {Status.OFFERED: Status.BOOKED},
    "refuse": {Status.OFFERED: Status.CANCELLED},
    "cancel": dict.fromkeys(
        (
            Status.NOMINATED,
            Status.RETURNED,
            Status.UNIT_APPROVED,
            Status.APPROVED,
            Status.WAITLISTED,
            Status.OFFERED,
            Status.BOOKED,
        ),
        Status.CANCELLED,
    ),
}


def nominate(
    class_of: Class, people: Iterable[User], unit: Organization, *, by: User, party: str = "", late: bool = False
) -> list[Enrolment]:
    """The unit puts these people forward, all or none. ``party``: they get places together or not at all.

    ``late``: also after the last moment, for those who run the class. Where the class needs no second step they
    are approved at once. Raises Refusal.
    """
    people = list(people)
    with locked(class_of) as held:
        now = timezone.now()
        _in_time(held, now, late)
        name = f"{unit.pk}-{held.last_position + 1}" if party else ""
        rows = [_placed(held, person, unit, name) for person in people]
        steps = [Step(row, Status.UNIT_APPROVED, by=by) for row in rows]
        record(steps, now)
        if held.approval == Class.Approval.UNIT:
            record([Step(row, Status.APPROVED) for row in rows], now)
            settle(held, now)
    return list(_again(rows))


def apply(class_of: Class, person: User) -> Enrolment:
    """A person asks their own unit to be nominated. Raises Refusal."""
    with locked(class_of) as held:
        now = timezone.now()
        _in_time(held, now, late=False)
        unit = person.organization
        if unit is None or not unit.path.startswith(held.organization.path):
            raise Refusal(_("Your unit does not belong to the organisation that holds this class. Ask its organiser."))
        row = _placed(held, person, unit, "")
        record([Step(row, Status.NOMINATED, by=person)], now)
    return row


def _in_time(held: Class, now: datetime, late: bool) -> None:
    if late:
        return
    if not held.announced:
        raise Refusal(_("The class is not announced yet. Nothing was written."))
    if held.nominations_until and now > held.nominations_until:
        words = _("People were nominated until %(moment)s. Nothing was written; ask the class’s organisers.")
        raise Refusal(words % {"moment": moment(held.nominations_until)})


def _placed(held: Class, person: User, unit: Organization, party: str) -> Enrolment:
    """The person's row at the end of the order: a new one, or the one that was cancelled before."""
    row = Enrolment.objects.filter(class_of=held, person=person).first()
    if row is not None and row.status != Status.CANCELLED:
        words = _("%(name)s is in the list of this class already: %(status)s.")
        raise Refusal(words % {"name": person, "status": row.get_status_display()})
    held.last_position += 1
    held.save(update_fields=["last_position"])
    if row is None:
        row = Enrolment(class_of=held, person=person, status=Status.NOMINATED)
    row.organization, row.position, row.party = unit, held.last_position, party
    row.save()
    return row


def _again(rows: Iterable[Enrolment]) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(pk__in=[row.pk for row in rows]).for_list()


def decide(enrolments: Iterable[Enrolment], decision: str, *, by: User | None, reason: str = "") -> list[Enrolment]:
    """Take the same decision about people of one class, all or none. Raises Refusal.

    To return takes a reason; to take a place back from somebody else does too. The rows as they are afterwards.
    """
    rows = list(enrolments)
    if not rows:
        raise Refusal(_("Nobody was chosen. Nothing was changed."))
    reason = reason.strip()
    others = any(by is None or row.person_id != by.pk for row in rows)
    if not reason and (decision == "return" or (decision == "cancel" and others)):
        raise Refusal(_("Write down why: the unit and the person read it. Nothing was changed."))
    with locked(rows[0].class_of) as held:
        now = timezone.now()
        fresh = list(Enrolment.objects.filter(class_of=held, pk__in=[row.pk for row in rows]).select_related("person"))
        record([Step(row, _after(row, decision, now), reason or _own_words(decision), by) for row in fresh], now)
        if decision == "endorse" and held.approval == Class.Approval.UNIT:
            record([Step(row, Status.APPROVED) for row in fresh], now)
        settle(held, now)
    return list(_again(rows))


def _own_words(decision: str) -> str:
    return _("The person refused the offered place.") if decision == "refuse" else ""


def _after(row: Enrolment, decision: str, now: datetime) -> Status:
    if decision == "accept" and row.offer_until and row.offer_until <= now:
        words = _(
            "The place was kept for you until %(moment)s and has gone to the next. Ask your unit to nominate you."
        )
        raise Refusal(words % {"moment": moment(row.offer_until)})
    after = DECISIONS[decision].get(row.status)
    if after is None:
        words = _("Nothing was changed: %(name)s is now set to “%(status)s”, where this is not possible.")
        raise Refusal(words % {"name": row.person, "status": row.get_status_display()})
    return after


def move_to(enrolment: Enrolment, before: Enrolment, *, by: User, reason: str) -> None:
    """Put somebody who waits in front of another who does; every unit reads the reason. Raises Refusal."""
    if not reason.strip():
        raise Refusal(_("Write down why: every unit of the class reads it. Nothing was changed."))
    with locked(enrolment.class_of) as held:
        rows = list(Enrolment.objects.filter(class_of=held, status=Status.WAITLISTED).order_by("position"))
        mine = next((row for row in rows if row.pk == enrolment.pk), None)
        target = next((row for row in rows if row.pk == before.pk), None)
        if mine is None or target is None or mine.position <= target.position:
            raise Refusal(_("Both must be on the waiting list, and only somebody further down moves up."))
        between = [row for row in rows if target.position <= row.position < mine.position]
        positions = [row.position for row in (*between, mine)]
        # Out of the way first: the database allows no position twice, not even for a moment.
        for number, row in enumerate((*between, mine), 1):
            Enrolment.objects.filter(pk=row.pk).update(position=held.last_position + number)
        for position, row in zip(positions, (mine, *between), strict=True):
            Enrolment.objects.filter(pk=row.pk).update(position=position)
        mine.refresh_from_db()
        record([Step(mine, Status.WAITLISTED, reason.strip(), by, jump=True)])
        settle(held)


def tick(now: datetime | None = None) -> dict[Class, list[Enrolment]]:
    """What time brings in classes that are not over: offers run out, spare places open, others move up."""
    now = now or timezone.now()
    found = {}
    for class_of in Class.objects.filter(announced=True, ends_on__gte=timezone.localdate(now)):
        with locked(class_of) as held:
            if given := settle(held, now):
                found[held] = given
    return found
