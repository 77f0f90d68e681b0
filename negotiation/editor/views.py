"""Pages on which scenarios are designed. What reads YAML or counts packages is loaded when it is first needed."""

import json
from importlib import import_module
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from negotiation.editor.differences import differences
from negotiation.editor.forms import FileForm, OwnerForm, PackForm, ShareForm
from negotiation.editor.permissions import about_to_play, design_for, editable, may_edit, may_share, shareable, usable
from negotiation.models import Draft, Scenario, ScenarioVersion
from paper import sheets
from people.http import SignedInRequest
from people.models import Organization

#: What marks the entries of a data pack as those that were shown.
PACK = "negotiation.editor.pack"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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
    _not_before_playing(request, found.base.scenario if found.base else None)
    return found


def _version(request: SignedInRequest, pk: int) -> ScenarioVersion:
    """A version that whoever designs may read, secrets and all."""
    _owners(request)
    version = get_object_or_404(ScenarioVersion.objects.select_related("scenario__owner"), pk=pk)
    if version.scenario not in usable(request.user):
        raise Http404
    _not_before_playing(request, version.scenario)
    return version


def _not_before_playing(request: SignedInRequest, scenario: Scenario | None) -> None:
    if about_to_play(request.user, scenario):
        raise PermissionDenied(
            _("You have a seat at a session on this case. What both sides know opens to you when that session is over.")
        )


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
    shared = set(shareable(request.user))
    closed = set(Scenario.objects.about_to_be_played_by(request.user))
    rows = [
        {
            "scenario": each,
            "newest": found[0],
            "earlier": found[1:],
            "may_share": each in shared,
            "closed": each in closed,
        }
        for each, found in by_scenario.items()
    ]
    context = {
        "rows": rows,
        "drafts": editable(request.user),
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

    409 when somebody else saved meanwhile, with theirs: nothing was overwritten. 413 for too much, 422 for what is no
    document.
    """
    found = _draft(request, pk)
    drafts = _drafts()
    try:
        data = json.loads(request.body)
        revision, content = data["revision"], data["content"]
        if not isinstance(content, dict) or not isinstance(revision, int):
            raise TypeError
        kept = drafts.save(found, revision, content, request.user)
    except RequestDataTooBig:
        words = _("The scenario has grown larger than a file may be (1 MiB). It is not saved; please shorten it.")
        return JsonResponse({"message": words}, status=413)
    except (ValueError, KeyError, TypeError, RecursionError):
        return JsonResponse({"message": _("This could not be read as a scenario. Nothing was changed.")}, status=422)
    except drafts.Outdated as outdated:
        now = outdated.draft
        words = _("%(who)s has changed the same places meanwhile. What you typed is still here; choose for each.")
        answer = {"message": words % {"who": now.edited_by}, "who": str(now.edited_by)}
        return JsonResponse(answer | {"revision": now.revision, "content": now.content}, status=409)
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
    form = ShareForm(request.POST if request.method == "POST" else None, instance=scenario)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("editor:scenarios")
    return render(request, "editor/share.html", {"scenario": scenario, "form": form})


@login_required
@require_POST
def pack(request: SignedInRequest, pk: int) -> HttpResponse:
    """A spreadsheet for the data pack: shown with all that is wrong. Nothing is written before it is confirmed."""
    found = _draft(request, pk)
    packs = import_module("negotiation.editor.pack")
    form = PackForm(request.POST, request.FILES)
    try:
        content = form.cleaned_data["file"].read(sheets.LARGEST + 1) if form.is_valid() else b""
        read = packs.pack(content, found.entries)
    except sheets.Unreadable as unreadable:
        messages.error(request, str(unreadable))
        return redirect("editor:draft", pk=pk)
    context = {"draft": found, "read": read, "rows": [packs.shown(each) for each in read.entries]}
    context["kept"] = signing.dumps(read.entries, salt=PACK, compress=True)
    return render(request, "editor/pack.html", context, status=422 if read.faults else 200)


@login_required
@require_POST
def take_pack(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write the entries that were shown, as they were shown."""
    found = _draft(request, pk)
    drafts = _drafts()
    try:
        entries = signing.loads(request.POST.get("kept", ""), salt=PACK)
        changed = found.content | {"data": import_module("negotiation.editor.pack").merged(found.entries, entries)}
        drafts.save(found, found.revision, changed, request.user)
    except signing.BadSignature:
        messages.error(request, _("This is not what was shown. Nothing was taken over; please hand the file in again."))
    except drafts.Outdated:
        messages.error(request, _("Somebody saved the draft meanwhile. Nothing was taken over; please try again."))
    except drafts.Unkept:
        messages.error(request, _("This could not be read as a scenario. Nothing was changed."))
    else:
        messages.success(request, _("%(count)s entries are in the data pack.") % {"count": len(entries)})
    return redirect("editor:draft", pk=pk)


@login_required
@require_GET
def pack_template(request: SignedInRequest) -> HttpResponse:
    """A spreadsheet to be filled in: the columns of a data pack, an example of each kind of entry."""
    _owners(request)
    content = import_module("negotiation.editor.pack_template").workbook()
    headers = {"Content-Disposition": 'attachment; filename="data-pack.xlsx"'}
    return HttpResponse(content, content_type=XLSX, headers=headers)
