"""Pages of the day: for everybody, for those who run it, and for one official."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from negotiation.forms import open_to
from negotiation.models import ScenarioVersion
from people.http import SignedInRequest
from people.models import User
from scoring.contests.blind import names_of
from scoring.contests.models import Contest
from scoring.contests.permissions import may_run
from scoring.contests.registering import Refusal
from scoring.contests.views import run, seen
from scoring.day import running
from scoring.day.models import Announcement, Entry, Incident, Presence, Protest


class AnnouncementForm(forms.ModelForm):  # type: ignore[type-arg]
    """Words for everybody."""

    class Meta:
        model = Announcement
        fields = ("audience", "text", "text_en")


class IncidentForm(forms.ModelForm):  # type: ignore[type-arg]
    """What happened."""

    class Meta:
        model = Incident
        fields = ("kind", "match", "what", "decided")
        widgets = {"what": forms.Textarea({"rows": 3}), "decided": forms.Textarea({"rows": 3})}

    def __init__(self, *args: Any, contest: Contest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["match"].queryset = contest.matches.select_related("workers", "employer")  # type: ignore[attr-defined]


class DryRunForm(forms.Form):
    """Over which case the day is tried."""

    scenario = forms.ModelChoiceField(ScenarioVersion.objects.none(), label=gettext_lazy("Case of the dry run"))

    def __init__(self, *args: Any, planner: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        usable = ScenarioVersion.objects.newest().filter(scenario__in=open_to(planner))
        self.fields["scenario"].queryset = usable  # type: ignore[attr-defined]


@require_GET
def day(request: HttpRequest, slug: str) -> HttpResponse:
    """What everybody may know at this moment; the page asks again by itself."""
    contest = seen(request, slug)
    lines = running.run_sheet(contest, timezone.now())
    names = names_of(contest, request.user)
    for line in lines:
        line["workers"], line["employer"] = names(line["match"].workers), names(line["match"].employer)
    called = [line for line in lines if line["called"] and line["waiting"]]
    context = {
        "contest": contest,
        "lines": lines,
        "called": sorted(called, key=lambda line: line["called"], reverse=True),
        "announcements": announcements_for(request, contest),
        "open_rooms": running.rooms_open(contest),
        "halls": contest.halls.all(),
        "runs": may_run(request.user, contest),
        "dry_runs": running.dry_runs(contest) if may_run(request.user, contest) else [],
        "english": (get_language() or "").startswith("en"),
    }
    part = request.headers.get("HX-Request") == "true"
    return render(request, "day/_now.html" if part else "day/day.html", context)


def announcements_for(request: HttpRequest, contest: Contest) -> Any:
    """Those for this visitor: judges and teams read their own too, and who runs the day reads all."""
    found = contest.announcements.filter(over_at=None)
    if may_run(request.user, contest):
        return found
    audiences = ["all"]
    if request.user.is_authenticated:
        if contest.judges.filter(person=request.user).exists():
            audiences.append("judges")
        if contest.teams.filter(members__person=request.user, members__left_at=None).exists():
            audiences.append("teams")
    return found.filter(audience__in=audiences)


@login_required
@require_GET
def desk(request: SignedInRequest, slug: str) -> HttpResponse:
    """The desk of those who run the day: the run sheet, who is missing, what to call and to say."""
    return _desk(request, run(request, slug))


def _desk(request: SignedInRequest, contest: Contest, *, status: int = 200, **forms: Any) -> HttpResponse:
    lines = running.run_sheet(contest, timezone.now())
    there = contest.presences.filter(undone_at=None).select_related("team", "person")
    present = {(each.team_id, each.person_id) for each in there}
    context = {
        "contest": contest,
        "lines": lines,
        "next": running.next_of(lines),
        "there": there,
        "missing_teams": [team for team in contest.teams.taking_part() if (team.pk, None) not in present],
        "missing_people": running.missing_people(contest),
        "halls": contest.halls.all(),
        "open_rooms": running.rooms_open(contest),
        "announcements": contest.announcements.filter(over_at=None),
        "incidents": contest.incidents.select_related("match__workers", "match__employer", "by")[:50],
        "protests": contest.protests.select_related("team", "match__workers", "match__employer", "decided_by"),
        "dry_runs": running.dry_runs(contest),
        "announcement_form": AnnouncementForm(),
        "incident_form": IncidentForm(contest=contest),
        "dry_form": DryRunForm(planner=request.user),
        **forms,
    }
    return render(request, "day/desk.html", context, status=status)


def _act(request: SignedInRequest, slug: str, do: Callable[[], Any], said: str = "") -> HttpResponse:
    try:
        do()
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said or _("Done."))
    return redirect("day:desk", slug=slug)


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


def _text(request: HttpRequest, name: str, most: int = 2000) -> str:
    return request.POST.get(name, "").replace("\0", "").strip()[:most]


@login_required
@require_POST
def act(request: SignedInRequest, slug: str) -> HttpResponse:
    """Open or close a room, call the next teams, check in, take back: one press of a button."""
    contest = run(request, slug)
    what = request.POST.get("act", "")
    if what in (Entry.OPENED, Entry.CLOSED):
        room = get_object_or_404(contest.halls.all(), pk=_number(request, "room"))
        return _act(request, slug, lambda: running.note(contest, what, by=request.user, room=room))
    if what == Entry.CALLED:
        match = get_object_or_404(contest.matches.all(), pk=_number(request, "match"))
        return _act(request, slug, lambda: running.note(contest, what, by=request.user, match=match))
    if what == "arrive":
        team = contest.teams.filter(pk=_number(request, "team")).first()
        person = running.people_of_the_day(contest).filter(pk=_number(request, "person")).first()
        if (team is None) == (person is None):
            raise Http404
        return _act(request, slug, lambda: running.arrive(contest, by=request.user, team=team, person=person))
    if what == "take_back":
        presence = get_object_or_404(Presence, contest=contest, pk=_number(request, "presence"))
        return _act(
            request, slug, lambda: running.take_back(presence, by=request.user, reason=_text(request, "reason"))
        )
    if what == "over":
        over = contest.announcements.filter(pk=_number(request, "announcement"), over_at=None)
        return _act(request, slug, lambda: over.update(over_at=timezone.now()))
    if what == "end_rehearsal":
        return _act(request, slug, lambda: running.end_rehearsal(contest))
    raise Http404


@login_required
@require_POST
def announce(request: SignedInRequest, slug: str) -> HttpResponse:
    """Say something to everybody, to the teams or to the judges."""
    contest = run(request, slug)
    form = AnnouncementForm(request.POST, instance=Announcement(contest=contest, by=request.user))
    if not form.is_valid():
        return _desk(request, contest, status=422, announcement_form=form)
    form.save()
    messages.success(request, _("It is on every page of the day now."))
    return redirect("day:desk", slug=slug)


@login_required
@require_POST
def incident(request: SignedInRequest, slug: str) -> HttpResponse:
    """Write an incident down."""
    contest = run(request, slug)
    form = IncidentForm(request.POST, instance=Incident(contest=contest, by=request.user), contest=contest)
    if not form.is_valid():
        return _desk(request, contest, status=422, incident_form=form)
    form.save()
    messages.success(request, _("The incident is on record."))
    return redirect("day:desk", slug=slug)


@login_required
@require_POST
def rehearse(request: SignedInRequest, slug: str) -> HttpResponse:
    """Begin a dry run of all that has not begun."""
    contest = run(request, slug)
    form = DryRunForm(request.POST, planner=request.user)
    if not form.is_valid():
        return _desk(request, contest, status=422, dry_form=form)
    return _act(request, slug, lambda: running.rehearse(contest, form.cleaned_data["scenario"], by=request.user))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def protest(request: SignedInRequest, slug: str, match: int) -> HttpResponse:
    """File a protest about a match: for who speaks for one of its teams."""
    contest = seen(request, slug)
    found = get_object_or_404(contest.matches.select_related("session", "workers", "employer", "contest"), pk=match)
    team = next((each for each in (found.workers, found.employer) if running.speaks_for(request.user, each)), None)
    if team is None:
        raise PermissionDenied
    status, text = 200, _text(request, "text")
    if request.method == "POST":
        try:
            running.protest(found, team, by=request.user, text=text)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            status = 422
        else:
            messages.success(request, _("The protest is filed. You read the decision on this page."))
            return redirect("day:protest", slug=slug, match=match)
    own = found.protests.filter(team=team).select_related("decided_by")
    context = {
        "contest": contest,
        "match": found,
        "team": team,
        "protests": own,
        "others": found.protests.exclude(team=team).exclude(decided_at=None).select_related("team", "decided_by"),
        "until": running.deadline(found),
        "text": text if status == 422 else "",
    }
    return render(request, "day/protest.html", context, status=status)


@login_required
@require_POST
def decide(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Decide a protest."""
    found = get_object_or_404(Protest.objects.select_related("match"), contest=run(request, slug), pk=pk)
    status, reason = request.POST.get("status", ""), _text(request, "reason")
    return _act(request, slug, lambda: running.decide(found, status, by=request.user, reason=reason))
