"""What every template may use."""

from django.conf import settings
from django.http import HttpRequest


def house(request: HttpRequest) -> dict[str, object]:
    """The release, for addresses that must change with it; and whether this is the demo."""
    return {"RELEASE": settings.RELEASE, "DEMO": settings.DEMO}
