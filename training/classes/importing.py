"""Nominations from a spreadsheet, one person a row: every fault first, and nothing is written before it is confirmed.

Read by ``paper.sheets``, as every spreadsheet of the house is: bounded in memory and time, faults by cell.
"""

from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from paper import glyphs
from paper.sheets import Fault, Record, read, records
from people.models import Organization, User
from training.classes.enrolling import nominate
from training.classes.models import Class, Enrolment, Status
from training.refusals import Refusal

COLUMNS = {
    "unit": ("单位", "选送单位", "推荐单位", "unit", "organisation", "organization"),
    "name": ("姓名", "name"),
    "account": ("账号", "工号", "用户名", "account", "user name"),
    "party": ("同批", "同批名称", "party"),
}
LONGEST = {"name": 80, "account": 150, "party": 40}
MOST_ROWS = 5_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One person as the sheet has them. ``there``: in the list already, left as they are; ``new``: gets an account."""

    unit: int
    name: str
    account: str
    party: str = ""
    there: bool = False
    new: bool = False


@dataclass(slots=True)
class Preview:
    """What would be written, and everything that is wrong; only one without faults can be confirmed."""

    entries: list[Entry]
    faults: list[Fault]

    @property
    def fresh(self) -> list[Entry]:
        return [entry for entry in self.entries if not entry.there]

    def as_json(self) -> list[dict[str, Any]]:
        """What ``write`` reads."""
        return [asdict(entry) for entry in self.fresh]


def preview(class_of: Class, content: bytes, units: list[Organization]) -> Preview:
    """The people of the first sheet, for the units that may be nominated for. Raises paper.sheets.Unreadable."""
    rows = records(read(content)[0], COLUMNS, required=("unit", "name", "account"))
    faults = list(rows.faults)
    known: dict[str, list[Organization]] = {}
    for unit in units:
        known.setdefault(unit.name, []).append(unit)
    accounts = {row.values.get("account", "") for row in rows}
    people = {each.username: each for each in User.objects.filter(username__in=accounts)}
    listed = Enrolment.objects.filter(class_of=class_of).exclude(status=Status.CANCELLED)
    there = set(listed.values_list("person__username", flat=True))
    entries: list[Entry] = []
    seen: set[str] = set()
    for count, row in enumerate(rows):
        if count >= MOST_ROWS:
            faults.append(row.fault("name", "rows", _("At most %(most)s people at once.") % {"most": MOST_ROWS}))
            break
        account = row.values["account"]
        found = _faults(row, known, people.get(account))
        if account in seen:
            found.append(row.fault("account", "twice", _("This account stands in the sheet twice.")))
        seen.add(account)
        faults += found
        if not found:
            unit = known[row.values["unit"]][0]
            told = row.values
            new = account not in people
            entries.append(
                Entry(unit.pk, told["name"], account, told.get("party", ""), there=account in there, new=new)
            )
    return Preview(entries, faults)


def _faults(row: Record, known: dict[str, list[Organization]], person: User | None) -> list[Fault]:
    told = row.values
    found = []
    for name, most in LONGEST.items():
        if len(told.get(name, "")) > most or (name != "party" and not told.get(name)):
            words = _("From 1 to %(most)s characters are needed here.") % {"most": most}
            found.append(row.fault(name, "length", words))
    units = known.get(told.get("unit", ""), [])
    if not units:
        words = _("“%(name)s” is no unit that you can nominate for.") % {"name": told.get("unit", "")}
        found.append(row.fault("unit", "unknown", words))
    elif len(units) > 1:
        words = _("There are several units called “%(name)s”: nominate their people by the form.")
        found.append(row.fault("unit", "several", words % {"name": told["unit"]}))
    if person is not None and person.name != told.get("name"):
        words = _("This account belongs to somebody with another name. Check both.")
        found.append(row.fault("account", "name", words))
    elif person is not None and len(units) == 1 and not _belongs(person, units[0]):
        found.append(row.fault("account", "unit", _("This person belongs to another unit.")))
    if lost := glyphs.missing(told.get("name", "")):
        words = _("Certificates have no shape for “%(sign)s”. Ask how the name is written on the identity card.")
        found.append(row.fault("name", "sign", words % {"sign": "".join(lost)}))
    bad = set(told.get("account", "")) & set(" \t/\\<>\"'")
    if bad:
        found.append(row.fault("account", "signs", _("An account has no blanks, slashes, quotes or angle brackets.")))
    return found


def _belongs(person: User, unit: Organization) -> bool:
    return person.organization is None or person.organization.path.startswith(unit.path)


def write(class_of: Class, entries: list[dict[str, Any]], *, by: User, late: bool = False) -> int:
    """Nominate those who were previewed, all or none; who came into the list since is left. Raises Refusal.

    Whoever has no account gets one that nobody can sign in with until a password is set for it.
    """
    with transaction.atomic():
        listed = Enrolment.objects.filter(class_of=class_of).exclude(status=Status.CANCELLED)
        there = set(listed.values_list("person__username", flat=True))
        told = [Entry(**entry) for entry in entries if entry["account"] not in there]
        units = Organization.objects.in_bulk({entry.unit for entry in told})
        people = {each.username: each for each in User.objects.filter(username__in=[each.account for each in told])}
        groups: dict[tuple[int, str], list[User]] = {}
        for entry in told:
            unit = units.get(entry.unit)
            if unit is None:
                raise Refusal(_("The unit of %(name)s is gone.") % {"name": entry.name})
            person = people.get(entry.account) or _account(entry, unit)
            groups.setdefault((unit.pk, entry.party), []).append(person)
        for (unit_pk, party), together in groups.items():
            nominate(class_of, together, units[unit_pk], by=by, party=party, late=late)
    return len(told)


def _account(entry: Entry, unit: Organization) -> User:
    person = User(username=entry.account, name=entry.name, organization=unit)
    person.set_unusable_password()
    person.save()
    return person
