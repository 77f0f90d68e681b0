"""Pages of the timetable: rooms and judges, the search, the grid, and a judge moved by hand."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import ProtectedError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from paper.sheets import Fault, Unreadable
from people.http import SignedInRequest
from scoring.allocation import judges_sheet, moving, planning, searching
from scoring.allocation.forms import ConflictForm, JudgeForm, JudgesSheetForm, MoveForm, RoomForm, SearchForm
from scoring.allocation.grid import grid
from scoring.allocation.models import Conflict, Judge, Plan
from scoring.contests.models import Contest
from scoring.contests.registering import Refusal
from scoring.contests.views import run, seen


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def timetable(request: SignedInRequest, slug: str) -> HttpResponse:
    """The timetable as it stands, and everything it is made of."""
    contest = run(request, slug)
    if request.method == "POST":
        room_form = RoomForm(request.POST, contest=contest)
        if room_form.is_valid():
            room_form.save()
            messages.success(request, _("Saved."))
            return redirect("allocation:timetable", slug=slug)
        return _page(request, contest, status=422, room_form=room_form)
    return _page(request, contest)


def _page(request: HttpRequest, contest: Contest, *, status: int = 200, **forms: Any) -> HttpResponse:
    plan, search = searching.latest(contest)
    names = searching.names_of(contest)
    context: dict[str, Any] = {
        "contest": contest,
        "rooms": contest.halls.all(),
        "judges": contest.judges.with_conflicts(),
        "plan": plan,
        "search": search,
        "room_form": RoomForm(contest=contest),
        "judge_form": JudgeForm(contest=contest),
        "sheet_form": JudgesSheetForm(),
        "search_form": SearchForm(),
        "versions": contest.plans.select_related("by")[:10],
        **forms,
    }
    if plan is not None:
        ahead = {str(match.pk): names["match"][str(match.pk)] for match in planning.ahead(contest)}
        placed = {id: f"{plan.answer[id][0][-5:]} {title}" for id, title in ahead.items() if id in plan.answer}
        context["grid"] = grid(contest, plan, names)
        context["broken"] = _broken(contest, plan)
        context.setdefault("move_form", MoveForm(initial={"basis": plan.version}, contest=contest, matches=placed))
    return render(request, "allocation/timetable.html", context, status=status)


def _broken(contest: Contest, plan: Plan) -> list[str]:
    try:
        problem = planning.problem_of(contest, days=planning.MOST_DAYS)
    except Refusal:
        return []
    return moving.breaches(contest, problem, planning.answer_of(plan, problem))


@login_required
@require_POST
def remove_room(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Take a room out; one in which a match stands in the timetable in force stays."""
    room = get_object_or_404(run(request, slug).halls.all(), pk=pk)
    try:
        room.delete()
    except ProtectedError:
        messages.error(request, _("Matches are held in %(room)s: it was kept.") % {"room": room})
    return redirect("allocation:timetable", slug=slug)


@login_required
@require_POST
def add_judge(request: SignedInRequest, slug: str) -> HttpResponse:
    """One more judge."""
    contest = run(request, slug)
    form = JudgeForm(request.POST, contest=contest)
    if not form.is_valid():
        return _page(request, contest, status=422, judge_form=form)
    form.save()
    messages.success(request, _("Saved."))
    return redirect("allocation:timetable", slug=slug)


