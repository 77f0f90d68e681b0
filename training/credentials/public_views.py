"""What everybody may ask: is this certificate real and does it hold? And the issuers' documents behind the answer."""

from typing import Any

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from people.models import Organization
from training.certification import granting, radar, words
from training.certification.models import Certificate, Event
from training.credentials import checking, keys, local, status
from training.credentials.forms import CheckForm, NameForm
from training.credentials.issuing import documents_of
from training.credentials.models import StatusPlace

#: So many looks a minute from one address; a hall behind one address has fewer certificates than that.
LOOKS = 120
JSON_KINDS = ("application/vc+ld+json", "application/vc", "application/ld+json", "application/json")


def _too_often(request: HttpRequest) -> bool:
    key = f"verify:{request.META.get('REMOTE_ADDR', '')}:{int(timezone.now().timestamp()) // 60}"
    cache.add(key, 0, 90)
    try:
        return cache.incr(key) > LOOKS
    except ValueError:  # it ran out between the two
        return False


def _slowly(request: HttpRequest) -> HttpResponse:
    return render(request, "training/credentials/slowly.html", status=429)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, number: str) -> HttpResponse:
    """What holds of this certificate today. For machines: the credential itself."""
    if _too_often(request):
        return _slowly(request)
    found = (
        Certificate.objects.for_list()
        .select_related("scheme__organization", "renewed_by")
        .filter(number=number.upper())
        .first()
    )
    if found is None:
        return render(request, "training/credentials/unknown.html", {"number": number[:40]}, status=404)
    if request.method != "POST" and request.get_preferred_type(["text/html", *JSON_KINDS]) in JSON_KINDS:
        return _machine(found, "json")
    form = NameForm(request.POST if request.method == "POST" else None)
    same = None
    if form.is_valid():
        same = "".join(form.cleaned_data["name"].split()) == "".join(found.printed["name"].split())
    context = _shown(found) | {"form": form, "same": same}
    return render(request, "training/credentials/verify.html", context, status=422 if form.errors else 200)


def _shown(found: Certificate) -> dict[str, Any]:
    state = granting.state_on(found, timezone.localdate())
    why = None
    if state in ("revoked", "suspended"):
        kind = Event.Kind.REVOKED if state == "revoked" else Event.Kind.SUSPENDED
        why = found.events.filter(kind=kind).last()
    printed = found.printed
    return {
        "certificate": found,
        "title": radar.words_of(found),
        "state": state,
        "until": words.day(found.until),
        "why": why,
        "following": getattr(found, "renewed_by", None),
        "issuer": words.of((printed["issuer"]["zh"], printed["issuer"]["en"])),
        "name": printed["name"] if found.name_open else "",
    }


@never_cache
@require_GET
def verify_file(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """The credential as JSON or as JWT."""
    if _too_often(request):
        return _slowly(request)
    rows = Certificate.objects.select_related("scheme__organization", "version")
    return _machine(get_object_or_404(rows, number=number.upper()), kind)


def _machine(found: Certificate, kind: str) -> HttpResponse:
    if found.foreign_number:
        raise Http404
    made = documents_of(found)
    if kind == "jwt":
        return HttpResponse(made.jwt, content_type="text/plain; charset=utf-8")
    response = HttpResponse(made.credential, content_type="application/vc+ld+json")
    response["Access-Control-Allow-Origin"] = "*"
    return response


@never_cache
@csrf_exempt  # it changes nothing, and a page that was open overnight should still answer
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponseBase:
    """By number or by file: where the way begins for whoever has neither camera nor code."""
    if request.method == "POST" and _too_often(request):
        return _slowly(request)
    form = CheckForm(*((request.POST, request.FILES) if request.method == "POST" else (None, None)))
    finding, refused = None, ""
    if form.is_valid():
        number, file = form.cleaned_data["number"].strip(), form.cleaned_data["file"]
        if file is not None:
            finding, refused = _checked(file)
        elif number and number.replace("-", "").isalnum() and number.isascii():
            return redirect("verify", number=number.upper())
        else:
            refused = _("Type the number as it stands on the certificate, or choose the file.")
    context = {"form": form, "finding": finding, "refused": refused, "words": _in_words(finding)}
    return render(request, "training/credentials/check.html", context, status=422 if refused or form.errors else 200)


def _checked(file: Any) -> tuple[checking.Finding | None, str]:
    refusals = {
        "size": _("The file is too large for a credential. Nothing was kept."),
        "kind": _(
            "There is no credential in this file. Nothing was kept; take the PDF or the file that was handed out."
        ),
        "form": _("The file is damaged. Nothing was kept; take it once more from where it was handed out."),
    }
    if file.size > 8 * checking.MOST_BYTES:
        return None, refusals["size"]
    try:
        return checking.check(checking.taken_out(file.read()), local.download), ""
    except checking.Unreadable as problem:
        return None, refusals[problem.args[0]]


#: What the checker's English says, and what it means to a person.
MEANINGS = (
    ("'revocation' is set", gettext_lazy("The signature is right, but the certificate was revoked.")),
    ("'suspension' is set", gettext_lazy("The signature is right, but the certificate is suspended.")),
    ("expired", gettext_lazy("The signature is right, but the certificate holds no more.")),
    ("not yet valid", gettext_lazy("The signature is right, but the certificate does not hold yet.")),
    ("not of this platform", gettext_lazy("It was issued on another platform; look at its issuer’s own page.")),
)


def _in_words(finding: checking.Finding | None) -> str:
    if finding is None:
        return ""
    if not finding.fault:
        return _("The signature is right, nothing was changed, and the certificate holds today.")
    for part, meaning in MEANINGS:
        if part in finding.fault:
            return str(meaning)
    return _("This is not what was issued: the signature does not fit the content.")


@require_safe
def issuer(request: HttpRequest, pk: int) -> HttpResponse:
    """The issuer's DID document (did:web)."""
    organization = get_object_or_404(Organization, pk=pk, schemes__isnull=False)
    return _public(JsonResponse(keys.document_of(organization), content_type="application/did+ld+json"))


@require_safe
def status_list(request: HttpRequest, pk: int, sheet: int, purpose: str) -> HttpResponse:
    """A status list, signed at this moment."""
    if purpose not in status.PURPOSES:
        raise Http404
    organization = get_object_or_404(Organization, pk=pk)
    if not StatusPlace.objects.filter(organization=organization, sheet=sheet).exists():
        raise Http404
    return _public(HttpResponse(status.published(organization, sheet, purpose), content_type="application/vc+jwt"))


def _public(response: HttpResponse) -> HttpResponse:
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "max-age=300"
    return response
