"""Everything that answers: pages over HTTP, streams over WebSocket."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
pages = get_asgi_application()

from channels.routing import ProtocolTypeRouter  # noqa: E402 (the apps must be ready before their consumers)

from live.routing import streams  # noqa: E402

application = ProtocolTypeRouter({"http": pages, "websocket": streams})
