"""Pages of who is in a class: nominating, approving, the waiting list, offers, and a whole spreadsheet."""

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
from people.models import Organization
from training.classes import enrolling, importing
from training.classes.forms import NominateForm, SheetForm
from training.classes.models import Class, Enrolment, Status, StatusEntry
from training.classes.models.enrolment import ATTENDING
from training.classes.permissions import may_nominate, may_run, nominating
from training.classes.seating import outlook
from training.classes.views import place_of, run, seen, tabs
from training.refusals import Refusal

#: What marks entries of a spreadsheet as those that were shown.
SALT = "training.classes.importing"
#: Decisions of those who run the class, and those of a unit about its own people.
OF_CLASS = {"approve"}
OF_UNIT = {"endorse", "return", "cancel"}
#: Decisions of the person.
OF_PERSON = {"accept", "refuse", "cancel"}


def _open(request: SignedInRequest, slug: str) -> Class:
    """The class, for whoever nominates for it."""
    found = seen(request, slug)
    if not may_nominate(request.user, found):
        raise PermissionDenied
    return found


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: SignedInRequest, slug: str) -> HttpResponse:
    """The people that this visitor decides about, why each waits, and a form to nominate."""
    found = _open(request, slug)
    units = nominating(request.user, found)
    form = NominateForm(request.POST if request.method == "POST" else None, units=units)
    if form.is_valid():
        given = form.cleaned_data
        together = "together" if given["together"] else ""
        late = may_run(request.user, found)
        try:
            enrolling.nominate(found, form.people(), given["unit"], by=request.user, party=together, late=late)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("They are nominated. The list shows how each of them stands."))
            return redirect("classes:people", slug=slug)
    return _page(request, found, form=form)


def _page(
    request: SignedInRequest, found: Class, *, form: NominateForm | None = None, sheet_form: SheetForm | None = None
) -> HttpResponse:
    units = nominating(request.user, found)
    rows = Enrolment.objects.for_list().filter(class_of=found)
    context = tabs(request, found, "people")
    if not context["runs"]:
        rows = rows.filter(organization__in=units)
    waiting = outlook(found)
    last = _last_words(found)
    form = form or NominateForm(units=units)
    listed = list(rows)
    groups = _groups(listed, waiting, last, _elsewhere(found, listed))
    context |= {
        "groups": groups,
        "form": form,
        "sheet_form": sheet_form or SheetForm(),
        "shares": _shares(found),
        "jumps": StatusEntry.objects.filter(enrolment__class_of=found, jump=True)
        .select_related("enrolment__organization", "by")
        .order_by("-pk")[:20],
    }
    wrong = bool(form.errors or (sheet_form and sheet_form.errors))
    return render(request, "training/classes/people.html", context, status=422 if wrong else 200)


def _elsewhere(found: Class, rows: list[Enrolment]) -> dict[int, str]:
    """By person, another class on the same days in which they hold a place."""
    others = Enrolment.objects.filter(
        person__in=[row.person_id for row in rows if row.status != Status.CANCELLED],
        status__in=(Status.OFFERED, Status.BOOKED),
        class_of__starts_on__lte=found.ends_on,
        class_of__ends_on__gte=found.starts_on,
    )
    return {
        row.person_id: _("Has a place on the same days in “%(other)s”.") % {"other": row.class_of}
        for row in others.exclude(class_of=found).select_related("class_of")
    }


def _groups(
    rows: list[Enrolment], waiting: dict[int, str], last: dict[int, str], elsewhere: dict[int, str]
) -> list[dict[str, Any]]:
    """The rows by what is to be done with them."""
    found = []
    kinds: list[tuple[str, tuple[int, ...], tuple[str, ...]]] = [
        (_("Wait for the unit"), (Status.NOMINATED, Status.RETURNED), ("endorse", "return", "cancel")),
        (_("Wait for the organiser"), (Status.UNIT_APPROVED,), ("approve", "return", "cancel")),
        (_("On the waiting list, in this order"), (Status.APPROVED, Status.WAITLISTED), ("cancel",)),
        (_("Offered a place"), (Status.OFFERED,), ("cancel",)),
        (_("In the class"), ATTENDING, ("cancel",)),
        (_("Cancelled"), (Status.CANCELLED,), ()),
    ]
    for title, statuses, decisions in kinds:
        inside = [
            {
                "row": row,
                "why": waiting.get(row.pk, ""),
                "said": last.get(row.pk, ""),
                "clash": elsewhere.get(row.person_id, ""),
            }
            for row in rows
            if row.status in statuses
        ]
        if inside:
            waits = Status.WAITLISTED in statuses
            found.append({"title": title, "rows": inside, "decisions": decisions, "waits": waits})
    return found


def _last_words(found: Class) -> dict[int, str]:
    """By enrolment, the reason of its last step."""
    entries = StatusEntry.objects.filter(enrolment__class_of=found).order_by("number")
    return dict(entries.values_list("enrolment", "reason"))


