"""A request whose visitor is known, for the type checker."""

from django.http import HttpRequest

from people.models import User


class SignedInRequest(HttpRequest):
    """What a view behind ``login_required`` receives."""

    user: User
