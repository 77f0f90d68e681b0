"""Pages of a contest's titles: who gets which, what officials still choose, and the reveal on the big screen."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from people.http import SignedInRequest
from scoring.contests import results
from scoring.contests import titles as verbs
from scoring.contests.library import in_words
from scoring.contests.models import Contest
from scoring.contests.permissions import may_run
from scoring.contests.registering import Refusal
from scoring.contests.views import run, seen
from scoring.engine.titles.rules import MATCHES


@require_GET
def titles(request: HttpRequest, slug: str) -> HttpResponse:
    """What is published; for those who run the contest also how it stands now, and what they still choose."""
    contest = seen(request, slug)
    published = contest.standings.exclude(published_at=None).first()
    context: dict[str, Any] = {
        "contest": contest,
        "published": published,
        "shown": _shown(contest, published.awards) if published else [],
        "runs": may_run(request.user, contest),
    }
    if context["runs"]:
        context["now"] = _shown(contest, results.reckon(contest).awards)
        context["senders"] = verbs.senders(contest)
        context["latest"] = contest.standings.first()
    return render(request, "contests/titles.html", context)


def _shown(contest: Contest, awards: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Awards with their words. Titles that were taken out of the format since keep their id as their name."""
    known = {each["id"]: each for each in contest.format["titles"]}
    return [
        {
            **award,
            "id": award["title"],
            "title": in_words(known[award["title"]]["title"]) if award["title"] in known else award["title"],
            "quota": known.get(award["title"], {}).get("quota", len(award["winners"])),
            "winners": [_winner(each, counted(contest.format)) for each in award["winners"]],
            "open": [_named(each) for each in award["open"]],
            "passed_over": [_named(each) | {"why": _why(each["why"])} for each in award["passed_over"]],
        }
        for award in awards
    ]


def _named(each: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": each["id"], "name": in_words(each["name"]), "team": in_words(each["team"]) if each["team"] else ""}


def counted(format: Mapping[str, Any]) -> dict[str, str]:
    """What may count for a person's title, in words."""
    return {MATCHES: _("at the table")} | {each["id"]: in_words(each["title"]) for each in format["components"]}


def _winner(each: Mapping[str, Any], words: Mapping[str, str]) -> dict[str, Any]:
    figure = f"{float(Fraction(each['figure'])):.2f}" if each["figure"] else ""
    # Versions from before people were marked by themselves have no parts.
    parts = [
        (words.get(what, what), f"{float(Fraction(points)):.2f}") for what, points in each.get("parts", {}).items()
    ]
    kept = {name: each[name] for name in ("place", "by", "reason")}
    return _named(each) | kept | {"figure": figure, "parts": parts}


def _why(code: str) -> str:
    return {
        "has_title": _("has a title that excludes this one"),
        "team_full": _("the team has as many of this title as it may"),
        "few_matches": _("judged in too few matches"),
    }[code]


@login_required
@require_POST
def choose(request: SignedInRequest, slug: str, title: str) -> HttpResponse:
    """Name who gets a title, or settle between equals."""
    contest = run(request, slug)
    if title not in {each["id"] for each in contest.format["titles"]}:
        raise Http404
    order = request.POST.getlist("chosen")
    if numbered := [name for name in request.POST if name.startswith("order_")]:
        order = _by_number(request, numbered)
    reason = request.POST.get("reason", "").replace("\0", "")[:300]
    try:
        made = results.reckon(contest).awards
        verbs.choose(contest, title, order, made=made, by=request.user, reason=reason)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Done. The page shows how the contest stands now."))
    return redirect("contests:titles", slug=slug)


def _by_number(request: HttpRequest, names: Iterable[str]) -> list[str]:
    """Those who were numbered, 1 for the best; nobody where a number is missing or stands twice."""
    typed = {name.removeprefix("order_"): request.POST[name].strip() for name in names}
    if not all(number.isascii() and number.isdigit() and len(number) < 5 for number in typed.values()):
        return []
    if len({int(number) for number in typed.values()}) < len(typed):
        return []
    return sorted(typed, key=lambda each: int(typed[each]))


@login_required
@require_GET
def reveal(request: SignedInRequest, slug: str) -> HttpResponse:
    """The newest confirmed version on the big screen, one line at a time: titles first, then from last to first.

    Only for those who run the contest: it is shown from their machine, before the version is published.
    """
    contest = run(request, slug)
    version = contest.standings.exclude(confirmed_by=None).first()
    steps = _steps(contest, version.content, version.awards) if version else []
    number = _whole(request.GET.get("step", "0"), len(steps))
    context = {
        "contest": contest,
        "version": version,
        "step": steps[number - 1] if number else None,
        "number": number,
        "count": len(steps),
        "shown": [each for each in steps[:number] if each["kind"] == "place"][::-1],
        "next": number + 1 if number < len(steps) else None,
        "back": number - 1 if number else None,
    }
    return render(request, "contests/reveal.html", context)


def _whole(text: str, most: int) -> int:
    return min(int(text), most) if text.isascii() and text.isdigit() and len(text) < 5 else 0


def _steps(
    contest: Contest, lines: Iterable[Mapping[str, Any]], awards: Iterable[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """One step for each title of people and organisations, then one for each team, the last first."""
    shown = _shown(contest, awards)
    others = [
        {"kind": "title", "title": each["title"], "winners": each["winners"]}
        for each in reversed(shown)
        if each["kind"] != "team" and each["winners"]
    ]
    won = {winner["id"]: each["title"] for each in shown if each["kind"] == "team" for winner in each["winners"]}
    teams = [
        {
            "kind": "place",
            "place": line["place"],
            "name": in_words(line["name"]),
            "mark": f"{float(Fraction(line['total'])):.2f}",
            "title": won.get(str(line["team"]), ""),
        }
        for line in lines
    ]
    return others + teams[::-1]
