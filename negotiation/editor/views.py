"""Pages on which scenarios are designed. What reads YAML or counts packages is loaded when it is first needed."""

import base64
import json
from importlib import import_module
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from negotiation.editor.differences import differences
from negotiation.editor.forms import FileForm, OwnerForm, PackForm, ShareForm
from negotiation.editor.permissions import design_for, may_edit, may_share, usable
from negotiation.models import Draft, Scenario, ScenarioVersion
from negotiation.tongue import own
from paper import sheets
from people.http import SignedInRequest
from people.models import Organization

LONGEST_NUMBER = 9


def _drafts() -> Any:
    return import_module("negotiation.editor.drafts")


def _owners(request: SignedInRequest) -> list[Organization]:
    owners = design_for(request.user)
    if not owners:
        raise PermissionDenied
    return owners


def _draft(request: SignedInRequest, pk: int) -> Draft:
    _owners(request)
    found = get_object_or_404(Draft.objects.select_related("owner", "base__scenario", "edited_by"), pk=pk)
    if not may_edit(request.user, found):
        raise Http404
    return found


def _version(request: SignedInRequest, pk: int) -> ScenarioVersion:
    """A version that whoever designs may read, secrets and all."""
    _owners(request)
    version = get_object_or_404(ScenarioVersion.objects.select_related("scenario__owner"), pk=pk)
    if version.scenario not in usable(request.user):
        raise Http404
    return version


# --- The list --------------------------------------------------------------------------------------


@login_required
@require_GET
def scenarios(request: SignedInRequest) -> HttpResponse:
    """The library, what one's organisations own and what is shared with them, and the drafts under way."""
    return _list(request)


def _list(request: SignedInRequest, *, file_form: FileForm | None = None, report: Any = None) -> HttpResponse:
    owners = _owners(request)
    versions = ScenarioVersion.objects.filter(scenario__in=usable(request.user)).select_related("scenario__owner")
    by_scenario: dict[Scenario, list[ScenarioVersion]] = {}
    for version in versions.order_by("scenario__owner__path", "scenario__slug", "-number"):
        by_scenario.setdefault(version.scenario, []).append(version)
    rows = [
        {"scenario": each, "newest": found[0], "earlier": found[1:], "may_share": may_share(request.user, each)}
        for each, found in by_scenario.items()
    ]
    drafts = [each for each in Draft.objects.select_related("owner", "edited_by") if may_edit(request.user, each)]
    context = {
        "rows": rows,
        "drafts": drafts,
        "owner_form": OwnerForm(owners=owners),
        "file_form": file_form or FileForm(owners=owners),
        "report": report,
    }
    return render(request, "editor/scenarios.html", context, status=422 if file_form is not None else 200)


@login_required
@require_POST
def new(request: SignedInRequest) -> HttpResponse:
    """Begin a draft from nothing."""
    return redirect("editor:draft", pk=_drafts().begin(_owner_of(request), request.user).pk)


@login_required
@require_POST
def copy(request: SignedInRequest, pk: int) -> HttpResponse:
    """Begin a draft from a version."""
    version = _version(request, pk)
    return redirect("editor:draft", pk=_drafts().copy(version, _owner_of(request), request.user).pk)


def _owner_of(request: SignedInRequest) -> Organization:
    """The organisation that was chosen, else the first one may design for."""
    owners = _owners(request)
    form = OwnerForm(request.POST, owners=owners)
    found: Organization = form.cleaned_data["owner"] if form.is_valid() else owners[0]
    return found


@login_required
@require_POST
def from_file(request: SignedInRequest) -> HttpResponse:
    """Begin a draft from a file; one that cannot be read gets its faults, and nothing is begun."""
    form = FileForm(request.POST, request.FILES, owners=_owners(request))
    if not form.is_valid():
        return _list(request, file_form=form)
    file = form.cleaned_data["file"]
    faulty = import_module("negotiation.scenarios").Faulty
    limit = import_module("negotiation.scenario_yaml").BYTES
    try:
        made = _drafts().from_file(file.read(limit + 1), file.name, form.cleaned_data["owner"], request.user)
    except faulty as problem:
        return _list(request, file_form=form, report=list(problem.report.lines()))
    return redirect("editor:draft", pk=made.pk)


# --- A draft ---------------------------------------------------------------------------------------


