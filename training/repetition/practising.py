"""What is asked next, and what becomes of an answer."""

import hashlib
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from people.models import User
from scoring.engine.draw import Lots
from training.bank import papers
from training.bank.shape import Question, plain
from training.questions.keeping import library
from training.repetition.models import Card, Review

#: New questions that one person is given in a day; what is due comes before.
NEW_A_DAY = 20
AGAIN, HARD, GOOD, EASY = 1, 2, 3, 4


def usable() -> dict[str, Question]:
    """By name, the questions that may be asked today: none that is held back, none on a repealed article."""
    today = timezone.localdate()
    return {each.id: each for each in library() if each.usable(today)}


def next_card(person: User, topics: Collection[str] = (), now: datetime | None = None) -> Card | None:
    """The card that is due longest, or a new one in the order of the bank; None when nothing is left for today."""
    now = now or timezone.now()
    known = usable()
    cards = person.cards.filter(due__lte=now).order_by("due", "pk")
    for card in cards.filter(topic__in=topics) if topics else cards:
        question = known.get(card.question)
        if question is not None and question.version == card.version:
            return card
    if new_today(person, now) >= NEW_A_DAY:
        return None
    there = set(person.cards.values_list("question", "version"))
    for question in known.values():
        if (not topics or question.topic in topics) and (question.id, question.version) not in there:
            return _begun(person, question, now)
    return None


def new_today(person: User, now: datetime) -> int:
    """How many questions were answered for the first time today."""
    start = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return Review.objects.filter(card__person=person, seen=False, at__gte=start).count()


def _begun(person: User, question: Question, now: datetime) -> Card:
    from fsrs import Card as Memory  # noqa: PLC0415 (only where somebody practises)

    told = {"topic": question.topic, "memory": Memory().to_dict(), "due": now}
    try:
        with transaction.atomic():
            return Card.objects.create(person=person, question=question.id, version=question.version, **told)
    except IntegrityError:  # the same person in another tab
        return Card.objects.get(person=person, question=question.id, version=question.version)


def shown(card: Card) -> dict[str, Any]:
    """The card's question as plain data, its options in an order of this time."""
    question = usable()[card.question]
    lots = Lots(hashlib.sha256(f"{card.pk}:{card.answered}".encode()).digest())
    return plain(papers.shuffled(question, lots)) | {"points": 1, "no": 1}


def rating_of(share: Fraction) -> int:
    """A right answer is good, a half right one hard, a wrong one is asked again."""
    return GOOD if share == 1 else HARD if share > 0 else AGAIN


def review(card: Card, rating: int, now: datetime | None = None) -> Card:
    """Keep the answer, and find out when it is asked again (FSRS, to be remembered with nine in ten)."""
    from fsrs import Card as Memory  # noqa: PLC0415 (only where somebody practises)
    from fsrs import Rating, Scheduler  # noqa: PLC0415

    now = now or timezone.now()
    with transaction.atomic():
        held = Card.objects.select_for_update(no_key=True).get(pk=card.pk)
        scheduler = Scheduler(desired_retention=0.9, enable_fuzzing=False)
        memory, _log = scheduler.review_card(Memory.from_dict(held.memory), Rating(rating), review_datetime=now)
        Review.objects.create(card=held, rating=rating, seen=held.answered > 0, at=now)
        held.memory, held.due, held.answered = memory.to_dict(), memory.due, held.answered + 1
        held.save(update_fields=["memory", "due", "answered"])
    return held


@dataclass(frozen=True, slots=True)
class Progress:
    """One topic: questions of the bank, those begun, those due now; of repeated answers, how many were remembered."""

    topic: str
    all: int
    begun: int
    due: int
    repeated: int
    remembered: int

    @property
    def percent(self) -> int | None:
        return round(100 * self.remembered / self.repeated) if self.repeated else None


def progress(person: User, now: datetime | None = None) -> list[Progress]:
    """Every topic, in the order of the bank; two queries."""
    now = now or timezone.now()
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    known = usable()
    for question in known.values():
        counts[question.topic]["all"] += 1
    for name, topic, due in person.cards.values_list("question", "topic", "due"):
        if name in known:
            counts[topic]["begun"] += 1
            counts[topic]["due"] += due <= now
    rows = Review.objects.filter(card__person=person, seen=True).values_list("card__topic", "rating")
    for topic, rating in rows:
        counts[topic]["repeated"] += 1
        counts[topic]["remembered"] += rating > AGAIN
    fields = ("all", "begun", "due", "repeated", "remembered")
    return [Progress(topic, *(found[name] for name in fields)) for topic, found in counts.items()]
