"""Pages on judging: the report, a judge's own sheet, calibration, teams' opinions, the balance of cases."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from people.http import SignedInRequest
from people.models import User
from scoring.contests.blind import names_of
from scoring.contests.library import in_words
from scoring.contests.models import Contest
from scoring.contests.permissions import may_run
from scoring.contests.registering import Refusal
from scoring.contests.views import run, seen
from scoring.day.running import speaks_for
from scoring.models import Place
from scoring.quality import judging, margins, studies
from scoring.quality.models import Calibration, Opinion, Trial


def _studies(user: User, contest: Contest) -> bool:
    """Those who run the contest and the head judges of its panels; a report names single judges."""
    heads = Place.objects.filter(panel__session__match__contest=contest, role="head_judge", person=user)
    return may_run(user, contest) or heads.exists()


@login_required
@require_GET
def report(request: SignedInRequest, slug: str) -> HttpResponse:
    """How the judges of the whole contest judged, or of one stage."""
    contest = seen(request, slug)
    if not _studies(request.user, contest):
        raise PermissionDenied
    stages = {each["id"]: in_words(each["title"]) for each in contest.format["stages"] if each["system"] != "paper"}
    stage = request.GET.get("stage", "")
    context = {
        "contest": contest,
        "found": studies.report(contest, stage=stage if stage in stages else ""),
        "stages": stages,
        "stage": stage,
        "runs": may_run(request.user, contest),
        "opinions": judging.opinions_by_judge(contest) if may_run(request.user, contest) else [],
        "texts": Opinion.objects.filter(match__contest=contest).exclude(text="")
        if may_run(request.user, contest)
        else [],
        "questions": questions(),
    }
    return render(request, "quality/report.html", context)


def questions() -> list[str]:
    """What a team is asked of each judge."""
    return [
        _("The judge followed what was said."),
        _("The judge treated both sides alike."),
        _("The judge’s notes helped us."),
    ]


@login_required
@require_GET
def sheet(request: SignedInRequest, slug: str) -> HttpResponse:
    """A judge's own sheet, once the standings are published."""
    contest = seen(request, slug)
    found = studies.sheet_of(contest, str(request.user.pk))
    if found is None:
        raise Http404
    published = contest.standings.exclude(published_at=None).exists()
    return render(request, "quality/sheet.html", {"contest": contest, "found": found if published else None})


@login_required
@require_GET
def balance(request: SignedInRequest, slug: str) -> HttpResponse:
    """Whether the sides of each case are equally hard."""
    contest = run(request, slug)
    rows = [{"case": case, **_figures(found)} for case, found in studies.balances(contest)]
    return render(request, "quality/balance.html", {"contest": contest, "rows": rows})


def _figures(found: Any) -> dict[str, Any]:
    """Numbers for the eye, and where the interval lies on a scale from -40 to 40 points."""

    def at(value: float) -> float:
        return round(50 + max(-40.0, min(40.0, value)) * 1.25, 1)

    shown = {name: f"{getattr(found, name):.2f}" for name in ("workers", "employer", "difference")}
    drawn = {"mean": at(found.difference)}
    if found.low is not None:
        shown |= {"low": f"{found.low:.2f}", "high": f"{found.high:.2f}"}
        drawn |= {"from": at(found.low), "to": at(found.high)}
    return {**shown, "matches": found.matches, "uneven": found.uneven, "drawn": drawn}


@login_required
@require_GET
def narrow(request: SignedInRequest, slug: str) -> HttpResponse:
    """How narrow the ranking is, and trying other values on one sheet; nothing is ever saved here."""
    contest = seen(request, slug)
    if not _studies(request.user, contest):
        raise PermissionDenied
    ranking, name_of = margins.ranking_of(contest), names_of(contest, request.user)
    context: dict[str, Any] = {"contest": contest, "found": margins.margins(ranking, name_of)}
    context["sheets"] = [
        (f"{key}-{side}", ranking.stages.get((match := ranking.matches[key]).stage, ""), match.round, name_of(team))
        for (key, side), sheet in ranking.sheets.items()
        for team in [ranking.teams[sheet.score.team]]
    ]
    chosen, status = request.GET.get("sheet", ""), 200
    found = next((each for key, each in ranking.sheets.items() if f"{key[0]}-{key[1]}" == chosen), None)
    if found is not None:
        try:
            what = margins.what_if(ranking, found, request.GET)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            what, status = None, 422
        if what is not None:
            what["moved"] = margins.moves(what["moved"], ranking, name_of)
        context |= {"chosen": chosen, "grid": margins.grid(ranking, found, request.GET), "what": what}
    return render(request, "quality/narrow.html", context, status=status)