@login_required
@require_GET
@cache_control(private=True, no_store=True)
def draft(request: SignedInRequest, pk: int) -> HttpResponse:
    """The editor; its module draws the document and saves it as one types."""
    found = _draft(request, pk)
    config = {
        "content": found.content,
        "revision": found.revision,
        "schema": import_module("negotiation.scenarios").schema(),
        "looked": import_module("negotiation.editor.looking").look(found.content),
        "csrf": get_token(request),
        "urls": {
            "save": reverse("editor:save", args=[pk]),
            "difficulty": reverse("editor:difficulty", args=[pk]),
        },
    }
    return render(request, "editor/draft.html", {"draft": found, "config": config, "pack_form": PackForm()})


@login_required
@require_POST
def save(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep the document (JSON ``{revision, content}``); answered with what it now makes possible and what is wrong.

    409 when somebody else saved meanwhile, with theirs: nothing was overwritten. 422 for what is no document.
    """
    found = _draft(request, pk)
    drafts = _drafts()
    try:
        data = json.loads(request.body)
        revision, content = data["revision"], data["content"]
        if not isinstance(content, dict) or not isinstance(revision, int):
            raise TypeError
        kept = drafts.save(found, revision, content, request.user)
    except (ValueError, KeyError, TypeError, RecursionError):
        return JsonResponse({"message": _("This could not be read as a scenario. Nothing was changed.")}, status=422)
    except drafts.Outdated as outdated:
        now = outdated.draft
        words = _("%(who)s has saved this draft meanwhile. What you typed is still here; choose which to keep.")
        answer = {"message": words % {"who": now.edited_by}, "revision": now.revision, "content": now.content}
        answer["changes"] = [list(pair) for pair in differences(now.content, content)][:50]
        return JsonResponse(answer, status=409)
    looked = import_module("negotiation.editor.looking").look(kept.content)
    return JsonResponse({"revision": kept.revision, "looked": looked})


@login_required
@require_GET
def difficulty(request: SignedInRequest, pk: int) -> HttpResponse:
    """How hard the case is, from simulated play (JSON); 409 while it has errors."""
    found = _draft(request, pk)
    report = import_module("negotiation.scenarios").check(_drafts().text_of(found.content))
    if report.scenario is None:
        return JsonResponse({"message": _("First put right what is wrong: nobody can play it yet.")}, status=409)
    try:
        made = import_module("negotiation.editor.difficulty").estimate(report.scenario)
    except ValueError:
        return JsonResponse({"message": _("There are too many packages for opponents to bargain over.")}, status=409)
    return JsonResponse(
        {
            "level": made.level,
            "agreed": made.agreed,
            "short": made.short,
            "meetings": made.meetings,
            "reason": made.reason,
        }
    )


@login_required
@require_POST
def publish(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make the draft the next version of its scenario; with faults it stays a draft."""
    found = _draft(request, pk)
    try:
        version = _drafts().publish(found)
    except import_module("negotiation.scenarios").Faulty as faulty:
        words = _("It is not published: %(number)s errors are left. They stand beside the draft.")
        messages.error(request, words % {"number": len(faulty.report.errors)})
        return redirect("editor:draft", pk=pk)
    words = _("Published as version %(number)s. Sessions can be planned on it; the draft stays for the next one.")
    messages.success(request, words % {"number": version.number})
    return redirect("editor:scenarios")


@login_required
@require_POST
def delete(request: SignedInRequest, pk: int) -> HttpResponse:
    """Throw a draft away. Versions that were published from it stay."""
    _draft(request, pk).delete()
    messages.success(request, _("The draft is deleted. What was published stays."))
    return redirect("editor:scenarios")


# --- Files and changes ------------------------------------------------------------------------------


@login_required
@require_GET
def draft_file(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _draft(request, pk)
    return _file(found.content)


@login_required
@require_GET
def version_file(request: SignedInRequest, pk: int) -> HttpResponse:
    return _file(json.loads(_version(request, pk).content))


def _file(content: dict[str, Any]) -> HttpResponse:
    """The document as YAML, as people write it."""
    text = import_module("negotiation.scenario_yaml").written(content)
    name = "".join(letter for letter in str(content.get("id", "")) if letter.isalnum() or letter in "-_") or "scenario"
    disposition = f'attachment; filename="{name[:60]}.yaml"'
    headers = {"Content-Disposition": disposition, "Cache-Control": "private, no-store"}
    return HttpResponse(text, content_type="application/yaml; charset=utf-8", headers=headers)


@login_required
@require_GET
def draft_changes(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the draft changes about the version from which it was begun."""
    found = _draft(request, pk)
    before = json.loads(found.base.content) if found.base else {}
    title = _("%(draft)s: changes since %(base)s") % {"draft": found, "base": found.base or _("nothing")}
    return _changes(request, title, before, found.content)


@login_required
@require_GET
def version_changes(request: SignedInRequest, pk: int) -> HttpResponse:
    """What a version changed about another of the same scenario (``?from=``), else about the one before it."""
    version = _version(request, pk)
    others = version.scenario.versions.exclude(pk=pk)
    asked = request.GET.get("from", "")
    before = (
        others.filter(number=int(asked)).first() if asked.isascii() and asked.isdigit() and len(asked) < 9 else None
    )
    before = before or others.filter(number__lt=version.number).order_by("-number").first()
    numbers = {"number": version.number, "before": before.number if before else "–", "title": version}
    title = _("%(title)s: version %(number)s against version %(before)s") % numbers
    return _changes(request, title, json.loads(before.content) if before else {}, json.loads(version.content), others)


def _changes(
    request: HttpRequest, title: str, before: dict[str, Any], after: dict[str, Any], others: Any = ()
) -> HttpResponse:
    found = differences(before, after)
    return render(request, "editor/changes.html", {"title": title, "changes": found, "others": others})


# --- Sharing and the data pack ----------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def share(request: SignedInRequest, pk: int) -> HttpResponse:
    """With whom a scenario is shared: they may use it and copy it, never change it."""
    _owners(request)
    scenario = get_object_or_404(Scenario, pk=pk)
    if not may_share(request.user, scenario):
        raise Http404
    form = ShareForm(request.POST or None, initial={"shared_with": scenario.shared_with.all()})
    if request.method == "POST" and form.is_valid():
        scenario.shared_with.set(form.cleaned_data["shared_with"])
        messages.success(request, _("Saved."))
        return redirect("editor:scenarios")
    return render(request, "editor/share.html", {"scenario": scenario, "form": form})


@login_required
@require_POST
def pack(request: SignedInRequest, pk: int) -> HttpResponse:
    """A spreadsheet for the data pack: shown first with all that is wrong; written when that is confirmed."""
    found = _draft(request, pk)
    packs = import_module("negotiation.editor.pack")
    try:
        content = _sheet_of(request)
        there = found.content.get("data") if isinstance(found.content.get("data"), list) else []
        read = packs.pack(content, there)
    except sheets.Unreadable as unreadable:
        messages.error(request, str(unreadable))
        return redirect("editor:draft", pk=pk)
    if "confirmed" in request.POST and not read.faults:
        changed = found.content | {"data": packs.merged(there, read.entries)}
        try:
            _drafts().save(found, found.revision, changed, request.user)
        except _drafts().Outdated:
            messages.error(request, _("Somebody saved the draft meanwhile. Nothing was taken over; please try again."))
        except _drafts().Unkept:
            messages.error(request, _("This could not be read as a scenario. Nothing was changed."))
        else:
            messages.success(request, _("%(count)s entries are in the data pack.") % {"count": len(read.entries)})
        return redirect("editor:draft", pk=pk)
    rows = [
        (
            each["key"],
            own(each["label"]),
            each["audience"],
            each.get("number", own(each.get("text", {"zh": "", "en": ""}))),
        )
        for each in read.entries
    ]
    context = {"draft": found, "read": read, "rows": rows, "kept": base64.b64encode(content).decode()}
    return render(request, "editor/pack.html", context, status=422 if read.faults else 200)


def _sheet_of(request: HttpRequest) -> bytes:
    """The spreadsheet: handed in, or the one that was shown and is now confirmed. Raises Unreadable."""
    if "confirmed" in request.POST:
        try:
            return base64.b64decode(request.POST.get("kept", ""), validate=True)
        except ValueError:
            raise sheets.Unreadable("broken") from None
    form = PackForm(request.POST, request.FILES)
    if not form.is_valid():
        raise sheets.Unreadable("empty")
    content: bytes = form.cleaned_data["file"].read(sheets.LARGEST + 1)
    return content


@login_required
@require_GET
def pack_template(request: SignedInRequest) -> HttpResponse:
    """An empty spreadsheet with the columns of a data pack (CSV that every program opens)."""
    _owners(request)
    titles = [names[0] for names in import_module("negotiation.editor.pack").COLUMNS.values()]
    example = [
        "payroll",
        "上年工资总额（情景值）",
        "Last year's payroll (scenario value)",
        "万元",
        "公开",
        "4378.5",
        "财务报表",
        "",
    ]
    text = "\ufeff" + "\r\n".join(",".join(row) for row in (titles, example)) + "\r\n"
    headers = {"Content-Disposition": 'attachment; filename="data-pack.csv"'}
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=headers)
