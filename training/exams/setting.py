"""Setting an exam: what its papers are made of, when, who may sit it and with how much time, who marks it."""

from collections.abc import Mapping
from copy import deepcopy
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people.models import Organization, User
from training.bank.reading import FOLDER
from training.classes.models import Class
from training.classes.models.enrolment import ATTENDING
from training.exams.drawing import blueprint_of, paper_for
from training.exams.models import Admission, Exam
from training.refusals import Refusal

BLUEPRINTS = FOLDER.parent / "blueprints"


def patterns() -> dict[str, dict[str, Any]]:
    """The blueprints that come with the platform, by name."""
    from negotiation import scenario_yaml  # noqa: PLC0415 (a parser that no page needs)

    found = {}
    for path in sorted(BLUEPRINTS.glob("*.yaml")):
        tree, _faults = scenario_yaml.read(path.read_bytes())
        assert tree is not None
        found[path.stem] = tree.plain()
    return found


def create(
    *,
    organization: Organization,
    code: str,
    subject: str,
    title: str,
    opens_at: datetime,
    closes_at: datetime,
    pattern: str = "theory",
    class_of: Class | None = None,
    **more: Any,
) -> Exam:
    """A new exam by one of the blueprints. Raises Refusal where its papers cannot be made."""
    blueprint = more.pop("blueprint", None) or patterns()[pattern]
    if closes_at <= opens_at:
        raise Refusal(_("An exam closes after it opens. Nothing was written."))
    with transaction.atomic():
        exam = Exam.objects.create(
            organization=organization,
            class_of=class_of,
            code=code,
            subject=subject,
            title=title,
            opens_at=opens_at,
            closes_at=closes_at,
            blueprint=blueprint,
            minutes=more.pop("minutes", None) or blueprint_of(blueprint).minutes,
            **more,
        )
        paper_for(exam, 0, 1)
    return exam


def begun(exam: Exam) -> bool:
    """Whether anybody has begun: from then on the papers are fixed."""
    return exam.sat.exists()


def change_parts(exam: Exam, revision: int, parts: list[Mapping[str, Any]]) -> Exam:
    """Another list of parts for the papers. Raises Refusal once somebody has begun, or where it cannot be filled."""
    with transaction.atomic():
        held = Exam.objects.select_for_update(no_key=True).get(pk=exam.pk)
        if begun(held):
            raise Refusal(_("Somebody has begun: the papers are fixed. Nothing was changed."))
        if held.revision != revision:
            raise Refusal(_("Somebody else changed the exam meanwhile. Nothing was written; look at it and try again."))
        held.blueprint = deepcopy(held.blueprint) | {"parts": list(parts)}
        blueprint_of(held.blueprint)
        paper_for(held, 0, 1)
        held.revision += 1
        held.save(update_fields=["blueprint", "revision"])
    return held


def admit(exam: Exam, person: User, *, by: User, more_percent: int = 0, reason: str = "") -> Admission:
    """Let somebody sit who is not of the class, or give somebody more time in all attempts. Raises Refusal."""
    if more_percent and not reason.strip():
        raise Refusal(_("Write down why there is more time: it stays with the exam."))
    if exam.sat.filter(person=person).exists():
        raise Refusal(_("%(name)s has begun already: extend the attempt instead.") % {"name": person})
    made, _new = Admission.objects.update_or_create(
        exam=exam,
        person=person,
        defaults={"more_percent": more_percent, "reason": reason.strip()[:300], "by": by, "at": timezone.now()},
    )
    return made


def may_sit(exam: Exam, person: User) -> bool:
    """Of the class, with a place; or admitted by name."""
    if exam.admissions.filter(person=person).exists():
        return True
    return (
        exam.class_of_id is not None
        and exam.class_of is not None
        and exam.class_of.enrolments.filter(person=person, status__in=ATTENDING).exists()
    )


def set_markers(exam: Exam, people: list[User]) -> None:
    """Who marks the written answers, blind; two of them each."""
    exam.markers.set(people)