@login_required
@require_GET
def calibrations(request: SignedInRequest, slug: str) -> HttpResponse:
    """The recorded sessions to try oneself on; for those who run the contest also who has."""
    contest = seen(request, slug)
    runs = may_run(request.user, contest)
    if not runs and not contest.judges.filter(person=request.user).exists():
        raise PermissionDenied
    held = contest.calibrations.select_related("panel__session", "panel__rubric")
    trials = Trial.objects.filter(calibration__contest=contest).select_related("person", "calibration__panel__rubric")
    references = {each.pk: judging.reference_of(each.panel) for each in held}
    titles = {c["id"]: in_words(c["title"]) for each in held for c in judging.criteria_of(each.panel)}
    done = [
        {
            "trial": trial,
            "found": studies.compared_with(references[trial.calibration_id], judging.cells_of(trial), titles),
        }
        for trial in trials
    ]
    own = [trial.person_id == request.user.pk for trial in trials]
    mine = {
        trial.calibration_id: each["found"] for trial, each, is_own in zip(trials, done, own, strict=True) if is_own
    }
    context = {
        "contest": contest,
        "rows": [{"calibration": each, "mine": mine.get(each.pk)} for each in held],
        "runs": runs,
        "done": done if runs else [],
        "offered": judging.recorded()[:50] if runs else [],
    }
    return render(request, "quality/calibrations.html", context)


@login_required
@require_POST
def calibrate(request: SignedInRequest, slug: str) -> HttpResponse:
    """Choose a recorded session."""
    contest = run(request, slug)
    text = request.POST.get("panel", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0
    panel = judging.recorded().filter(pk=number).first()
    try:
        if panel is None:
            raise Refusal(_("Choose a recorded session. Nothing was changed."))
        judging.calibrate(contest, panel, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The judges can try themselves on it now."))
    return redirect("quality:calibrations", slug=slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def trial(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Score a recorded session by oneself."""
    contest = seen(request, slug)
    found = get_object_or_404(
        Calibration.objects.select_related("panel__session", "panel__rubric"), contest=contest, pk=pk
    )
    if not contest.judges.filter(person=request.user).exists():
        raise PermissionDenied
    criteria = judging.criteria_of(found.panel)
    typed = {
        side: {each["id"]: request.POST.get(f"{side}_{each['id']}", "")[:12] for each in criteria}
        for side in judging.SIDES
    }
    status = 200
    if request.method == "POST":
        try:
            judging.attempt(found, request.user, typed)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            status = 422
        else:
            return redirect("quality:calibrations", slug=slug)
    rows = [
        {
            "title": in_words(each["title"]),
            "about": in_words(each["description"]) if each.get("description") else "",
            "cells": [
                {"name": f"{side}_{each['id']}", "value": typed[side][each["id"]], "options": each["options"]}
                for side in judging.SIDES
            ],
        }
        for each in criteria
    ]
    context = {"contest": contest, "calibration": found, "rows": rows}
    return render(request, "quality/trial.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def opinion(request: SignedInRequest, slug: str, match: int) -> HttpResponse:
    """What a team thinks of the panel of one of its matches."""
    contest = seen(request, slug)
    found = studies.match_of(contest, match)
    if found is None:
        raise Http404
    team = next((each for each in (found.workers, found.employer) if speaks_for(request.user, each)), None)
    if team is None:
        raise PermissionDenied
    seats, status = judging.judges_of(found), 200
    answers = {seat: [_mark(request, seat, number) for number in range(judging.QUESTIONS)] for seat in seats}
    text = request.POST.get("text", "").replace("\0", "")[:1000]
    if request.method == "POST":
        try:
            judging.opine(found, team, answers, text=text, by=request.user)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            status = 422
        else:
            messages.success(request, _("Thank you. Only those who run the contest read it, for the next panels."))
            return redirect("contests:team", slug=slug, pk=team.pk)
    titles = found.session.set_up
    rows = [
        {
            "title": in_words(titles[seat]["title"]),
            "cells": [{"name": f"{seat}_{n}", "value": answers[seat][n]} for n in range(judging.QUESTIONS)],
        }
        for seat in seats
    ]
    done = Opinion.objects.filter(match=found, team=team).exists()
    context = {"contest": contest, "match": found, "rows": rows, "questions": questions(), "text": text, "done": done}
    return render(request, "quality/opinion.html", context, status=status)


def _mark(request: HttpRequest, seat: str, number: int) -> int:
    text = request.POST.get(f"{seat}_{number}", "")
    return int(text) if text in ("1", "2", "3", "4", "5") else 0
