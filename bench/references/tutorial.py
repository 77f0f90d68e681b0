"""``python -m bench.references.tutorial PORT [REDIS_URL]``: Channels as its tutorial does it, under uvicorn.

Each socket joins a group; what one says is sent to the group, and each socket passes it on as JSON.
"""

import sys

import django
import uvicorn
from django.conf import settings

REDIS = sys.argv[2] if len(sys.argv) > 2 else ""
LAYER = (
    {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": {"hosts": [REDIS]}}
    if REDIS
    else {"BACKEND": "channels.layers.InMemoryChannelLayer"}
)
settings.configure(SECRET_KEY="bench", ALLOWED_HOSTS=["*"], CHANNEL_LAYERS={"default": LAYER}, USE_TZ=True)
django.setup()

from channels.generic.websocket import AsyncJsonWebsocketConsumer  # noqa: E402 (settings first)
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.urls import path  # noqa: E402


class Chat(AsyncJsonWebsocketConsumer):  # type: ignore[misc]
    async def connect(self) -> None:
        self.room_group_name = f"chat_{self.scope['url_route']['kwargs']['room_name']}"
        await self.channel_layer.group_add(self.room_group_name, self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        await self.channel_layer.group_discard(self.room_group_name, self.channel_name)

    async def receive_json(self, content: dict[str, object]) -> None:
        await self.channel_layer.group_send(self.room_group_name, {"type": "chat.message", "message": content})

    async def chat_message(self, event: dict[str, object]) -> None:
        await self.send_json({"message": event["message"]})


application = ProtocolTypeRouter(
    {"websocket": URLRouter([path("<str:what>/<str:room_name>", Chat.as_asgi())])}  # type: ignore[arg-type]
)


class Server(uvicorn.Server):
    async def startup(self, sockets: object = None) -> None:
        await super().startup(sockets)  # type: ignore[arg-type]
        print("Serving", flush=True)


if __name__ == "__main__":
    Server(
        uvicorn.Config(
            application,
            port=int(sys.argv[1]),
            ws="websockets-sansio",
            ws_per_message_deflate=False,
            ws_ping_interval=None,
            lifespan="off",
            log_level="warning",
        )
    ).run()
