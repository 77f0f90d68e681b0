"""Judges from a spreadsheet, one a row: every fault is told, and nothing is written while there is one."""

from django.db import transaction
from django.utils.translation import gettext as _

from paper.sheets import Fault, read, records
from scoring.allocation.models import Judge
from scoring.contests.models import Contest

COLUMNS = {
    "name": ("姓名", "评委", "name", "judge"),
    "city": ("城市", "单位", "所属工会", "city", "union"),
    "employer": ("工作单位", "employer"),
    "head": ("可任组长", "组长", "head judge", "head"),
    "experience": ("评审次数", "经验", "contests judged before", "experience"),
}
YES = {"是", "可", "√", "1", "yes", "y", "true", "x"}
NO = {"", "否", "0", "no", "n", "false"}
MOST = 1_000


def take(contest: Contest, content: bytes) -> tuple[int, list[Fault]]:
    """How many judges were written, and every fault; with a fault none is. Raises paper.sheets.Unreadable.

    A judge who is there already is brought up to date, so that a list can be handed in again.
    """
    rows = records(read(content)[0], COLUMNS, required=("name",))
    faults, told, seen = list(rows.faults), [], set[str]()
    for count, row in enumerate(rows):
        if count >= MOST:
            faults.append(row.fault("name", "rows", _("At most %(most)s judges at once.") % {"most": MOST}))
            break
        values = row.values
        if not 1 <= len(values["name"]) <= 80:
            faults.append(
                row.fault("name", "length", _("From 1 to %(most)s characters are needed here.") % {"most": 80})
            )
        for column in ("city", "employer"):
            if len(values.get(column, "")) > 120:
                words = _("At most %(most)s characters fit here.") % {"most": 120}
                faults.append(row.fault(column, "length", words))
        if values["name"] in seen:
            faults.append(row.fault("name", "twice", _("This judge stands in the list twice.")))
        seen.add(values["name"])
        head, number = values.get("head", "").strip().casefold(), values.get("experience", "").strip() or "0"
        if head not in YES | NO:
            faults.append(row.fault("head", "yes_or_no", _("Yes or no is needed here.")))
        if not (number.isascii() and number.isdigit() and len(number) < 4):
            faults.append(row.fault("experience", "number", _("A whole number is needed here.")))
            continue
        place = {"city": values.get("city", ""), "employer": values.get("employer", "")}
        told.append((values["name"], {**place, "head": head in YES, "experience": int(number)}))
    if faults:
        return 0, faults
    with transaction.atomic():
        for name, values_ in told:
            Judge.objects.update_or_create(contest=contest, name=name, defaults=values_)
    return len(told), []
