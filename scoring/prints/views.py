"""The page of a contest's papers, each as PDF in both languages."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from people.http import SignedInRequest
from scoring.contests.registering import Refusal
from scoring.contests.views import run
from scoring.prints.papers import PAPERS, made


def _titles() -> dict[str, tuple[str, str]]:
    return {
        "run-sheet": (_("Run sheet"), _("Every match by its hour, with room for what really happened.")),
        "score-sheets": (
            _("Score sheets"),
            _("For each judge, should the tablets fail; a code leads back to the ballot."),
        ),
        "name-plates": (_("Name plates"), _("To fold once, for everybody who sits at a table.")),
        "standings": (_("Standings"), _("The published version.")),
        "awards": (_("Titles"), _("Who got which, by the published version.")),
        "certificates": (_("Certificates"), _("A page for each title that was won, in both languages.")),
    }


@login_required
@require_GET
def papers(request: SignedInRequest, slug: str) -> HttpResponse:
    """All that can be printed."""
    contest = run(request, slug)
    rows = [{"name": name, "title": title, "about": about} for name, (title, about) in _titles().items()]
    return render(request, "prints/papers.html", {"contest": contest, "rows": rows})


@login_required
@require_GET
def paper(request: SignedInRequest, slug: str, name: str, language: str) -> HttpResponse:
    """One of them."""
    contest = run(request, slug)
    if name not in PAPERS or language not in ("zh", "en"):
        raise Http404
    try:
        content = made(contest, name, language, request.build_absolute_uri("/").rstrip("/"))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("prints:papers", slug=slug)
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{slug}-{name}-{language}.pdf"'
    return answer
