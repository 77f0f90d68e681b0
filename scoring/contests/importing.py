"""Teams from a spreadsheet, one person a row: every fault first, and nothing is written before it is confirmed."""

from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from paper.sheets import Fault, Record, read, records
from people.models import Organization
from scoring.contests.models import Contest, Member, Team
from scoring.contests.registering import Person, Refusal, register, shortfalls

COLUMNS = {
    "team": ("代表队", "队名", "team"),
    "team_en": ("英文队名", "team in english"),
    "organization": ("选送单位", "单位", "organisation", "organization", "sent by"),
    "role": ("角色", "身份", "role"),
    "name": ("姓名", "name"),
    "employer": ("工作单位", "employer"),
    "certificate": ("证书编号", "证书", "certificate"),
}
ROLES = {
    "领队": "leader",
    "leader": "leader",
    "首席协商代表": "chief",
    "首席代表": "chief",
    "chief": "chief",
    "协商代表": "representative",
    "representative": "representative",
    "替补": "reserve",
    "候补": "reserve",
    "reserve": "reserve",
}
MOST_ROWS = 5_000
LONGEST = {"team": 60, "team_en": 60, "name": 80, "employer": 120, "certificate": 60}
#: What may be left empty.
EMPTY = {"team_en", "certificate"}


@dataclass(slots=True)
class Entry:
    """One team as the sheet has it. ``there``: it is registered already and would be left as it is."""

    name: str
    organization: int
    name_en: str = ""
    people: list[Person] = field(default_factory=list)
    there: bool = False


@dataclass(slots=True)
class Preview:
    """What would be written, and everything that is wrong; only one without faults can be confirmed."""

    entries: list[Entry]
    faults: list[Fault]

    @property
    def new(self) -> list[Entry]:
        return [entry for entry in self.entries if not entry.there]

    def as_json(self) -> list[dict[str, Any]]:
        """What ``write`` reads."""
        return [asdict(entry) for entry in self.new]


def preview(contest: Contest, content: bytes, sending: list[Organization]) -> Preview:
    """The teams of the first sheet, for the organisations in ``sending``. Raises paper.sheets.Unreadable."""
    sheet = read(content)[0]
    rows = records(sheet, COLUMNS, required=("team", "organization", "role", "name", "employer"))
    faults = list(rows.faults)
    known = {organization.name: organization for organization in sending}
    there = set(Team.objects.filter(contest=contest).values_list("name", flat=True))
    taken = set(Member.objects.filter(contest=contest).values_list("name", "employer"))
    entries: dict[str, Entry] = {}
    first: dict[str, Record] = {}
    seen: dict[tuple[str, str], str] = {}
    for count, row in enumerate(rows):
        if count >= MOST_ROWS:
            faults.append(row.fault("team", "rows", _("At most %(most)s people at once.") % {"most": MOST_ROWS}))
            break
        if found := _faults(row, known):
            faults += found
            continue
        told = row.values
        name = told["team"]
        if name not in entries:
            organization = known[told["organization"]].pk
            entries[name] = Entry(name, organization, told.get("team_en", ""), there=name in there)
            first[name] = row
        entry = entries[name]
        role, certificate = ROLES[told["role"].casefold()], told.get("certificate", "")
        entry.people.append(Person(role, told["name"], told["employer"], certificate))
        faults += _clashes(row, entry, known, seen, taken)
    for entry in entries.values():
        if not entry.there:
            faults += [first[entry.name].fault("team", "people", each) for each in shortfalls(contest, entry.people)]
    return Preview(list(entries.values()), faults)


def _faults(row: Record, known: dict[str, Organization]) -> list[Fault]:
    """What is wrong with one row by itself."""
    told = row.values
    found = []
    for name, most in LONGEST.items():
        if len(told.get(name, "")) > most or (name not in EMPTY and not told.get(name)):
            words = _("From 1 to %(most)s characters are needed here.") % {"most": most}
            found.append(row.fault(name, "length", words))
    if told.get("organization") not in known:
        words = _("“%(name)s” is no organisation that you can send teams for.") % {"name": told.get("organization", "")}
        found.append(row.fault("organization", "unknown", words))
    if told.get("role", "").casefold() not in ROLES:
        found.append(row.fault("role", "role", _("One of: %(roles)s.") % {"roles": "、".join(sorted(ROLES))}))
    return found


def _clashes(
    row: Record,
    entry: Entry,
    known: dict[str, Organization],
    seen: dict[tuple[str, str], str],
    taken: set[tuple[str, str]],
) -> list[Fault]:
    """What is wrong with one row beside the others."""
    told = row.values
    found = []
    if known[told["organization"]].pk != entry.organization:
        found.append(row.fault("organization", "two", _("Above, this team is sent by another organisation.")))
    person = (told["name"], told["employer"])
    elsewhere = not entry.there and person in taken
    if person in seen or elsewhere:
        words = _("%(name)s (%(employer)s) is in a team of this contest already; nobody is in two.")
        found.append(row.fault("name", "twice", words % {"name": person[0], "employer": person[1]}))
    seen[person] = entry.name
    return found


def write(contest: Contest, entries: list[dict[str, Any]], *, late: bool = False) -> int:
    """Register what was previewed, all or nothing; a team that has come in since is left. Raises Refusal."""
    written = 0
    with transaction.atomic():
        there = set(Team.objects.filter(contest=contest).values_list("name", flat=True))
        organizations = Organization.objects.in_bulk({entry["organization"] for entry in entries})
        for entry in entries:
            if entry["name"] in there:
                continue
            people = [Person(**person) for person in entry["people"]]
            organization = organizations.get(entry["organization"])
            if organization is None:
                raise Refusal(_("The organisation that sends %(team)s is gone.") % {"team": entry["name"]})
            register(contest, organization, entry["name"], people, name_en=entry["name_en"], late=late)
            written += 1
    return written
