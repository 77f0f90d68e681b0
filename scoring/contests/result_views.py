"""Pages of a contest's results: marks that are typed in, the standings, and the version that is published."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from people.http import SignedInRequest
from scoring.contests import results
from scoring.contests.library import in_words
from scoring.contests.models import Contest, Member, Team
from scoring.contests.permissions import may_run
from scoring.contests.registering import Refusal
from scoring.contests.views import run, seen


@require_GET
def standings(request: HttpRequest, slug: str) -> HttpResponse:
    """What is published; for those who run the contest also how it stands now, and what they can do about it."""
    contest = seen(request, slug)
    published = contest.standings.exclude(published_at=None).first()
    context: dict[str, Any] = {
        "contest": contest,
        "columns": _columns(contest),
        "published": published,
        "shown": _table(contest, published.content) if published else [],
        "runs": may_run(request.user, contest),
    }
    if context["runs"]:
        now = results.lines(contest)
        context |= {
            "now": _table(contest, now),
            "tied": _tied(contest, now),
            "versions": contest.standings.select_related("computed_by", "confirmed_by")[:20],
        }
    return render(request, "contests/standings.html", context)


def _columns(contest: Contest) -> list[str]:
    return [in_words(each["title"]) for each in contest.format["components"]]


def _table(contest: Contest, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Two decimals for the eye; ``exact`` shows the total at full length where two would look equal."""
    ids = [each["id"] for each in contest.format["components"]]
    shown = [
        {
            **line,
            "title": in_words(line["name"]),
            "mark": f"{float(Fraction(line['total'])):.2f}",
            "cells": [_cell(line["parts"][id]) for id in ids if id in line["parts"]],
            "why": [_why(contest, each) for each in line["separated"]],
        }
        for line in lines
    ]
    for line in shown:
        alike = [each["total"] for each in shown if each["mark"] == line["mark"]]
        line["exact"] = line["total"] if len(set(alike)) > 1 else ""
    return shown


def _cell(part: dict[str, Any]) -> str:
    """What a component adds to the total; a dash while there is nothing of it yet."""
    return f"{float(Fraction(part['weighted'])):.2f}" if part["rounds"] else "—"


def _why(contest: Contest, each: dict[str, Any]) -> str:
    """The step of the written order that separated equals, in words."""
    steps = contest.format["tie_breaks"]
    component = steps[each["step"] - 1].get("component", "") if each["step"] <= len(steps) else ""
    titles = {one["id"]: in_words(one["title"]) for one in contest.format["components"]}
    figure = f"{float(Fraction(each['mine'])):g}" if each["mine"] else ""
    words = {
        "component": _("Step %(step)s, points for %(what)s: %(figure)s"),
        "criteria": _("Step %(step)s, chosen criteria of %(what)s: %(figure)s"),
        "penalties": _("Step %(step)s, fewest penalties: %(figure)s"),
        "duel": _("Step %(step)s, matches won among equals: %(figure)s"),
        "decision": _("Step %(step)s, decided by %(by)s: %(reason)s"),
        "lot": _("Step %(step)s, by lot: %(reason)s"),
    }[each["kind"]]
    return words % {**each, "what": titles.get(component, ""), "figure": figure.removeprefix("-")}


