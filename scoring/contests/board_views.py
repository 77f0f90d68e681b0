"""The public board: on the hall's screen, and as a part of other organisations' pages."""

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_GET

from people.models import User
from scoring.contests.models import Contest
from scoring.contests.views import seen


@require_GET
def board(request: HttpRequest, slug: str) -> HttpResponse:
    """Matches, results and places as they are published, kept up to date by the board's stream."""
    return _page(request, slug, embedded=False)


@method_decorator([xframe_options_exempt, csp_replace({"frame-ancestors": ["*"]})], name="dispatch")
class Embed(View):
    """The same for a frame on any other page: it has no way to anything that a visitor could press."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return _page(request, slug, embedded=True)


embed = Embed.as_view()


def _page(request: HttpRequest, slug: str, *, embedded: bool) -> HttpResponse:
    contest = seen(request, slug)
    if contest.status == Contest.Status.SET_UP:
        # There is no stream before the contest is announced.
        raise Http404
    person = str(request.user.uuid) if isinstance(request.user, User) else ""
    config = {"ws": f"/ws/boards/{contest.key}/", "user": person, "seat": "spectator"}
    return render(request, "contests/board.html", {"contest": contest, "config": config, "embedded": embedded})
