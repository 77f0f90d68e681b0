"""Signing in, signing out, and one's own settings."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from people.forms import ProfileForm, SignInForm
from people.http import SignedInRequest


class SignIn(LoginView):
    """The door. Whoever is already in is sent on."""

    template_name = "people/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True


class SignOut(LogoutView):
    """Leaving, by POST only. Sockets of this visit close within five seconds."""

    http_method_names = ["post", "options"]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: SignedInRequest) -> HttpResponse:
    """One's own name, address and language."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        person = form.save()
        messages.success(request, _("Saved."))
        response = redirect("people:profile")
        if person.language:
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, person.language, httponly=True, samesite="Lax")
        return response
    return render(request, "people/profile.html", {"form": form}, status=422 if form.is_bound else 200)