def _tied(contest: Contest, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Teams that nothing separates, with the words that say where."""
    names = {line["team"]: in_words(line["name"]) for line in lines}
    stages = {each["id"]: in_words(each["title"]) for each in contest.format["stages"]}
    return [
        {
            "where": _("the place that goes on from “%(stage)s”") % {"stage": stages[tie["stage"]]}
            if "stage" in tie
            else _("place %(place)s") % tie,
            "teams": [{"pk": pk, "title": names[pk]} for pk in tie["teams"]],
        }
        for tie in results.ties(contest, lines)
    ]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def marks(request: SignedInRequest, slug: str) -> HttpResponse:
    """Type in what no panel judges: exams, documents. What is wrong is told and nothing of it is saved."""
    contest = run(request, slug)
    teams = contest.teams.filter(status=Team.Status.APPROVED)
    held = {(mark.team_id, mark.component): mark.value for mark in contest.marks.all()}
    rows = [(team.pk, str(team)) for team in teams]
    components = results.typed_components(contest.format)
    return _marks(request, contest, rows, components, held=held, enter=results.enter)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def people_marks(request: SignedInRequest, slug: str) -> HttpResponse:
    """The same for each person in a team, where a title for people counts it."""
    contest = run(request, slug)
    people = Member.objects.filter(team__contest=contest, team__status=Team.Status.APPROVED, left_at=None)
    held = {(mark.member_id, mark.component): mark.value for mark in contest.person_marks.all()}
    rows = [
        (each.pk, f"{each.team} · {each.name} · {each.get_role_display()}")
        for each in people.select_related("team").order_by("team__pk", "pk")
    ]
    components = results.personal_components(contest.format)
    return _marks(request, contest, rows, components, held=held, enter=results.enter_for_people)


def _marks(
    request: SignedInRequest,
    contest: Contest,
    rows: list[tuple[int, str]],
    components: list[dict[str, Any]],
    *,
    held: dict[tuple[int, str], str],
    enter: Callable[..., int],
) -> HttpResponse:
    """A table of fields, ``held`` in them; what was typed is entered all or nothing and stays on the page."""
    status = 200
    if request.method == "POST":
        cells = [(who, each["id"]) for who, _title in rows for each in components]
        typed = {cell: request.POST.get(f"mark_{cell[0]}_{cell[1]}", "")[:40] for cell in cells}
        try:
            count = enter(contest, typed, by=request.user)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            held, status = held | typed, 422
        else:
            words = ngettext("%(count)s mark was changed.", "%(count)s marks were changed.", count)
            messages.success(request, words % {"count": count})
            return redirect(request.path)
    context = {
        "contest": contest,
        "rows": [
            {
                "title": title,
                "cells": [
                    {"name": f"mark_{who}_{each['id']}", "value": held.get((who, each["id"]), ""), **_of(each)}
                    for each in components
                ],
            }
            for who, title in rows
        ],
        "columns": [_of(each) for each in components],
        "for_people": enter is results.enter_for_people,
        "personal": bool(results.personal_components(contest.format)),
    }
    return render(request, "contests/marks.html", context, status=status)


def _of(component: dict[str, Any]) -> dict[str, Any]:
    return {"title": in_words(component["title"]), "maximum": component.get("maximum", 100)}


@login_required
@require_POST
def settle(request: SignedInRequest, slug: str) -> HttpResponse:
    """Decide a tie: a place for each of the teams, and why."""
    contest = run(request, slug)
    try:
        placed = sorted(
            (int(request.POST[name]), int(name.removeprefix("order_")))
            for name in request.POST
            if name.startswith("order_")
        )
    except ValueError:
        messages.error(request, _("Give every team a number: 1 for the best. Nothing was decided."))
        return redirect("contests:standings", slug=slug)
    if len({number for number, _team in placed}) < len(placed):
        messages.error(request, _("Two teams have the same number. Nothing was decided."))
        return redirect("contests:standings", slug=slug)
    order = [team for _number, team in placed]
    return _done(request, slug, lambda: results.settle(contest, order, by=request.user, reason=_reason(request)))


@login_required
@require_POST
def compute(request: SignedInRequest, slug: str) -> HttpResponse:
    """Write down the standings as they are as a new version."""
    contest = run(request, slug)
    return _done(request, slug, lambda: results.compute(contest, by=request.user, reason=_reason(request)))


@login_required
@require_POST
def stand_for(request: SignedInRequest, slug: str, version: int) -> HttpResponse:
    """Confirm a version, or publish it."""
    contest = run(request, slug)
    found = contest.standings.filter(version=version).first()
    act = request.POST.get("act", "")
    if found is None or act not in ("confirm", "publish"):
        raise Http404
    if act == "confirm":
        return _done(request, slug, lambda: results.confirm(found, by=request.user))
    return _done(request, slug, lambda: results.publish(found))


def _reason(request: HttpRequest) -> str:
    """As typed; a database may refuse a NUL, which nobody types."""
    return request.POST.get("reason", "").replace("\0", "")[:300]


def _done(request: HttpRequest, slug: str, act: Callable[[], Any]) -> HttpResponse:
    try:
        act()
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Done. The page shows how the contest stands now."))
    return redirect("contests:standings", slug=slug)
