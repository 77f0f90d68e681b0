"""What every template may use."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from negotiation.editor.permissions import may_design


def house(request: HttpRequest) -> dict[str, object]:
    """The release, for addresses that must change with it; whether this is the demo; and who designs scenarios."""
    designs = SimpleLazyObject(
        lambda: may_design(getattr(request, "user", AnonymousUser()))
    )  # asked where a page shows the way there
    return {"RELEASE": settings.RELEASE, "DEMO": settings.DEMO, "may_design": designs}