@login_required
@require_POST
def take_judges(request: SignedInRequest, slug: str) -> HttpResponse:
    """Judges from a spreadsheet."""
    contest = run(request, slug)
    form = JudgesSheetForm(request.POST, request.FILES)
    faults: list[Fault] = []
    if form.is_valid():
        try:
            count, faults = judges_sheet.take(contest, form.cleaned_data["file"].read())
        except Unreadable as unreadable:
            form.add_error("file", str(unreadable))
        else:
            if not faults:
                words = ngettext("%(count)s judge was written.", "%(count)s judges were written.", count)
                messages.success(request, words % {"count": count})
                return redirect("allocation:timetable", slug=slug)
    return _page(request, contest, status=422, sheet_form=form, faults=faults)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def judge(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """One judge: when they are not there, and whom they may not judge."""
    contest = run(request, slug)
    found = get_object_or_404(Judge.objects.with_conflicts(), contest=contest, pk=pk)
    form = JudgeForm(request.POST or None, contest=contest, instance=found)
    if form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("allocation:judge", slug=slug, pk=pk)
    context = {"contest": contest, "judge": found, "form": form, "conflict_form": ConflictForm(contest=contest)}
    return render(request, "allocation/judge.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def declare(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """A team that this judge may not judge: by those who run the contest, or by the judge."""
    contest = seen(request, slug)
    found = get_object_or_404(Judge, contest=contest, pk=pk)
    own = found.person_id == request.user.pk
    if not own:
        run(request, slug)
    form = ConflictForm(request.POST, contest=contest)
    if form.is_valid():
        Conflict.objects.update_or_create(
            judge=found, team=form.cleaned_data["team"], defaults={"why": form.cleaned_data["why"], "by": request.user}
        )
        messages.success(request, _("Declared. The timetable is checked against it from now on."))
    else:
        messages.error(request, _("Choose a team and the reason. Nothing was saved."))
    return redirect("allocation:mine", slug=slug) if own else redirect("allocation:judge", slug=slug, pk=pk)


@login_required
@require_POST
def withdraw(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Take a declared conflict back; only those who run the contest may."""
    conflict = get_object_or_404(Conflict, judge__contest=run(request, slug), pk=pk)
    conflict.delete()
    return redirect("allocation:judge", slug=slug, pk=conflict.judge_id)


@login_required
@require_GET
def mine(request: SignedInRequest, slug: str) -> HttpResponse:
    """A judge's own matches, and a form to declare a conflict."""
    contest = seen(request, slug)
    found = get_object_or_404(Judge.objects.with_conflicts(), contest=contest, person=request.user)
    matches = (
        contest.matches.filter(session__seats__person=request.user)
        .select_related("session__scenario", "session__panel", "sitting__room")
        .order_by("session__starts_at")
        .distinct()
    )
    context = {"contest": contest, "judge": found, "matches": matches, "conflict_form": ConflictForm(contest=contest)}
    return render(request, "allocation/mine.html", context)


@login_required
@require_POST
def search(request: SignedInRequest, slug: str) -> HttpResponse:
    """Start a search for the whole timetable, or for the least change without somebody."""
    contest = run(request, slug)
    form = SearchForm(request.POST)
    if not form.is_valid():
        return _page(request, contest, status=422, search_form=form)
    gone = request.POST.get("gone", "").replace("\0", "")[:40]
    try:
        asked = searching.ask(
            contest, by=request.user, gone=gone, language=get_language() or "zh-hans", **form.cleaned_data
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        searching.start(asked)
        messages.success(request, _("The search is running; this page shows what it finds, in a minute at most."))
    return redirect("allocation:timetable", slug=slug)


@login_required
@require_GET
def progress(request: SignedInRequest, slug: str) -> HttpResponse:
    """How the last search stands; the page asks again while it runs."""
    contest = run(request, slug)
    return render(request, "allocation/_search.html", {"contest": contest, "search": contest.searches.first()})


@login_required
@require_POST
def move(request: SignedInRequest, slug: str) -> HttpResponse:
    """Put a judge into another panel: ``act`` is try, which only says what would break (JSON), or save."""
    contest = run(request, slug)
    plan, _search = searching.latest(contest)
    if plan is None:
        raise Http404
    form = MoveForm(request.POST, contest=contest, matches=searching.names_of(contest)["match"])
    trying = request.POST.get("act") == "try"
    if not form.is_valid():
        lines = [error for errors in form.errors.values() for error in errors]
        return (
            JsonResponse({"lines": lines}, status=422)
            if trying
            else _page(request, contest, status=422, move_form=form)
        )
    given = form.cleaned_data
    try:
        problem, answer = moving.after(contest, plan, given["judge"], given["match"], given["instead"])
        if trying:
            before = set(_broken(contest, plan))
            lines = [line for line in moving.breaches(contest, problem, answer) if line not in before]
            return JsonResponse({"lines": lines or [_("This breaks no rule.")], "good": not lines})
        note = _("%(judge)s was moved by hand") % {"judge": given["judge"]}
        planning.saved(contest, problem, answer, by=request.user, note=note, basis=given["basis"])
    except Refusal as refusal:
        if trying:
            return JsonResponse({"lines": [str(refusal)], "good": False})
        messages.error(request, str(refusal))
    except planning.Stale as stale:
        who = "、".join(f"{each.by}: {each.note}" for each in stale.since)
        messages.error(
            request, _("The timetable was changed meanwhile (%(who)s). Nothing was saved: look again.") % {"who": who}
        )
        return _page(request, contest, status=409)
    else:
        messages.success(request, _("Saved as the next version. It is in force once you put it in force."))
    return redirect("allocation:timetable", slug=slug)


@login_required
@require_POST
def put_in_force(request: SignedInRequest, slug: str, version: int) -> HttpResponse:
    """Give the matches their times, rooms and panels."""
    plan = get_object_or_404(Plan, contest=run(request, slug), version=version)
    try:
        count = planning.apply(plan)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        words = ngettext("%(count)s match has its place.", "%(count)s matches have their places.", count)
        messages.success(request, words % {"count": count})
    return redirect("allocation:timetable", slug=slug)
