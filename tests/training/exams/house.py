"""An exam for tests: a class of the province, an exam that is open, and people who answer it."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from people.models import User
from tests.training.classes.house import class_of, nominated, trainer
from training.exams import setting, sitting
from training.exams.drawing import questions_of
from training.exams.engine.points import WRITTEN
from training.exams.models import Attempt, Exam

CLOSED = {
    "title": {"zh": "小测验", "en": "A quiz"},
    "minutes": 60,
    "parts": [
        {"title": {"zh": "选择", "en": "Choice"}, "types": ["single"], "count": 4, "points": 2},
        {"title": {"zh": "判断", "en": "Judge"}, "types": ["judge"], "count": 2, "points": 1},
    ],
}
ALL_TYPES = {
    "title": {"zh": "全题型", "en": "All types"},
    "minutes": 60,
    "parts": [
        {"title": {"zh": kind, "en": kind}, "types": [kind], "count": 1, "points": 4}
        for kind in ("single", "multiple", "judge", "fill", "order", "match", "number", "case")
    ],
}


def exam(slug: str = "shaanxi", *, blueprint: dict[str, Any] | None = None, people: int = 2, **more: Any) -> Exam:
    """An exam open since an hour, for so many people of a class."""
    held = class_of(slug)
    nominated(held, 1, people)
    now = timezone.now()
    told: dict[str, Any] = {
        "organization": held.organization,
        "code": f"{slug}-theory",
        "subject": "bargaining-theory",
        "title": "集体协商理论考试",
        "opens_at": now - timedelta(hours=1),
        "closes_at": now + timedelta(hours=3),
        "class_of": held,
        "blueprint": blueprint or CLOSED,
    }
    return setting.create(**(told | more))


def boss(of: Exam) -> User:
    assert of.class_of is not None
    return trainer(of.class_of.slug)


def sitters(of: Exam) -> list[User]:
    assert of.class_of is not None
    return [row.person for row in of.class_of.enrolments.select_related("person").order_by("position")]


def right(attempt: Attempt, name: str) -> Any:
    """The right answer to a question of this paper, as a device sends it."""
    question = questions_of(attempt)[name]
    key = question.get("key")
    if question["type"] in WRITTEN:
        return "因为法律这样规定。"
    if question["type"] == "fill":
        return [each[0] for each in key]
    return str(key["value"]) if question["type"] == "number" else key


def wrong(attempt: Attempt, name: str) -> Any:
    """A wrong answer to a single choice or a judgement."""
    question = questions_of(attempt)[name]
    if question["type"] == "judge":
        return not question["key"]
    return next(each["id"] for each in question["options"] if each["id"] != question["key"])


def answer(attempt: Attempt, rightly: int | None = None, device: str = "d") -> None:
    """Answer everything; the first so many rightly, the others wrongly."""
    names = sorted(questions_of(attempt))
    rightly = len(names) if rightly is None else rightly
    given = [
        sitting.Given(number, name, right(attempt, name) if number <= rightly else wrong(attempt, name))
        for number, name in enumerate(names, 1)
    ]
    sitting.save(attempt, given, device=device, by=attempt.person)


def sat(of: Exam, person: User, rightly: int | None = None) -> Attempt:
    """The whole attempt of one person, handed in."""
    attempt = sitting.begin(of, person, device="d")
    answer(attempt, rightly)
    return sitting.hand_in(attempt)


def marker(name: str, of: Exam) -> User:
    made = User.objects.create(username=name, name=name)
    of.markers.add(made)
    return made
