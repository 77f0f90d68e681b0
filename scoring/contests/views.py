"""Pages of a contest: the list, its own page, and its set-up with the day that comes of it."""

from copy import copy
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from people.http import SignedInRequest
from people.models import Organization
from people.permissions import organises
from scoring.contests import setting_up
from scoring.contests.days import shown
from scoring.contests.forms import NewForm, SetUpForm
from scoring.contests.library import explained, formats, in_words
from scoring.contests.models import Contest, Team
from scoring.contests.permissions import may_register, may_run
from scoring.engine.format import BadFormat, read


@require_GET
def contests(request: HttpRequest) -> HttpResponse:
    """Every contest that this visitor may see, the latest first."""
    page = Paginator(Contest.objects.seen_by(request.user).for_list(), 25).get_page(request.GET.get("page"))
    return render(request, "contests/contests.html", {"page": page, "may_create": organises(request.user)})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """Begin a contest from one of the formats."""
    if not organises(request.user):
        raise PermissionDenied
    mine = _organised_by(request)
    form = NewForm(
        request.POST if request.method == "POST" else None,
        organizations=mine,
        initial={"organization": mine.first(), "template": "recommended"},
    )
    if form.is_valid():
        given = dict(form.cleaned_data)
        format = formats()[given.pop("template")]
        made = setting_up.create(format=format, by=request.user, **given)
        messages.success(request, _("The contest is there. Only its organisers see it until you open it for teams."))
        return redirect("contests:set_up", slug=made.slug)
    return render(request, "contests/new.html", {"form": form}, status=422 if form.is_bound else 200)


def _organised_by(request: SignedInRequest) -> Any:
    if request.user.is_staff:
        return Organization.objects.all()
    found = Organization.objects.none()
    for office in request.user.offices.filter(kind="organiser").select_related("organization"):
        found |= Organization.objects.below(office.organization)
    return found.order_by("path")


def seen(request: HttpRequest, slug: str) -> Contest:
    """The contest at this address; 404 for whoever may not know of it."""
    return get_object_or_404(Contest.objects.seen_by(request.user).select_related("organization"), slug=slug)


def run(request: HttpRequest, slug: str) -> Contest:
    """The contest at this address, for those who run it: 404 for whoever may not know of it, 403 for others."""
    found = seen(request, slug)
    if not may_run(request.user, found):
        raise PermissionDenied
    return found


@require_GET
def contest(request: HttpRequest, slug: str) -> HttpResponse:
    """What everybody may know: when, where, what is scored, how it goes, who takes part."""
    found = seen(request, slug)
    components = read(found.format).rules.components
    weights = sum(each.weight for each in components)
    context = {
        "contest": found,
        "components": [
            {"title": in_words(each["title"]), "share": float(part.weight / weights * 100)}
            for each, part in zip(found.format["components"], components, strict=True)
        ],
        "day": _day(found),
        "teams": found.teams.filter(status=Team.Status.APPROVED).select_related("organization"),
        "may_run": may_run(request.user, found),
        "may_register": may_register(request.user, found),
        "changes": found.changes.exclude(reason="").select_related("by")[:20],
    }
    return render(request, "contests/contest.html", context)


def _day(found: Contest) -> dict[str, Any]:
    return shown(
        found.format,
        teams=found.expected_teams,
        rooms=found.rooms,
        begins=found.day_begins,
        ends=found.day_ends,
        first=found.starts_on,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: SignedInRequest, slug: str) -> HttpResponse:
    """All that is fixed before the draw. Who saves second is told what changed, and loses nothing they typed."""
    found = run(request, slug)
    # A form puts what is typed into its row at once; the page still shows what is saved.
    form = SetUpForm(request.POST if request.method == "POST" else None, instance=copy(found))
    context: dict[str, Any] = {"contest": found, "form": form}
    if form.is_valid():
        try:
            changed = _save(request, found, form)
        except setting_up.ChangedMeanwhile as clash:
            found.refresh_from_db()
            context |= {"clash": clash.since, "newest": found.revision, "day": _day(found)}
            return render(request, "contests/set_up.html", context, status=409)
        except setting_up.ReasonMissing:
            form.add_error("reason", _("The rules are frozen: write down why they change. Nothing was saved yet."))
        except BadFormat as bad:
            for fault in bad.faults:
                form.add_error(None, f"{fault.path}: {explained(fault)}")
        else:
            messages.success(request, _("Saved.") if changed else _("Nothing was different, nothing was changed."))
            return redirect("contests:set_up", slug=found.slug)
    context["day"] = _day(found)
    context["changes"] = found.changes.select_related("by")[:20]
    return render(request, "contests/set_up.html", context, status=422 if form.errors else 200)


def _save(request: SignedInRequest, contest: Contest, form: SetUpForm) -> list[list[Any]]:
    return setting_up.change(
        contest,
        revision=form.cleaned_data["revision"],
        by=request.user,
        format=form.format(),
        reason=form.cleaned_data["reason"],
        **form.plain(),
    )


@login_required
@require_POST
def outlook(request: SignedInRequest, slug: str) -> HttpResponse:
    """The day that comes of what is typed at this moment; nothing is saved."""
    form = SetUpForm(request.POST, instance=run(request, slug))
    context: dict[str, Any] = {"day": None, "faults": []}
    if form.is_valid():
        given = form.plain()
        try:
            context["day"] = shown(
                form.format(),
                teams=given["expected_teams"],
                rooms=given["rooms"],
                begins=given["day_begins"],
                ends=given["day_ends"],
                first=given["starts_on"],
            )
        except BadFormat as bad:
            context["faults"] = [explained(fault) for fault in bad.faults]
    return render(request, "contests/_day.html", context)


#: What an organiser does with one press, in the order in which it is done.
STEPS = {"open": setting_up.open_for_teams, "freeze": setting_up.freeze}


@login_required
@require_POST
def step(request: SignedInRequest, slug: str) -> HttpResponse:
    """Open the contest for teams, or freeze its rules."""
    found = run(request, slug)
    do = STEPS.get(request.POST.get("step", ""))
    if do is None:
        raise Http404
    do(found)
    messages.success(request, _("Done. The page shows how the contest stands now."))
    return redirect("contests:set_up", slug=found.slug)
