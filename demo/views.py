"""The demo's pages: who is who, sign-in with one click, and a new session for whoever asks. This machine only."""

from collections.abc import Callable
from functools import wraps
from ipaddress import ip_address

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from demo.cast import new_session, open_sessions, over_sessions, parts_of, person_at
from demo.contest_day import JUDGES, trainer
from demo.training_record import trainee
from negotiation.models import Session
from people.models import User

View = Callable[..., HttpResponse]
#: Sessions shown on the page, the newest first; programs get them all.
SHOWN = 12


def only_here(view: View) -> View:
    """Not found unless the demo runs and the visitor is on this machine: one click is no way to sign in elsewhere."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not settings.DEMO or not _on_this_machine(request):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def _on_this_machine(request: HttpRequest) -> bool:
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


@require_GET
@only_here
@never_cache
def cast(request: HttpRequest) -> HttpResponse:
    """Who is who: each session with its roles, and what to try."""
    shown = {"cast": open_sessions(), "over": over_sessions()}
    context = {name: [(session, parts_of(session)) for session in found[:SHOWN]] for name, found in shown.items()}
    return render(request, "demo/cast.html", context)


@require_GET
@only_here
@never_cache
def cast_json(request: HttpRequest) -> JsonResponse:
    """The same for programs: a list of seats."""
    entries = [part.as_json() for session in open_sessions() for part in parts_of(session)]
    return JsonResponse(entries, safe=False)


@csrf_exempt  # programs send it without a page; on this machine and in the demo it can do no harm
@require_POST
@only_here
def reset(request: HttpRequest) -> HttpResponse:
    """A new planned session with every role. ``judges`` says how many, 1 to 15; five are usual."""
    asked = request.POST.get("judges") or request.GET.get("judges") or ""
    judges = int(asked) if asked.isascii() and asked.isdigit() and 1 <= int(asked) <= 15 else JUDGES
    session = new_session(judges=judges)
    if "text/html" not in request.headers.get("Accept", ""):
        return JsonResponse([part.as_json() for part in parts_of(session)], safe=False, status=201)
    messages.success(request, _("A new session is planned. Its seats stand at the top."))
    return redirect("demo:cast")


@require_GET
@only_here
@never_cache
def sign_in_as(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in as whoever sits on this seat, in a visit of its own, and go to the session."""
    try:
        person, session = person_at(token)
    except (signing.BadSignature, Session.DoesNotExist, User.DoesNotExist):
        raise Http404 from None
    request.session.flush()
    login(request, person)
    return redirect("negotiation:room", key=session.key)


@require_GET
@only_here
@never_cache
def sign_in_as_trainer(request: HttpRequest) -> HttpResponse:
    """Sign in as the province's trainer, and go to what people practise."""
    request.session.flush()
    login(request, trainer())
    return redirect("practice:index")


@require_GET
@only_here
@never_cache
def sign_in_as_trainee(request: HttpRequest) -> HttpResponse:
    """Sign in as somebody of the class, and go to their record."""
    request.session.flush()
    login(request, trainee())
    return redirect("record:mine")
