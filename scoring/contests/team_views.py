"""Pages of a contest's teams: sending one, a whole spreadsheet of them, and deciding about each."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from paper.sheets import Unreadable
from people.http import SignedInRequest
from scoring.contests import importing, registering
from scoring.contests.eligibility import Register, assert_eligible
from scoring.contests.forms import SheetForm, TeamForm
from scoring.contests.models import Contest, Team
from scoring.contests.permissions import may_register, may_run, sending
from scoring.contests.views import run, seen

#: What marks entries of a spreadsheet as those that were shown.
SALT = "scoring.contests.importing"


def _open(request: SignedInRequest, slug: str) -> Contest:
    """The contest, for whoever may send teams to it."""
    found = seen(request, slug)
    if not may_register(request.user, found):
        raise PermissionDenied
    return found


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def teams(request: SignedInRequest, slug: str) -> HttpResponse:
    """The teams that this visitor runs or sends, and a form for another one."""
    contest = _open(request, slug)
    form = _form(request, contest)
    if form.is_valid():
        given = form.cleaned_data
        try:
            registering.register(
                contest,
                given["organization"],
                given["name"],
                form.people(),
                name_en=given["name_en"],
                late=may_run(request.user, contest),
            )
        except registering.Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The team is registered. The contest’s organisers approve it."))
            return redirect("contests:teams", slug=slug)
    return _page(request, contest, form=form)


def _form(request: SignedInRequest, contest: Contest) -> TeamForm:
    typed = request.POST if request.method == "POST" else None
    return TeamForm(typed, contest=contest, organizations=sending(request.user, contest))


def _page(
    request: SignedInRequest, contest: Contest, *, form: TeamForm | None = None, sheet_form: SheetForm | None = None
) -> HttpResponse:
    runs = may_run(request.user, contest)
    rows = contest.teams.with_members()
    if not runs:
        rows = rows.filter(organization__in=sending(request.user, contest))
    rules = Register(contest)
    bound = form or TeamForm(None, contest=contest, organizations=sending(request.user, contest))
    context: dict[str, Any] = {
        "contest": contest,
        "teams": [{"team": team, "shortfalls": rules.shortfalls(team)} for team in rows],
        "runs": runs,
        "form": bound,
        "sheet_form": sheet_form or SheetForm(),
    }
    wrong = bool(bound.errors or (sheet_form and sheet_form.errors))
    return render(request, "contests/teams.html", context, status=422 if wrong else 200)


@login_required
@require_POST
def sheet(request: SignedInRequest, slug: str) -> HttpResponse:
    """What a spreadsheet would register, with every fault; nothing is written."""
    contest = _open(request, slug)
    form = SheetForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, contest, sheet_form=form)
    try:
        found = importing.preview(contest, form.cleaned_data["file"].read(), list(sending(request.user, contest)))
    except Unreadable as unreadable:
        form.add_error("file", str(unreadable))
        return _page(request, contest, sheet_form=form)
    token = signing.dumps([contest.pk, request.user.pk, found.as_json()], salt=SALT, compress=True)
    context = {"contest": contest, "found": found, "token": token}
    return render(request, "contests/sheet.html", context, status=422 if found.faults else 200)


@login_required
@require_POST
def take_sheet(request: SignedInRequest, slug: str) -> HttpResponse:
    """Write what was shown and confirmed; teams that came in since are left as they are."""
    contest = _open(request, slug)
    try:
        pk, person, entries = signing.loads(request.POST.get("token", ""), salt=SALT, max_age=24 * 3600)
    except signing.BadSignature:
        pk = person = entries = None
    if pk != contest.pk or person != request.user.pk:
        messages.error(request, _("This preview is older than a day or was not made here. Choose the file again."))
        return redirect("contests:teams", slug=slug)
    try:
        count = importing.write(contest, entries, late=may_run(request.user, contest))
    except registering.Refusal as refusal:
        messages.error(request, _("Nothing was written: %(why)s") % {"why": refusal})
    else:
        words = ngettext("%(count)s team was registered.", "%(count)s teams were registered.", count)
        messages.success(request, words % {"count": count})
    return redirect("contests:teams", slug=slug)


@login_required
@require_POST
def decide(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Approve, return or withdraw a team."""
    contest = run(request, slug)
    team = get_object_or_404(Team, contest=contest, pk=pk)
    decision = request.POST.get("decision", "")
    if decision not in registering.DECISIONS:
        raise Http404
    try:
        if decision == "approve":
            assert_eligible(team)
        registering.decide(team, decision, reason=request.POST.get("reason", "").replace("\0", ""))
    except registering.Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{team}: {team.get_status_display()}")
    return redirect("contests:teams", slug=slug)
