"""Pages of practice; they work without JavaScript."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from people.http import SignedInRequest
from training.bank.papers import answer_of
from training.bank.shape import Question
from training.exams.engine.answers import NoAnswer, from_form
from training.exams.engine.points import WRITTEN, Item, share_of
from training.exams.forms import TOPICS
from training.exams.shown import asked_one, in_words, said
from training.repetition import practising
from training.repetition.models import Card


def _topics(request: SignedInRequest) -> list[str]:
    told = request.GET.getlist("topic") or request.POST.getlist("topic")
    return [each for each in told if each in TOPICS]


@login_required
@require_GET
def index(request: SignedInRequest) -> HttpResponse:
    """What is due, what one knows of each topic, and where to begin."""
    rows = practising.progress(request.user)
    context = {
        "rows": [{"progress": each, "title": TOPICS[each.topic]} for each in rows],
        "due": sum(each.due for each in rows),
        "begun": sum(each.begun for each in rows),
        "all": sum(each.all for each in rows),
        "new": max(0, practising.NEW_A_DAY - practising.new_today(request.user, timezone.now())),
    }
    return render(request, "training/repetition/index.html", context)


@login_required
@require_GET
def ask(request: SignedInRequest) -> HttpResponse:
    """The next question."""
    topics = _topics(request)
    card = practising.next_card(request.user, topics)
    if card is None:
        messages.success(request, _("Nothing more for today. What you answered comes again when it is due."))
        return redirect("repetition:index")
    context = {"card": card, "question": asked_one(practising.shown(card), None), "topics": topics}
    return render(request, "training/repetition/ask.html", context)


def _card(request: SignedInRequest, pk: int) -> Card:
    card = get_object_or_404(Card, pk=pk, person=request.user)
    question = practising.usable().get(card.question)
    if question is None or question.version != card.version:
        raise Http404
    return card


def _onward(topics: list[str]) -> str:
    return f"{reverse('repetition:ask')}?{urlencode([('topic', each) for each in topics])}"


@login_required
@require_POST
def answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Mark an answer, or show what a written one should hold and let the person grade it."""
    card = _card(request, pk)
    question = practising.shown(card)
    topics = _topics(request)
    try:
        given = from_form(question, "q1", request.POST)
    except NoAnswer:
        given = None
    context: dict[str, Any] = _told(question, given) | {"card": card, "topics": topics, "onward": _onward(topics)}
    if question["type"] in WRITTEN:
        return render(request, "training/repetition/grade.html", context)
    key = question["key"]
    item = Item(question["id"], question["type"], tuple(key) if isinstance(key, list) else key, 1)
    share = share_of(item, given)
    card = practising.review(card, practising.rating_of(share))
    context |= {"right": share == 1, "half": 0 < share < 1, "due": card.due}
    return render(request, "training/repetition/answered.html", context)


def _told(question: dict[str, Any], given: Any) -> dict[str, Any]:
    extra = ("points", "no")
    entry = Question.model_validate({name: value for name, value in question.items() if name not in extra})
    return {
        "text": in_words(question["text"]),
        "options": [(each["id"], in_words(each["text"])) for each in question.get("options", ())],
        "given": said(question, given),
        "key": answer_of(entry),
        "because": in_words(question.get("because") or question.get("rubric")),
        "source": question.get("source") or {},
    }


@login_required
@require_POST
def grade(request: SignedInRequest, pk: int) -> HttpResponse:
    """The person's own grade of a written answer."""
    card = _card(request, pk)
    rating = request.POST.get("rating", "")
    if rating not in ("1", "2", "3", "4"):
        raise Http404
    practising.review(card, int(rating))
    return redirect(_onward(_topics(request)))
