"""Personal links and check-in: how an official comes in, and how the desk knows who is there."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from paper import qr
from people.http import SignedInRequest
from people.models import User
from scoring.contests.blind import names_of
from scoring.contests.models import Contest, Team
from scoring.contests.permissions import may_run
from scoring.contests.registering import Refusal
from scoring.contests.views import run, seen
from scoring.day import links, running
from scoring.day.models import PersonalLink
from scoring.day.views import announcements_for
from scoring.day.visits import KEY

#: Names the cookie of the device that a personal link is bound to.
DEVICE = "device"
SALT = "scoring.day.check-in"


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def personal_links(request: SignedInRequest, slug: str) -> HttpResponse:
    """Who has a link; new ones are shown once, as a sheet to print."""
    contest = run(request, slug)
    people = links.officials(contest)
    sheet = []
    if request.method == "POST":
        chosen = set(request.POST.getlist("person"))
        try:
            made = links.issue(contest, [each for each in people if str(each.pk) in chosen], by=request.user)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            sheet = [(person, url := _address(request, contest, secret), _qr(url)) for person, secret in made]
    context = {
        "contest": contest,
        "people": [each for each in people if not links.too_mighty(each)],
        "without": contest.judges.filter(person=None),
        "links": contest.links.filter(revoked_at=None).select_related("person"),
        "sheet": sheet,
    }
    return render(request, "day/links.html", context)


def _address(request: HttpRequest, contest: Contest, secret: str) -> str:
    return request.build_absolute_uri(reverse("day:link", args=[contest.slug, secret]))


def _qr(text: str) -> SafeString:
    return mark_safe(qr.svg(text))  # noqa: S308 (drawn from modules alone)


@login_required
@require_POST
def change_link(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Release a link for another device, or revoke it."""
    link = get_object_or_404(PersonalLink, contest=run(request, slug), pk=pk)
    change = {"release": links.release, "revoke": links.revoke}.get(request.POST.get("act", ""))
    if change is None:
        raise Http404
    change(link)
    messages.success(request, _("Done."))
    return redirect("day:links", slug=slug)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, slug: str, secret: str) -> HttpResponse:
    """Come in by a personal link: a press of the button binds it to this device. Looking at the page does nothing."""
    contest = seen(request, slug)
    context: dict[str, Any] = {"contest": contest}
    try:
        found = links.find(contest, secret)
        context["person"] = found.person
        if request.method == "POST":
            device = links.bind(found, request.get_signed_cookie(DEVICE, "", salt=SALT) or "")
            login(request, found.person, backend="django.contrib.auth.backends.ModelBackend")
            request.session[KEY] = found.pk
            request.session.set_expiry(found.expires_at)
            answer = redirect("day:mine", slug=slug)
            answer.set_signed_cookie(
                DEVICE,
                device,
                salt=SALT,
                max_age=60 * 60 * 24 * 30,
                httponly=True,
                samesite="Lax",
                secure=request.is_secure(),
            )
            return answer
    except Refusal as refusal:
        context["refusal"] = str(refusal)
    return render(request, "day/link.html", context, status=403 if "refusal" in context else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: SignedInRequest, slug: str) -> HttpResponse:
    """An official's own day: their matches, that they are there, and a code for the desk to scan."""
    contest = seen(request, slug)
    matches = list(running.matches_of(request.user, contest))
    judges = contest.judges.filter(person=request.user).exists()
    if not matches and not judges:
        raise PermissionDenied
    if request.method == "POST":
        running.arrive(contest, by=request.user, person=request.user)
        messages.success(request, _("You are checked in."))
        return redirect("day:mine", slug=slug)
    token = signing.dumps({"contest": contest.pk, "person": request.user.pk}, salt=SALT)
    names, called = names_of(contest, request.user), running.calls_of(contest)
    context = {
        "contest": contest,
        "matches": [
            {"match": m, "workers": names(m.workers), "employer": names(m.employer), "called": m.pk in called}
            for m in matches
        ],
        "dry_runs": running.dry_runs(contest, request.user),
        "here": contest.presences.filter(person=request.user, undone_at=None).first(),
        "qr": _qr(request.build_absolute_uri(reverse("day:check_in", args=[slug, token]))),
        "announcements": announcements_for(request, contest),
        "english": (get_language() or "").startswith("en"),
    }
    part = request.headers.get("HX-Request") == "true"
    return render(request, "day/_mine.html" if part else "day/mine.html", context)


@login_required
@require_GET
def team_code(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """A team's code for the desk to scan, for who speaks for it and for who runs the day."""
    contest = seen(request, slug)
    team = get_object_or_404(Team, contest=contest, pk=pk, status=Team.Status.APPROVED)
    if not (may_run(request.user, contest) or running.speaks_for(request.user, team)):
        raise PermissionDenied
    token = signing.dumps({"contest": contest.pk, "team": team.pk}, salt=SALT)
    drawn = _qr(request.build_absolute_uri(reverse("day:check_in", args=[slug, token])))
    return render(request, "day/team_code.html", {"contest": contest, "team": team, "qr": drawn})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: SignedInRequest, slug: str, token: str) -> HttpResponse:
    """The desk scanned a code: who it is, and one button."""
    contest = run(request, slug)
    try:
        told = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        told = {}
    team = contest.teams.taking_part().filter(pk=told.get("team", 0)).first()
    person = User.objects.filter(pk=told.get("person", 0)).first()
    if told.get("contest") != contest.pk or (team is None and person is None):
        raise Http404
    if request.method == "POST":
        news = running.arrive(contest, by=request.user, team=team, person=None if team else person)
        words = _("%(who)s is checked in.") if news else _("%(who)s was checked in before.")
        messages.success(request, words % {"who": team or person})
        return redirect("day:desk", slug=slug)
    return render(request, "day/check_in.html", {"contest": contest, "who": team or person})
