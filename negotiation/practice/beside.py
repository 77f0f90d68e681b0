"""What stands beside the table for whoever practises there: where hints are fetched, and the way back."""

from typing import Any

from django.urls import reverse

from negotiation.models import Session
from negotiation.practice.models import Practice
from people.models import User


def beside(session: Session, person: User | None) -> dict[str, Any]:
    """The part of the room page's configuration that only the person who practises gets."""
    practice = Practice.objects.filter(session=session, person=person).first() if person else None
    if practice is None:
        return {}
    return {
        "practice": {
            "hint": reverse("practice:hint", args=[session.key]),
            "hints": practice.hints,
            "index": reverse("practice:index"),
        }
    }
