"""Practising alone: what to practise and what came of it, hints at the table, the trainer's look at both sides."""

from importlib import import_module
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from live import log
from negotiation.practice import forking
from negotiation.practice.forms import OPPONENTS, ForkForm, LinesForm, StartForm, TipForm
from negotiation.practice.goals import GOALS
from negotiation.practice.levels import advised
from negotiation.practice.lines import ONLY_HERE, TOPICS, WORDS, Unusable, house_lines, keep_lines
from negotiation.practice.models import Lines, Practice, streak
from negotiation.practice.permissions import may_coach, may_edit_lines, may_fork
from negotiation.practice.starting import CannotStart, start
from negotiation.tongue import language
from negotiation.views import session_for
from people.http import SignedInRequest
from people.models import Office, Organization, User


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: SignedInRequest) -> HttpResponse:
    """Start to practise; below it what was practised, and what to try next time."""
    person = request.user
    form = StartForm(request.POST or None, person=person, level=_level(person))
    if request.method == "POST" and form.is_valid():
        chosen = dict(form.cleaned_data)
        try:
            practice = start(person, chosen.pop("scenario"), **chosen, language=language())
        except CannotStart as reason:
            form.add_error(None, str(reason))
        else:
            return redirect("negotiation:room", key=practice.session.key)
    return render(request, "practice/index.html", _history(person, form), status=422 if form.is_bound else 200)


def _history(person: User, form: StartForm) -> dict[str, Any]:
    for practice in Practice.objects.of(person).going_on():
        if practice.session.is_over:
            import_module("negotiation.practice.acting").finish(practice)
    finished = Practice.objects.of(person).exclude(finished_at=None)
    days = {timezone.localdate(at) for at in finished.values_list("finished_at", flat=True)[:400] if at}
    newest = finished.first()
    return {
        "form": form,
        "going_on": Practice.objects.of(person).going_on(),
        "finished": [_shown(practice) for practice in finished[:30]],
        "streak": streak(days, timezone.localdate()),
        "goals": [GOALS[code] for code in newest.goals if code in GOALS] if newest else [],
        "coached": Practice.objects.coached_by(person).exclude(person=person)[:20],
        "may_edit_lines": may_edit_lines(person),
    }


def _shown(practice: Practice) -> dict[str, Any]:
    return {"practice": practice, "opponent": dict(OPPONENTS).get(practice.opponent, practice.opponent)}


@login_required
@require_GET
@cache_control(private=True, no_store=True)
def hint(request: SignedInRequest, key: UUID) -> HttpResponse:
    """What may help the person at the table now (JSON); hidden from everybody else."""
    practice = _of(key)
    if practice.person != request.user:
        raise Http404
    tips = [{"text": tip.text, "by": str(tip.trainer)} for tip in practice.tips.select_related("trainer")[:5]]
    if not practice.hints:
        return JsonResponse({"tips": tips})
    from negotiation.practice import hints  # noqa: PLC0415 (NumPy: only where somebody practises)
    from negotiation.practice.acting import own_of  # noqa: PLC0415

    own = own_of(practice.session.scenario.digest, practice.side)
    return JsonResponse({"tips": tips, **hints.hint(log.state_of("sessions", key), own)})


@login_required
@require_POST
def fork(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Go on alone from a moment of a session that is over, on a side whose papers this visitor may read."""
    session = session_for(request, key)
    form = ForkForm(request.POST)
    back = redirect("negotiation:replay", key=session.key)
    if not form.is_valid():
        messages.error(request, _("The link to this moment is broken. Choose the moment in the replay again."))
        return back
    side, at = form.cleaned_data["side"], form.cleaned_data["at"]
    if not may_fork(request.user, session, side):
        raise PermissionDenied
    try:
        practice = forking.fork(request.user, session, side, at, level=_level(request.user), language=language())
    except CannotStart as reason:
        messages.error(request, str(reason))
        return back
    return redirect("negotiation:room", key=practice.session.key)


def _level(person: User) -> int:
    """The level that fits what this person did last."""
    last = Practice.objects.of(person).exclude(finished_at=None)
    return advised([(one.level, one.share, one.agreed) for one in last[:1]])


def _of(key: UUID) -> Practice:
    return get_object_or_404(
        Practice.objects.select_related("session__scenario", "person__organization"), session__key=key
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def coach(request: SignedInRequest, key: UUID) -> HttpResponse:
    """A trainer looks on: the points of both sides, and every offer as each side reads it; and gives a tip."""
    practice = _of(key)
    if not may_coach(request.user, practice):
        raise Http404
    from negotiation.practice.looking_on import both_sides  # noqa: PLC0415 (NumPy: only where somebody practises)

    form = TipForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        practice.tips.create(trainer=request.user, text=form.cleaned_data["text"])
        messages.success(request, _("Your tip stands beside the table now."))
        return redirect("practice:coach", key=key)
    context = {"practice": practice, "shown": _shown(practice), "form": form, **both_sides(practice, language())}
    return render(request, "practice/coach.html", context, status=422 if form.is_bound else 200)


@login_required
@require_GET
def topics(request: SignedInRequest) -> HttpResponse:
    """What opponents say, topic by topic."""
    if not may_edit_lines(request.user):
        raise PermissionDenied
    own = set(Lines.objects.filter(organization__in=_trained_by(request.user)).values_list("topic", flat=True))
    page = [(topic, TOPICS[topic], texts, topic in own) for topic, texts in house_lines().items()]
    return render(request, "practice/topics.html", {"page": page})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def lines(request: SignedInRequest, topic: str) -> HttpResponse:
    """The sentences of one topic, for the people of an organisation that this trainer trains."""
    if not may_edit_lines(request.user):
        raise PermissionDenied
    if topic not in house_lines():
        raise Http404
    organizations = _trained_by(request.user)
    form = LinesForm(request.POST or None, organizations=organizations, initial=_sentences(topic, organizations))
    if request.method == "POST" and form.is_valid():
        texts = {language: form.cleaned_data[language] for language in ("zh", "en")}
        try:
            keep_lines(form.cleaned_data["organization"], topic, texts)
        except Unusable as sentence:
            form.add_error(
                None, _("This sentence names a word in braces that there is not here: %(it)s") % {"it": sentence}
            )
        else:
            messages.success(request, _("Saved."))
            return redirect("practice:topics")
    words = sorted(WORDS | ONLY_HERE.get(topic, set()))
    context = {"form": form, "topic": TOPICS[topic], "words": [f"{{{word}}}" for word in words]}
    return render(request, "practice/lines.html", context, status=422 if form.is_bound else 200)


def _sentences(topic: str, organizations: Any) -> dict[str, Any]:
    kept = Lines.objects.filter(organization__in=organizations, topic=topic).first()
    texts = kept.texts if kept else house_lines()[topic]
    shown = {language: "\n".join(texts[language]) for language in ("zh", "en")}
    return shown | {"organization": kept.organization if kept else organizations.first()}


def _trained_by(trainer: User) -> Any:
    return Organization.objects.filter(offices__user=trainer, offices__kind=Office.Kind.TRAINER).distinct()
