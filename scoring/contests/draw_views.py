"""The page of a contest's draws: what was committed to, what was drawn, and what is drawn next."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from people.http import SignedInRequest
from people.models import User
from scoring.contests import draws as verbs
from scoring.contests.blind import is_blind
from scoring.contests.forms import WhenForm
from scoring.contests.library import in_words
from scoring.contests.models import Contest, Draw, Team
from scoring.contests.permissions import may_run
from scoring.contests.registering import Refusal
from scoring.contests.stages import code_of
from scoring.contests.views import run, seen
from scoring.engine.format import NotYet, Step


@require_GET
def draws(request: HttpRequest, slug: str) -> HttpResponse:
    """Every draw in its order, for everybody to check; those who run the contest prepare the next one here."""
    return _page(request, seen(request, slug))


@login_required
@require_POST
def prepare(request: SignedInRequest, slug: str) -> HttpResponse:
    """Publish the commitment to the draw of the codes, or of the next round."""
    contest = run(request, slug)
    try:
        if request.POST.get("what") == "codes":
            verbs.prepare_codes(contest, by=request.user)
        else:
            verbs.prepare(contest, verbs.next_step(contest), by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    except NotYet as not_yet:
        messages.error(request, _explained(contest, not_yet))
    else:
        messages.success(request, _("The commitment is published below. Draw when everybody is there."))
    return redirect("contests:draws", slug=slug)


def _page(
    request: HttpRequest, contest: Contest, bound: WhenForm | None = None, number: int = 0, status: int = 200
) -> HttpResponse:
    runs = isinstance(request.user, User) and may_run(request.user, contest)
    names = {} if is_blind(contest) and not runs else {code_of(t): str(t) for t in contest.teams.taking_part()}
    by_pk = {f"T{team.pk}": str(team) for team in contest.teams.taking_part()} if names else {}
    stages = {each["id"]: in_words(each["title"]) for each in contest.format["stages"]}
    rows = [
        {
            "draw": draw,
            "title": stages.get(draw.stage, draw.stage) if draw.stage else _("The teams’ codes"),
            "shown": _shown(draw, {**by_pk, **names}),
            "form": bound
            if bound and draw.pk == number
            else WhenForm(None, contest=contest, planner=request.user, prefix=f"draw{draw.pk}")
            if isinstance(request.user, User) and _needs_when(draw)
            else None,
        }
        for draw in contest.draws.select_related("committed_by", "drawn_by")
    ]
    context: dict[str, Any] = {"contest": contest, "runs": runs, "rows": rows}
    if runs:
        context |= _ahead(contest)
    return render(request, "contests/draws.html", context, status=status)


def _ahead(contest: Contest) -> dict[str, Any]:
    """What is to be drawn next, or why nothing can be."""
    coded = contest.draws.standing().filter(stage=verbs.CODES).exists()
    codes = not coded and not contest.matches.exists() and contest.teams.taking_part().count() > 1
    try:
        step: Step | None = verbs.next_step(contest)
    except NotYet as not_yet:
        return {"codes": codes, "why": _explained(contest, not_yet)}
    assert step is not None
    if contest.draws.standing().filter(stage=step.stage.id, round=step.round, pair=0).exists():
        return {"codes": codes, "why": _("The draw of the next round is prepared: draw it above.")}
    words = _("%(stage)s, round %(round)s: %(count)s teams")
    told = {"stage": in_words(dict(step.stage.title)), "round": step.round, "count": len(step.teams)}
    return {"codes": codes, "step": words % told}


def _explained(contest: Contest, not_yet: NotYet) -> str:
    stages = {each["id"]: in_words(each["title"]) for each in contest.format["stages"]}
    teams = {str(team.pk): str(team) for team in Team.objects.filter(contest=contest)}
    words = {
        "results": _("%(stage)s: results of matches are still to be confirmed before the next round can be drawn."),
        "marks": _("%(stage)s: marks are still missing, and they decide who goes on."),
        "equal": _(
            "%(stage)s: %(teams)s are equal. Settle it on the page of standings before the next round is drawn."
        ),
        "few": _("%(stage)s: two teams at least must take part."),
        "over": _("Every round is drawn."),
    }[not_yet.code]
    told = {"stage": stages.get(not_yet.stage, ""), "teams": "、".join(teams.get(id, id) for id in not_yet.teams)}
    return words % told


def _needs_when(draw: Draw) -> bool:
    """Whether drawing it plans matches, and so must be told when they are."""
    kind = draw.published["rules"].get("kind", "groups")
    return draw.drawn is None and draw.void_at is None and not draw.pair and kind != "turns"


def _shown(draw: Draw, names: dict[str, str]) -> dict[str, Any]:
    """What was drawn, each team by its code and the name that this visitor may read."""

    def team(code: str) -> str:
        return f"{code} {names[code]}" if code in names and draw.stage else names.get(code, code)

    result = draw.result
    matches = [tuple(map(team, match)) for match in result.get("matches", ())]
    for group in result.get("groups", ()):
        matches += [tuple(map(team, match)) for of_round in group["rounds"] for match in of_round]
    return {
        "matches": matches,
        "groups": [
            {"name": group["name"], "teams": list(map(team, group["teams"]))} for group in result.get("groups", ())
        ],
        "byes": list(map(team, result.get("byes", ()))),
        "order": list(map(team, result.get("order", ()))),
        "table": draw.published["rules"].get("kind") == "table",
    }


@login_required
@require_POST
def make(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Draw, or declare a draw void."""
    contest = run(request, slug)
    draw = get_object_or_404(Draw, contest=contest, pk=pk)
    try:
        if request.POST.get("act") == "void":
            verbs.void(draw, by=request.user, reason=request.POST.get("reason", "").replace("\0", ""))
            messages.success(request, _("The draw is void; its reason stands in the record."))
            return redirect("contests:draws", slug=slug)
        when = None
        if _needs_when(draw):
            form = WhenForm(request.POST, contest=contest, planner=request.user, prefix=f"draw{draw.pk}")
            if not form.is_valid():
                return _page(request, contest, form, draw.pk, status=422)
            when = verbs.When(**form.cleaned_data)
        verbs.make(draw, by=request.user, when=when)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It is drawn. The seed is published: everybody can draw it again."))
    return redirect("contests:draws", slug=slug)


@require_GET
def document(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What ``manage.py draw verify`` reads: the commitment before the draw, the whole of it after."""
    draw = get_object_or_404(Draw, contest=seen(request, slug), pk=pk)
    answer = JsonResponse(draw.drawn or draw.published, json_dumps_params={"ensure_ascii": False, "indent": 1})
    name = "draw" if draw.drawn else "commitment"
    answer["Content-Disposition"] = f'attachment; filename="{name}-{draw.pk}.json"'
    return answer