def _shares(found: Class) -> list[dict[str, Any]]:
    """Each unit's places, how many are taken, and how many more it got of those that nobody keeps."""
    taken = list(
        found.enrolments.filter(status__in=(*ATTENDING, Status.OFFERED)).values_list("organization__path", flat=True)
    )
    rows = []
    for each in found.shares.select_related("organization"):
        count = sum(path.startswith(each.organization.path) for path in taken)
        rows.append({"share": each, "taken": min(count, each.places), "more": max(0, count - each.places)})
    return rows


@login_required
@require_POST
def decide(request: SignedInRequest, slug: str) -> HttpResponse:
    """Approve, endorse, return or take back the people that were chosen, all or none."""
    found = _open(request, slug)
    decision = request.POST.get("decision", "")
    if decision not in OF_CLASS | OF_UNIT:
        raise Http404
    runs = may_run(request.user, found)
    if decision in OF_CLASS and not runs:
        raise PermissionDenied
    chosen = [int(each) for each in request.POST.getlist("chosen") if each.isdecimal() and len(each) < 18]
    rows = Enrolment.objects.for_list().filter(class_of=found, pk__in=chosen)
    if not runs:
        rows = rows.filter(organization__in=nominating(request.user, found))
        # What waits for the organiser, the unit can only take back.
        if decision == "return" and rows.filter(status=Status.UNIT_APPROVED).exists():
            raise PermissionDenied
    reason = request.POST.get("reason", "").replace("\0", "")[:300]
    try:
        done = enrolling.decide(rows, decision, by=request.user, reason=reason)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        words = ngettext("Done for %(count)s person.", "Done for %(count)s people.", len(done))
        messages.success(request, words % {"count": len(done)})
    return redirect("classes:people", slug=slug)


@login_required
@require_POST
def move_up(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Put somebody at the head of the waiting list, with a reason for all units."""
    found = run(request, slug)
    row = get_object_or_404(Enrolment.objects.for_list(), class_of=found, pk=pk)
    first = Enrolment.objects.filter(class_of=found, status=Status.WAITLISTED).order_by("position").first()
    reason = request.POST.get("reason", "").replace("\0", "")[:300]
    try:
        enrolling.move_to(row, first or row, by=request.user, reason=reason)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Moved up. Every unit reads the reason on this page."))
    return redirect("classes:people", slug=slug)


@login_required
@require_POST
def apply(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask one's own unit to be nominated."""
    found = seen(request, slug)
    try:
        enrolling.apply(found, request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Your unit has your application. You see here how it goes on."))
    return redirect("classes:class", slug=slug)


@login_required
@require_POST
def answer(request: SignedInRequest, slug: str) -> HttpResponse:
    """A person accepts or refuses the offered place, or gives theirs back."""
    found = seen(request, slug)
    decision = request.POST.get("decision", "")
    mine = place_of(request.user, found)
    if decision not in OF_PERSON or mine is None:
        raise Http404
    try:
        enrolling.decide([mine], decision, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        words = _("The place is yours.") if decision == "accept" else _("Done: the place goes to the next.")
        messages.success(request, words)
    return redirect("classes:class", slug=slug)


@login_required
@require_POST
def sheet(request: SignedInRequest, slug: str) -> HttpResponse:
    """What a spreadsheet would nominate, with every fault; nothing is written."""
    found = _open(request, slug)
    form = SheetForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, found, sheet_form=form)
    units: list[Organization] = list(nominating(request.user, found))
    try:
        preview = importing.preview(found, form.cleaned_data["file"].read(), units)
    except Unreadable as unreadable:
        form.add_error("file", str(unreadable))
        return _page(request, found, sheet_form=form)
    token = signing.dumps([found.pk, request.user.pk, preview.as_json()], salt=SALT, compress=True)
    context = tabs(request, found, "people") | {"found": preview, "token": token}
    return render(request, "training/classes/sheet.html", context, status=422 if preview.faults else 200)


@login_required
@require_POST
def take_sheet(request: SignedInRequest, slug: str) -> HttpResponse:
    """Write what was shown and confirmed."""
    found = _open(request, slug)
    try:
        pk, person, entries = signing.loads(request.POST.get("token", ""), salt=SALT, max_age=24 * 3600)
    except signing.BadSignature:
        pk = person = entries = None
    if pk != found.pk or person != request.user.pk:
        messages.error(request, _("This preview is older than a day or was not made here. Choose the file again."))
        return redirect("classes:people", slug=slug)
    try:
        count = importing.write(found, entries, by=request.user, late=may_run(request.user, found))
    except Refusal as refusal:
        messages.error(request, _("Nothing was written: %(why)s") % {"why": refusal})
    else:
        words = ngettext("%(count)s person was nominated.", "%(count)s people were nominated.", count)
        messages.success(request, words % {"count": count})
    return redirect("classes:people", slug=slug)
