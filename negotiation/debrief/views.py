"""The debrief as a page and as a document, and the guess that is given before the figures are open."""

from importlib import import_module
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods

from negotiation.debrief.forms import GuessForm
from negotiation.debrief.permissions import sides_for
from negotiation.models import Guess, Session
from negotiation.permissions import may_release
from negotiation.views import session_for
from people.http import SignedInRequest
from people.models import User


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def debrief(request: SignedInRequest, key: UUID) -> HttpResponse:
    """What the session came to, for those who sat there; sent to it, the guess of whoever bargained."""
    session = session_for(request, key)
    sides = sides_for(request.user, session)
    if not session.is_over:
        return render(request, "debrief/page.html", {"session": session})
    if not sides:
        raise PermissionDenied
    form = guess_form(request, session, sides[0])
    if request.method == "POST" and form is not None and form.is_valid():
        kept = {"side": sides[0], "weights": form.weights}
        Guess.objects.update_or_create(session=session, person=request.user, defaults=kept)
        messages.success(request, _("Your guess is kept. It is held against the figures when they are released."))
        return redirect("debrief:page", key=key)
    context = {
        "session": session,
        "released": len(sides) > 1,
        "form": form,
        "may_release": may_release(request.user, session),
        **told(session, sides),
    }
    return render(request, "debrief/page.html", context, status=422 if form is not None and form.is_bound else 200)


def told(session: Session, sides: tuple[str, ...]) -> dict[str, Any]:
    """The headlines and sections for the eyes of these sides; NumPy is loaded when a debrief is first read."""
    study = import_module("negotiation.debrief.study").study(session, sides)
    return {
        "headlines": import_module("negotiation.debrief.headlines").headlines(study),
        "sections": import_module("negotiation.debrief.sections").sections(study),
    }


def guess_form(request: SignedInRequest, session: Session, side: str) -> GuessForm | None:
    """For whoever sat on a side, until the figures are released."""
    if session.released_at or not sits_on(request.user, session, side):
        return None
    kept = Guess.objects.filter(session=session, person=request.user).first()
    initial = {f"issue-{issue}": weight for issue, weight in kept.weights.items()} if kept else None
    return GuessForm(request.POST or None, scenario=session.scenario.compiled(), initial=initial)


def sits_on(user: User, session: Session, side: str) -> bool:
    return session.seats.filter(person=user, side=side).exists()


@login_required
@require_GET
@cache_control(private=True, no_store=True)
def document(request: SignedInRequest, key: UUID) -> HttpResponse:
    """The same as a PDF, for the team to take along."""
    session = session_for(request, key)
    sides = sides_for(request.user, session)
    if not sides:
        raise PermissionDenied
    made = import_module("negotiation.debrief.document").pdf(session, **told(session, sides))
    name = f"debrief-{session.key}.pdf"
    return HttpResponse(
        made, content_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
