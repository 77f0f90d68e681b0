"""Pages of an organisation's questions."""

from pathlib import PurePath

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from people.http import SignedInRequest
from training.bank import formats
from training.bank.papers import answer_of
from training.bank.shape import Question, written
from training.classes.permissions import held_by, may_prepare
from training.questions import keeping
from training.questions.forms import ImportForm
from training.questions.models import Entry
from training.refusals import Refusal

SALT = "training.questions"
#: A preview larger than this, packed and signed, would not come back in a form.
LARGEST_TOKEN = 1_500_000
SUFFIX_OF = {"yaml": "yaml", "gift": "gift", "moodle": "xml", "qti": "zip", "csv": "csv"}


@login_required
@require_GET
def questions(request: SignedInRequest) -> HttpResponse:
    """The questions of one's organisations, the newest version of each; those that wait to be read first."""
    if not may_prepare(request.user):
        raise PermissionDenied
    rows = Entry.objects.kept_by(request.user).current().select_related("organization", "read_by")
    page = Paginator(rows.order_by("read_at", "name"), 25).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [{"entry": row, "text": _text(row)} for row in page],
        "form": ImportForm(organizations=held_by(request.user).order_by("path")),
        "ours": len(keeping.library()),
        "formats": list(SUFFIX_OF),
    }
    return render(request, "training/questions/questions.html", context)


def _text(row: Entry) -> str:
    text = row.content["text"]
    return str(text.get("zh") or text.get("en") or "")


@login_required
@require_POST
def bring_in(request: SignedInRequest) -> HttpResponse:
    """What a file would bring, with every fault; nothing is written."""
    if not may_prepare(request.user):
        raise PermissionDenied
    form = ImportForm(request.POST, request.FILES, organizations=held_by(request.user).order_by("path"))
    found, token = None, ""
    if form.is_valid():
        given = form.cleaned_data
        try:
            suffix = PurePath(given["file"].name).suffix.lower()
            content = given["file"].read(formats.LARGEST + 1)
            found = keeping.preview(given["organization"], content, suffix, formats.Defaults(given["language"]))
        except Refusal as refusal:
            form.add_error("file", str(refusal))
        else:
            token = signing.dumps(
                [given["organization"].pk, request.user.pk, found.as_json()], salt=SALT, compress=True
            )
            if len(token) > LARGEST_TOKEN:
                form.add_error("file", _("That is too much at once: split the file. Nothing was written."))
    bad = bool(form.errors) or found is None or bool(found.wrong)
    context = {"form": form, "found": found, "token": "" if bad else token}
    return render(request, "training/questions/preview.html", context, status=422 if bad else 200)


@login_required
@require_POST
def take(request: SignedInRequest) -> HttpResponse:
    """Keep what was shown and confirmed."""
    try:
        organization, person, entries = signing.loads(request.POST.get("token", ""), salt=SALT, max_age=24 * 3600)
    except signing.BadSignature:
        organization = person = entries = None
    owner = held_by(request.user).filter(pk=organization).first() if person == request.user.pk else None
    if owner is None:
        messages.error(request, _("This preview is older than a day or was not made here. Choose the file again."))
        return redirect("questions:questions")
    count = keeping.write(owner, entries, by=request.user)
    words = ngettext("%(count)s question is in the bank.", "%(count)s questions are in the bank.", count)
    messages.success(request, words % {"count": count})
    return redirect("questions:questions")


def _entry(request: SignedInRequest, pk: int) -> Entry:
    rows = Entry.objects.kept_by(request.user).select_related("organization", "by", "read_by")
    return get_object_or_404(rows, pk=pk)


@login_required
@require_GET
def question(request: SignedInRequest, pk: int) -> HttpResponse:
    """One question with its key, its article and its versions."""
    found = _entry(request, pk)
    entry = Question.model_validate(found.content)
    versions = Entry.objects.filter(organization=found.organization, name=found.name).select_related("by")
    context = {"entry": found, "question": entry, "key": answer_of(entry), "versions": versions}
    return render(request, "training/questions/question.html", context)


@login_required
@require_POST
def decide(request: SignedInRequest, pk: int) -> HttpResponse:
    """Stand for a question, or retire it."""
    found = _entry(request, pk)
    decision = request.POST.get("decision")
    if decision not in ("read", "retire"):
        raise Http404
    try:
        if decision == "read":
            keeping.read(found, by=request.user, basis=request.POST.get("basis", ""))
        else:
            keeping.retire(found)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Written down."))
    return redirect("questions:question", pk=pk) if decision == "read" else redirect("questions:questions")


@login_required
@require_http_methods(["GET", "HEAD"])
def export(request: SignedInRequest, name: str) -> HttpResponse:
    """The questions of one's organisations in a format."""
    if not may_prepare(request.user):
        raise PermissionDenied
    if name not in SUFFIX_OF:
        raise Http404
    rows = Entry.objects.kept_by(request.user).current()
    found = [Question.model_validate(row.content) for row in rows]
    language = "en" if request.GET.get("language") == "en" else "zh"
    content = written(found) if name == "yaml" else formats.write(found, name, language)[0]
    response = HttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="questions.{SUFFIX_OF[name]}"'
    return response
