"""A person's record: the page, the PDF, and the export of all one's own data."""

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from paper import pdf
from people.http import SignedInRequest
from people.models import User
from training.certification import words
from training.certification.views import person_of
from training.credentials.models import Issued
from training.record import gathering

#: A table of the PDF: its title, the heads of its columns, its rows.
Table = tuple[str, list[str], list[list[str]]]


def _whole(person: User, reader: User) -> dict[str, Any]:
    return {
        "person": person,
        "own": person.pk == reader.pk,
        "certificates": gathering.certificates(person),
        "strengths": gathering.strengths(person),
        "classes": gathering.classes(person),
        "hours": [(kind, words.plain(total)) for kind, total in gathering.hours(person)],
        "exams": gathering.exams(person),
        "sessions": gathering.sessions(person, reader),
        "contests": gathering.contests(person),
    }


@login_required
@require_GET
def record(request: SignedInRequest, person: Any = None) -> HttpResponse:
    """One's own record, or that of somebody whose record one keeps."""
    holder = person_of(request, person) if person else request.user
    return render(request, "training/record/record.html", _whole(holder, request.user))


@login_required
@require_GET
def document(request: SignedInRequest, person: Any) -> HttpResponse:
    """The record as PDF."""
    holder = person_of(request, person)
    language = "en" if (get_language() or "").startswith("en") else "zh"
    data = {
        "title": _("Record of %(name)s") % {"name": holder},
        "subtitle": str(holder.organization or ""),
        "about": [words.day(timezone.localdate())],
        "imprint": str(holder),
        "parts": list(_parts(_whole(holder, request.user))),
    }
    response = HttpResponse(pdf.render("plain", data, language), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="record.pdf"'
    return response


def _parts(whole: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for title, head, rows in (*_learned(whole), *_played(whole)):
        yield {"kind": "heading", "text": title}
        if rows:
            yield {"kind": "table", "head": head, "rows": rows}
        else:
            yield {"kind": "text", "text": _("Nothing is on record.")}


def _learned(whole: dict[str, Any]) -> Iterator[Table]:
    certificates = [[each["title"], each["certificate"].number, each["until"]] for each in whole["certificates"]]
    yield _("Certificates"), [_("Certificate"), _("Number"), _("Valid until")], certificates
    strengths = [[each["title"], str(each["percent"]), str(each["times"])] for each in whole["strengths"]]
    yield _("Strengths"), [_("Criterion"), _("Reached, in percent"), _("Times judged")], strengths
    classes = [
        [str(each.class_of), str(each.class_of.organization), str(each.get_status_display())]
        for each in whole["classes"]
    ]
    yield _("Classes"), [_("Class"), _("Held by"), _("State")], classes
    yield _("Class hours"), [_("Kind"), _("Class hours")], [list(each) for each in whole["hours"]]
    exams = [
        [str(each["attempt"].exam), each["percent"], _("yes") if each["attempt"].passed else _("no")]
        for each in whole["exams"]
    ]
    yield _("Exams"), [_("Exam"), _("Percent"), _("Passed")], exams


def _played(whole: dict[str, Any]) -> Iterator[Table]:
    sessions = [
        [
            str(each["session"]),
            str(each["seat"].get_side_display()),
            words.day(timezone.localdate(each["session"].starts_at)),
        ]
        for each in whole["sessions"]
    ]
    yield _("Mock sessions"), [_("Session"), _("Side"), _("Day")], sessions
    contests = [
        [
            str(each["contest"]),
            str(each["member"].team),
            "、".join(words.of((title["zh"], title["en"])) for title in each["titles"]) or "—",
        ]
        for each in whole["contests"]
    ]
    yield _("Contests"), [_("Contest"), _("Team"), _("Titles")], contests


@login_required
@require_GET
def export(request: SignedInRequest) -> HttpResponse:
    """All of one's own data as a ZIP: one JSON file, the files that one handed in, one's certificates."""
    content = io.BytesIO()
    person = request.user
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        told = json.dumps(gathering.everything(person), cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
        packed.writestr("data.json", told)
        for row in person.evidence.exclude(content=None):
            name = "".join(sign if sign.isalnum() or sign in ".-" else "_" for sign in row.filename)[-80:]
            packed.writestr(f"evidence/{row.pk}-{name}", bytes(row.content or b""))
        for made in Issued.objects.filter(certificate__person=person).select_related("certificate"):
            packed.writestr(f"certificates/{made.certificate.number}.pdf", bytes(made.pdf))
            packed.writestr(f"certificates/{made.certificate.number}.json", made.credential)
    response = HttpResponse(content.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="my-data.zip"'
    return response
